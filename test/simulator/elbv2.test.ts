import {
	AuthorizeSecurityGroupIngressCommand,
	DeleteSecurityGroupCommand,
	DescribeNetworkInterfacesCommand,
	RevokeSecurityGroupIngressCommand,
	TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
	AddTagsCommand,
	CreateListenerCommand,
	CreateLoadBalancerCommand,
	type CreateLoadBalancerCommandInput,
	CreateTargetGroupCommand,
	type CreateTargetGroupCommandInput,
	DeleteListenerCommand,
	DeleteLoadBalancerCommand,
	DeleteTargetGroupCommand,
	DeregisterTargetsCommand,
	DescribeListenersCommand,
	DescribeLoadBalancerAttributesCommand,
	DescribeLoadBalancersCommand,
	DescribeTagsCommand,
	DescribeTargetGroupAttributesCommand,
	DescribeTargetGroupsCommand,
	DescribeTargetHealthCommand,
	LoadBalancerNotFoundException,
	ModifyLoadBalancerAttributesCommand,
	ModifyTargetGroupAttributesCommand,
	RegisterTargetsCommand,
	SetSecurityGroupsCommand,
	TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {describe, expect, it} from 'vitest';
import {
	type Balancer,
	type Cloud,
	id,
	launch,
	makeBalancer,
	makeGroup,
	makeInstance,
	makeSubnet,
	makeVpc,
	openCloud,
	refusal,
	serveWeb,
} from './ec2-world.ts';

type Network = {readonly cloud: Cloud; readonly vpcId: string; readonly subnetIds: string[]; readonly groupId: string};

const openNetwork = async (): Promise<Network> => {
	const cloud = openCloud();
	const vpcId = await makeVpc(cloud);
	const subnetIds = [
		await makeSubnet(cloud, vpcId, '11.0.2.0/24', 'use1-az6'),
		await makeSubnet(cloud, vpcId, '11.0.3.0/24', 'use1-az1'),
	];
	return {cloud, vpcId, subnetIds, groupId: await makeGroup(cloud, vpcId, 'load-balancer')};
};

const balancer = ({subnetIds, groupId}: Network, more: Partial<CreateLoadBalancerCommandInput> = {}) =>
	new CreateLoadBalancerCommand({
		Name: 'plw-lab',
		Type: 'network',
		Scheme: 'internal',
		Subnets: subnetIds,
		SecurityGroups: [groupId],
		...more,
	});

describe('a Network Load Balancer', () => {
	it('is provisioning, then active, with a node in every subnet', async () => {
		const network = await openNetwork();
		const {cloud, vpcId, subnetIds, groupId} = network;
		const {LoadBalancers} = await cloud.elb.send(balancer(network));
		const shown = LoadBalancers?.[0];
		expect(shown).toMatchObject({
			State: {Code: 'provisioning'},
			Scheme: 'internal',
			Type: 'network',
			VpcId: vpcId,
			SecurityGroups: [groupId],
			AvailabilityZones: [
				{ZoneName: 'us-east-1a', SubnetId: subnetIds[0]},
				{ZoneName: 'us-east-1b', SubnetId: subnetIds[1]},
			],
		});
		expect(shown?.LoadBalancerArn).toMatch(
			/^arn:aws:elasticloadbalancing:us-east-1:\d{12}:loadbalancer\/net\/plw-lab\/[0-9a-f]{16}$/,
		);
		const digits = shown?.LoadBalancerArn?.split('/').at(-1);
		expect(shown?.DNSName).toBe(`plw-lab-${digits}.elb.us-east-1.amazonaws.com`);
		const state = async () =>
			(await cloud.elb.send(new DescribeLoadBalancersCommand({Names: ['plw-lab']}))).LoadBalancers?.[0]?.State?.Code;
		await cloud.wait(100);
		expect(await state()).toBe('provisioning');
		await cloud.wait(100);
		expect(await state()).toBe('active');
		const {NetworkInterfaces} = await cloud.ec2.send(
			new DescribeNetworkInterfacesCommand({Filters: [{Name: 'description', Values: [`ELB net/plw-lab/${digits}`]}]}),
		);
		expect(NetworkInterfaces?.map(card => [card.SubnetId, card.InterfaceType, card.RequesterManaged])).toEqual(
			subnetIds.map(subnetId => [subnetId, 'network_load_balancer', true]),
		);
	});

	it('is made once for a name', async () => {
		const network = await openNetwork();
		const {elb, settle, world} = network.cloud;
		const first = await elb.send(balancer(network));
		await settle();
		const again = await elb.send(balancer(network, {Subnets: network.subnetIds.toReversed()}));
		expect(again.LoadBalancers?.[0]?.LoadBalancerArn).toBe(first.LoadBalancers?.[0]?.LoadBalancerArn);
		expect(Object.keys(world.loadBalancers)).toHaveLength(1);
		expect(await refusal(elb.send(balancer(network, {SecurityGroups: []})))).toMatchObject({
			code: 'DuplicateLoadBalancerName',
			message: "A load balancer with the same name 'plw-lab' exists, but with different settings",
		});
	});

	it.each<[Partial<CreateLoadBalancerCommandInput>, string]>([
		[{Name: 'x'.repeat(33)}, 'ValidationError'],
		[{Name: 'internal-lab'}, 'ValidationError'],
		[{Name: 'lab_1'}, 'ValidationError'],
		[{Name: '-lab'}, 'ValidationError'],
		[{Subnets: []}, 'ValidationError'],
		[{Subnets: ['subnet-0aaaaaaaaaaaaaaaa']}, 'SubnetNotFound'],
		[{SecurityGroups: ['sg-0aaaaaaaaaaaaaaaa']}, 'InvalidSecurityGroup'],
		[{Scheme: 'internet-facing'}, 'InvalidSubnet'],
	])('with %j is refused with %s', async (more, code) => {
		const network = await openNetwork();
		expect((await refusal(network.cloud.elb.send(balancer(network, more)))).code).toBe(code);
		expect(network.cloud.world).toMatchObject({loadBalancers: {}, networkInterfaces: {}});
	});

	it('has one subnet in a zone', async () => {
		const network = await openNetwork();
		const twin = await makeSubnet(network.cloud, network.vpcId, '11.0.4.0/24', 'use1-az6');
		const call = network.cloud.elb.send(balancer(network, {Subnets: [...network.subnetIds, twin]}));
		expect((await refusal(call)).code).toBe('InvalidConfigurationRequest');
	});

	it('needs eight free addresses in a subnet', async () => {
		const network = await openNetwork();
		const small = await makeSubnet(network.cloud, network.vpcId, '11.0.4.0/28');
		await network.cloud.ec2.send(launch(small, {MinCount: 4, MaxCount: 4}));
		const call = network.cloud.elb.send(balancer(network, {Subnets: [small]}));
		expect(await refusal(call)).toMatchObject({
			code: 'InvalidSubnet',
			message: `Not enough IP space available in ${small}. ELB requires at least 8 free IP addresses in each subnet.`,
		});
	});

	it('has attributes, of which cross-zone is off at first', async () => {
		const network = await openNetwork();
		const {elb, settle} = network.cloud;
		const {LoadBalancers} = await elb.send(balancer(network));
		await settle();
		const LoadBalancerArn = id(LoadBalancers?.[0]?.LoadBalancerArn);
		const key = 'load_balancing.cross_zone.enabled';
		const value = async () => {
			const {Attributes} = await elb.send(new DescribeLoadBalancerAttributesCommand({LoadBalancerArn}));
			return Attributes?.find(({Key}) => Key === key)?.Value;
		};
		const set = (Key: string, Value: string) =>
			elb.send(new ModifyLoadBalancerAttributesCommand({LoadBalancerArn, Attributes: [{Key, Value}]}));
		expect(await value()).toBe('false');
		await set(key, 'true');
		expect(await value()).toBe('true');
		expect((await refusal(set(key, 'yes'))).code).toBe('ValidationError');
		expect((await refusal(set('colour', 'red'))).code).toBe('ValidationError');
		await set('deletion_protection.enabled', 'true');
		expect((await refusal(elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn})))).code).toBe(
			'OperationNotPermitted',
		);
	});

	it('takes other groups, and a word on PrivateLink, only if it was made with groups', async () => {
		const network = await openNetwork();
		const {cloud, vpcId} = network;
		const other = await makeGroup(cloud, vpcId, 'other');
		const {LoadBalancers} = await cloud.elb.send(balancer(network));
		expect(LoadBalancers?.[0]?.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic).toBe('on');
		const bare = await cloud.elb.send(balancer(network, {Name: 'bare', SecurityGroups: undefined}));
		await cloud.settle();
		const set = (LoadBalancerArn: string | undefined) =>
			cloud.elb.send(
				new SetSecurityGroupsCommand({
					LoadBalancerArn,
					SecurityGroups: [other],
					EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
				}),
			);
		const answer = await set(LoadBalancers?.[0]?.LoadBalancerArn);
		expect(answer).toMatchObject({
			SecurityGroupIds: [other],
			EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
		});
		await cloud.ec2.send(new DeleteSecurityGroupCommand({GroupId: network.groupId}));
		expect((await refusal(set(bare.LoadBalancers?.[0]?.LoadBalancerArn))).code).toBe('InvalidConfigurationRequest');
	});

	it('goes at once with its listeners; its interfaces outlive it', async () => {
		const {cloud, vpcId, subnetIds, groupId} = await openNetwork();
		const {balancerArn, targetGroupArn} = await makeBalancer(cloud, vpcId, subnetIds, [groupId]);
		const remove = () => cloud.elb.send(new DeleteLoadBalancerCommand({LoadBalancerArn: balancerArn}));
		await remove();
		await remove();
		const gone = await cloud.elb
			.send(new DescribeLoadBalancersCommand({LoadBalancerArns: [balancerArn]}))
			.catch((error: unknown) => error);
		expect(gone).toBeInstanceOf(LoadBalancerNotFoundException);
		expect(cloud.world.listeners).toEqual({});
		expect(cloud.world.targetGroups[targetGroupArn]?.shown.LoadBalancerArns).toEqual([]);
		expect(Object.keys(cloud.world.networkInterfaces)).toHaveLength(2);
		expect((await refusal(cloud.ec2.send(new DeleteSecurityGroupCommand({GroupId: groupId})))).code).toBe(
			'DependencyViolation',
		);
		await cloud.wait(300);
		expect(cloud.world.networkInterfaces).toEqual({});
	});
});

