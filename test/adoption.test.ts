import {describe, expect, it} from 'vitest';
import {findStrays} from '../source/commands/strays.ts';
import {buildPlan} from '../source/plan/build.ts';
import {fullName} from '../source/plan/deployment.ts';
import type {Asker} from '../source/prompts.ts';
import {readDeployments} from '../source/store/deployments.ts';
import {homeOf} from '../source/store/home.ts';
import {eventOf} from './helpers/bin.ts';
import {buildOnce} from './helpers/built.ts';
import {type Lab, mutationsSince} from './helpers/lab.ts';
import {lab} from './helpers/passing-lab.ts';

const built = buildOnce();

/** Where the deployment of the default settings was built. */
const builder = async () => lab(await built());

/** The same AWS from a machine that has no journal. */
const elsewhere = (first: Lab, options: Parameters<typeof lab>[0] = {}): Promise<Lab> =>
	lab({world: structuredClone(first.world), ...options});

/** What some rows of the world have. */
type Tagged = {
	readonly shown?: {Tags?: {Key?: string | undefined; Value?: string | undefined}[] | undefined};
	readonly hidden?: {tags?: Record<string, string>};
};

const accept = ['--yes', '--accept'];
const ada = 'arn:aws:iam::111122223333:user/ada';

const deploymentsOf = ({home}: Lab) => readDeployments(homeOf({PRIVATELINK_WIZARD_HOME: home}).deployments);

const deploymentOf = (where: Lab) => {
	const [found] = deploymentsOf(where);
	if (!found) throw new Error('no deployment');
	return found.deployment;
};

/** Everything that AWS shows as there, by the id in the graph: twice where it stands twice. */
const standing = ({world}: Lab): readonly string[] => {
	const gone = /^(terminated|shutting-down|deleted|deleting)$/i;
	const tagged = [
		...Object.values(world.vpcs),
		...Object.values(world.subnets),
		...Object.values(world.internetGateways),
		...Object.values(world.routeTables),
		...Object.values(world.addresses),
		...Object.values(world.natGateways).filter(({shown}) => !gone.test(shown.State ?? '')),
		...Object.values(world.securityGroups),
		...Object.values(world.instances).filter(({shown}) => !gone.test(shown.State?.Name ?? '')),
		...Object.values(world.endpoints).filter(({shown}) => !gone.test(shown.State ?? '')),
		...Object.values(world.endpointServices).filter(({shown}) => !gone.test(shown.ServiceState ?? '')),
		...Object.values(world.roles),
		...Object.values(world.instanceProfiles),
	].map(({shown}) => shown.Tags?.find(({Key}) => Key === 'privatelink-wizard:resource')?.Value ?? '');
	return [...tagged, ...Object.keys(world.loadBalancers), ...Object.keys(world.targetGroups)].toSorted();
};

