import {readdirSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import type {Asker} from '../../source/prompts.ts';
import type {FaultOf} from '../../source/simulator/faults.ts';
import {homeOf} from '../../source/store/home.ts';
import {openJournal, readEvents} from '../../source/store/journal.ts';
import {eventOf} from '../helpers/bin.ts';
import {type Lab, mutationsSince} from '../helpers/lab.ts';
import {lab} from '../helpers/passing-lab.ts';

const pendingLab = async (options: Parameters<typeof lab>[0] = {}) => {
	const opened = await lab(options);
	const later = await opened.up('--yes', '--later');
	return {...opened, request: eventOf(later.events, 'decision-needed').request};
};

/** Somebody who gives the same answer to every choice. */
const choosing = (answer: string): Asker => ({
	text: () => Promise.reject(new Error('No text is asked for')),
	choose: <Value extends string>() => Promise.resolve(answer as Value),
});

/** An endpoint that does not belong to the deployment, asking for its service. */
const foreignEndpoint = async ({clients, clock, world}: Lab, serviceName: string): Promise<string> => {
	const ec2 = await clients.ec2();
	const subnet = Object.values(world.subnets).find(({shown}) => shown.CidrBlock === '21.0.2.0/24')?.shown;
	const {VpcEndpoint} = await ec2.createVpcEndpoint({
		VpcEndpointType: 'Interface',
		VpcId: subnet?.VpcId,
		ServiceName: serviceName,
		SubnetIds: [subnet?.SubnetId ?? ''],
	});
	await clock.sleep(60_000);
	return VpcEndpoint?.VpcEndpointId ?? '';
};

const stateOf = async ({clients}: Lab, endpointId: string): Promise<string | undefined> => {
	const ec2 = await clients.ec2();
	const {VpcEndpointConnections = []} = await ec2.describeVpcEndpointConnections({});
	return VpcEndpointConnections.find(({VpcEndpointId}) => VpcEndpointId === endpointId)?.VpcEndpointState;
};

describe('approve', () => {
	it('without an answer lists what waits, decides nothing and exits 3', async () => {
		const lab = await pendingLab();
		const before = lab.world.calls.length;
		const {code, lines, warnings} = await lab.told('approve', []);
		expect(code).toBe(3);
		expect(lines.join('\n')).toContain(lab.request.endpointId);
		expect(lines.join('\n')).toContain(`account ${lab.request.owner}`);
		expect(lines.join('\n')).toContain(lab.request.vpcId);
		expect(lines.join('\n')).toContain('since');
		expect(warnings.join('\n')).toContain('--accept');
		expect(mutationsSince(lab, before)).toEqual([]);
		const told = await lab.approve();
		expect(told.events.map(({type}) => type)).toEqual(['run-started', 'decision-needed', 'run-finished']);
		expect(told.events.at(-1)).toMatchObject({outcome: 'needs-input'});
	});

	it('accepts the endpoint of the deployment, journals it, and the next up goes on from there', async () => {
		const lab = await pendingLab();
		const accepted = await lab.approve('lab', '--accept');
		expect(accepted.code).toBe(0);
		expect(eventOf(accepted.events, 'decision-made')).toMatchObject({
			endpointId: lab.request.endpointId,
			answer: 'accept',
			by: expect.stringContaining('arn:'),
		});
		const before = lab.world.calls.length;
		const done = await lab.up('--yes', '--later');
		expect(done.events.at(-1)).toMatchObject({outcome: 'done'});
		// It was journaled as this program's own decision, so nobody is told of one from outside.
		expect(done.events.filter(({type}) => type === 'decision-made')).toEqual([]);
		expect(mutationsSince(lab, before).filter(name => name.includes('VpcEndpoint'))).toEqual([]);
	});

	it('rejects with exit 4, and the next up asks for a new endpoint', async () => {
		const lab = await pendingLab();
		expect((await lab.approve('--reject')).code).toBe(4);
		expect(await stateOf(lab, lab.request.endpointId)).toBe('rejected');
		const next = await lab.up('--yes', '--later');
		expect(eventOf(next.events, 'decision-needed').request.endpointId).not.toBe(lab.request.endpointId);
	});

	it('decides about an endpoint of somebody else by its own id alone', async () => {
		const lab = await pendingLab();
		const foreign = await foreignEndpoint(lab, lab.request.serviceName);
		const listed = await lab.told('approve', ['lab']);
		expect(listed.lines.join('\n')).toMatch(new RegExp(`${foreign}.*NOT of this deployment`));
		await lab.approve('lab', '--accept');
		expect(await stateOf(lab, foreign)).toBe('pendingAcceptance');
		expect((await lab.told('approve', ['lab'])).code).toBe(3);
		expect((await lab.approve('lab', foreign, '--reject')).code).toBe(4);
		expect(await stateOf(lab, foreign)).toBe('rejected');
		// The deployment's own is as it was decided.
		expect((await lab.up('--yes', '--later')).events.at(-1)).toMatchObject({outcome: 'done'});
	});

	it('is content with what is decided already, and refuses what cannot be decided any more', async () => {
		const lab = await pendingLab();
		await lab.approve('--accept');
		await lab.clock.sleep(60_000);
		const before = lab.world.calls.length;
		expect((await lab.approve('--accept')).code).toBe(0);
		expect(mutationsSince(lab, before)).toEqual([]);
		await expect(lab.approve('vpce-0123456789abcdef0', '--accept')).rejects.toMatchObject({exitCode: 2});
		expect((await lab.told('approve', [])).code).toBe(0);
		await lab.approve(lab.request.endpointId, '--reject');
		await expect(lab.approve('--accept')).rejects.toMatchObject({exitCode: 2});
		expect((await lab.approve('--reject')).code).toBe(4);
	});

	describe('of a connection that was accepted', () => {
		const connectedLab = async (): Promise<Awaited<ReturnType<typeof pendingLab>>> => {
			const lab = await pendingLab();
			await lab.up('--yes', '--accept');
			return lab;
		};

		it('names what a rejection would cut off where nobody is there, and changes nothing', async () => {
			const lab = await connectedLab();
			const before = lab.world.calls.length;
			const {endpointId, owner} = lab.request;
			await expect(lab.approve('lab', '--reject')).rejects.toMatchObject({
				exitCode: 3,
				message: expect.stringContaining(`${endpointId} of account ${owner} (available)`),
				nextSteps: [expect.stringContaining(`approve --simulate lab ${endpointId} --reject`)],
			});
			expect(mutationsSince(lab, before)).toEqual([]);
		});

		it('leaves it when a person says no to cutting it off', async () => {
			const lab = await connectedLab();
			await expect(lab.told('approve', ['--reject'], choosing('no'))).rejects.toMatchObject({exitCode: 4});
			expect(await stateOf(lab, lab.request.endpointId)).toBe('available');
		});

		it.each([
			['by its id', true, undefined],
			['by a person', false, choosing('yes')],
		] as const)('rejects it when that is agreed %s; the next up asks for a new endpoint', async (_, byId, ask) => {
			const lab = await connectedLab();
			const {endpointId} = lab.request;
			const told = await lab.told('approve', [...(byId ? [endpointId] : []), '--reject'], ask);
			expect(told.code).toBe(4);
			expect(await stateOf(lab, endpointId)).toBe('rejected');
			expect(String(lab.world.endpoints[endpointId]?.shown.State)).toBe('rejected');
			expect((await lab.verify()).code).not.toBe(0);
			const next = await lab.up('--yes', '--accept');
			expect(eventOf(next.events, 'decision-needed').request.endpointId).not.toBe(endpointId);
			expect(next.events.at(-1)).toMatchObject({outcome: 'done'});
		});

		it('cuts off somebody else by their id alone, and leaves the own one connected', async () => {
			const lab = await connectedLab();
			const foreign = await foreignEndpoint(lab, lab.request.serviceName);
			await lab.approve('lab', foreign, '--accept');
			await lab.clock.sleep(120_000);
			expect(await stateOf(lab, foreign)).toBe('available');
			expect((await lab.approve('lab', foreign, '--reject')).code).toBe(4);
			expect(await stateOf(lab, foreign)).toBe('rejected');
			expect((await lab.verify()).code).toBe(0);
		});
	});

	it.each([
		['once where only the reply was lost', {type: 'reset', performed: true}, 1],
		['again where the connection was reset before', {type: 'reset'}, 2],
		['again where AWS throttled', {type: 'throttled'}, 2],
	] as const)('sends the decision %s', async (_, fault, sent) => {
		let isFirst = true;
		const faults: FaultOf = ({operation}) => {
			if (operation !== 'AcceptVpcEndpointConnections' || !isFirst) return undefined;
			isFirst = false;
			return fault;
		};
		const lab = await pendingLab({faults});
		const before = lab.world.calls.length;
		expect((await lab.approve('--accept')).code).toBe(0);
		expect(mutationsSince(lab, before)).toEqual(Array.from({length: sent}, () => 'AcceptVpcEndpointConnections'));
		expect((await lab.up('--yes', '--later')).events.at(-1)).toMatchObject({outcome: 'done'});
	});

	it.each([
		['accept', 'accept', {code: 0}],
		['reject', 'reject', {code: 4}],
		['accept', 'reject', {exitCode: 2, message: expect.stringMatching(/is rejected: it cannot be accepted any more/)}],
	] as const)('to %s what somebody else chose to %s meanwhile says what it is', async (own, others, end) => {
		const lab = await pendingLab();
		const ec2 = await lab.clients.ec2();
		const decide = {accept: ec2.acceptVpcEndpointConnections, reject: ec2.rejectVpcEndpointConnections}[others];
		const {serviceId: ServiceId, endpointId} = lab.request;
		const slow: Asker = {
			...choosing(own),
			choose: async <Value extends string>() => {
				await decide({ServiceId, VpcEndpointIds: [endpointId]});
				return own as string as Value;
			},
		};
		const ended = await lab.told('approve', [], slow).catch((error: unknown) => error);
		expect(ended).toMatchObject(end);
	});

	it('decides about the others where somebody else was faster about one, and says which', async () => {
		const lab = await pendingLab();
		const foreign = await foreignEndpoint(lab, lab.request.serviceName);
		const {serviceId: ServiceId, endpointId} = lab.request;
		const ec2 = await lab.clients.ec2();
		const slow: Asker = {
			...choosing('accept'),
			choose: async <Value extends string>() => {
				await ec2.acceptVpcEndpointConnections({ServiceId, VpcEndpointIds: [foreign]});
				return 'accept' as string as Value;
			},
		};
		const {code, lines} = await lab.told('approve', ['lab', foreign, endpointId], slow);
		expect(code).toBe(0);
		expect(lines.filter(line => line.includes('accepted by'))).toEqual([expect.stringContaining(endpointId)]);
		await lab.clock.sleep(120_000);
		expect(await stateOf(lab, endpointId)).toBe('available');
	});

	it('says what is missing where an id is named, no answer is given and nothing waits', async () => {
		const lab = await pendingLab();
		await lab.approve('--accept');
		const {code, warnings} = await lab.told('approve', ['lab', lab.request.endpointId]);
		expect(code).toBe(3);
		expect(warnings.join()).toContain('or --reject');
	});

	it('only makes its call where another run holds the lock, and the next up journals what it sees', async () => {
		const lab = await pendingLab();
		const {deployments} = homeOf({PRIVATELINK_WIZARD_HOME: lab.home});
		const folder = path.join(deployments, readdirSync(deployments)[0] ?? expect.fail('no deployment'));
		const before = readEvents(folder);
		const release = openJournal(folder).lock();
		try {
			const {code, warnings} = await lab.told('approve', ['--accept']);
			expect(code).toBe(0);
			expect(warnings.join()).toContain(`Another run (pid ${process.pid})`);
			expect(readEvents(folder)).toEqual(before);
		} finally {
			release();
		}
		expect(eventOf((await lab.up('--yes', '--later')).events, 'decision-made')).toMatchObject({by: 'outside'});
		expect(readEvents(folder).filter(({type}) => type === 'decision-made')).toHaveLength(1);
	});

	it('asks a person who is there', async () => {
		const lab = await pendingLab();
		expect((await lab.told('approve', [], choosing('later'))).code).toBe(0);
		expect(await stateOf(lab, lab.request.endpointId)).toBe('pendingAcceptance');
		expect((await lab.told('approve', [], choosing('accept'))).code).toBe(0);
		expect((await lab.up('--yes', '--later')).events.at(-1)).toMatchObject({outcome: 'done'});
	});

	it('needs a deployment, and one with a service', async () => {
		const empty = await lab();
		await expect(empty.approve('--accept')).rejects.toMatchObject({exitCode: 2});
	});
});