describe('a target group', () => {
	const group = (vpcId: string, more: Partial<CreateTargetGroupCommandInput> = {}) =>
		new CreateTargetGroupCommand({Name: 'plw-lab', Protocol: 'TCP', Port: 80, VpcId: vpcId, ...more});

	it('has ELB’s defaults and is made once for a name', async () => {
		const {cloud, vpcId} = await openNetwork();
		const {TargetGroups} = await cloud.elb.send(group(vpcId));
		expect(TargetGroups?.[0]).toMatchObject({
			TargetType: 'instance',
			HealthCheckProtocol: 'TCP',
			HealthCheckPort: 'traffic-port',
			HealthCheckIntervalSeconds: 30,
			HealthyThresholdCount: 5,
			UnhealthyThresholdCount: 2,
			LoadBalancerArns: [],
		});
		await cloud.settle();
		const again = await cloud.elb.send(group(vpcId));
		expect(again.TargetGroups?.[0]?.TargetGroupArn).toBe(TargetGroups?.[0]?.TargetGroupArn);
		expect((await refusal(cloud.elb.send(group(vpcId, {Port: 8080})))).code).toBe('DuplicateTargetGroupName');
	});

	it.each<[Partial<CreateTargetGroupCommandInput>, string]>([
		[{HealthCheckIntervalSeconds: 4}, 'ValidationError'],
		[{HealthyThresholdCount: 11}, 'ValidationError'],
		[{HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 11}, 'ValidationError'],
		[{Tags: [{Key: 'aws:x', Value: ''}]}, 'ValidationError'],
		[{Tags: Array.from({length: 51}, (_, index) => ({Key: `k${index}`, Value: ''}))}, 'TooManyTags'],
		[{HealthCheckPath: '/'}, 'ValidationError'],
		[{VpcId: 'vpc-0aaaaaaaaaaaaaaaa'}, 'ValidationError'],
		[{Port: undefined}, 'ValidationError'],
	])('with %j is refused with %s', async (more, code) => {
		const {cloud, vpcId} = await openNetwork();
		expect((await refusal(cloud.elb.send(group(vpcId, more)))).code).toBe(code);
	});

	it('is not deleted while a listener uses it, and has attributes', async () => {
		const {cloud, vpcId, subnetIds, groupId} = await openNetwork();
		const {targetGroupArn, listenerArn} = await makeBalancer(cloud, vpcId, subnetIds, [groupId]);
		const TargetGroupArn = targetGroupArn;
		await cloud.elb.send(
			new ModifyTargetGroupAttributesCommand({
				TargetGroupArn,
				Attributes: [{Key: 'deregistration_delay.timeout_seconds', Value: '0'}],
			}),
		);
		const {Attributes} = await cloud.elb.send(new DescribeTargetGroupAttributesCommand({TargetGroupArn}));
		expect(Attributes).toContainEqual({Key: 'deregistration_delay.timeout_seconds', Value: '0'});
		expect(Attributes).toContainEqual({Key: 'preserve_client_ip.enabled', Value: 'true'});
		const remove = () => cloud.elb.send(new DeleteTargetGroupCommand({TargetGroupArn}));
		expect(await refusal(remove())).toMatchObject({
			code: 'ResourceInUse',
			message: `Target group '${targetGroupArn}' is currently in use by a listener or a rule`,
		});
		await cloud.elb.send(new DeleteListenerCommand({ListenerArn: listenerArn}));
		expect((await refusal(cloud.elb.send(new DeleteListenerCommand({ListenerArn: listenerArn})))).code).toBe(
			'ListenerNotFound',
		);
		await remove();
		const gone = await cloud.elb
			.send(new DescribeTargetGroupsCommand({Names: ['plw-lab']}))
			.catch((error: unknown) => error);
		expect(gone).toBeInstanceOf(TargetGroupNotFoundException);
	});

	it('belongs to one load balancer; a listener is made once for its port', async () => {
		const {cloud, vpcId, subnetIds, groupId} = await openNetwork();
		const first = await makeBalancer(cloud, vpcId, subnetIds, [groupId]);
		const second = await makeBalancer(cloud, vpcId, subnetIds, [groupId], 'other');
		const listen = (LoadBalancerArn: string, TargetGroupArn: string, Port = 80) =>
			cloud.elb.send(
				new CreateListenerCommand({
					LoadBalancerArn,
					Protocol: 'TCP',
					Port,
					DefaultActions: [{Type: 'forward', TargetGroupArn}],
				}),
			);
		expect((await refusal(listen(second.balancerArn, first.targetGroupArn, 81))).code).toBe(
			'TargetGroupAssociationLimit',
		);
		const again = await listen(first.balancerArn, first.targetGroupArn);
		expect(again.Listeners?.[0]?.ListenerArn).toBe(first.listenerArn);
		const spare = await cloud.elb.send(group(vpcId, {Name: 'spare'}));
		await cloud.settle();
		expect((await refusal(listen(first.balancerArn, id(spare.TargetGroups?.[0]?.TargetGroupArn)))).code).toBe(
			'DuplicateListener',
		);
		const {Listeners} = await cloud.elb.send(new DescribeListenersCommand({LoadBalancerArn: first.balancerArn}));
		expect(Listeners).toMatchObject([{Port: 80, Protocol: 'TCP', ListenerArn: first.listenerArn}]);
	});
});

