import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {healthCheckReaches} from '../../source/network/load-balancer-walk.ts';
import {walk, walks} from '../../source/network/packet-walk.ts';
import type {NetworkState} from '../../source/network/state.ts';
import {type DropKind, type HopName, hopLabels} from '../../source/network/walk.ts';
import {changed, documentState, loadBalancerArn, regionalName, targetGroupArn, zonalName} from './document-state.ts';

const request = (state: NetworkState, host = regionalName, port = 80) =>
	walk(state, {fromInstance: 'i-consumer', to: {host, port}});

const target = (health: string, reason?: string) => ({
	targets: [{instanceId: 'i-apache', port: 80, health, ...(reason ? {reason} : {})}],
});

const groups = (id: string, change: Partial<NetworkState['securityGroups'][number]>) =>
	changed(documentState, 'securityGroups', id, change);

describe('a request over PrivateLink', () => {
	test('reaches the target when everything is as the plan has it', () => {
		const {hops, verdict, remoteAddress} = request(documentState);
		expect(verdict).toEqual({reached: 'i-apache', port: 80});
		expect(remoteAddress).toBe('21.0.2.77');
		expect(hops.every(({passed}) => passed)).toBe(true);
		expect([...new Set(hops.map(({name}) => name))]).toEqual([
			'client',
			'dns',
			'client-egress',
			'route',
			'destination',
			'endpoint-ingress',
			'endpoint-connection',
			'endpoint-service',
			'load-balancer-node',
			'load-balancer-ingress',
			'listener',
			'target-choice',
			'target',
			'load-balancer-egress',
			'target-ingress',
		]);
	});

	const faults: readonly [string, NetworkState, HopName, DropKind, string?][] = [
		['the client is stopped', changed(documentState, 'instances', 'i-consumer', {running: false}), 'client', 'timeout'],
		['DNS support is off', changed(documentState, 'vpcs', 'vpc-c', {dnsSupport: false}), 'dns', 'no-name'],
		['the name does not exist', documentState, 'dns', 'no-name', 'vpce-0other.us-east-1.vpce.amazonaws.com'],
		['the client may not send', groups('sg-cinstance', {egress: []}), 'client-egress', 'timeout'],
		[
			'the client may only send elsewhere',
			groups('sg-cinstance', {egress: [{protocol: '-1', cidrs: ['10.0.0.0/8'], groupIds: []}]}),
			'client-egress',
			'timeout',
		],
		[
			'the subnet has no route',
			changed(documentState, 'routeTables', 'rtb-cprivate', {routes: []}),
			'route',
			'timeout',
		],
		['nobody has the address', documentState, 'destination', 'timeout', '21.0.2.99'],
		['the endpoint group admits nobody', groups('sg-endpoint', {ingress: []}), 'endpoint-ingress', 'timeout'],
		[
			'the connection waits for acceptance',
			changed(documentState, 'endpoints', 'vpce-0app', {state: 'pendingAcceptance'}),
			'endpoint-connection',
			'timeout',
		],
		[
			'the provider shows it as rejected',
			changed(documentState, 'services', 'vpce-svc-0123', {
				connections: [{endpointId: 'vpce-0app', state: 'rejected'}],
			}),
			'endpoint-connection',
			'timeout',
		],
		[
			'the consumer shows it as rejected',
			changed(documentState, 'endpoints', 'vpce-0app', {state: 'rejected'}),
			'endpoint-connection',
			'timeout',
		],
		[
			'the endpoint is being deleted',
			changed(documentState, 'endpoints', 'vpce-0app', {state: 'deleting'}),
			'dns',
			'no-name',
		],
		['the service is gone', {...documentState, services: []}, 'endpoint-service', 'timeout'],
		[
			'the load balancer has no node in the zone',
			changed(documentState, 'loadBalancers', loadBalancerArn, {
				nodes: documentState.loadBalancers[0]!.nodes.slice(0, 1),
			}),
			'load-balancer-node',
			'timeout',
			zonalName('b'),
		],
		[
			'the load balancer group admits only the provider',
			groups('sg-nlb', {
				ingress: [{protocol: 'tcp', fromPort: 80, toPort: 80, cidrs: ['11.0.0.0/16'], groupIds: []}],
			}),
			'load-balancer-ingress',
			'timeout',
		],
		[
			'there is no listener',
			changed(documentState, 'loadBalancers', loadBalancerArn, {listeners: []}),
			'listener',
			'timeout',
		],
		[
			'no target is registered',
			changed(documentState, 'targetGroups', targetGroupArn, {targets: []}),
			'target-choice',
			'timeout',
		],
		[
			'the target is still initial',
			changed(documentState, 'targetGroups', targetGroupArn, target('initial')),
			'target-choice',
			'timeout',
		],
		[
			'cross-zone is off and the target is elsewhere',
			changed(documentState, 'loadBalancers', loadBalancerArn, {crossZone: false}),
			'target-choice',
			'timeout',
			zonalName('b'),
		],
		['the target group admits nobody', groups('sg-pinstance', {ingress: []}), 'target-ingress', 'timeout'],
		['Apache is stopped', changed(documentState, 'instances', 'i-apache', {listening: []}), 'target', 'refused'],
		[
			'the target is terminated',
			changed(documentState, 'instances', 'i-apache', {running: false}),
			'target',
			'timeout',
		],
	];

	test.each(faults)('is dropped when %s', (_name, state, hop, kind, host) => {
		const {hops, verdict} = request(state, host);
		expect(verdict).toMatchObject({dropped: hop, kind});
		expect(hops.at(-1)).toMatchObject({name: hop, passed: false});
		expect(hops.slice(0, -1).every(({passed}) => passed)).toBe(true);
	});

	test('is dropped at the outbound rules of the load balancer', () => {
		const {verdict} = request(groups('sg-nlb', {egress: []}));
		expect(verdict).toMatchObject({dropped: 'load-balancer-egress'});
	});

	test('passes a closed load balancer group when enforcement is off', () => {
		const closed = groups('sg-nlb', {ingress: []});
		expect(request(closed).verdict).toMatchObject({dropped: 'load-balancer-ingress'});
		const open = changed(closed, 'loadBalancers', loadBalancerArn, {enforcesPrivateLink: false});
		expect(request(open).verdict).toEqual({reached: 'i-apache', port: 80});
	});

	test('names the client address where the load balancer group drops it', () => {
		const {verdict} = request(groups('sg-nlb', {ingress: []}));
		expect(verdict).toMatchObject({why: expect.stringContaining('21.0.2.10')});
	});

	test('goes to an unhealthy target when none is healthy: the load balancer fails open', () => {
		const state = changed(documentState, 'targetGroups', targetGroupArn, target('unhealthy', 'Target.Timeout'));
		expect(request(state).verdict).toEqual({reached: 'i-apache', port: 80});
	});

	test('does not go to an unhealthy target while another zone has a healthy one', () => {
		const second = {...documentState.instances[0]!, id: 'i-second', subnetId: 'subnet-p3', privateIp: '11.0.3.10'};
		const two = changed(
			{...documentState, instances: [...documentState.instances, second]},
			'targetGroups',
			targetGroupArn,
			{
				targets: [
					{instanceId: 'i-apache', port: 80, health: 'unhealthy', reason: 'Target.FailedHealthChecks'},
					{instanceId: 'i-second', port: 80, health: 'healthy'},
				],
			},
		);
		expect(request(two, zonalName('a')).verdict).toEqual({reached: 'i-second', port: 80});
		const apart = changed(two, 'loadBalancers', loadBalancerArn, {crossZone: false});
		expect(request(apart, zonalName('a')).verdict).toMatchObject({
			dropped: 'target-choice',
			why: expect.stringContaining('Target.FailedHealthChecks'),
		});
		expect(request(apart, zonalName('b')).verdict).toEqual({reached: 'i-second', port: 80});
	});

	test('has one walk for each zone of the regional name, and the first that reaches counts', () => {
		const apart = changed(documentState, 'loadBalancers', loadBalancerArn, {crossZone: false});
		const question = {fromInstance: 'i-consumer', to: {host: regionalName, port: 80}};
		expect(walks(apart, question).map(({verdict}) => 'reached' in verdict)).toEqual([true, false]);
		expect(walk(apart, question).verdict).toEqual({reached: 'i-apache', port: 80});
	});

	test('is never carried further by taking something away', () => {
		const removable = Object.keys(documentState).filter(key => !['region', 'dnsSuffix'].includes(key));
		fc.assert(
			fc.property(fc.subarray(removable, {minLength: 1}), lists => {
				const state = {...documentState, ...Object.fromEntries(lists.map(list => [list, []]))} as NetworkState;
				const {verdict, hops} = request(state);
				// Gateways are no part of this path, and subnets only tell zones, which cross-zone load balancing ignores.
				const needed = lists.some(list => !['internetGateways', 'natGateways', 'subnets'].includes(list));
				expect('dropped' in verdict).toBe(needed);
				expect(hops.every(({name}) => name in hopLabels)).toBe(true);
			}),
		);
	});
});

