import {listPrices} from '../../plan/list-prices.ts';
import type {Ec2} from '../clients.ts';
import {servedBy} from '../interface-owner.ts';
import {stateOf} from '../observation.ts';
import {collect} from '../pages.ts';
import {isOfGuardDuty, tagRecord} from '../tags.ts';
import {type Filter, type Item, type Source, stands, toItem} from './source.ts';

const ofEc2 = (
	checked: string,
	vpcFilter: string | undefined,
	list: (ec2: Ec2, by: Filter) => Promise<readonly Item[]>,
): Source => ({checked, vpcFilter, list: async (clients, by) => list(await clients.ec2(), by)});

/** The parts of a network, as EC2 lists them. */
export const networkSources: readonly Source[] = [
	ofEc2('VPCs', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeVpcs({Filters: [by], NextToken: token}),
			page => page.Vpcs?.map(one => toItem('vpc', one.VpcId, one)),
		),
	),
	ofEc2('subnets', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeSubnets({Filters: [by], NextToken: token}),
			page => page.Subnets?.map(one => toItem('subnet', one.SubnetId, one)),
		),
	),
	ofEc2('internet gateways', 'attachment.vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeInternetGateways({Filters: [by], NextToken: token}),
			page =>
				page.InternetGateways?.map(one =>
					toItem('internet-gateway', one.InternetGatewayId, one, {vpcId: one.Attachments?.[0]?.VpcId}),
				),
		),
	),
	// These have no filter by VPC.
	ofEc2('egress-only internet gateways', undefined, ec2 =>
		collect(
			token => ec2.describeEgressOnlyInternetGateways({NextToken: token}),
			page =>
				page.EgressOnlyInternetGateways?.map(one =>
					toItem('egress-only-internet-gateway', one.EgressOnlyInternetGatewayId, one, {
						vpcId: one.Attachments?.[0]?.VpcId,
					}),
				),
		),
	),
	ofEc2('route tables', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeRouteTables({Filters: [by], NextToken: token}),
			// The main table goes with its VPC.
			page =>
				page.RouteTables?.filter(({Associations}) => !Associations?.some(({Main}) => Main)).map(one =>
					toItem('route-table', one.RouteTableId, one),
				),
		),
	),
	ofEc2('network ACLs', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeNetworkAcls({Filters: [by], NextToken: token}),
			// The default one goes with its VPC.
			page =>
				page.NetworkAcls?.filter(({IsDefault}) => !IsDefault).map(one => toItem('network-acl', one.NetworkAclId, one)),
		),
	),
	ofEc2('Elastic IP addresses', undefined, async (ec2, by) => {
		const {Addresses = []} = await ec2.describeAddresses({Filters: [by]});
		return Addresses.map(one =>
			toItem('address', one.AllocationId, {Tags: one.Tags}, {hourlyCost: listPrices.publicAddress}),
		);
	}),
	ofEc2('NAT gateways', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeNatGateways({Filter: [by], NextToken: token}),
			page =>
				page.NatGateways?.filter(({State}) => stands(State)).map(one =>
					toItem('nat-gateway', one.NatGatewayId, one, {
						hourlyCost: stateOf(one.State) === 'failed' ? 0 : listPrices.natGateway,
					}),
				),
		),
	),
	ofEc2('security groups', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeSecurityGroups({Filters: [by], NextToken: token}),
			// The default group goes with its VPC.
			page =>
				page.SecurityGroups?.filter(({GroupName}) => GroupName !== 'default').map(one =>
					toItem('security-group', one.GroupId, one),
				),
		),
	),
	ofEc2('network interfaces', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeNetworkInterfaces({Filters: [by], NextToken: token}),
			page =>
				page.NetworkInterfaces?.map(one =>
					toItem(
						'network-interface',
						one.NetworkInterfaceId,
						{...one, Tags: one.TagSet},
						{
							owner: one.RequesterId ?? one.OwnerId,
							serves: servedBy(one),
							isManaged: one.RequesterManaged,
						},
					),
				),
		),
	),
	ofEc2('endpoints', 'vpc-id', (ec2, by) =>
		collect(
			token => ec2.describeVpcEndpoints({Filters: [by], NextToken: token}),
			page =>
				page.VpcEndpoints?.filter(({State}) => stands(State)).map(one =>
					toItem('endpoint', one.VpcEndpointId, one, {
						// GuardDuty and others put endpoints of their own into a VPC.
						owner: one.RequesterManaged ? `AWS (${one.ServiceName})` : one.OwnerId,
						// https://github.com/gruntwork-io/cloud-nuke/pull/1037
						isManaged: one.RequesterManaged && !isOfGuardDuty(tagRecord(one.Tags)),
						hourlyCost:
							stateOf(one.VpcEndpointType) === 'interface' ? listPrices.endpoint * (one.SubnetIds?.length ?? 0) : 0,
					}),
				),
		),
	),
	ofEc2('endpoint services', undefined, (ec2, by) =>
		collect(
			token => ec2.describeVpcEndpointServiceConfigurations({Filters: [by], NextToken: token}),
			page =>
				page.ServiceConfigurations?.filter(({ServiceState}) => stands(ServiceState)).map(one =>
					toItem('endpoint-service', one.ServiceId, {Tags: one.Tags}),
				),
		),
	),
];
