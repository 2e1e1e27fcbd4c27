import {invalid} from './names.ts';

type Attribute = {readonly Key?: string | undefined; readonly Value?: string | undefined};

/** The attributes of a new Network Load Balancer. */
export const loadBalancerDefaults: Readonly<Record<string, string>> = {
	'access_logs.s3.bucket': '',
	'access_logs.s3.enabled': 'false',
	'access_logs.s3.prefix': '',
	'deletion_protection.enabled': 'false',
	'dns_record.client_routing_policy': 'any_availability_zone',
	'ipv6.deny_all_igw_traffic': 'false',
	'load_balancing.cross_zone.enabled': 'false',
	'secondary_ips.auto_assigned.per_subnet': '0',
	'zonal_shift.config.enabled': 'false',
};

/** The attributes of a new target group of a Network Load Balancer. */
export const targetGroupDefaults: Readonly<Record<string, string>> = {
	'deregistration_delay.connection_termination.enabled': 'false',
	'deregistration_delay.timeout_seconds': '300',
	'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
	'preserve_client_ip.enabled': 'true',
	'proxy_protocol_v2.enabled': 'false',
	'stickiness.enabled': 'false',
	'stickiness.type': 'source_ip',
	'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
	'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
	'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
	'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
	'target_health_state.unhealthy.connection_termination.enabled': 'true',
	'target_health_state.unhealthy.draining_interval_seconds': '0',
};

/**
 * `current` with what a request changes.
 * @throws ServiceError ValidationError for an attribute that there is not, or a value that it cannot have.
 */
export const changed = (
	what: 'Load balancer' | 'Target group',
	current: Readonly<Record<string, string>>,
	attributes: readonly Attribute[] | undefined,
): Record<string, string> => {
	const changes = (attributes ?? []).map(({Key = '', Value = ''}): [string, string] => {
		if (!Object.hasOwn(current, Key)) throw invalid(`${what} attribute key '${Key}' is not recognized`);
		const boolean = ['true', 'false'].includes(current[Key] ?? '');
		if (boolean && !['true', 'false'].includes(Value)) {
			throw invalid(`${what} attribute '${Key}' must be 'true' or 'false'`);
		}
		return [Key, Value];
	});
	return {...current, ...Object.fromEntries(changes)};
};

export const attributesOf = (record: Readonly<Record<string, string>>): {Key: string; Value: string}[] =>
	Object.entries(record).map(([Key, Value]) => ({Key, Value}));