describe('a deployment whose journal is lost', () => {
	it('is written anew from its tags as it was born', async () => {
		const first = await lab();
		const flags = [
			'--name',
			'prod',
			'--provider-cidr',
			'10.7.0.0/16',
			'--image',
			'amazon-linux',
			'--session-path',
			'nat',
		];
		await first.up(...accept, ...flags);
		const second = await elsewhere(first);
		expect((await second.up(...accept)).code).toBe(0);
		const born = deploymentOf(first);
		expect(deploymentOf(second)).toEqual({
			...born,
			settings: {...born.settings, azs: born.place.zones.map(({id}) => id)},
		});
	});

	it('is left as it is by an up, and the page comes', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		const before = second.world.calls.length;
		const again = await second.up(...accept);
		expect(again.code).toBe(0);
		expect(eventOf(again.events, 'deployment-adopted').by).toBe(second.connection.caller.arn);
		expect(eventOf(again.events, 'request-verified').status).toBe(200);
		expect(mutationsSince(second, before)).toEqual([]);
		expect((await second.verify()).code).toBe(0);
		const third = await second.up(...accept);
		expect(third.events.filter(({type}) => type === 'deployment-adopted')).toEqual([]);
	});

	it('comes down to nothing, without having been gone on with', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		const torn = await second.down('--confirm', 'lab');
		expect(torn.code).toBe(0);
		expect(standing(second)).toEqual([]);
		expect((await second.down('--confirm', 'lab')).code).toBe(0);
	});

	it.each([12, 100])('is finished after an interruption at %i s, with nothing made twice', async seconds => {
		const stop = new AbortController();
		const first = await lab({signal: stop.signal});
		void first.clock.sleep(seconds * 1000).then(() => stop.abort(new Error('stopped')));
		await first.up(...accept);
		const second = await elsewhere(first);
		const built = await second.up(...accept);
		expect(built.events.at(-1)).toMatchObject({outcome: 'done'});
		const resources = buildPlan(deploymentOf(first)).map(({id}) => id);
		const made = standing(second).filter(each => each !== '' && !each.startsWith('arn:'));
		expect(made).toEqual([...new Set(made)]);
		expect(made.filter(each => !resources.includes(each))).toEqual([]);
		const third = await elsewhere(second);
		expect((await third.down('--confirm', 'lab')).code).toBe(0);
		expect(standing(third)).toEqual([]);
	});

	it('is found in its own region by its role, from any other', async () => {
		const there = await lab({region: 'eu-west-1'});
		await there.up(...accept, '--region', 'eu-west-1');
		const here = await elsewhere(there, {region: 'us-east-1'});
		expect((await here.up(...accept)).code).toBe(0);
		expect(Object.values(here.world.vpcs).map(({region}) => region)).toEqual(['eu-west-1', 'eu-west-1']);
		const further = await elsewhere(there, {region: 'us-east-1'});
		expect((await further.down('--confirm', 'lab')).code).toBe(0);
		expect(standing(further)).toEqual([]);
	});

	it('is asked no late no, and takes its zones by their names as by their ids', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		await expect(second.up('--yes', '--reject')).rejects.toMatchObject({
			exitCode: 2,
			message: expect.stringContaining('accepted already'),
		});
		const names = deploymentOf(first).place.zones.map(({name}) => name);
		expect((await second.up(...accept, '--azs', names.join(','))).code).toBe(0);
	});

	it('keeps the answers it was born with: others are refused and nothing is written', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		await expect(second.up(...accept, '--instance-type', 't3.small')).rejects.toMatchObject({exitCode: 2});
		expect(deploymentsOf(second)).toEqual([]);
	});

	it('is taken up again where it was torn down, when it was built on elsewhere meanwhile', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		await second.down('--confirm', 'lab');
		const back = await elsewhere(second, {home: first.home});
		expect((await back.up(...accept)).code).toBe(0);
		const again = await elsewhere(back, {home: second.home});
		expect((await again.down('--confirm', 'lab')).code).toBe(0);
		expect(standing(again)).toEqual([]);
	});

	it.each(['lab.k3jx7q2a/../../x', 'lab.K3JX7Q2A', '../lab.k3jx7q2a', 'lab'])(
		'is none by a tag that names no deployment: %s',
		async name => {
			const here = await lab(await built().then(({world}) => ({world})));
			for (const {shown} of Object.values(here.world.vpcs)) {
				const tag = shown.Tags?.find(({Key}) => Key === 'privatelink-wizard:deployment');
				if (tag) tag.Value = name;
			}
			const {adoptable, unreadable} = await findStrays(here.connection, homeOf({PRIVATELINK_WIZARD_HOME: here.home}));
			expect(unreadable.map(({fullName: each}) => each)).toContain(name);
			expect(adoptable.map(({found}) => found.fullName)).not.toContain(name);
		},
	);

	it('is named, not guessed at, when its tags were changed', async () => {
		const first = await builder();
		const second = await elsewhere(first);
		const key = 'privatelink-wizard:settings';
		for (const table of Object.values(second.world)) {
			if (typeof table !== 'object' || Array.isArray(table)) continue;
			for (const row of Object.values(table as Record<string, Tagged>)) {
				if (row.shown?.Tags) row.shown.Tags = row.shown.Tags.filter(({Key}) => Key !== key);
				if (row.hidden?.tags) delete row.hidden.tags[key];
			}
		}
		await expect(second.up(...accept)).rejects.toThrow('its tags were changed');
		await expect(second.down('--confirm', 'lab')).rejects.toThrow('its tags were changed');
	});
});

/** Answers every question with the next of these. */
const answering = (...answers: readonly string[]): Asker & {readonly asked: readonly string[]} => {
	const asked: string[] = [];
	const next = (message: string) => {
		asked.push(message);
		return answers[asked.length - 1] ?? '';
	};
	return {
		asked,
		text: async ({message}) => next(message),
		choose: async ({message, options}) => {
			const wanted = next(`${message} ${options.map(({label}) => label).join(' | ')}`);
			return (options.find(({value}) => value.startsWith(wanted)) ?? options[0])?.value as never;
		},
	};
};

