import {DescribeInstancesCommand, DescribeVpcsCommand, EC2Client, RunInstancesCommand} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {bucketFor} from '../../source/aws/rate-limits.ts';
import {createResourceKinds} from '../../source/aws/resources.ts';
import {virtualClock} from '../../source/clock.ts';
import {type LimitedCall, takeTokens, throttling, tollsOf} from '../../source/simulator/limits.ts';
import {ServiceError} from '../../source/simulator/operation.ts';
import {beginScenario} from '../../source/simulator/scenario.ts';
import {services} from '../../source/simulator/services.ts';
import {createWorld, forkWorld} from '../../source/simulator/world.ts';
import {formatWorld, parseWorld} from '../../source/simulator/world-file.ts';
import {recordClients} from '../aws/recorded-clients.ts';
import {apiSimulator, clientConfig, sendRaw} from '../helpers/simulator.ts';

const call = (operation: string, more: Partial<LimitedCall> = {}): LimitedCall => ({
	service: 'ec2',
	operation,
	account: '111122223333',
	region: 'us-east-1',
	input: {},
	...more,
});

/** How many calls of a kind pass at one instant. */
const passing = (
	world: ReturnType<typeof createWorld>,
	each: LimitedCall,
	now: number,
	...rest: Parameters<typeof takeTokens> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never
): number => {
	for (let passed = 0; passed < 2000; passed++) {
		try {
			takeTokens(world, each, now, ...rest);
		} catch (error) {
			if (error instanceof ServiceError) return passed;
			throw error;
		}
	}
	return Number.POSITIVE_INFINITY;
};

const world = () => createWorld({seed: 1, time: 0});