describe('pages of load balancing', () => {
	it('have from 1 to 400 rows and a marker for the next', async () => {
		const {cloud, vpcId} = await openNetwork();
		for (const Name of ['a', 'b', 'c']) {
			await cloud.elb.send(new CreateTargetGroupCommand({Name, Protocol: 'TCP', Port: 80, VpcId: vpcId}));
		}
		await cloud.settle();
		const page = (PageSize: number, Marker?: string) =>
			cloud.elb.send(new DescribeTargetGroupsCommand({PageSize, Marker}));
		const first = await page(2);
		expect(first.TargetGroups?.map(({TargetGroupName}) => TargetGroupName)).toEqual(['a', 'b']);
		const second = await page(2, first.NextMarker);
		expect(second.TargetGroups?.map(({TargetGroupName}) => TargetGroupName)).toEqual(['c']);
		expect(second.NextMarker).toBeUndefined();
		for (const call of [page(0), page(401), page(2, 'x')]) expect((await refusal(call)).code).toBe('ValidationError');
	});

	it('are not asked for by names and ARNs at once', async () => {
		const {cloud} = await openNetwork();
		const both = new DescribeLoadBalancersCommand({Names: ['a'], LoadBalancerArns: ['b']});
		expect((await refusal(cloud.elb.send(both))).code).toBe('ValidationError');
	});
});

