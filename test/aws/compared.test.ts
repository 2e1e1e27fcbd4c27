import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {Observation, Target} from '../../source/engine/ports.ts';
import type {KindName} from '../../source/plan/kinds.ts';
import {type Answers, recordClients, shownTags, targetOf} from './recorded-clients.ts';

const observe = async (target: Target, answers: Answers): Promise<Observation> => {
	const {clients} = recordClients(answers);
	const kind = createResourceKinds(clients)[target.kind] as unknown as {
		readonly observe: (targets: readonly Target[]) => Promise<ReadonlyMap<string, Observation>>;
	};
	return (await kind.observe([target])).get(target.id) ?? expect.fail('not observed');
};

type Case = {
	readonly target: Target;
	/** As the plan wants it, in AWS's form. */
	readonly shown: Readonly<Record<string, unknown>>;
	readonly answers: (shown: object) => Answers;
	/** What is changed, and what is then said. */
	readonly changes: readonly (readonly [change: Readonly<Record<string, unknown>>, detail: string])[];
};

const at = <Name extends KindName>(...parts: Parameters<typeof targetOf<Name>>) =>
	targetOf(...parts) as unknown as Target;

const cases: readonly Case[] = [
	{
		target: at('vpc', {cidr: '11.0.0.0/16'}),
		shown: {VpcId: 'vpc-1', State: 'available', CidrBlock: '11.0.0.0/16'},
		answers: shown => ({describeVpcs: {Vpcs: [shown]}}),
		changes: [[{CidrBlock: '12.0.0.0/16'}, 'its CIDR is 12.0.0.0/16, not 11.0.0.0/16']],
	},
	{
		target: at('subnet', {vpcId: 'vpc-1', cidr: '11.0.0.0/24', availabilityZoneId: 'use1-az1'}),
		shown: {State: 'available', VpcId: 'vpc-1', CidrBlock: '11.0.0.0/24', AvailabilityZoneId: 'use1-az1'},
		answers: shown => ({describeSubnets: {Subnets: [shown]}}),
		changes: [
			[{AvailabilityZoneId: 'use1-az4'}, 'its availability zone is use1-az4, not use1-az1'],
			[
				{VpcId: 'vpc-2', CidrBlock: '9.0.0.0/24'},
				'its VPC is vpc-2, not vpc-1; its CIDR is 9.0.0.0/24, not 11.0.0.0/24',
			],
		],
	},
	{
		target: at('route-table', {vpcId: 'vpc-1'}),
		shown: {RouteTableId: 'rtb-1', VpcId: 'vpc-1'},
		answers: shown => ({describeRouteTables: {RouteTables: [shown]}}),
		changes: [[{VpcId: 'vpc-2'}, 'its VPC is vpc-2, not vpc-1']],
	},
	{
		target: at('security-group', {vpcId: 'vpc-1', groupName: 'g', description: ''}),
		shown: {GroupId: 'sg-1', VpcId: 'vpc-1', GroupName: 'g'},
		answers: shown => ({describeSecurityGroups: {SecurityGroups: [shown]}}),
		changes: [[{GroupName: 'h'}, 'its name is h, not g']],
	},
	{
		target: at('nat-gateway', {subnetId: 'subnet-1', allocationId: 'eip-1'}),
		shown: {State: 'available', SubnetId: 'subnet-1', NatGatewayAddresses: [{AllocationId: 'eip-1'}]},
		answers: shown => ({describeNatGateways: {NatGateways: [shown]}}),
		changes: [
			[{SubnetId: 'subnet-2'}, 'its subnet is subnet-2, not subnet-1'],
			[{NatGatewayAddresses: []}, 'its address is none, not eip-1'],
		],
	},
	{
		target: at('instance', {
			subnetId: 'subnet-1',
			groupIds: ['sg-1'],
			profileName: 'p',
			imageId: 'ami-1',
			instanceType: 't3.micro',
			publicAddress: false,
		}),
		shown: {
			State: {Name: 'running'},
			ImageId: 'ami-1',
			InstanceType: 't3.micro',
			SubnetId: 'subnet-1',
			SecurityGroups: [{GroupId: 'sg-1'}],
		},
		answers: shown => ({describeInstances: {Reservations: [{Instances: [shown]}]}}),
		changes: [
			[{InstanceType: 't3.large'}, 'its type is t3.large, not t3.micro'],
			[{ImageId: 'ami-2'}, 'its image is ami-2, not ami-1'],
			[{SecurityGroups: [{GroupId: 'sg-9'}, {GroupId: 'sg-1'}]}, 'its security group is sg-1 and sg-9, not sg-1'],
		],
	},
	{
		target: at('target-group', {name: 't', vpcId: 'vpc-1', port: 80}),
		shown: {VpcId: 'vpc-1', Protocol: 'TCP', Port: 80, TargetType: 'instance', HealthCheckProtocol: 'HTTP'},
		answers: shown => ({describeTargetGroups: {TargetGroups: [shown]}}),
		changes: [
			[{Port: 8080}, 'its port is 8080, not 80'],
			[{HealthCheckProtocol: 'TCP'}, 'its health check is TCP, not HTTP'],
		],
	},
	{
		target: at('load-balancer', {name: 'n', subnetIds: ['a', 'b'], groupIds: []}),
		shown: {
			State: {Code: 'active'},
			Type: 'network',
			Scheme: 'internal',
			AvailabilityZones: [{SubnetId: 'b'}, {SubnetId: 'a'}],
		},
		answers: shown => ({describeLoadBalancers: {LoadBalancers: [shown]}}),
		changes: [
			[{Scheme: 'internet-facing'}, 'its scheme is internet-facing, not internal'],
			[{AvailabilityZones: [{SubnetId: 'a'}]}, 'the list of its subnets is a, not a and b'],
		],
	},
	{
		target: at('endpoint-service', {loadBalancerArn: 'arn:lb'}),
		shown: {ServiceState: 'Available', NetworkLoadBalancerArns: ['arn:lb'], AcceptanceRequired: true},
		answers: shown => ({describeVpcEndpointServiceConfigurations: {ServiceConfigurations: [shown]}}),
		changes: [[{AcceptanceRequired: false}, 'whether every connection has to be accepted is false, not true']],
	},
	{
		target: at('endpoint', {
			vpcId: 'vpc-1',
			serviceName: 's',
			subnetIds: ['a', 'b'],
			groupIds: ['sg-1'],
			privateDns: false,
			needsAcceptance: true,
		}),
		shown: {
			State: 'pendingAcceptance',
			ServiceName: 's',
			VpcEndpointType: 'interface',
			VpcId: 'vpc-1',
			SubnetIds: ['b', 'a'],
			Groups: [{GroupId: 'sg-1'}],
			PrivateDnsEnabled: false,
		},
		answers: shown => ({describeVpcEndpoints: {VpcEndpoints: [shown]}}),
		changes: [
			[{Groups: [{GroupId: 'sg-default'}]}, 'its security group is sg-default, not sg-1'],
			[{SubnetIds: ['a']}, 'the list of its subnets is a, not a and b'],
		],
	},
];

describe.each(cases)('$target.kind', ({target, shown, answers, changes}) => {
	const see = (change: object = {}) => observe(target, answers({...shown, Tags: shownTags(target), ...change}));

	it('is ready as the plan wants it', async () => {
		expect(await see()).toMatchObject({state: 'ready'});
	});

	it.each(changes)('is different with %j', async (change, detail) => {
		expect(await see(change)).toMatchObject({state: 'different', detail});
	});

	it('is not judged by what AWS does not show', async () => {
		const hidden = Object.fromEntries(
			Object.keys(Object.assign({}, ...changes.map(([change]) => change))).map(key => [key, undefined]),
		);
		expect(await see(hidden)).toMatchObject({state: 'ready'});
	});
});

it('an endpoint to a service that was replaced is of no use any more', async () => {
	const endpoint = cases.find(({target}) => target.kind === 'endpoint') ?? expect.fail('no endpoint');
	const shown = {...endpoint.shown, Tags: shownTags(endpoint.target), ServiceName: 'older'};
	expect(await observe(endpoint.target, endpoint.answers(shown))).toMatchObject({
		state: 'failed',
		detail: 'asks for older',
	});
});