describe('a request out of the VPC', () => {
	const from = (fromInstance: string, host: string, state = documentState) =>
		walk(state, {fromInstance, to: {host, port: 443}}).verdict;

	test('goes through the NAT gateway from a private subnet', () => {
		expect(from('i-apache', 'archive.ubuntu.com')).toEqual({reached: 'internet', port: 443});
		expect(from('i-apache', 'ssm.us-east-1.amazonaws.com')).toEqual({reached: 'aws-service:ssm', port: 443});
	});

	test('goes straight to the internet gateway from an instance with a public address', () => {
		expect(from('i-cpublic', 'example.com')).toEqual({reached: 'internet', port: 443});
	});

	test.each<[string, NetworkState, HopName]>([
		['the NAT gateway is pending', changed(documentState, 'natGateways', 'nat-p', {state: 'pending'}), 'nat-gateway'],
		[
			'the route is a blackhole',
			changed(documentState, 'routeTables', 'rtb-pprivate', {
				routes: [{destination: '0.0.0.0/0', target: 'nat-p', active: false}],
			}),
			'route',
		],
		['the public subnet has no route out', changed(documentState, 'routeTables', 'rtb-ppublic', {routes: []}), 'route'],
		[
			'the internet gateway is detached',
			changed(documentState, 'internetGateways', 'igw-p', {vpcIds: []}),
			'internet-gateway',
		],
		[
			'the account blocks public access both ways',
			changed(documentState, 'vpcs', 'vpc-p', {blockMode: 'block-bidirectional'}),
			'internet-gateway',
		],
	])('is dropped when %s', (_name, state, hop) => {
		expect(from('i-apache', 'archive.ubuntu.com', state)).toMatchObject({dropped: hop, kind: 'timeout'});
	});

	test('passes a NAT gateway alone where the account blocks public access inbound', () => {
		const blocking = (vpcId: string) => changed(documentState, 'vpcs', vpcId, {blockMode: 'block-ingress'});
		expect(from('i-apache', 'archive.ubuntu.com', blocking('vpc-p'))).toEqual({reached: 'internet', port: 443});
		expect(from('i-cpublic', 'example.com', blocking('vpc-c'))).toMatchObject({dropped: 'internet-gateway'});
	});

	test('is dropped in a subnet without a default route', () => {
		expect(from('i-consumer', 'example.com')).toMatchObject({dropped: 'route'});
	});

	test('does not come in again at a public address without an inbound rule', () => {
		expect(from('i-cpublic', '52.0.0.2')).toMatchObject({dropped: 'target-ingress'});
	});

	test('stays inside at the private name of an endpoint, while the VPC has DNS hostnames', () => {
		expect(from('i-consumer', 'ssm.us-east-1.amazonaws.com')).toEqual({reached: 'aws-service:ssm', port: 443});
		const without = changed(documentState, 'vpcs', 'vpc-c', {dnsHostnames: false});
		expect(from('i-consumer', 'ssm.us-east-1.amazonaws.com', without)).toMatchObject({dropped: 'route'});
	});
});

