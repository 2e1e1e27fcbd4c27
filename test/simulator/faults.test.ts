import {
	CreateNatGatewayCommand,
	CreateRouteTableCommand,
	CreateSubnetCommand,
	CreateVpcCommand,
	DescribeVpcsCommand,
	EC2Client,
} from '@aws-sdk/client-ec2';
import {CreateRoleCommand, IAMClient} from '@aws-sdk/client-iam';
import {DescribeInstanceInformationCommand, SSMClient} from '@aws-sdk/client-ssm';
import {DecodeAuthorizationMessageCommand, GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, it} from 'vitest';
import {classify} from '../../source/aws/errors.ts';
import {virtualClock} from '../../source/clock.ts';
import {signIn} from '../../source/simulator/credentials.ts';
import type {Fault, FaultOf} from '../../source/simulator/faults.ts';
import {beginScenario, type Scenario} from '../../source/simulator/scenario.ts';
import {createSimulator} from '../../source/simulator/simulator.ts';
import {createWorld, forkWorld} from '../../source/simulator/world.ts';
import {clientConfig, idleMachines} from '../helpers/simulator.ts';

const open = ({
	plan = {},
	faults,
	seed = 1,
	world = createWorld({seed, time: virtualClock().now()}),
}: {
	readonly plan?: Scenario;
	readonly faults?: FaultOf;
	readonly seed?: number;
	readonly world?: ReturnType<typeof createWorld>;
} = {}) => {
	const clock = virtualClock();
	if (Object.keys(plan).length > 0) world.scenario = beginScenario(plan, clock.now());
	const simulator = createSimulator({world, clock, machines: idleMachines(), ...(faults ? {faults} : {})});
	return {world, clock, simulator, ec2: new EC2Client(clientConfig(simulator))};
};

const vpc = () => new CreateVpcCommand({CidrBlock: '10.0.0.0/16'});

const ofVpc =
	(fault: Fault): FaultOf =>
	({operation}) =>
		operation === 'CreateVpc' ? fault : undefined;

const count = (table: object): number => Object.keys(table).length;

describe('a fault of one call', () => {
	it('answers with an error before anything happens', async () => {
		const {ec2, world} = open({
			faults: ofVpc({type: 'error', code: 'InternalError', message: 'An internal error has occurred', status: 500}),
		});
		await expect(ec2.send(vpc())).rejects.toMatchObject({name: 'InternalError', $metadata: {httpStatusCode: 500}});
		expect(count(world.vpcs)).toBe(0);
	});

	it('answers with an error though the call took effect', async () => {
		const {ec2, world} = open({
			faults: ofVpc({type: 'error', code: 'Unavailable', message: 'Later', status: 503, performed: true}),
		});
		await expect(ec2.send(vpc())).rejects.toMatchObject({name: 'Unavailable'});
		expect(count(world.vpcs)).toBe(1);
	});

	it.each([
		[false, 0],
		[true, 1],
	])('resets the connection; performed: %s', async (performed, made) => {
		const {ec2, world} = open({faults: ofVpc({type: 'reset', performed})});
		const error = await ec2.send(vpc()).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({code: 'ECONNRESET'});
		expect(classify(error, 'CreateVpc').class).toBe('ambiguous');
		expect(count(world.vpcs)).toBe(made);
	});

	it('throttles', async () => {
		const {ec2, world} = open({faults: ofVpc({type: 'throttled'})});
		await expect(ec2.send(vpc())).rejects.toMatchObject({name: 'RequestLimitExceeded'});
		expect(count(world.vpcs)).toBe(0);
	});

	it('delivers a request twice: a create without a token makes two, one with a token makes one', async () => {
		const {ec2, world, clock} = open({faults: ({mutating}) => (mutating ? {type: 'twice'} : undefined)});
		const {Vpc} = await ec2.send(vpc());
		expect(count(world.vpcs)).toBe(2);
		await clock.sleep(5000);
		const before = count(world.routeTables);
		await ec2.send(new CreateRouteTableCommand({VpcId: Vpc?.VpcId, ClientToken: 'once'}));
		expect(count(world.routeTables) - before).toBe(1);
	});

	it('answers late, in world time', async () => {
		const {ec2, world, clock} = open({faults: ofVpc({type: 'late', seconds: 90})});
		const began = clock.now();
		await ec2.send(vpc());
		expect(clock.now() - began).toBe(90_000);
		expect(count(world.vpcs)).toBe(1);
	});

	it('can be said of every call: what is asked is told whole', async () => {
		const asked: unknown[] = [];
		const {ec2} = open({
			faults: call => {
				asked.push(call);
				return undefined;
			},
		});
		await ec2.send(vpc());
		expect(asked).toEqual([
			{
				service: 'ec2',
				operation: 'CreateVpc',
				account: '111122223333',
				region: 'us-east-1',
				mutating: true,
				input: {CidrBlock: '10.0.0.0/16'},
			},
		]);
	});
});

const refused = {type: 'error', code: 'InternalError', message: 'No', status: 500} as const;

/** Which of twelve calls are refused. */
const pattern = async (options: Parameters<typeof open>[0]): Promise<string> => {
	const {ec2} = open(options);
	let text = '';
	for (let index = 0; index < 12; index++) {
		text += await ec2.send(new DescribeVpcsCommand({})).then(
			() => '.',
			() => 'x',
		);
	}
	return text;
};

