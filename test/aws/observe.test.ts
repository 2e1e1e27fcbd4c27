import {describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {Observation, Target} from '../../source/engine/ports.ts';
import {tagKeys} from '../../source/plan/deployment.ts';
import type {KindName} from '../../source/plan/kinds.ts';
import {type Answers, recordClients, serviceError, shownTags, targetOf} from './recorded-clients.ts';

const observe = async <Name extends KindName>(target: Target<Name>, answers: Answers): Promise<Observation> => {
	const {clients} = recordClients(answers);
	const kind = createResourceKinds(clients)[target.kind] as unknown as {
		readonly observe: (targets: readonly Target<Name>[]) => Promise<ReadonlyMap<string, Observation>>;
	};
	return (await kind.observe([target])).get(target.id) ?? expect.fail('not observed');
};

const vpc = targetOf('vpc', {cidr: '11.0.0.0/16'});
const shownVpc = {VpcId: 'vpc-1', State: 'available', Tags: shownTags(vpc as Target)};

describe('finding by tag', () => {
	it('asks once for all targets of a deployment and follows the pages', async () => {
		const other = targetOf('vpc', {cidr: '21.0.0.0/16'}, {id: 'consumer.vpc'});
		const pages: Record<string, object> = {
			first: {Vpcs: [shownVpc], NextToken: 'second'},
			second: {Vpcs: [{VpcId: 'vpc-2', State: 'pending', Tags: shownTags(other as Target)}]},
		};
		const {clients, calls} = recordClients({describeVpcs: ({NextToken = 'first'}) => pages[String(NextToken)]});
		const seen = await createResourceKinds(clients).vpc.observe([vpc, other]);
		expect(seen).toEqual(
			new Map([
				[vpc.id, {state: 'ready', detail: 'available', outputs: {vpcId: 'vpc-1'}}],
				[other.id, {state: 'pending', detail: 'pending', outputs: {vpcId: 'vpc-2'}}],
			]),
		);
		const Filters = [{Name: 'tag:privatelink-wizard:deployment', Values: ['lab.k3jx7q2a']}];
		expect(calls.map(({input}) => input)).toEqual([
			{Filters, NextToken: undefined},
			{Filters, NextToken: 'second'},
		]);
	});

	it('finds nothing where another resource of the deployment is', async () => {
		const Tags = [{Key: tagKeys.resource, Value: 'consumer.vpc'}];
		expect(await observe(vpc, {describeVpcs: {Vpcs: [{...shownVpc, Tags}]}})).toEqual({state: 'absent'});
	});
});

describe('generations', () => {
	const nat = targetOf('nat-gateway', {subnetId: 's', allocationId: 'e'});
	const shown = (generation: number, State: string) => ({
		NatGatewayId: `nat-${generation}`,
		State,
		Tags: [
			{Key: tagKeys.resource, Value: nat.id},
			{Key: tagKeys.generation, Value: String(generation)},
		],
	});

	it.each([
		['the newest that stands', [shown(1, 'failed'), shown(10, 'pending'), shown(9, 'available')], 'pending', 'nat-10'],
		['what is left once the newest is gone', [shown(2, 'deleted'), shown(1, 'failed')], 'failed', 'nat-1'],
	])('shows %s', async (_, NatGateways, state, natGatewayId) => {
		expect(await observe(nat, {describeNatGateways: {NatGateways}})).toMatchObject({state, outputs: {natGatewayId}});
	});

	it('shows nothing when all are gone', async () => {
		const NatGateways = [shown(1, 'deleted'), shown(2, 'deleted')];
		expect(await observe(nat, {describeNatGateways: {NatGateways}})).toEqual({state: 'absent'});
	});

	it("says why AWS failed, in AWS's words", async () => {
		const failed = {...shown(1, 'failed'), FailureCode: 'Gateway.NotAttached', FailureMessage: 'no gateway'};
		expect(await observe(nat, {describeNatGateways: {NatGateways: [failed]}})).toMatchObject({
			state: 'failed',
			detail: 'Gateway.NotAttached: no gateway',
		});
	});
});

describe('endpoints', () => {
	const inputs = {vpcId: 'v', serviceName: 's', subnetIds: [], groupIds: [], privateDns: false};
	const ours = targetOf('endpoint', {...inputs, needsAcceptance: true});
	const awss = targetOf('endpoint', {...inputs, needsAcceptance: false});
	const shown = (target: Target<'endpoint'>, State: string, more: object = {}) => ({
		describeVpcEndpoints: {
			VpcEndpoints: [
				{
					VpcEndpointId: 'vpce-1',
					State,
					DnsEntries: [{DnsName: 'regional'}, {DnsName: 'zonal'}],
					Tags: shownTags(target as Target),
					...more,
				},
			],
		},
	});

	it.each([
		['pendingAcceptance', 'ready'],
		['PendingAcceptance', 'ready'],
		['pending', 'ready'],
		['available', 'ready'],
		['Available', 'ready'],
		['rejected', 'failed'],
		['failed', 'failed'],
		['Expired', 'failed'],
		['deleting', 'going'],
		['partial', 'pending'],
	] as const)('in state %s is %s when it waits for acceptance', async (State, state) => {
		expect(await observe(ours, shown(ours, State))).toMatchObject({
			state,
			outputs: {endpointId: 'vpce-1', dnsName: 'regional'},
		});
	});

	it('has done its part when it waits for acceptance, also before AWS gives it a name', async () => {
		expect(await observe(ours, shown(ours, 'pendingAcceptance', {DnsEntries: []}))).toMatchObject({
			state: 'ready',
			outputs: {dnsName: ''},
		});
	});

	it('is known by its regional name, wherever that stands in the list', async () => {
		const names = [
			'vpce-1-x-us-east-1a.vpce-svc-1.us-east-1.vpce.amazonaws.com',
			'vpce-1-x.vpce-svc-1.us-east-1.vpce.amazonaws.com',
		];
		const DnsEntries = names.map(DnsName => ({DnsName}));
		expect(await observe(ours, shown(ours, 'available', {DnsEntries}))).toMatchObject({outputs: {dnsName: names[1]}});
	});

	it('to a service of AWS is ready only when it is available', async () => {
		expect(await observe(awss, shown(awss, 'pending'))).toMatchObject({state: 'pending'});
		expect(await observe(awss, shown(awss, 'available'))).toMatchObject({state: 'ready'});
	});

	it('that is deleted is not there', async () => {
		expect(await observe(ours, shown(ours, 'deleted'))).toEqual({state: 'absent'});
	});

	it('tells what AWS says of a failure', async () => {
		const LastError = {Code: 'InternalError', Message: 'try again'};
		expect(await observe(ours, shown(ours, 'failed', {LastError}))).toMatchObject({
			detail: 'failed: InternalError: try again',
		});
	});
});

describe('endpoint connections', () => {
	const connection = targetOf('endpoint-connection', {serviceId: 'vpce-svc-1', endpointId: 'vpce-1'});
	const views = (provider: string | undefined, consumer: string | undefined): Answers => ({
		describeVpcEndpointConnections: {
			VpcEndpointConnections: [
				{VpcEndpointId: 'vpce-other', VpcEndpointState: 'available'},
				...(provider === undefined
					? []
					: [
							{
								VpcEndpointId: 'vpce-1',
								VpcEndpointState: provider,
								VpcEndpointOwner: '111122223333',
								CreationTimestamp: new Date('2026-01-05T09:05:00Z'),
							},
						]),
			],
		},
		describeVpcEndpoints: {
			VpcEndpoints:
				consumer === undefined ? [] : [{VpcEndpointId: 'vpce-1', State: consumer, VpcId: 'vpc-2', ServiceName: 'svc'}],
		},
	});

	it('waits for a decision with all that the person needs to see', async () => {
		expect(await observe(connection, views('pendingAcceptance', 'pendingAcceptance'))).toEqual({
			state: 'pending',
			detail: 'pendingAcceptance',
			outputs: {
				endpointId: 'vpce-1',
				serviceId: 'vpce-svc-1',
				serviceName: 'svc',
				owner: '111122223333',
				vpcId: 'vpc-2',
				dnsName: '',
				region: 'us-east-1',
				since: '2026-01-05T09:05:00.000Z',
			},
		});
	});

	it.each([
		['PendingAcceptance', 'pending', 'pending', 'pendingAcceptance'],
		['available', 'available', 'ready', 'available'],
		['available', 'pending', 'pending', 'provider available, consumer pending'],
		['pending', 'available', 'pending', 'provider pending, consumer available'],
		['rejected', 'rejected', 'failed', 'rejected'],
		['pendingAcceptance', 'rejected', 'going', 'rejected'],
		['rejected', 'available', 'going', 'rejected'],
		['expired', 'expired', 'failed', 'expired'],
		['rejected', undefined, 'failed', 'rejected'],
		['rejected', 'deleting', 'going', 'rejected'],
		['available', 'deleting', 'going', 'deleting'],
		['deleting', 'available', 'going', 'deleting'],
		['available', 'deleted', 'going', 'deleted'],
		['pendingAcceptance', undefined, 'pending', 'pendingAcceptance'],
		['available', undefined, 'pending', 'provider available, consumer nothing'],
	])('with the provider seeing %s and the consumer %s is %s (%s)', async (provider, consumer, state, detail) => {
		expect(await observe(connection, views(provider, consumer))).toMatchObject({state, detail});
	});

	it.each([
		[undefined, undefined],
		['deleted', undefined],
		['deleted', 'deleted'],
	])('seen as %s and %s is not there', async (provider, consumer) => {
		expect(await observe(connection, views(provider, consumer))).toEqual({state: 'absent'});
	});

	it('that the provider does not see yet cannot be decided', async () => {
		expect(await observe(connection, views(undefined, 'pendingAcceptance'))).toMatchObject({
			state: 'pending',
			detail: 'not shown to the provider yet',
		});
	});

	it('that was shown once is still undecided when one look misses it', async () => {
		const asked = {...connection, outputs: {endpointId: 'vpce-1', since: '2026-01-05T09:05:00.000Z'}};
		expect(await observe(asked, views(undefined, 'pendingAcceptance'))).toEqual({
			state: 'pending',
			detail: 'pendingAcceptance',
			outputs: asked.outputs,
		});
	});

	it('asks for the connections by service only', async () => {
		const {clients, calls} = recordClients(views('available', 'available'));
		await createResourceKinds(clients)['endpoint-connection'].observe([connection]);
		expect(calls[0]?.input['Filters']).toEqual([{Name: 'service-id', Values: ['vpce-svc-1']}]);
	});
});

describe('instances', () => {
	const inputs = {
		subnetId: 's',
		groupIds: [],
		profileName: 'p',
		imageId: 'a',
		instanceType: 't3.micro',
		publicAddress: false,
	};
	const machine = targetOf('instance', inputs);
	const shown = (Name: string, StateReason?: object) => ({
		describeInstances: {
			Reservations: [
				{
					Instances: [
						{
							InstanceId: 'i-1',
							PrivateIpAddress: '11.0.2.7',
							PrivateDnsName: 'ip-11-0-2-7.ec2.internal',
							State: {Name},
							StateReason,
							Tags: shownTags(machine as Target),
						},
					],
				},
			],
		},
	});
	const noCapacity = {Code: 'Server.InsufficientInstanceCapacity', Message: 'out of capacity'};
	const wished = {Code: 'Client.UserInitiatedShutdown', Message: 'by a person'};

	it.each([
		['pending', undefined, 'pending'],
		['running', undefined, 'ready'],
		['shutting-down', wished, 'going'],
		['shutting-down', noCapacity, 'failed'],
		['terminated', noCapacity, 'failed'],
		['terminated', {Code: 'Client.InternalError', Message: ''}, 'failed'],
		['terminated', {Code: 'Client.VolumeLimitExceeded', Message: ''}, 'failed'],
		['terminated', {Code: 'Client.InvalidKMSKey.InvalidState', Message: ''}, 'failed'],
		['shutting-down', {Code: 'Client.InstanceInitiatedShutdown', Message: ''}, 'going'],
		['stopped', wished, 'failed'],
	])('in state %s (%o) is %s', async (name, reason, state) => {
		expect(await observe(machine, shown(name, reason))).toMatchObject({state, outputs: {instanceId: 'i-1'}});
	});

	it('that died at birth says why', async () => {
		expect(await observe(machine, shown('terminated', noCapacity))).toMatchObject({detail: 'out of capacity'});
	});

	it('that somebody terminated is not there', async () => {
		expect(await observe(machine, shown('terminated', wished))).toEqual({state: 'absent'});
	});
});

describe('what has no tags', () => {
	const attachment = targetOf('internet-gateway-attachment', {internetGatewayId: 'igw-1', vpcId: 'vpc-1'});
	it.each([
		['available', {state: 'ready', detail: 'available', outputs: {}}],
		['attaching', {state: 'pending', detail: 'attaching', outputs: {}}],
		['detaching', {state: 'going', detail: 'detaching', outputs: {}}],
		['detached', {state: 'absent'}],
	])('an attachment in state %s', async (State, expected) => {
		const InternetGateways = [{InternetGatewayId: 'igw-1', Attachments: [{VpcId: 'vpc-1', State}]}];
		expect(await observe(attachment, {describeInternetGateways: {InternetGateways}})).toEqual(expected);
	});

	const route = targetOf('route', {
		routeTableId: 'rtb-1',
		destinationCidr: '0.0.0.0/0',
		via: 'nat-gateway',
		gatewayId: 'nat-1',
	});
	it.each([
		[[], {state: 'absent'}],
		[[{DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active'}], {state: 'ready', detail: 'active'}],
		[
			[{DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole'}],
			{state: 'failed', detail: 'blackhole'},
		],
		[
			[{DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-9', State: 'active'}],
			{state: 'failed', detail: 'leads to igw-9'},
		],
	])('a route among %o', async (Routes, expected) => {
		const RouteTables = [{RouteTableId: 'rtb-1', Routes}];
		expect(await observe(route, {describeRouteTables: {RouteTables}})).toMatchObject(expected);
	});

	const association = targetOf('route-table-association', {routeTableId: 'rtb-1', subnetId: 'subnet-1'});
	it.each([
		['associating', 'pending'],
		['associated', 'ready'],
		['disassociating', 'going'],
		['failed', 'failed'],
	])('an association in state %s', async (State, state) => {
		const Associations = [{SubnetId: 'subnet-1', RouteTableAssociationId: 'rtbassoc-1', AssociationState: {State}}];
		expect(
			await observe(association, {describeRouteTables: {RouteTables: [{RouteTableId: 'rtb-1', Associations}]}}),
		).toMatchObject({state, outputs: {associationId: 'rtbassoc-1'}});
	});

	const rules = targetOf('security-group-rules', {
		groupId: 'sg-1',
		rules: [
			{port: 80, groupId: 'sg-2'},
			{port: 443, cidr: '21.0.0.0/16'},
		],
	});
	const fromGroup = {IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{GroupId: 'sg-2'}]};
	const fromCidr = {IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{CidrIp: '21.0.0.0/16'}]};
	it.each([
		['none', [], 'absent'],
		['others only', [{...fromGroup, FromPort: 22, ToPort: 22}], 'absent'],
		['some', [fromGroup], 'failed'],
		['all', [fromCidr, fromGroup], 'ready'],
	])('rules of which %s are there', async (_, IpPermissions, state) => {
		const SecurityGroups = [{GroupId: 'sg-1', IpPermissions}];
		expect(await observe(rules, {describeSecurityGroups: {SecurityGroups}})).toMatchObject({state});
	});

	const attribute = targetOf('vpc-attribute', {vpcId: 'vpc-1', attribute: 'enableDnsHostnames'});
	it.each([
		[true, 'ready'],
		[false, 'absent'],
	])('a DNS attribute with the value %s', async (Value, state) => {
		expect(await observe(attribute, {describeVpcAttribute: {EnableDnsHostnames: {Value}}})).toMatchObject({state});
	});
});

describe('load balancing', () => {
	const balancer = targetOf('load-balancer', {name: 'plw', subnetIds: [], groupIds: []});
	it.each([
		['provisioning', 'pending'],
		['active', 'ready'],
		['active_impaired', 'ready'],
		['failed', 'failed'],
	])('a load balancer in state %s', async (Code, state) => {
		const LoadBalancers = [{LoadBalancerArn: 'arn:lb', DNSName: 'lb.example', State: {Code}}];
		expect(await observe(balancer, {describeLoadBalancers: {LoadBalancers}})).toMatchObject({
			state,
			outputs: {loadBalancerArn: 'arn:lb', dnsName: 'lb.example'},
		});
	});

	const registered = targetOf('target', {targetGroupArn: 'arn:tg', instanceId: 'i-1', port: 80});
	it.each([
		['healthy', undefined, {state: 'ready'}],
		['initial', 'Elb.RegistrationInProgress', {state: 'pending', detail: 'initial: Elb.RegistrationInProgress'}],
		['unused', 'Target.NotInUse', {state: 'pending'}],
		['unhealthy', 'Target.FailedHealthChecks', {state: 'pending'}],
		['draining', 'Target.DeregistrationInProgress', {state: 'absent'}],
		['unused', 'Target.NotRegistered', {state: 'absent'}],
	])('a target that is %s (%s)', async (State, Reason, expected) => {
		const TargetHealthDescriptions = [{Target: {Id: 'i-1', Port: 80}, TargetHealth: {State, Reason}}];
		expect(await observe(registered, {describeTargetHealth: {TargetHealthDescriptions}})).toMatchObject(expected);
	});

	const enforcement = targetOf('load-balancer-enforcement', {loadBalancerArn: 'arn:lb', groupIds: ['sg-1']});
	it.each([
		['on', ['sg-1'], 'ready'],
		['off', ['sg-1'], 'absent'],
		['on', [], 'absent'],
		[undefined, ['sg-1'], 'absent'],
	])('enforcement %s with the groups %o', async (value, SecurityGroups, state) => {
		const LoadBalancers = [
			{LoadBalancerArn: 'arn:lb', SecurityGroups, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: value},
		];
		expect(await observe(enforcement, {describeLoadBalancers: {LoadBalancers}})).toMatchObject({state});
	});

	it('cross-zone counts only when it is on', async () => {
		const attributes = targetOf('load-balancer-attributes', {loadBalancerArn: 'arn:lb'});
		const answer = (Value: string) => ({
			describeLoadBalancerAttributes: {Attributes: [{Key: 'load_balancing.cross_zone.enabled', Value}]},
		});
		expect(await observe(attributes, answer('true'))).toMatchObject({state: 'ready'});
		expect(await observe(attributes, answer('false'))).toEqual({state: 'absent'});
	});

	it('a listener that forwards elsewhere will never do', async () => {
		const wanted = targetOf('listener', {loadBalancerArn: 'arn:lb', targetGroupArn: 'arn:tg', port: 80});
		const answer = (TargetGroupArn: string) => ({
			describeListeners: {
				Listeners: [{ListenerArn: 'arn:l', Port: 80, Protocol: 'TCP', DefaultActions: [{TargetGroupArn}]}],
			},
		});
		expect(await observe(wanted, answer('arn:tg'))).toMatchObject({state: 'ready', outputs: {listenerArn: 'arn:l'}});
		expect(await observe(wanted, answer('arn:other'))).toMatchObject({state: 'failed'});
	});
});

describe('a service says Available with a capital', () => {
	const service = targetOf('endpoint-service', {loadBalancerArn: 'arn:lb'});
	it.each([
		['Available', 'ready'],
		['available', 'ready'],
		['Pending', 'pending'],
		['Deleting', 'going'],
		['Failed', 'failed'],
		['Deleted', 'absent'],
	])('%s', async (ServiceState, state) => {
		const ServiceConfigurations = [
			{ServiceId: 'vpce-svc-1', ServiceName: 'svc', ServiceState, Tags: shownTags(service as Target)},
		];
		expect(await observe(service, {describeVpcEndpointServiceConfigurations: {ServiceConfigurations}})).toMatchObject({
			state,
		});
	});
});

describe('the agent', () => {
	const managed = targetOf('managed-instance', {instanceId: 'i-1'});
	const answers = (PingStatus: string | undefined, Status: string): Answers => ({
		describeInstanceInformation: {
			InstanceInformationList: PingStatus === undefined ? [] : [{InstanceId: 'i-1', PingStatus}],
		},
		getConnectionStatus: {Target: 'i-1', Status},
	});
	it.each([
		[undefined, 'notconnected', 'absent'],
		['ConnectionLost', 'notconnected', 'pending'],
		['Online', 'notconnected', 'pending'],
		['Online', 'connected', 'ready'],
	])('with ping %s, %s', async (ping, status, state) => {
		expect(await observe(managed, answers(ping, status))).toMatchObject({state});
	});
});

describe('what AWS says does not exist', () => {
	it.each<[Target, Answers]>([
		[
			targetOf('vpc-attribute', {vpcId: 'v', attribute: 'enableDnsSupport'}) as unknown as Target,
			{describeVpcAttribute: serviceError('InvalidVpcID.NotFound')},
		],
		[targetOf('role', {roleName: 'r'}) as unknown as Target, {getRole: serviceError('NoSuchEntityException')}],
		[
			targetOf('role-policy', {roleName: 'r', policyName: 'p'}) as unknown as Target,
			{listAttachedRolePolicies: serviceError('NoSuchEntityException')},
		],
		[
			targetOf('instance-profile', {profileName: 'p'}) as unknown as Target,
			{getInstanceProfile: serviceError('NoSuchEntityException')},
		],
		[
			targetOf('instance-profile-role', {profileName: 'p', roleName: 'r'}) as unknown as Target,
			{getInstanceProfile: serviceError('NoSuchEntityException')},
		],
		[
			targetOf('target-group', {name: 'n', vpcId: 'v', port: 80}) as unknown as Target,
			{describeTargetGroups: serviceError('TargetGroupNotFoundException')},
		],
		[
			targetOf('target', {targetGroupArn: 'a', instanceId: 'i', port: 80}) as unknown as Target,
			{describeTargetHealth: serviceError('TargetGroupNotFoundException')},
		],
		[
			targetOf('load-balancer', {name: 'n', subnetIds: [], groupIds: []}) as unknown as Target,
			{describeLoadBalancers: serviceError('LoadBalancerNotFoundException')},
		],
		[
			targetOf('load-balancer-attributes', {loadBalancerArn: 'a'}) as unknown as Target,
			{describeLoadBalancerAttributes: serviceError('LoadBalancerNotFoundException')},
		],
		[
			targetOf('load-balancer-enforcement', {loadBalancerArn: 'a', groupIds: []}) as unknown as Target,
			{describeLoadBalancers: serviceError('LoadBalancerNotFoundException')},
		],
		[
			targetOf('listener', {loadBalancerArn: 'a', targetGroupArn: 'g', port: 80}) as unknown as Target,
			{describeListeners: serviceError('LoadBalancerNotFoundException')},
		],
		[
			targetOf('endpoint-service-permission', {serviceId: 's', account: 'a'}) as unknown as Target,
			{describeVpcEndpointServicePermissions: serviceError('InvalidVpcEndpointServiceId.NotFound')},
		],
	])('$kind is absent', async (target, answers) => {
		expect(await observe(target, answers)).toEqual({state: 'absent'});
	});

	it('but a refusal is thrown', async () => {
		const role = targetOf('role', {roleName: 'r'});
		await expect(observe(role, {getRole: serviceError('AccessDenied')})).rejects.toThrow();
	});
});
