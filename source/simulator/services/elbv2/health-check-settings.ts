import type {CreateTargetGroupInput, TargetGroup} from '@aws-sdk/client-elastic-load-balancing-v2';
import {invalid} from './names.ts';

/**
 * How targets are checked, defaults filled in as ELB does for a group of protocol TCP.
 * @throws ServiceError ValidationError for settings that do not fit each other.
 */
export const healthCheckSettings = (input: CreateTargetGroupInput): TargetGroup => {
	const protocol = input.HealthCheckProtocol ?? 'TCP';
	const http = protocol === 'HTTP' || protocol === 'HTTPS';
	if (protocol !== 'TCP' && protocol !== 'HTTP') throw invalid(`The simulator has no ${protocol} health checks`);
	if (!http && (input.HealthCheckPath !== undefined || input.Matcher !== undefined)) {
		throw invalid('Health check paths and matchers are not supported for health checks with protocol TCP');
	}
	const interval = input.HealthCheckIntervalSeconds ?? 30;
	const timeout = input.HealthCheckTimeoutSeconds ?? Math.min(http ? 6 : 10, interval);
	if (timeout > interval) throw invalid('Health check timeout must be smaller than or equal to the interval');
	return {
		HealthCheckEnabled: true,
		HealthCheckProtocol: protocol,
		HealthCheckPort: input.HealthCheckPort ?? 'traffic-port',
		HealthCheckIntervalSeconds: interval,
		HealthCheckTimeoutSeconds: timeout,
		HealthyThresholdCount: input.HealthyThresholdCount ?? 5,
		UnhealthyThresholdCount: input.UnhealthyThresholdCount ?? 2,
		...(http
			? {HealthCheckPath: input.HealthCheckPath ?? '/', Matcher: {HttpCode: input.Matcher?.HttpCode ?? '200-399'}}
			: {}),
	};
};

/** Whether an HTTP status fits a matcher such as `200-399` or `200,301`. */
export const matches = (matcher: string | undefined, status: number): boolean =>
	(matcher ?? '200-399').split(',').some(part => {
		const [from = Number.NaN, to = from] = part.split('-').map(Number);
		return status >= from && status <= to;
	});