describe('the limits of the API', () => {
	it.each([
		['CreateVpcEndpoint', {VpcId: 'vpc-1'}, 4],
		['CreateNatGateway', {SubnetId: 'subnet-1'}, 10],
		['CreateVpc', {CidrBlock: '10.0.0.0/16'}, 50],
		['DescribeVpcs', {}, 100],
		['DescribeInstances', {}, 50],
		['DescribeInstances', {MaxResults: 5}, 50],
		['DescribeInstances', {InstanceIds: ['i-1']}, 100],
		['RunInstances', {MaxCount: 1}, 5],
		['RunInstances', {MaxCount: 400}, 2],
	])('let %s with %j through %d times at once', (operation, input, times) => {
		expect(passing(world(), call(operation, {input}), 0)).toBe(times);
	});

	it('are for each account, region and operation by itself', () => {
		const one = world();
		expect(passing(one, call('CreateVpcEndpoint'), 0)).toBe(4);
		expect(passing(one, call('CreateVpcEndpoint', {region: 'eu-west-1'}), 0)).toBe(4);
		expect(passing(one, call('CreateVpcEndpoint', {account: '444455556666'}), 0)).toBe(4);
		expect(passing(one, call('DeleteVpcEndpoints'), 0)).toBe(4);
	});

	it('hold load balancing to forty calls of all kinds', () => {
		const one = world();
		const service = 'elasticloadbalancing';
		expect(passing(one, call('CreateListener', {service}), 0)).toBe(20);
		expect(passing(one, call('DescribeListeners', {service}), 0)).toBe(20);
		expect(passing(one, call('DescribeTargetHealth', {service}), 0)).toBe(0);
	});

	it('refill in world time, never beyond their capacity, and never let more through than they promise', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({min: 0, max: 30_000}), {maxLength: 60}), pauses => {
				const one = world();
				let now = 0;
				let passed = 0;
				for (const pause of pauses) {
					now += pause;
					passed += passing(one, call('CreateVpcEndpoint'), now);
					expect(one.buckets['111122223333 us-east-1 ec2 CreateVpcEndpoint']?.tokens).toBeLessThanOrEqual(4);
				}
				expect(passed).toBeLessThanOrEqual(4 + (now / 1000) * 0.3 + 1e-6);
			}),
		);
	});

	it('are saved and forked with the world', () => {
		const one = world();
		passing(one, call('CreateVpcEndpoint'), 0);
		for (const other of [forkWorld(one), parseWorld(formatWorld(one))]) {
			expect(passing(other, call('CreateVpcEndpoint'), 0)).toBe(0);
			expect(passing(other, call('CreateVpcEndpoint'), 10_000)).toBe(3);
		}
		expect(passing(one, call('CreateVpcEndpoint'), 0)).toBe(0);
	});

	it('are what a scenario says instead', () => {
		const rates = {DescribeVpcs: {capacity: 2, refillPerSecond: 1}, '*': 'unlimited'} as const;
		expect(passing(world(), call('DescribeVpcs'), 0, rates)).toBe(2);
		expect(passing(world(), call('CreateVpc'), 0, rates)).toBe(Number.POSITIVE_INFINITY);
	});

	it('are told in the words of each service', () => {
		expect(throttling('ec2')).toMatchObject({
			code: 'RequestLimitExceeded',
			message: 'Request limit exceeded.',
			status: 503,
		});
		expect(throttling('elasticloadbalancing')).toMatchObject({
			code: 'Throttling',
			message: 'Rate exceeded',
			status: 400,
		});
		expect(throttling('iam')).toMatchObject({code: 'Throttling', message: 'Rate exceeded', status: 400});
		expect(throttling('ssm')).toMatchObject({code: 'ThrottlingException', message: 'Rate exceeded', status: 400});
	});

	it('refuse on the wire, perform nothing, and cost nothing without a signature', async () => {
		const clock = virtualClock();
		const simulator = apiSimulator({clock});
		simulator.world.scenario = beginScenario({rates: {CreateVpc: {capacity: 1, refillPerSecond: 0.5}}}, clock.now());
		const vpc = {body: 'Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16'};
		expect(sendRaw(simulator, {...vpc, service: undefined}).status).toBe(403);
		expect(sendRaw(simulator, {...vpc, service: 'ec2'}).status).toBe(200);
		const refused = sendRaw(simulator, {...vpc, service: 'ec2'});
		expect(refused.status).toBe(503);
		expect(refused.text).toContain('<Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message>');
		expect(Object.keys(simulator.world.vpcs)).toHaveLength(1);
		await clock.sleep(2000);
		expect(sendRaw(simulator, {...vpc, service: 'ec2'}).status).toBe(200);
	});

	it('reach an SDK client as its errors', async () => {
		const simulator = apiSimulator();
		const ec2 = new EC2Client(clientConfig(simulator));
		const all = await Promise.allSettled(Array.from({length: 60}, () => ec2.send(new DescribeInstancesCommand({}))));
		const refused = all.filter(({status}) => status === 'rejected');
		expect(refused).toHaveLength(10);
		expect(refused[0]).toMatchObject({reason: {name: 'RequestLimitExceeded', $metadata: {httpStatusCode: 503}}});
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
		await expect(
			ec2.send(new RunInstancesCommand({ImageId: 'ami-1', MinCount: 1, MaxCount: 2000})),
		).rejects.toMatchObject({name: 'RequestLimitExceeded'});
	});
});

describe("the program's own pace", () => {
	/** What the engine asks admission for: AWS's name of the service and the operation. */
	const asked = Object.values(createResourceKinds(recordClients({}).clients)).flatMap(({operations}) =>
		[operations.create, operations.destroy, ...operations.observe].flatMap(operation => {
			const service = services.find(each => each.operations.has(operation ?? ''));
			return operation && service ? [[service.name, operation] as const] : [];
		}),
	);

	it.each([...new Map(asked.map(each => [each[1], each])).values()])(
		'of %s %s is within what AWS lets through',
		(service, operation) => {
			const own = bucketFor(operation);
			for (const {capacity, refillPerSecond, key} of tollsOf(call(operation, {service, input: {Ids: ['filtered']}}))) {
				if (key === 'RunInstances instances') continue;
				expect(own.capacity, key).toBeLessThanOrEqual(capacity);
				expect(own.refillPerSecond, key).toBeLessThanOrEqual(refillPerSecond);
			}
		},
	);
});
