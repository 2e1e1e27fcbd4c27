import {
	EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum,
	LoadBalancerSchemeEnum,
	LoadBalancerTypeEnum,
	ProtocolEnum,
	TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {Constraints} from '../../constraints.ts';

/** Case counts: https://github.com/hashicorp/terraform-provider-aws/pull/5246 */
const oneOf = (values: Readonly<Record<string, string>>) => ({values: Object.values(values)});

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html */
const tagPattern = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`;
const tagKey = {min: 1, max: 128, pattern: tagPattern};

const port = {min: 1, max: 65_535};

/** What ELB allows of the members of its requests. */
export const constraints: Constraints = {
	'Attributes[].Key': {max: 256, pattern: '^[a-zA-Z0-9._]+$'},
	'Attributes[].Value': {max: 1024},
	EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: oneOf(EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum),
	HealthCheckIntervalSeconds: {min: 5, max: 300},
	HealthCheckPath: {min: 1, max: 1024},
	HealthCheckProtocol: oneOf(ProtocolEnum),
	HealthCheckTimeoutSeconds: {min: 2, max: 120},
	HealthyThresholdCount: {min: 2, max: 10},
	PageSize: {min: 1, max: 400},
	Port: port,
	Protocol: oneOf(ProtocolEnum),
	Scheme: oneOf(LoadBalancerSchemeEnum),
	'TagKeys[]': tagKey,
	'Tags[].Key': tagKey,
	'Tags[].Value': {max: 256, pattern: tagPattern},
	'Targets[].Port': port,
	TargetType: oneOf(TargetTypeEnum),
	Type: oneOf(LoadBalancerTypeEnum),
	UnhealthyThresholdCount: {min: 2, max: 10},
};
