import {
	AcceptVpcEndpointConnectionsCommand,
	AuthorizeSecurityGroupIngressCommand,
	CreateVpcEndpointCommand,
	CreateVpcEndpointServiceConfigurationCommand,
	ModifyVpcEndpointServicePermissionsCommand,
	RevokeSecurityGroupIngressCommand,
	TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {ModifyLoadBalancerAttributesCommand, RegisterTargetsCommand} from '@aws-sdk/client-elastic-load-balancing-v2';
import {expect, it} from 'vitest';
import {walk} from '../../source/network/packet-walk.ts';
import {ownCaller} from '../../source/simulator/accounts.ts';
import {describeNetwork} from '../../source/simulator/network-state.ts';
import {
	type Cloud,
	id,
	makeBalancer,
	makeGateway,
	makeGroup,
	makeInstance,
	makePublic,
	makeSubnet,
	makeVpc,
	openCloud,
	serveWeb,
} from './ec2-world.ts';

const web = (peer: {readonly cidr: string} | {readonly groupId: string}) => ({
	IpProtocol: 'tcp',
	FromPort: 80,
	ToPort: 80,
	...('cidr' in peer ? {IpRanges: [{CidrIp: peer.cidr}]} : {UserIdGroupPairs: [{GroupId: peer.groupId}]}),
});

const allow = ({ec2}: Cloud, GroupId: string, peer: Parameters<typeof web>[0]) =>
	ec2.send(new AuthorizeSecurityGroupIngressCommand({GroupId, IpPermissions: [web(peer)]}));

/** A provider's page behind PrivateLink, and a consumer that may ask for it. */
const openPrivateLink = async () => {
	const cloud = openCloud();
	const {ec2, elb, wait, world} = cloud;
	const provider = await makeVpc(cloud);
	const subnets = [
		await makeSubnet(cloud, provider, '11.0.2.0/24', 'use1-az6'),
		await makeSubnet(cloud, provider, '11.0.3.0/24', 'use1-az1'),
	];
	const doorGroup = await makeGroup(cloud, provider, 'load-balancer');
	const webGroup = await makeGroup(cloud, provider, 'instance');
	await allow(cloud, doorGroup, {cidr: '21.0.0.0/16'});
	await allow(cloud, webGroup, {groupId: doorGroup});
	const {balancerArn, targetGroupArn} = await makeBalancer(cloud, provider, subnets, [doorGroup]);
	await elb.send(
		new ModifyLoadBalancerAttributesCommand({
			LoadBalancerArn: balancerArn,
			Attributes: [{Key: 'load_balancing.cross_zone.enabled', Value: 'true'}],
		}),
	);
	const server = await makeInstance(cloud, subnets[0] ?? '', {SecurityGroupIds: [webGroup]});
	serveWeb(cloud, server);
	await elb.send(new RegisterTargetsCommand({TargetGroupArn: targetGroupArn, Targets: [{Id: server}]}));
	const {ServiceConfiguration} = await ec2.send(
		new CreateVpcEndpointServiceConfigurationCommand({NetworkLoadBalancerArns: [balancerArn]}),
	);
	const ServiceId = id(ServiceConfiguration?.ServiceId);
	await wait(150);
	await ec2.send(
		new ModifyVpcEndpointServicePermissionsCommand({
			ServiceId,
			AddAllowedPrincipals: [`arn:aws:iam::${ownCaller.account}:root`],
		}),
	);

	const consumer = await makeVpc(cloud, '21.0.0.0/16');
	const homes = [
		await makeSubnet(cloud, consumer, '21.0.2.0/24', 'use1-az6'),
		await makeSubnet(cloud, consumer, '21.0.3.0/24', 'use1-az1'),
	];
	const clientGroup = await makeGroup(cloud, consumer, 'instance');
	const endpointGroup = await makeGroup(cloud, consumer, 'endpoint');
	await allow(cloud, endpointGroup, {groupId: clientGroup});
	const client = await makeInstance(cloud, homes[0] ?? '', {SecurityGroupIds: [clientGroup]});
	const {VpcEndpoint} = await ec2.send(
		new CreateVpcEndpointCommand({
			VpcEndpointType: 'Interface',
			VpcId: consumer,
			ServiceName: ServiceConfiguration?.ServiceName,
			SubnetIds: homes,
			SecurityGroupIds: [endpointGroup],
		}),
	);
	await wait(60);
	const endpointId = id(VpcEndpoint?.VpcEndpointId);
	const host = id(VpcEndpoint?.DnsEntries?.[0]?.DnsName);
	const ask = () => walk(describeNetwork(world, 'us-east-1'), {fromInstance: client, to: {host, port: 80}}).verdict;
	return {cloud, ask, endpointId, ServiceId, server, doorGroup, client};
};

it('carries a request over PrivateLink once the connection is accepted, to the machine that answers', async () => {
	const {cloud, ask, endpointId, ServiceId, server, doorGroup} = await openPrivateLink();
	expect(ask()).toMatchObject({dropped: 'endpoint-connection'});
	await cloud.ec2.send(new AcceptVpcEndpointConnectionsCommand({ServiceId, VpcEndpointIds: [endpointId]}));
	await cloud.wait(240);
	expect(ask()).toEqual({reached: server, port: 80});

	const rule = {GroupId: doorGroup, IpPermissions: [web({cidr: '21.0.0.0/16'})]};
	await cloud.ec2.send(new RevokeSecurityGroupIngressCommand(rule));
	expect(ask()).toMatchObject({dropped: 'load-balancer-ingress', kind: 'timeout'});
	await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
	expect(ask()).toEqual({reached: server, port: 80});

	const machine = cloud.world.machines[server];
	if (machine) machine.services = {};
	expect(ask()).toMatchObject({dropped: 'target', kind: 'refused'});
	await cloud.ec2.send(new TerminateInstancesCommand({InstanceIds: [server]}));
	expect(ask()).toMatchObject({dropped: 'target'});
});

it('lets packets through an endpoint only some seconds after it is available', async () => {
	const {cloud, ask, endpointId, ServiceId} = await openPrivateLink();
	await cloud.ec2.send(new AcceptVpcEndpointConnectionsCommand({ServiceId, VpcEndpointIds: [endpointId]}));
	const row = cloud.world.endpoints[endpointId];
	while (String(row?.shown.State) !== 'available') await cloud.wait(1);
	expect(ask()).toMatchObject({dropped: 'endpoint-connection', kind: 'timeout'});
});

it('leads out through an internet gateway for those with a public address, and nowhere for the others', async () => {
	const cloud = openCloud();
	const vpcId = await makeVpc(cloud);
	const open = await makeSubnet(cloud, vpcId, '11.0.0.0/24');
	const closed = await makeSubnet(cloud, vpcId, '11.0.2.0/24');
	await makePublic(cloud, vpcId, open, await makeGateway(cloud, vpcId));
	const card = {DeviceIndex: 0, SubnetId: open, AssociatePublicIpAddress: true};
	const outside = await makeInstance(cloud, open, {SubnetId: undefined, NetworkInterfaces: [card]});
	const inside = await makeInstance(cloud, closed);
	const ask = (fromInstance: string) =>
		walk(describeNetwork(cloud.world, 'us-east-1'), {fromInstance, to: {host: 'example.com', port: 80}}).verdict;
	expect(ask(outside)).toEqual({reached: 'internet', port: 80});
	expect(ask(inside)).toMatchObject({dropped: 'route', kind: 'timeout'});
	expect(describeNetwork(cloud.world, 'eu-west-1').vpcs).toEqual([]);
});
