import {
	AllocateAddressCommand,
	AssociateRouteTableCommand,
	AttachInternetGatewayCommand,
	CreateInternetGatewayCommand,
	CreateRouteCommand,
	CreateRouteTableCommand,
	CreateSecurityGroupCommand,
	CreateSubnetCommand,
	CreateVpcCommand,
	DescribeRegionsCommand,
	EC2Client,
	EC2ServiceException,
	RunInstancesCommand,
	type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
	CreateListenerCommand,
	CreateLoadBalancerCommand,
	CreateTargetGroupCommand,
	ElasticLoadBalancingV2Client,
	ElasticLoadBalancingV2ServiceException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {type Clock, virtualClock} from '../../source/clock.ts';
import {imagesOf} from '../../source/simulator/catalogue.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {createSimulator} from '../../source/simulator/simulator.ts';
import {createWorld, type World} from '../../source/simulator/world.ts';
import {clientConfig, idleMachines} from '../helpers/simulator.ts';

/** An EC2 and an ELB client on a new world in virtual time. */
export type Cloud = {
	readonly world: World;
	readonly clock: Clock;
	readonly simulator: Simulator;
	readonly ec2: EC2Client;
	readonly elb: ElasticLoadBalancingV2Client;
	/** What the machines' host was told. */
	readonly told: readonly string[];
	/** Lets seconds of world time pass. */
	readonly wait: (seconds: number) => Promise<void>;
	/** Lets as much time pass as a fresh id takes to be known. */
	readonly settle: () => Promise<void>;
};

export const openCloud = (seed = 1, region = 'us-east-1'): Cloud => {
	const clock = virtualClock();
	const world = createWorld({seed, time: clock.now()});
	const told: string[] = [];
	// The simulator never wakes by itself: the world moves only when it is called, so that nothing moves between steps.
	const still: Clock = {...clock, sleep: () => new Promise(() => {})};
	const simulator = createSimulator({world, clock: still, machines: idleMachines(told)});
	simulator.start();
	told.length = 0;
	const ec2 = new EC2Client(clientConfig(simulator, region));
	const wait = async (seconds: number) => {
		await clock.sleep(seconds * 1000);
		// Any call lets the world catch up with the clock.
		await ec2.send(new DescribeRegionsCommand({}));
	};
	return {
		world,
		clock,
		simulator,
		ec2,
		elb: new ElasticLoadBalancingV2Client(clientConfig(simulator, region)),
		told,
		wait,
		settle: () => wait(5),
	};
};

export type Refusal = {readonly code: string; readonly message: string; readonly status: number | undefined};

/** How AWS refuses a call; fails when it does not. */
export const refusal = async (call: Promise<unknown>): Promise<Refusal> => {
	try {
		await call;
	} catch (error) {
		if (!(error instanceof EC2ServiceException) && !(error instanceof ElasticLoadBalancingV2ServiceException))
			throw error;
		// The SDK names modelled errors after their shapes, AWS's codes lack the suffix.
		return {
			code: error.name.replace(/Exception$/, ''),
			message: error.message,
			status: error.$metadata.httpStatusCode,
		};
	}
	throw new Error('The call was not refused');
};

export const id = (value: string | undefined): string => {
	if (value === undefined) throw new Error('There is no id');
	return value;
};

export const makeVpc = async ({ec2, settle}: Cloud, cidr = '11.0.0.0/16'): Promise<string> => {
	const {Vpc} = await ec2.send(new CreateVpcCommand({CidrBlock: cidr}));
	await settle();
	return id(Vpc?.VpcId);
};

export const makeSubnet = async (
	{ec2, settle}: Cloud,
	vpcId: string,
	cidr: string,
	zoneId = 'use1-az6',
): Promise<string> => {
	const {Subnet} = await ec2.send(new CreateSubnetCommand({VpcId: vpcId, CidrBlock: cidr, AvailabilityZoneId: zoneId}));
	await settle();
	return id(Subnet?.SubnetId);
};

export const makeGroup = async ({ec2, settle}: Cloud, vpcId: string, name: string): Promise<string> => {
	const {GroupId} = await ec2.send(
		new CreateSecurityGroupCommand({VpcId: vpcId, GroupName: name, Description: `The ${name} group`}),
	);
	await settle();
	return id(GroupId);
};

export const makeGateway = async ({ec2, settle}: Cloud, vpcId: string): Promise<string> => {
	const {InternetGateway} = await ec2.send(new CreateInternetGatewayCommand({}));
	await settle();
	const InternetGatewayId = id(InternetGateway?.InternetGatewayId);
	await ec2.send(new AttachInternetGatewayCommand({InternetGatewayId, VpcId: vpcId}));
	await settle();
	return InternetGatewayId;
};

export const makeAddress = async ({ec2, settle}: Cloud): Promise<string> => {
	const {AllocationId} = await ec2.send(new AllocateAddressCommand({Domain: 'vpc'}));
	await settle();
	return id(AllocationId);
};

/** A route table of the subnet, with a default route to an internet gateway. */
export const makePublic = async (
	{ec2, settle}: Cloud,
	vpcId: string,
	subnetId: string,
	gatewayId: string,
): Promise<string> => {
	const {RouteTable} = await ec2.send(new CreateRouteTableCommand({VpcId: vpcId}));
	await settle();
	const RouteTableId = id(RouteTable?.RouteTableId);
	await ec2.send(new AssociateRouteTableCommand({RouteTableId, SubnetId: subnetId}));
	await ec2.send(new CreateRouteCommand({RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gatewayId}));
	return RouteTableId;
};

export const imageId = (name: 'ubuntu' | 'amazon-linux' = 'ubuntu', architecture = 'x86_64'): string =>
	id(imagesOf('us-east-1').find(image => image.image === name && image.architecture === architecture)?.id);

export const launch = (subnetId: string, more: Partial<RunInstancesCommandInput> = {}): RunInstancesCommand =>
	new RunInstancesCommand({
		ImageId: imageId(),
		InstanceType: 't3.micro',
		MinCount: 1,
		MaxCount: 1,
		SubnetId: subnetId,
		...more,
	});

/** A running instance. */
export const makeInstance = async (
	cloud: Cloud,
	subnetId: string,
	more: Partial<RunInstancesCommandInput> = {},
): Promise<string> => {
	const {Instances} = await cloud.ec2.send(launch(subnetId, more));
	await cloud.wait(60);
	return id(Instances?.[0]?.InstanceId);
};

/** A web server that answers on the machine's port 80, as the machines would install it. */
export const serveWeb = ({world}: Cloud, instanceId: string): void => {
	const machine = world.machines[instanceId];
	if (!machine) throw new Error('The machine is not on');
	machine.power = 'up';
	machine.packages = ['apache2'];
	machine.services = {apache2: {running: true, enabled: true, port: 80}};
	machine.files['/var/www/html/index.html'] = {content: 'hello'};
};

export type Balancer = {readonly balancerArn: string; readonly targetGroupArn: string; readonly listenerArn: string};

/** An active internal Network Load Balancer with a listener on port 80. */
export const makeBalancer = async (
	{elb, wait, settle}: Cloud,
	vpcId: string,
	subnetIds: string[],
	groupIds: string[],
	name = 'plw-lab',
): Promise<Balancer> => {
	const {LoadBalancers} = await elb.send(
		new CreateLoadBalancerCommand({
			Name: name,
			Type: 'network',
			Scheme: 'internal',
			Subnets: subnetIds,
			SecurityGroups: groupIds,
		}),
	);
	const {TargetGroups} = await elb.send(
		new CreateTargetGroupCommand({
			Name: name,
			Protocol: 'TCP',
			Port: 80,
			VpcId: vpcId,
			HealthCheckProtocol: 'HTTP',
			HealthCheckPath: '/',
			HealthCheckIntervalSeconds: 10,
			HealthyThresholdCount: 2,
			UnhealthyThresholdCount: 2,
		}),
	);
	await settle();
	const balancerArn = id(LoadBalancers?.[0]?.LoadBalancerArn);
	const targetGroupArn = id(TargetGroups?.[0]?.TargetGroupArn);
	const {Listeners} = await elb.send(
		new CreateListenerCommand({
			LoadBalancerArn: balancerArn,
			Protocol: 'TCP',
			Port: 80,
			DefaultActions: [{Type: 'forward', TargetGroupArn: targetGroupArn}],
		}),
	);
	await wait(300);
	return {balancerArn, targetGroupArn, listenerArn: id(Listeners?.[0]?.ListenerArn)};
};
