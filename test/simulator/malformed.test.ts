import {describe, expect, it} from 'vitest';
import type {World} from '../../source/simulator/world.ts';
import {apiSimulator, sendRaw} from '../helpers/simulator.ts';
import {imageId, makeAddress, makeGateway, makeGroup, makeSubnet, makeVpc, openCloud} from './ec2-world.ts';

const send = (operation: string, parameters: string) => {
	const {status, text} = sendRaw(apiSimulator(), {
		service: 'ec2',
		body: `Action=${operation}&Version=2016-11-15&${parameters}`,
	});
	return {
		status,
		code: /<Code>(.*)<\/Code>/.exec(text)?.[1],
		message: /<Message>(.*)<\/Message>/.exec(text)?.[1]?.replaceAll('&quot;', '"'),
	};
};

const unknown = '0123456789abcdef0';

describe('an id that cannot be one, against one that is not there', () => {
	it.each([
		['DeleteVpc', 'VpcId', 'vpc', 'InvalidVpcID.Malformed', 'InvalidVpcID.NotFound'],
		['DescribeVpcs', 'VpcId.1', 'vpc', 'InvalidVpcID.Malformed', 'InvalidVpcID.NotFound'],
		['DeleteSubnet', 'SubnetId', 'subnet', 'InvalidSubnetID.Malformed', 'InvalidSubnetID.NotFound'],
		['DeleteSecurityGroup', 'GroupId', 'sg', 'InvalidGroupId.Malformed', 'InvalidGroup.NotFound'],
		['TerminateInstances', 'InstanceId.1', 'i', 'InvalidInstanceID.Malformed', 'InvalidInstanceID.NotFound'],
		['DeleteRouteTable', 'RouteTableId', 'rtb', 'InvalidRouteTableId.Malformed', 'InvalidRouteTableID.NotFound'],
		[
			'DeleteInternetGateway',
			'InternetGatewayId',
			'igw',
			'InvalidInternetGatewayId.Malformed',
			'InvalidInternetGatewayID.NotFound',
		],
		['DeleteNatGateway', 'NatGatewayId', 'nat', 'NatGatewayMalformed', 'NatGatewayNotFound'],
		[
			'DeleteNetworkInterface',
			'NetworkInterfaceId',
			'eni',
			'InvalidNetworkInterfaceId.Malformed',
			'InvalidNetworkInterfaceID.NotFound',
		],
		['ReleaseAddress', 'AllocationId', 'eipalloc', 'InvalidElasticIpID.Malformed', 'InvalidAllocationID.NotFound'],
		[
			'DisassociateRouteTable',
			'AssociationId',
			'rtbassoc',
			'InvalidAssociationID.Malformed',
			'InvalidAssociationID.NotFound',
		],
		[
			'DescribeVpcEndpoints',
			'VpcEndpointId.1',
			'vpce',
			'InvalidVpcEndpointId.Malformed',
			'InvalidVpcEndpointId.NotFound',
		],
		[
			'DescribeVpcEndpointServicePermissions',
			'ServiceId',
			'vpce-svc',
			'InvalidVpcEndpointServiceId.Malformed',
			'InvalidVpcEndpointServiceId.NotFound',
		],
	])('%s %s', (operation, parameter, prefix, malformed, notFound) => {
		for (const id of ['x-1', `${prefix}-1`, `${prefix}-${unknown}0`, prefix, '', `x${prefix}-${unknown}`]) {
			expect(send(operation, `${parameter}=${id}`), id).toMatchObject({status: 400, code: malformed});
		}
		expect(send(operation, `${parameter}=x-1`).message).toBe(`Invalid id: "x-1" (expecting "${prefix}-...")`);
		expect(send(operation, `${parameter}=${prefix}-${unknown}`).code).toBe(notFound);
		// Ids of the early years have 8 digits.
		expect(send(operation, `${parameter}=${prefix}-01234567`).code).toBe(notFound);
	});

	it('is refused deep in a request and in a batch, too', () => {
		const ingress = 'GroupId=sg-01234567&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.Groups.1.GroupId=mine';
		expect(send('AuthorizeSecurityGroupIngress', ingress).code).toBe('InvalidGroupId.Malformed');
		const launch = 'MinCount=1&MaxCount=1&NetworkInterface.1.DeviceIndex=0&NetworkInterface.1.SubnetId=mine';
		expect(send('RunInstances', launch).code).toBe('InvalidSubnetID.Malformed');
		const batch = `VpcEndpointId.1=vpce-${unknown}&VpcEndpointId.2=mine`;
		expect(send('DeleteVpcEndpoints', batch).code).toBe('InvalidVpcEndpointId.Malformed');
	});

	it('is refused on a dry run, too', () => {
		expect(send('DeleteVpc', 'VpcId=mine&DryRun=true').code).toBe('InvalidVpcID.Malformed');
	});

	it('is no id in a filter: nothing matches', () => {
		expect(send('DescribeVpcs', 'Filter.1.Name=vpc-id&Filter.1.Value.1=mine').status).toBe(200);
	});
});

describe('a dry run', () => {
	it('of a request that would succeed says so and changes nothing', async () => {
		const cloud = openCloud();
		const {world, simulator} = cloud;
		const vpc = await makeVpc(cloud);
		const subnet = await makeSubnet(cloud, vpc, '11.0.0.0/24');
		const group = await makeGroup(cloud, vpc, 'web');
		const gateway = await makeGateway(cloud, vpc);
		const address = await makeAddress(cloud);
		const requests = [
			'CreateVpc&CidrBlock=10.0.0.0/16',
			`DeleteVpc&VpcId=${vpc}`,
			`CreateSubnet&VpcId=${vpc}&CidrBlock=11.0.1.0/24`,
			`DeleteSubnet&SubnetId=${subnet}`,
			`CreateSecurityGroup&VpcId=${vpc}&GroupName=db&GroupDescription=db`,
			`DeleteSecurityGroup&GroupId=${group}`,
			`AuthorizeSecurityGroupIngress&GroupId=${group}&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0`,
			'CreateInternetGateway',
			`DetachInternetGateway&InternetGatewayId=${gateway}&VpcId=${vpc}`,
			'AllocateAddress&Domain=vpc',
			`ReleaseAddress&AllocationId=${address}`,
			`CreateNatGateway&SubnetId=${subnet}&AllocationId=${address}&ClientToken=t`,
			`CreateRouteTable&VpcId=${vpc}`,
			`RunInstances&MinCount=1&MaxCount=1&ImageId=${imageId()}&InstanceType=t3.micro&SubnetId=${subnet}`,
			`CreateTags&ResourceId.1=${vpc}&Tag.1.Key=a&Tag.1.Value=b`,
			`CreateVpcEndpoint&VpcId=${vpc}&ServiceName=com.amazonaws.us-east-1.s3`,
		];
		// What every request leaves behind: the log, its number, the token it took from its bucket.
		const settled = ({calls: _calls, sequence: _sequence, ...rest}: World) => structuredClone({...rest, buckets: {}});
		for (const request of requests) {
			const before = settled(world);
			const body = `Version=2016-11-15&DryRun=true&Action=${request}`;
			const {status, text} = sendRaw(simulator, {service: 'ec2', body});
			expect([request, status, text]).toEqual([request, 412, expect.stringContaining('<Code>DryRunOperation</Code>')]);
			expect(settled(world), request).toEqual(before);
		}
	});
});
