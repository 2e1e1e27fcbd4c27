import type {IpPermission} from '@aws-sdk/client-ec2';
import {formatCidr} from '../../../plan/cidr.ts';
import {type Context, ServiceError} from '../../operation.ts';
import {parseBlock} from './cidr.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';
import type {RuleSpecification} from './security-groups.ts';

/** The two ways in which Authorize and Revoke take rules. */
type RuleRequest = {
	readonly IpPermissions?: readonly IpPermission[] | undefined;
	readonly IpProtocol?: string | undefined;
	readonly FromPort?: number | undefined;
	readonly ToPort?: number | undefined;
	readonly CidrIp?: string | undefined;
};

/** Protocol numbers that EC2 shows by name. */
const protocolNames: Readonly<Record<string, string>> = {
	'1': 'icmp',
	'6': 'tcp',
	'17': 'udp',
	'58': 'icmpv6',
	all: '-1',
};

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

/** What may stand in the description of a rule. */
const ruleWords = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

const canonical = (cidr: string): string => {
	const block = parseBlock(cidr);
	if (!block) throw invalid(`CIDR block ${cidr} is malformed`);
	return formatCidr(block);
};

const withPorts = ({IpProtocol = '', FromPort, ToPort}: IpPermission): RuleSpecification => {
	const protocol = protocolNames[IpProtocol] ?? IpProtocol.toLowerCase();
	if (protocol === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter ipProtocol');
	if (protocol === '-1') return {IpProtocol: '-1', FromPort: -1, ToPort: -1};
	if (!['tcp', 'udp'].includes(protocol)) return {IpProtocol: protocol, FromPort: FromPort ?? -1, ToPort: ToPort ?? -1};
	if (FromPort === undefined || ToPort === undefined) {
		throw invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
	}
	if (FromPort < 0 || ToPort > 65_535 || FromPort > ToPort) {
		throw invalid(`Invalid value '${FromPort}-${ToPort}' for portRange. Must be a range of ports from 0 to 65535.`);
	}
	return {IpProtocol: protocol, FromPort, ToPort};
};

/**
 * The rules that a request means, one for each peer.
 * @throws ServiceError InvalidParameterValue, MissingParameter, InvalidGroup.NotFound for a peer of no or another VPC.
 */
export const specificationsOf = (
	context: Context,
	input: RuleRequest,
	vpcId: string | undefined,
): readonly RuleSpecification[] => {
	const {IpProtocol, FromPort, ToPort, CidrIp} = input;
	const flat = IpProtocol === undefined ? [] : [{IpProtocol, FromPort, ToPort, IpRanges: [{CidrIp}]}];
	const permissions: readonly IpPermission[] = [...(input.IpPermissions ?? []), ...flat];
	const rules = permissions.flatMap(permission => {
		const ports = withPorts(permission);
		const peer = (value: RuleSpecification, Description: string | undefined): RuleSpecification => ({
			...ports,
			...value,
			...(Description === undefined ? {} : {Description}),
		});
		return [
			...(permission.IpRanges ?? []).map(each => peer({CidrIpv4: canonical(each.CidrIp ?? '')}, each.Description)),
			...(permission.Ipv6Ranges ?? []).map(each => peer({CidrIpv6: each.CidrIpv6}, each.Description)),
			...(permission.PrefixListIds ?? []).map(each => peer({PrefixListId: each.PrefixListId}, each.Description)),
			...(permission.UserIdGroupPairs ?? []).map(each => {
				const other = need(context, context.world.securityGroups, each.GroupId, notFound.securityGroup);
				if (other.shown.VpcId !== vpcId) {
					throw new ServiceError(
						notFound.securityGroup.code,
						'You have specified two resources that belong to different networks.',
					);
				}
				return peer({ReferencedGroupInfo: {GroupId: other.id, UserId: context.account}}, each.Description);
			}),
		];
	});
	const wrong = rules.find(({Description}) => Description !== undefined && !ruleWords.test(Description));
	if (wrong) {
		throw invalid(
			'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
		);
	}
	if (rules.length === 0) {
		throw new ServiceError(
			'MissingParameter',
			'Either a CIDR block, a security group ID or a prefix list has to be specified',
		);
	}
	return rules;
};
