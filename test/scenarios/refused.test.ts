import {describe, expect, it} from 'vitest';
import {signIn} from '../../source/simulator/credentials.ts';
import type {Lab} from '../helpers/lab.ts';
import {lab} from '../helpers/passing-lab.ts';

const accept = ['--yes', '--accept'];

/** The lines from the last event on. */
const ending = (lines: readonly string[]): string =>
	lines.slice(lines.findIndex(line => line.includes('Finished:'))).join('\n');

const failuresOf = (events: Awaited<ReturnType<Lab['up']>>['events']) =>
	events.flatMap(event => (event.type === 'task-failed' ? [[event.task, event.error.code]] : []));

describe('quota-vpc', () => {
	it('stops at once with the quota, its use, the need and how to have it raised, and leaves nothing that down cannot take', async () => {
		const {told, world, clock} = await lab({scenario: 'quota-vpc'});
		const began = clock.now();
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		expect(clock.now() - began).toBeLessThan(60_000);
		const end = ending(lines);
		expect(end).toContain('VpcLimitExceeded: The maximum number of VPCs has been reached.');
		expect(end).toContain('Quota "VPCs per Region" (default 5): a deployment needs 2. AWS lists ');
		expect(end).toContain(
			'request-service-quota-increase --region us-east-1 --service-code vpc --quota-code L-F678F1CE',
		);
		expect(end).toContain('nothing is lost');
		expect(end).toContain('Tear down: privatelink-wizard down --simulate --confirm lab');
		expect(end).toContain('--scenario none');
		expect(Object.keys(world.loadBalancers)).toEqual([]);

		expect((await told('down', ['--confirm', 'lab'])).code).toBe(0);
		expect(Object.keys(world.vpcs)).toEqual([]);
	});
});