describe('the faults of a scenario', () => {
	it('strike the nth call, so many times', async () => {
		const plan = {faults: [{operation: 'Describe*', skip: 2, times: 3, fault: refused}]};
		expect(await pattern({plan})).toBe('..xxx.......');
	});

	it('strike by chance, the same in every run of a seed', async () => {
		const plan = {faults: [{probability: 0.5, fault: refused}]};
		const runs = await Promise.all([3, 3, 4].map(seed => pattern({plan, seed})));
		expect(runs[0]).toMatch(/x/);
		expect(runs[0]).toMatch(/\./);
		expect(runs[1]).toBe(runs[0]);
		expect(runs[2]).not.toBe(runs[0]);
	});

	it('go on in a fork where they stood', async () => {
		const {ec2, world} = open({plan: {faults: [{times: 2, fault: refused}]}});
		await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toThrow('No');
		expect(await pattern({world: forkWorld(world)})).toBe('x...........');
		expect(await pattern({world})).toBe('x...........');
	});

	it('are for a service, an operation, a zone, what the input says, or a time', async () => {
		const {ec2, clock} = open({
			plan: {
				faults: [
					{service: 'iam', fault: refused},
					{operation: 'CreateSubnet', zone: '2', fault: {...refused, code: 'ZoneDown'}},
					{where: {CidrBlock: '10.9.*'}, fault: {...refused, code: 'NinthBlock'}},
					{operation: 'DescribeVpcs', from: 60, until: 120, fault: {...refused, code: 'Minute'}},
				],
			},
		});
		const {Vpc} = await ec2.send(vpc());
		const VpcId = Vpc?.VpcId;
		await clock.sleep(5000);
		const subnet = (AvailabilityZone: string, CidrBlock: string) =>
			ec2.send(new CreateSubnetCommand({VpcId, AvailabilityZone, CidrBlock}));
		await expect(subnet('us-east-1a', '10.0.0.0/24')).resolves.toBeDefined();
		await expect(subnet('us-east-1c', '10.0.1.0/24')).rejects.toMatchObject({name: 'ZoneDown'});
		await expect(ec2.send(new CreateVpcCommand({CidrBlock: '10.9.0.0/16'}))).rejects.toMatchObject({
			name: 'NinthBlock',
		});
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
		await clock.sleep(60_000);
		await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({name: 'Minute'});
		await clock.sleep(60_000);
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
	});
});

describe('what a scenario denies', () => {
	it('is told by EC2 in a message that STS decodes', async () => {
		const {ec2, simulator} = open({plan: {denied: ['ec2:CreateNat*', 'ec2:CreateVpc']}});
		const tagged = new CreateVpcCommand({
			CidrBlock: '10.0.0.0/16',
			TagSpecifications: [{ResourceType: 'vpc', Tags: [{Key: 'a', Value: 'b'}]}],
		});
		const error = await ec2.send(tagged).catch((thrown: unknown) => thrown as Error);
		expect(error).toMatchObject({name: 'UnauthorizedOperation', $metadata: {httpStatusCode: 403}});
		const encoded = /Encoded authorization failure message: (\S+)$/.exec((error as Error).message)?.[1];
		const sts = new STSClient(clientConfig(simulator));
		const {DecodedMessage = ''} = await sts.send(new DecodeAuthorizationMessageCommand({EncodedMessage: encoded}));
		expect(JSON.parse(DecodedMessage)).toMatchObject({
			allowed: false,
			context: {
				action: 'ec2:CreateVpc',
				resource: 'arn:aws:ec2:us-east-1:111122223333:vpc/*',
				principal: {arn: 'arn:aws:iam::111122223333:user/simulator'},
			},
		});
		await expect(sts.send(new DecodeAuthorizationMessageCommand({EncodedMessage: 'made up'}))).rejects.toMatchObject({
			name: 'InvalidAuthorizationMessageException',
		});
		await expect(ec2.send(new CreateNatGatewayCommand({SubnetId: 'subnet-1', DryRun: true}))).rejects.toMatchObject({
			name: 'UnauthorizedOperation',
		});
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
	});

	it('is told by the other services in words', async () => {
		const {simulator} = open({plan: {denied: ['iam:*', 'ssm:*']}});
		const iam = new IAMClient(clientConfig(simulator));
		const ssm = new SSMClient(clientConfig(simulator));
		await expect(
			iam.send(new CreateRoleCommand({RoleName: 'a', AssumeRolePolicyDocument: '{}'})),
		).rejects.toMatchObject({
			name: 'AccessDenied',
			message: expect.stringContaining('user/simulator is not authorized to perform: iam:CreateRole on resource: *'),
		});
		await expect(ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
			name: 'AccessDeniedException',
		});
	});
});

describe('credentials that run out', () => {
	it('may be renewed by somebody, after a while', async () => {
		const {ec2, clock} = open({plan: {credentials: {seconds: 60, signIns: 1, renewedAfter: 30}}});
		const look = () => ec2.send(new DescribeVpcsCommand({}));
		await clock.sleep(89_000);
		await expect(look()).rejects.toMatchObject({name: 'RequestExpired'});
		await clock.sleep(1000);
		await expect(look()).resolves.toBeDefined();
	});

	it('are refused in the words of each service, until somebody signs in again', async () => {
		const {ec2, world, clock, simulator} = open({plan: {credentials: {seconds: 60, signIns: 1}}});
		const sts = new STSClient(clientConfig(simulator));
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
		await clock.sleep(60_000);
		await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
			name: 'RequestExpired',
			message: 'Request has expired.',
		});
		const error = await sts.send(new GetCallerIdentityCommand({})).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({
			name: expect.stringMatching(/^ExpiredToken/),
			message: 'The security token included in the request is expired',
		});
		expect(classify(error, 'GetCallerIdentity').class).toBe('credentials');
		signIn(world, clock.now());
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
		await clock.sleep(3_600_000);
		await expect(ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
	});
});