describe('tags of load balancing', () => {
	it('are added and described by ARN', async () => {
		const {cloud, vpcId, subnetIds, groupId} = await openNetwork();
		const {balancerArn, targetGroupArn, listenerArn} = await makeBalancer(cloud, vpcId, subnetIds, [groupId]);
		const ResourceArns = [balancerArn, targetGroupArn, listenerArn];
		await cloud.elb.send(new AddTagsCommand({ResourceArns, Tags: [{Key: 'Name', Value: 'lab'}]}));
		const {TagDescriptions} = await cloud.elb.send(new DescribeTagsCommand({ResourceArns}));
		expect(TagDescriptions).toEqual(
			ResourceArns.map(ResourceArn => ({ResourceArn, Tags: [{Key: 'Name', Value: 'lab'}]})),
		);
		const unknown = [`${balancerArn}0`];
		expect((await refusal(cloud.elb.send(new DescribeTagsCommand({ResourceArns: unknown})))).code).toBe(
			'LoadBalancerNotFound',
		);
	});
});

type Served = {
	readonly cloud: Cloud;
	readonly balancer: Balancer;
	readonly instanceId: string;
	readonly groupId: string;
};

/** A load balancer before a running instance whose group lets it in. */
const openService = async (): Promise<Served> => {
	const {cloud, vpcId, subnetIds, groupId} = await openNetwork();
	const instanceGroup = await makeGroup(cloud, vpcId, 'instance');
	await cloud.ec2.send(
		new AuthorizeSecurityGroupIngressCommand({
			GroupId: instanceGroup,
			IpPermissions: [{IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{GroupId: groupId}]}],
		}),
	);
	const made = await makeBalancer(cloud, vpcId, subnetIds, [groupId]);
	const instanceId = await makeInstance(cloud, subnetIds[0] ?? '', {SecurityGroupIds: [instanceGroup]});
	return {cloud, balancer: made, instanceId, groupId: instanceGroup};
};