describe('vcpu-quota', () => {
	it('stops with the limit in the words of AWS and what a deployment needs; with more, up goes on to the end', async () => {
		const {told, world} = await lab({scenario: 'vcpu-quota'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toContain('your current vCPU limit of 5');
		expect(end).toContain('a deployment needs 8 (4 instances of 2 vCPUs each)');
		expect(end).toContain('--service-code ec2 --quota-code L-1216C47A');
		Object.assign(world.scenario, {plan: {}});
		expect((await told('up', accept)).code).toBe(0);
	});
});

describe('no-capacity-in-first-az', () => {
	it('names the zone and two that have some, and the same build goes through there', async () => {
		const {told, up, down} = await lab({scenario: 'no-capacity-in-first-az'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toContain(
			'do not have sufficient t3.micro capacity in the Availability Zone you requested (us-east-1b)',
		);
		expect(end).toContain('us-east-1b has none left: tear this down');
		expect(end).toContain('privatelink-wizard up --azs us-east-1a,us-east-1c');
		expect((await down('--confirm', 'lab')).code).toBe(0);
		expect((await up(...accept, '--azs', 'us-east-1a,us-east-1c')).code).toBe(0);
	});
});

describe('no-permission', () => {
	it('names every action that is denied and the statement that allows it, decoded, and goes on with the rest', async () => {
		const {told, up, world} = await lab({scenario: 'no-permission'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toContain('user/simulator is not authorized to perform ec2:CreateNatGateway on arn:aws:ec2:us-east-1:');
		expect(end).toContain('user/simulator is not authorized to perform iam:CreateRole');
		expect(end).toContain('{"Effect":"Allow","Action":"ec2:CreateNatGateway"');
		expect(end).not.toContain('Encoded authorization failure message');
		expect(Object.keys(world.endpointServices)).toHaveLength(1);
		Object.assign(world.scenario, {plan: {}});
		expect((await up(...accept)).code).toBe(0);
	});

	it('says what AWS said where it may not be decoded either', async () => {
		const {up, world} = await lab({scenario: 'no-permission'});
		Object.assign(world.scenario, {plan: {denied: ['ec2:CreateVpc', 'sts:Decode*']}});
		const {code, events} = await up(...accept);
		expect(code).toBe(1);
		const failed = events.filter(event => event.type === 'task-failed');
		expect(failed[0]).toMatchObject({
			error: {
				code: 'UnauthorizedOperation',
				message: expect.stringContaining('Encoded authorization failure message: '),
				nextSteps: [expect.stringContaining('aws sts decode-authorization-message'), expect.anything()],
			},
		});
	});
});

describe('an instance that dies of a key which it may not use', () => {
	it('fails with the key as its reason, and is made anew once the key allows it', async () => {
		const {told, up, world} = await lab({scenario: 'vcpu-quota'});
		const message = 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state';
		const failure = {code: 'Client.InvalidKMSKey.InvalidState', message};
		Object.assign(world.scenario, {plan: {failures: {instance: failure}}});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toContain(message);
		expect(end).toContain('kms:CreateGrant');
		expect(Object.keys(world.instances)).toHaveLength(4);
		Object.assign(world.scenario, {plan: {}});
		expect((await up(...accept)).code).toBe(0);
	});
});

describe('credentials-expire', () => {
	it('stops all polling, names the AWS profile and the login, loses nothing: up goes on after the sign-in, down too', async () => {
		const {told, up, down, world, clock} = await lab({scenario: 'credentials-expire'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toMatch(/RequestExpired: Request has expired\.|ExpiredToken: The security token/);
		expect(end).toContain(
			'Sign in again: aws sso login --profile work  The credentials of this AWS profile are used up.',
		);
		expect(end).toContain('All that was made is in the journal');
		const refused = world.calls.filter(({error}) => /Expired/.test(error ?? ''));
		// What was in flight at that moment, and nothing after it.
		expect(refused.length).toBeLessThan(20);
		const calls = world.calls.length;
		await clock.sleep(600_000);
		expect(world.calls.length).toBe(calls);

		signIn(world, clock.now());
		expect((await up(...accept)).code).toBe(0);
		expect(Object.keys(world.vpcs)).toHaveLength(2);
		expect(Object.keys(world.instances)).toHaveLength(4);
		expect((await down('--confirm', 'lab')).code).toBe(0);
	});

	it('in a teardown stops it, too, without a look for what is left; the next one ends it', async () => {
		const {up, told, down, world, clock} = await lab({scenario: 'none'});
		expect((await up(...accept)).code).toBe(0);
		Object.assign(world.scenario, {
			plan: {credentials: {seconds: 30, signIns: 5}},
			signedInAt: clock.now(),
		});
		const {code, lines} = await told('down', ['--confirm', 'lab']);
		expect(code).toBe(1);
		expect(ending(lines)).toContain('aws sso login --profile work');
		Object.assign(world.scenario, {plan: {}});
		expect((await down('--confirm', 'lab')).code).toBe(0);
		expect(Object.keys(world.vpcs)).toEqual([]);
	});
});

describe('nat-fails', () => {
	it('says the FailureCode and goes on with the rest; up makes a new one in its place', async () => {
		const {told, up, world} = await lab({scenario: 'nat-fails'});
		const {code, lines} = await told('up', accept);
		expect(code).toBe(1);
		const end = ending(lines);
		expect(end).toContain('AWS shows the NAT gateway as failed: InternalError: Network interface could not be created');
		expect(end).toContain('Why: AWS could not set it up.');
		expect(end).toContain('Go on: privatelink-wizard up --simulate');
		const states = Object.values(world.endpoints).map(({shown}) => String(shown.State));
		expect(states).toEqual(['available', 'available', 'available']);
		const again = await up(...accept);
		expect(again.code).toBe(0);
		expect(Object.values(world.natGateways).map(({shown}) => shown.State)).toContain('available');
	});

	it('leaves nothing after down', async () => {
		const {up, down, world} = await lab({scenario: 'nat-fails'});
		const built = await up(...accept);
		expect(failuresOf(built.events)).toEqual([['provider.nat-gateway', 'Failed']]);
		expect((await down('--confirm', 'lab')).code).toBe(0);
		expect(Object.keys(world.vpcs)).toEqual([]);
		expect(Object.keys(world.addresses)).toEqual([]);
	});
});