describe('a deployment that another principal made', () => {
	const others = async (options: Parameters<typeof lab>[0] = {}) => {
		const first = await builder();
		return {first, name: fullName(deploymentOf(first)), mine: await elsewhere(first, {arn: ada, ...options})};
	};

	it('is gone on with only when its full name is given', async () => {
		const {mine, name} = await others();
		const refused = mine.up(...accept);
		await expect(refused).rejects.toMatchObject({exitCode: 3, message: expect.stringContaining('user/simulator')});
		await expect(mine.up(...accept, '--confirm', 'lab')).rejects.toMatchObject({exitCode: 3});
		expect(deploymentsOf(mine)).toEqual([]);
		expect((await mine.up(...accept, '--confirm', name)).code).toBe(0);
		// It has a journal here from now on.
		expect((await mine.up(...accept)).code).toBe(0);
		expect(Object.keys(mine.world.vpcs)).toHaveLength(2);
	});

	it('keeps its maker in the tags of what is made for it', async () => {
		const stop = new AbortController();
		const first = await lab({signal: stop.signal});
		void first.clock.sleep(20_000).then(() => stop.abort(new Error('stopped')));
		await first.up(...accept);
		const mine = await elsewhere(first, {arn: ada});
		await mine.up(...accept, '--confirm', fullName(deploymentOf(first)));
		const makers = Object.values(mine.world.instances).map(
			({shown}) => shown.Tags?.find(({Key}) => Key === 'privatelink-wizard:created-by')?.Value,
		);
		expect(new Set(makers)).toEqual(new Set([deploymentOf(first).place.callerArn]));
	});

	it('comes down only by its full name, also after it was gone on with here', async () => {
		const {mine, name} = await others();
		await expect(mine.down('--confirm', 'lab')).rejects.toMatchObject({exitCode: 3});
		await expect(mine.down('lab')).rejects.toMatchObject({
			exitCode: 3,
			nextSteps: [expect.stringMatching(`^--confirm ${name} .*user/simulator, not by you`)],
		});
		await expect(mine.down()).rejects.toMatchObject({exitCode: 2, message: expect.stringContaining('full name')});
		await mine.up(...accept, '--confirm', name);
		await expect(mine.down('--confirm', 'lab')).rejects.toMatchObject({exitCode: 3});
		expect((await mine.down('--confirm', name)).code).toBe(0);
		expect(standing(mine)).toEqual([]);
	});

	it('takes its full name typed where somebody can be asked', async () => {
		const {mine, name} = await others();
		const short = answering('lab');
		await expect(mine.told('down', ['lab'], short)).rejects.toMatchObject({exitCode: 4});
		expect(short.asked).toEqual([expect.stringMatching(/made by .*user\/simulator, not by you.* Type lab\./)]);
		await expect(mine.told('up', accept, answering('lab'))).rejects.toMatchObject({exitCode: 4});
		expect((await mine.told('up', accept, answering(name))).code).toBe(0);
		expect((await mine.told('down', ['lab'], answering(name))).code).toBe(0);
		expect(standing(mine)).toEqual([]);
	});

	it('is not in the way of one of another name', async () => {
		const {mine} = await others();
		expect((await mine.up(...accept, '--name', 'mine')).code).toBe(0);
		expect(Object.keys(mine.world.vpcs)).toHaveLength(4);
		// The only one of one's own is meant where no name is given.
		expect((await mine.down('--confirm', 'mine')).code).toBe(0);
		expect(Object.keys(mine.world.vpcs)).toHaveLength(2);
	});
});

describe('two living deployments of one name', () => {
	/** Both were begun before either could see the other. */
	const twins = async () => {
		const [first, second] = [await lab({seed: 1}), await lab({seed: 2})];
		await first.up(...accept, '--seed', '1');
		await second.up(...accept, '--seed', '2');
		const world = structuredClone(first.world);
		for (const [key, table] of Object.entries(structuredClone(second.world))) {
			if (typeof table === 'object' && !Array.isArray(table)) Object.assign(world[key as 'vpcs'], table);
		}
		world.timers = [];
		world.time = Math.max(first.world.time, second.world.time);
		return {world, names: [first, second].map(each => fullName(deploymentOf(each)))};
	};

	it('are exit 2 naming both, and a question where somebody can be asked', async () => {
		const {world, names} = await twins();
		const here = await lab({world});
		for (const refused of [here.up(...accept), here.down('--confirm', 'lab')]) {
			await expect(refused).rejects.toMatchObject({
				exitCode: 2,
				nextSteps: names.toSorted().map(name => expect.stringContaining(name)),
			});
		}
		const [one = '', other = ''] = names;
		const asked = answering(other, 'lab');
		expect((await here.told('down', ['lab'], asked)).code).toBe(0);
		expect(asked.asked[0]).toContain(one);
		expect((await here.down('--confirm', 'lab')).code).toBe(0);
		expect(standing(here)).toEqual([]);
	});

	it('are told apart by the full name', async () => {
		const {world, names} = await twins();
		const here = await lab({world});
		const [one = '', other = ''] = names;
		expect((await here.down(one, '--confirm', one)).code).toBe(0);
		expect(Object.keys(here.world.vpcs)).toHaveLength(2);
		expect((await here.up(...accept, '--confirm', other)).code).toBe(0);
	});
});