const register = ({cloud, balancer: {targetGroupArn}}: Served, instanceId: string) =>
	cloud.elb.send(new RegisterTargetsCommand({TargetGroupArn: targetGroupArn, Targets: [{Id: instanceId}]}));

const health = async ({cloud, balancer: {targetGroupArn}}: Served) => {
	const {TargetHealthDescriptions} = await cloud.elb.send(
		new DescribeTargetHealthCommand({TargetGroupArn: targetGroupArn}),
	);
	const {State, Reason} = TargetHealthDescriptions?.[0]?.TargetHealth ?? {};
	return [State, Reason].filter(word => word !== undefined).join(' ');
};

describe('a target', () => {
	it('is registered only while it runs', async () => {
		const served = await openService();
		const {Instances} = await served.cloud.ec2.send(launch(id(Object.keys(served.cloud.world.subnets)[0])));
		await served.cloud.wait(2);
		const pending = id(Instances?.[0]?.InstanceId);
		expect(await refusal(register(served, pending))).toMatchObject({
			code: 'InvalidTarget',
			message: `The following targets are not in a running state and cannot be registered: '${pending}'`,
		});
		expect((await refusal(register(served, 'i-0aaaaaaaaaaaaaaaa'))).code).toBe('InvalidTarget');
	});

	it('is registered, checked, and healthy once its web server answers', async () => {
		const served = await openService();
		await register(served, served.instanceId);
		expect(await health(served)).toBe('initial Elb.RegistrationInProgress');
		serveWeb(served.cloud, served.instanceId);
		await served.cloud.wait(150);
		expect(await health(served)).toBe('healthy');
	});

	it('is unhealthy while nothing answers, and healthy two checks after something does', async () => {
		const served = await openService();
		await register(served, served.instanceId);
		await served.cloud.wait(180);
		expect(await health(served)).toBe('unhealthy Target.FailedHealthChecks');
		serveWeb(served.cloud, served.instanceId);
		expect(await health(served)).toBe('unhealthy Target.FailedHealthChecks');
		await served.cloud.wait(9);
		expect(await health(served)).toBe('unhealthy Target.FailedHealthChecks');
		await served.cloud.wait(2);
		expect(await health(served)).toBe('healthy');
		expect(served.cloud.world.timers.filter(({kind}) => kind === 'target-check')).toEqual([]);
	});

	it('is found unhealthy, and healthy again, by whoever looks only an hour later', async () => {
		const served = await openService();
		const {cloud, instanceId} = served;
		serveWeb(cloud, instanceId);
		await register(served, instanceId);
		await cloud.wait(200);
		expect(await health(served)).toBe('healthy');
		const machine = cloud.world.machines[instanceId] ?? expect.fail('no machine');
		machine.services = {apache2: {running: false, enabled: true}};
		await cloud.wait(3600);
		expect(await health(served)).toBe('unhealthy Target.FailedHealthChecks');
		serveWeb(cloud, instanceId);
		expect(await health(served)).toBe('unhealthy Target.FailedHealthChecks');
		await cloud.wait(3600);
		expect(await health(served)).toBe('healthy');
	});

	it('is unhealthy when its page is missing or its group does not let checks in', async () => {
		const served = await openService();
		const {cloud, instanceId, groupId} = served;
		serveWeb(cloud, instanceId);
		await register(served, instanceId);
		await cloud.wait(150);
		const machine = cloud.world.machines[instanceId];
		if (machine) machine.files = {};
		await health(served);
		await cloud.wait(15);
		expect(await health(served)).toBe('unhealthy Target.ResponseCodeMismatch');
		serveWeb(cloud, instanceId);
		await health(served);
		await cloud.wait(15);
		expect(await health(served)).toBe('healthy');
		const [rule] = Object.values(cloud.world.securityGroupRules).filter(
			({shown}) => shown.GroupId === groupId && !shown.IsEgress,
		);
		await cloud.ec2.send(
			new RevokeSecurityGroupIngressCommand({GroupId: groupId, SecurityGroupRuleIds: [id(rule?.id)]}),
		);
		await health(served);
		await cloud.wait(15);
		expect(await health(served)).toBe('unhealthy Target.Timeout');
	});

	it('is unused without a listener, and once it is terminated', async () => {
		const served = await openService();
		const {cloud, balancer: made, instanceId} = served;
		serveWeb(cloud, instanceId);
		await register(served, instanceId);
		await cloud.wait(150);
		await cloud.elb.send(new DeleteListenerCommand({ListenerArn: made.listenerArn}));
		expect(await health(served)).toBe('unused Target.NotInUse');
		await cloud.elb.send(
			new CreateListenerCommand({
				LoadBalancerArn: made.balancerArn,
				Protocol: 'TCP',
				Port: 80,
				DefaultActions: [{Type: 'forward', TargetGroupArn: made.targetGroupArn}],
			}),
		);
		expect(await health(served)).toBe('initial Elb.RegistrationInProgress');
		await cloud.wait(150);
		expect(await health(served)).toBe('healthy');
		await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [instanceId]}));
		expect(await health(served)).toBe('unused Target.InvalidState');
	});

	it('drains when it is deregistered', async () => {
		const served = await openService();
		const {cloud, balancer: made, instanceId} = served;
		serveWeb(cloud, instanceId);
		await register(served, instanceId);
		await cloud.wait(150);
		const deregister = () =>
			cloud.elb.send(new DeregisterTargetsCommand({TargetGroupArn: made.targetGroupArn, Targets: [{Id: instanceId}]}));
		await deregister();
		await deregister();
		expect(await health(served)).toBe('draining Target.DeregistrationInProgress');
		await cloud.wait(300);
		expect(await health(served)).toBe('');
	});
});
