import {describe, expect, it} from 'vitest';
import type {AwsClients} from '../../source/aws/clients.ts';
import {AwsError} from '../../source/aws/errors.ts';
import {virtualClock} from '../../source/clock.ts';
import {livingOn} from '../../source/commands/living.ts';
import {patiently} from '../../source/commands/patience.ts';
import {standingEverywhere} from '../../source/commands/status.ts';
import {beginScenario} from '../../source/simulator/scenario.ts';
import {homeOf} from '../../source/store/home.ts';
import {eventOf} from '../helpers/bin.ts';
import {buildOnce} from '../helpers/built.ts';
import {type Lab, mutationsSince} from '../helpers/lab.ts';
import {lab} from '../helpers/passing-lab.ts';

const throttled = () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.');

/** An EC2 whose calls come to what the lists say, one after another, and then succeed. */
const faulty = (errors: Readonly<Record<string, readonly Error[]>>) => {
	const made: string[] = [];
	const call = (name: string) => async () => {
		const error = errors[name]?.[made.filter(other => other === name).length];
		made.push(name);
		if (error) throw error;
		return {};
	};
	const ec2 = {describeVpcs: call('describeVpcs'), describeSubnets: call('describeSubnets')};
	return {
		clients: {ec2: async () => ec2} as unknown as AwsClients,
		clock: virtualClock(),
		signal: new AbortController().signal,
		made,
	};
};

const lookAtBoth = async (clients: AwsClients) => {
	const ec2 = await clients.ec2();
	await ec2.describeVpcs({});
	await ec2.describeSubnets({});
};

describe('patience with AWS', () => {
	it('makes the call again that was refused, and none of those before it', async () => {
		const {made, ...aws} = faulty({describeSubnets: [throttled(), throttled()]});
		await patiently(aws, lookAtBoth);
		expect(made).toEqual(['describeVpcs', 'describeSubnets', 'describeSubnets', 'describeSubnets']);
	});

	it('ends at what no repetition cures, and with the work all calls that would still be repeated', async () => {
		const forbidden = new AwsError('UnauthorizedOperation', 'You are not authorized.');
		const {made, ...aws} = faulty({
			describeVpcs: [forbidden],
			describeSubnets: Array.from({length: 1000}, throttled),
		});
		const both = async (clients: AwsClients) => {
			const ec2 = await clients.ec2();
			await Promise.all([ec2.describeSubnets({}), aws.clock.sleep(5_000).then(() => ec2.describeVpcs({}))]);
		};
		await expect(patiently(aws, both)).rejects.toBe(forbidden);
		const {length} = made;
		await aws.clock.sleep(600_000);
		expect(made).toHaveLength(length);
	});

	it('ends with its signal', async () => {
		const stop = new AbortController();
		const {made, ...aws} = faulty({describeVpcs: Array.from({length: 1000}, throttled)});
		void aws.clock.sleep(10_000).then(() => stop.abort(new Error('stopped')));
		await expect(patiently(aws, lookAtBoth, {signal: stop.signal})).rejects.toThrow('stopped');
	});

	it('ends with the command that looks', async () => {
		const stop = new AbortController();
		const {made, ...aws} = faulty({describeVpcs: Array.from({length: 1000}, throttled)});
		void aws.clock.sleep(10_000).then(() => stop.abort(new Error('stopped')));
		await expect(patiently({...aws, signal: stop.signal}, lookAtBoth)).rejects.toThrow('stopped');
	});

	it('is only with what is worth it', async () => {
		const unreachable = Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'});
		const {made, ...aws} = faulty({describeVpcs: [throttled(), unreachable]});
		await expect(patiently(aws, lookAtBoth, {curable: ['throttled']})).rejects.toBe(unreachable);
		expect(made).toEqual(['describeVpcs', 'describeVpcs']);
	});
});

describe('an account whose rate others use up', () => {
	const built = buildOnce();

	/** One call of each operation, or of what shares its bucket, in five seconds. */
	const starved = async (from?: Lab): Promise<Lab> => {
		const each = await lab(from ?? (await built()));
		const rates = {'*': {capacity: 1, refillPerSecond: 0.2}};
		each.world.scenario = beginScenario({rates}, each.clock.now());
		return each;
	};

	it('has its deployments shown, with their journal and without', async () => {
		const {world, home} = await built();
		for (const options of [{world: structuredClone(world), home}, {world}]) {
			const {connection, home: own} = await starved(await lab(options));
			const known = livingOn(homeOf({PRIVATELINK_WIZARD_HOME: own}), connection);
			const [standing] = await standingEverywhere(connection, known);
			expect(standing?.counts).toMatchObject({vpc: 2, instance: 4});
		}
	});

	it('has them torn down by their tags alone', async () => {
		const {world} = await built();
		const each = await starved(await lab({world}));
		const {code, events} = await each.down('--confirm', 'lab');
		expect(eventOf(events, 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(code).toBe(0);
	});

	it('has connections approved, once', async () => {
		const first = await lab();
		await first.up('--yes', '--later');
		const each = await starved(first);
		const from = each.world.calls.length;
		expect((await each.approve('--accept')).code).toBe(0);
		const accepted = each.world.calls
			.slice(from)
			.filter(({operation, error}) => operation === 'AcceptVpcEndpointConnections' && error === undefined);
		expect(accepted).toHaveLength(1);
		expect(mutationsSince(each, from)).toContain('AcceptVpcEndpointConnections');
	});
});
