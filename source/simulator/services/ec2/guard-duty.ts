import type {Subnet, VpcEndpoint} from '@aws-sdk/client-ec2';
import type {Context, TimerTable} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {servicePrefix} from './aws-services.ts';
import {wireState} from './endpoint.ts';
import {createInterface, groupIdentifiers} from './interfaces.ts';
import {after, insert, rowsIn} from './rows.ts';
import {addRules, createSecurityGroup} from './security-groups.ts';

/** The account of AWS's that owns the interfaces of endpoints. */
const requesterId = '727180483921';

/** https://github.com/hashicorp/terraform-provider-aws/issues/46747 tells how both are found, and that they stay. */
const tags = () => [{Key: 'GuardDutyManaged', Value: 'true'}];

const serviceName = (context: Context): string => `${servicePrefix(context)}.${context.region}.guardduty-data`;

/** One subnet of the VPC in each zone. */
const subnetsOf = (vpcId: string, context: Context): readonly Row<Subnet>[] => {
	const own = rowsIn(context, context.world.subnets).filter(({shown}) => shown.VpcId === vpcId);
	return [...new Map(own.toReversed().map(row => [row.shown.AvailabilityZoneId, row])).values()].toReversed();
};

const arrive = (vpcId: string, context: Context): void => {
	const {vpcs, endpoints} = context.world;
	const vpc = vpcs[vpcId];
	const subnets = subnetsOf(vpcId, context);
	if (!vpc || subnets.length === 0) return;
	const group = createSecurityGroup(context, {
		vpcId,
		name: `GuardDutyManagedSecurityGroup-${vpcId}`,
		description: `Associated with VPC-${vpcId} and tagged as GuardDutyManaged`,
		tags: tags(),
	});
	addRules(context, group, false, [
		{IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: vpc.shown.CidrBlock ?? ''},
	]);
	const id = context.newId('vpce');
	const description = `VPC Endpoint Interface ${id}`;
	const purpose = {type: 'vpc_endpoint', requesterId} as const;
	const cards = subnets.map(subnet => createInterface(context, {subnet, groups: [group], description, purpose}));
	const shown: VpcEndpoint = {
		VpcEndpointId: id,
		VpcEndpointType: 'Interface',
		VpcId: vpcId,
		ServiceName: serviceName(context),
		ServiceRegion: context.region,
		State: wireState('pending'),
		RouteTableIds: [],
		SubnetIds: subnets.map(subnet => subnet.id),
		Groups: groupIdentifiers([group]),
		IpAddressType: 'ipv4',
		DnsOptions: {DnsRecordIpType: 'ipv4'},
		PrivateDnsEnabled: true,
		// Its own account may delete it: https://github.com/hashicorp/terraform-provider-aws/pull/46953
		RequesterManaged: false,
		NetworkInterfaceIds: cards.map(card => card.id),
		DnsEntries: [],
		CreationTimestamp: new Date(context.now),
		OwnerId: context.account,
		Tags: tags(),
	};
	insert(context, endpoints, id, shown, {privateDns: true});
	after(context, 'endpointAwsService', 'endpoint-available', id);
};

/** Where the scenario has GuardDuty watch instances, it comes into every VPC with one, once. */
export const noticeInstance = (vpcId: string | undefined, context: Context): void => {
	const {scenario} = context.world;
	const {guardDuty} = scenario.plan;
	const key = `guardDuty.${vpcId}`;
	if (!guardDuty || vpcId === undefined || scenario.counts[key] !== undefined) return;
	scenario.counts[key] = 1;
	context.schedule(guardDuty.seconds * 1000, 'guard-duty-arrives', {id: vpcId});
};

export const timers: TimerTable = {
	'guard-duty-arrives': ({id}, context) => arrive(String(id), context),
};
