import {
	AllocateAddressCommand,
	AssociateRouteTableCommand,
	AttachInternetGatewayCommand,
	CreateInternetGatewayCommand,
	CreateNatGatewayCommand,
	CreateRouteCommand,
	CreateRouteTableCommand,
	CreateSubnetCommand,
	CreateVpcCommand,
	DescribeNatGatewaysCommand,
	EC2Client,
	RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
	AddRoleToInstanceProfileCommand,
	AttachRolePolicyCommand,
	CreateInstanceProfileCommand,
	CreateRoleCommand,
	IAMClient,
} from '@aws-sdk/client-iam';
import {
	GetConnectionStatusCommand,
	GetParameterCommand,
	SSMClient,
	StartSessionCommand,
	TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import {type Clock, virtualClock} from '../../source/clock.ts';
import {openSession} from '../../source/session/client.ts';
import {asCommand, commandDocument} from '../../source/session/documents.ts';
import {runCommand} from '../../source/session/run-command.ts';
import {createSimulator} from '../../source/simulator/simulator.ts';
import {createWorld, type World} from '../../source/simulator/world.ts';
import {clientConfig} from './simulator.ts';

const userData = `#!/bin/bash
apt-get update && apt-get install -y apache2
echo "installed" > /root/done
`;

/** A running simulator over a world, new by default, with clients and a clock of its own. */
export const run = (world?: World, save?: (world: World) => void) => {
	const clock = virtualClock(world?.time);
	const simulator = createSimulator({
		world: world ?? createWorld({seed: 11, time: clock.now()}),
		clock,
		...(save ? {save} : {}),
	});
	simulator.start();
	const config = clientConfig(simulator);
	return {clock, simulator, ec2: new EC2Client(config), iam: new IAMClient(config), ssm: new SSMClient(config)};
};

export type Running = ReturnType<typeof run>;

/** Asks every second of world time, half an hour at most. */
export const eventually = async <T>(clock: Clock, ask: () => Promise<T | undefined | false>): Promise<T> => {
	for (let second = 0; second < 1_800; second++) {
		const answer = await ask();
		if (answer !== undefined && answer !== false) return answer;
		await clock.sleep(1_000);
	}
	throw new Error('It did not happen in half an hour');
};

/** Repeats what AWS is not ready for yet. */
const retried = <T>(clock: Clock, call: () => Promise<T>): Promise<T> =>
	eventually(clock, async () => {
		try {
			return await call();
		} catch (error) {
			const {name, message} = error as Error;
			if (name.endsWith('.NotFound') || name === 'NatGatewayNotFound' || message.includes('Instance Profile'))
				return false;
			throw error;
		}
	});

export const makeProfile = async ({iam}: Running) => {
	await iam.send(
		new CreateRoleCommand({
			RoleName: 'node',
			AssumeRolePolicyDocument: JSON.stringify({Version: '2012-10-17', Statement: []}),
		}),
	);
	const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
	await iam.send(new AttachRolePolicyCommand({RoleName: 'node', PolicyArn}));
	await iam.send(new CreateInstanceProfileCommand({InstanceProfileName: 'node'}));
	await iam.send(new AddRoleToInstanceProfileCommand({InstanceProfileName: 'node', RoleName: 'node'}));
};

/** A private subnet behind a NAT gateway. */
export const makeNetwork = async ({clock, ec2}: Running) => {
	const {Vpc} = await ec2.send(new CreateVpcCommand({CidrBlock: '21.0.0.0/16'}));
	const VpcId = Vpc?.VpcId;
	const zone = {VpcId, AvailabilityZone: 'us-east-1a'};
	const front = await retried(clock, () => ec2.send(new CreateSubnetCommand({...zone, CidrBlock: '21.0.0.0/24'})));
	const back = await retried(clock, () => ec2.send(new CreateSubnetCommand({...zone, CidrBlock: '21.0.2.0/24'})));
	const {InternetGateway} = await ec2.send(new CreateInternetGatewayCommand({}));
	const InternetGatewayId = InternetGateway?.InternetGatewayId;
	await retried(clock, () => ec2.send(new AttachInternetGatewayCommand({VpcId, InternetGatewayId})));
	const route = async (
		SubnetId: string | undefined,
		target: {GatewayId?: string | undefined; NatGatewayId?: string | undefined},
	) => {
		const {RouteTable} = await ec2.send(new CreateRouteTableCommand({VpcId, ClientToken: `table ${SubnetId}`}));
		const RouteTableId = RouteTable?.RouteTableId;
		await retried(clock, () => ec2.send(new AssociateRouteTableCommand({RouteTableId, SubnetId})));
		await ec2.send(new CreateRouteCommand({RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target}));
	};
	await route(front.Subnet?.SubnetId, {GatewayId: InternetGatewayId});
	const {AllocationId} = await ec2.send(new AllocateAddressCommand({Domain: 'vpc'}));
	const {NatGateway} = await retried(clock, () =>
		ec2.send(new CreateNatGatewayCommand({SubnetId: front.Subnet?.SubnetId, AllocationId, ClientToken: 'gateway'})),
	);
	const NatGatewayIds = [NatGateway?.NatGatewayId ?? ''];
	await eventually(clock, async () => {
		const {NatGateways} = await retried(clock, () => ec2.send(new DescribeNatGatewaysCommand({NatGatewayIds})));
		return NatGateways?.[0]?.State === 'available';
	});
	await route(back.Subnet?.SubnetId, {NatGatewayId: NatGatewayIds[0]});
	return back.Subnet?.SubnetId;
};

export const launch = async ({clock, ec2, ssm}: Running, SubnetId: string | undefined, ClientToken = 'machine') => {
	const Name = '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id';
	const {Parameter} = await ssm.send(new GetParameterCommand({Name}));
	const {Instances} = await retried(clock, () =>
		ec2.send(
			new RunInstancesCommand({
				ImageId: Parameter?.Value as string,
				InstanceType: 't3.micro',
				ClientToken,
				MinCount: 1,
				MaxCount: 1,
				SubnetId,
				IamInstanceProfile: {Name: 'node'},
				UserData: Buffer.from(userData).toString('base64'),
			}),
		),
	);
	return Instances?.[0]?.InstanceId ?? '';
};

export const isConnected = ({clock, ssm}: Running, Target: string) =>
	eventually(clock, async () => {
		const {Status} = await ssm.send(new GetConnectionStatusCommand({Target}));
		return Status === 'connected';
	});

/** Runs a command in a session on an instance. */
export const execute = async ({clock, simulator, ssm}: Running, Target: string, command: string) => {
	const output = {stdout: '', stderr: ''};
	const exitCode = await runCommand({
		clock,
		open: async onOutput => {
			const {
				SessionId,
				TokenValue = '',
				StreamUrl = '',
			} = await ssm.send(
				new StartSessionCommand({
					Target,
					DocumentName: commandDocument,
					Parameters: {command: [asCommand(command)], separateOutputStream: ['true']},
				}),
			);
			const socket = await simulator.openSocket(StreamUrl);
			return {
				session: openSession({socket, token: TokenValue, clock, onOutput}),
				terminate: () => ssm.send(new TerminateSessionCommand({SessionId})),
			};
		},
		onOutput: (bytes, stream) => {
			output[stream] += new TextDecoder().decode(bytes);
		},
	});
	return {exitCode, ...output};
};
