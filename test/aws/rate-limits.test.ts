import {describe, expect, it} from 'vitest';
import {bucketFor} from '../../source/aws/rate-limits.ts';
import {createResourceKinds} from '../../source/aws/resources.ts';
import {recordClients} from './recorded-clients.ts';

describe('rate limits', () => {
	it.each([
		['CreateVpcEndpoint', 4, 0.3],
		['DeleteVpcEndpoints', 4, 0.3],
		['AcceptVpcEndpointConnections', 10, 1],
		['CreateNatGateway', 10, 1],
		['RunInstances', 5, 2],
		['CreateVpc', 50, 5],
		['CreateRouteTable', 50, 5],
		['DescribeVpcs', 100, 20],
		['DescribeVpcEndpointConnections', 100, 20],
		['CreateLoadBalancer', 10, 0.2],
		['CreateListener', 20, 3],
		['SetSecurityGroups', 20, 3],
		['RegisterTargets', 20, 4],
		['DescribeTargetHealth', 40, 10],
		['DescribeLoadBalancers', 40, 10],
	])('%s has %d calls and %d more a second', (operation, capacity, refillPerSecond) => {
		expect(bucketFor(operation)).toMatchObject({capacity, refillPerSecond});
	});

	it('gives one bucket to all that reads load balancing', () => {
		expect(bucketFor('DescribeListeners').key).toBe(bucketFor('DescribeTargetGroups').key);
		expect(bucketFor('DescribeListeners').key).not.toBe(bucketFor('DescribeVpcs').key);
	});

	it('lets every operation of every kind through', () => {
		for (const {operations} of Object.values(createResourceKinds(recordClients({}).clients))) {
			for (const name of [operations.create, operations.destroy, ...operations.observe]) {
				if (name !== undefined) expect(bucketFor(name).refillPerSecond).toBeGreaterThan(0);
			}
		}
	});
});
