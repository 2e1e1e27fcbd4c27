import {
	CreateVpcCommand,
	CreateVpcEndpointCommand,
	DescribeAccountAttributesCommand,
	DescribeVpcEndpointsCommand,
	DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import {CreateLoadBalancerCommand, DescribeLoadBalancersCommand} from '@aws-sdk/client-elastic-load-balancing-v2';
import {describe, expect, it} from 'vitest';
import {quotas} from '../../source/simulator/quotas.ts';
import {beginScenario, type Scenario} from '../../source/simulator/scenario.ts';
import {createWorld} from '../../source/simulator/world.ts';
import {formatWorld, parseWorld} from '../../source/simulator/world-file.ts';
import {type Cloud, launch, makeSubnet, makeVpc, openCloud, refusal} from './ec2-world.ts';

const cloudIn = (plan: Scenario): Cloud => {
	const cloud = openCloud();
	cloud.world.scenario = beginScenario(plan, cloud.clock.now());
	return cloud;
};

describe('a scenario in a world', () => {
	it('sets quotas, in the codes of AWS', async () => {
		const {ec2} = cloudIn({quotas: {vpcs: 1, addresses: 2}});
		await ec2.send(new CreateVpcCommand({CidrBlock: '10.0.0.0/16'}));
		expect(await refusal(ec2.send(new CreateVpcCommand({CidrBlock: '10.1.0.0/16'})))).toMatchObject({
			code: 'VpcLimitExceeded',
			message: quotas.vpcs.message(),
		});
		const {AccountAttributes = []} = await ec2.send(
			new DescribeAccountAttributesCommand({AttributeNames: ['vpc-max-elastic-ips' as never]}),
		);
		expect(AccountAttributes[0]?.AttributeValues).toEqual([{AttributeValue: '2'}]);
	});

	it('gives a zone room for so many instances', async () => {
		const cloud = cloudIn({capacity: {'us-east-1a': 1}});
		const vpcId = await makeVpc(cloud);
		const [one, other] = [
			await makeSubnet(cloud, vpcId, '11.0.0.0/24', 'use1-az6'),
			await makeSubnet(cloud, vpcId, '11.0.1.0/24', 'use1-az1'),
		];
		await cloud.ec2.send(launch(one));
		expect(await refusal(cloud.ec2.send(launch(one)))).toMatchObject({
			code: 'InsufficientInstanceCapacity',
			status: 500,
			message: expect.stringMatching(/you requested \(us-east-1a\).*or choosing us-east-1b, us-east-1c/),
		});
		await expect(cloud.ec2.send(launch(other))).resolves.toBeDefined();
	});

	it('sets how long something takes, or has it never come', async () => {
		const cloud = cloudIn({timings: {vpc: 100}});
		const stateOf = async () => (await cloud.ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.State;
		await makeVpc(cloud);
		await cloud.wait(90);
		expect(await stateOf()).toBe('pending');
		await cloud.wait(10);
		expect(await stateOf()).toBe('available');

		const never = cloudIn({timings: {vpc: 'never'}});
		await makeVpc(never);
		await never.wait(86_400);
		expect((await never.ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.State).toBe('pending');
	});

	it('has endpoints and load balancers fail as AWS shows it', async () => {
		const cloud = cloudIn({
			failures: {
				endpoint: {code: 'InternalError', message: 'Broken', times: 1},
				'load-balancer': {code: 'failed', message: 'No way', zone: 'use1-az6'},
			},
		});
		const {ec2, elb, wait} = cloud;
		const vpcId = await makeVpc(cloud);
		const subnet = await makeSubnet(cloud, vpcId, '11.0.0.0/24', 'use1-az6');
		const make = () =>
			ec2.send(
				new CreateVpcEndpointCommand({
					VpcEndpointType: 'Interface',
					VpcId: vpcId,
					ServiceName: 'com.amazonaws.us-east-1.ssm',
					SubnetIds: [subnet],
					PrivateDnsEnabled: false,
				}),
			);
		await make();
		await elb.send(new CreateLoadBalancerCommand({Name: 'a', Type: 'network', Scheme: 'internal', Subnets: [subnet]}));
		await wait(300);
		const {VpcEndpoints = []} = await ec2.send(new DescribeVpcEndpointsCommand({}));
		expect(VpcEndpoints[0]).toMatchObject({
			State: 'failed',
			LastError: {Code: 'InternalError', Message: 'Broken'},
			NetworkInterfaceIds: [],
		});
		const {LoadBalancers = []} = await elb.send(new DescribeLoadBalancersCommand({}));
		expect(LoadBalancers[0]?.State).toEqual({Code: 'failed', Reason: 'No way'});
		await make();
		await wait(300);
		const again = await ec2.send(new DescribeVpcEndpointsCommand({}));
		expect(again.VpcEndpoints?.[1]?.State).toBe('available');
	});

	it('is saved with it', () => {
		const world = createWorld({seed: 1, time: 5});
		world.scenario = beginScenario({quotas: {vpcs: 1}, faults: [{fault: {type: 'reset'}, times: 2}]}, 7);
		world.scenario.counts['faults.0'] = 1;
		expect(parseWorld(formatWorld(world)).scenario).toEqual(world.scenario);
	});
});