describe('inside a VPC', () => {
	test('an instance resolves and reaches a neighbour by name where its group lets it in', () => {
		const name = 'ip-11-0-2-10.ec2.internal';
		const ask = (state: NetworkState) => walk(state, {fromInstance: 'i-ppublic', to: {host: name, port: 80}}).verdict;
		expect(ask(documentState)).toMatchObject({dropped: 'target-ingress'});
		const open = groups('sg-pinstance', {
			ingress: [{protocol: '-1', cidrs: [], groupIds: ['sg-pinstance']}],
		});
		expect(ask(open)).toEqual({reached: 'i-apache', port: 80});
	});

	test('the load balancer itself is judged by its inbound rules for the client', () => {
		const ask = (state: NetworkState) =>
			walk(state, {fromInstance: 'i-ppublic', to: {host: 'lab-1.elb.us-east-1.amazonaws.com', port: 80}}).verdict;
		expect(ask(documentState)).toMatchObject({dropped: 'load-balancer-ingress'});
		const unenforced = changed(documentState, 'loadBalancers', loadBalancerArn, {enforcesPrivateLink: false});
		expect(ask(unenforced)).toMatchObject({dropped: 'load-balancer-ingress'});
	});
});

describe('a health check', () => {
	const check = (state: NetworkState) => healthCheckReaches(state, targetGroupArn, 'i-apache').verdict;

	test('reaches a target that is still initial, whatever the inbound rules of the load balancer', () => {
		const state = changed(groups('sg-nlb', {ingress: []}), 'targetGroups', targetGroupArn, target('initial'));
		expect(check(state)).toEqual({reached: 'i-apache', port: 80});
	});

	test.each<[string, NetworkState, HopName]>([
		['the outbound rules of the load balancer', groups('sg-nlb', {egress: []}), 'load-balancer-egress'],
		['the inbound rules of the target', groups('sg-pinstance', {ingress: []}), 'target-ingress'],
		['a stopped web server', changed(documentState, 'instances', 'i-apache', {listening: []}), 'target'],
		['the lack of a listener', changed(documentState, 'loadBalancers', loadBalancerArn, {listeners: []}), 'listener'],
	])('is stopped by %s', (_name, state, hop) => {
		expect(check(state)).toMatchObject({dropped: hop});
	});
});
