import {
	DeleteSecurityGroupCommand,
	DeleteVpcEndpointsCommand,
	EC2Client,
	RebootInstancesCommand,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import type {Asker} from '../../source/prompts.ts';
import {eventOf} from '../helpers/bin.ts';
import {lab} from '../helpers/passing-lab.ts';
import {clientConfig} from '../helpers/simulator.ts';

const accept = ['--yes', '--accept'];

describe('endpoint-503', () => {
	it('takes longer, says why it waits, and comes to its end', async () => {
		const {told, world} = await lab({scenario: 'endpoint-503'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(0);
		const text = lines.join('\n');
		expect(text).toContain('a fresh endpoint service may refuse endpoints for some minutes though it says Available');
		expect(text).toContain('Unavailable: The service is unavailable');
		const refused = world.calls.filter(
			({operation, error}) => operation === 'CreateVpcEndpoint' && error === 'Unavailable',
		);
		expect(refused.length).toBeGreaterThan(20);
		expect(Object.keys(world.endpoints)).toHaveLength(3);
	});
});

describe('throttled', () => {
	it('goes on slower, without a failure, and makes nothing twice', async () => {
		const {told, world} = await lab({scenario: 'throttled'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(0);
		expect(lines.join('\n')).toContain('AWS asks to come back later (AWS shows: RequestLimitExceeded');
		expect(lines.join('\n')).not.toContain('FAILED');
		const refused = world.calls.filter(({error}) => error === 'RequestLimitExceeded' || error === 'Throttling');
		expect(refused.length).toBeGreaterThan(20);
		expect(Object.keys(world.instances)).toHaveLength(4);
		expect(Object.keys(world.subnets)).toHaveLength(8);
		const torn = await told('down', ['--confirm', 'lab']);
		expect(torn.code).toBe(0);
		expect(Object.keys(world.vpcs)).toEqual([]);
	});
});

describe('agent-asleep', () => {
	it('says that the agent sleeps, why, and how to wake it; up goes on when it is awake', async () => {
		const {told, up} = await lab({scenario: 'agent-asleep'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const text = lines.join('\n');
		expect(text).toContain("waiting until it is ready. The instance's Session Manager agent probably sleeps.");
		expect(text).toContain('One that found no way or no permission at boot sleeps');
		expect(text).toMatch(/aws ec2 reboot-instances --region us-east-1 --instance-ids i-[0-9a-f]+/);
		expect((await up(...accept)).code).toBe(0);
	});

	it('is over as soon as the instance is restarted', async () => {
		const {told, up, world, simulator} = await lab({scenario: 'agent-asleep'});
		const {lines} = await told('up', accept);
		const [, id = ''] = /reboot-instances --region us-east-1 --instance-ids (i-\w+)/.exec(lines.join('\n')) ?? [];
		const ec2 = new EC2Client(clientConfig(simulator));
		await ec2.send(new RebootInstancesCommand({InstanceIds: [id]}));
		expect((await up(...accept)).code).toBe(0);
		expect(world.machines[id]?.agent.state).toBe('online');
	});
});

describe('an account that blocks public access to its VPCs', () => {
	it('is named as what keeps the web server from being installed, with what excludes a VPC', async () => {
		const {told, world} = await lab({scenario: 'accepted-elsewhere'});
		Object.assign(world.scenario, {plan: {blockPublicAccess: 'block-bidirectional'}});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const text = lines.join('\n');
		expect(text).toMatch(/VPC Block Public Access \(block-bidirectional\) lets nothing in vpc-\w+ through/);
		expect(text).toMatch(/create-vpc-block-public-access-exclusion --region us-east-1 --vpc-id vpc-\w+/);
	});

	it('does not matter where it blocks inbound traffic alone', async () => {
		const {up, world} = await lab({scenario: 'accepted-elsewhere'});
		Object.assign(world.scenario, {plan: {blockPublicAccess: 'block-ingress'}});
		expect((await up(...accept)).code).toBe(0);
	});
});

describe('accepted-elsewhere', () => {
	/** Somebody who thinks for an hour. */
	const slow: Asker = {
		choose: ({signal}: {readonly signal?: AbortSignal}) =>
			new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), {once: true})),
	} as unknown as Asker;

	it('ends the pause by itself and says that it was decided outside', async () => {
		const {told} = await lab({scenario: 'accepted-elsewhere'});
		const {code, lines} = await told('up', ['--yes'], slow);
		expect(lines.join('\n')).toMatch(/Connection vpce-\w+: accepted by outside/);
		expect(lines.at(-1)).toContain('Finished: done.');
		expect(code).toBe(0);
	});
});

describe('guardduty-endpoint', () => {
	it('is named by down with its owner and what removes it; all else goes, and down ends once it is removed', async () => {
		const opened = await lab({scenario: 'guardduty-endpoint'});
		const {up, told, down, world, clock} = opened;
		expect((await up(...accept)).code).toBe(0);
		const first = await told('down', ['--confirm', 'lab']);
		expect(first.code).toBe(1);
		const text = first.lines.join('\n');
		expect(text).toContain('Finished: something that is not ours is left.');
		const endpoints = [...text.matchAll(/endpoint (vpce-\w+) of Amazon GuardDuty: (aws ec2 .*)$/gm)];
		const groups = [...text.matchAll(/security-group (sg-\w+) of Amazon GuardDuty: (aws ec2 .*)$/gm)];
		expect(endpoints).toHaveLength(2);
		expect(groups).toHaveLength(2);
		expect(endpoints[0]?.[2]).toBe(
			`aws ec2 --region us-east-1 delete-vpc-endpoints --vpc-endpoint-ids ${endpoints[0]?.[1]}`,
		);
		expect(groups[0]?.[2]).toBe(`aws ec2 --region us-east-1 delete-security-group --group-id ${groups[0]?.[1]}`);
		expect(text).toContain('held by network interface');
		// Only what the endpoints hold still stands.
		expect(Object.values(world.instances).every(({shown}) => shown.State?.Name === 'terminated')).toBe(true);
		expect(Object.keys(world.loadBalancers)).toEqual([]);
		expect(Object.keys(world.internetGateways)).toEqual([]);
		expect(Object.keys(world.subnets)).toHaveLength(4);

		const ec2 = new EC2Client(clientConfig(opened.simulator));
		await ec2.send(new DeleteVpcEndpointsCommand({VpcEndpointIds: endpoints.map(([, id = '']) => id)}));
		await clock.sleep(600_000);
		for (const [, GroupId] of groups) await ec2.send(new DeleteSecurityGroupCommand({GroupId}));
		const second = await down('--confirm', 'lab');
		expect(second.code).toBe(0);
		expect(eventOf(second.events, 'sweep-finished').remaining).toEqual({ours: [], foreign: []});
		expect(Object.keys(world.vpcs)).toEqual([]);
	});
});
