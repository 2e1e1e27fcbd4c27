import {describe, expect, it} from 'vitest';
import {findDeployments} from '../../source/aws/found.ts';
import {sweep} from '../../source/aws/sweep.ts';
import {tagKeys} from '../../source/plan/deployment.ts';
import {type Answers, recordClients, serviceError} from './recorded-clients.ts';

const tagsOf = (deployment: string, more: Record<string, string> = {}) =>
	Object.entries({[tagKeys.deployment]: deployment, ...more}).map(([Key, Value]) => ({Key, Value}));

const ours = tagsOf('lab.k3jx7q2a', {
	[tagKeys.createdBy]: 'arn:somebody',
	[tagKeys.createdAt]: '2026-01-05T09:00:00.000Z',
});

/** A region with nothing in it. */
const empty: Answers = {
	describeVpcs: {},
	describeSubnets: {},
	describeInternetGateways: {},
	describeRouteTables: {},
	describeAddresses: {},
	describeNatGateways: {},
	describeSecurityGroups: {},
	describeInstances: {},
	describeVolumes: {},
	describeNetworkInterfaces: {},
	describeVpcEndpoints: {},
	describeVpcEndpointServiceConfigurations: {},
	describeLoadBalancers: {},
	describeTargetGroups: {},
	describeEgressOnlyInternetGateways: {},
	describeNetworkAcls: {},
	describeTags: {},
	listRoles: {},
	listInstanceProfiles: {},
};

const swept = (answers: Answers, vpcIds: readonly string[] = ['vpc-1', 'vpc-2']) => {
	const {clients, calls} = recordClients({...empty, ...answers});
	return {found: sweep(clients, {deployment: 'lab.k3jx7q2a', vpcIds}), calls};
};

const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/plw/50dc6c49';

describe('the sweep', () => {
	it('names everything that it looked at, and finds nothing where nothing is', async () => {
		const {remaining, checked} = await swept({}).found;
		expect(remaining).toEqual({ours: [], foreign: []});
		expect(checked).toHaveLength(18);
		expect(checked).toContain('NAT gateways');
	});

	it('looks by tag and by VPC', async () => {
		const {found, calls} = swept({});
		await found;
		const filters = calls.filter(({operation}) => operation === 'describeSubnets').map(({input}) => input['Filters']);
		expect(filters).toEqual([
			[{Name: 'tag:privatelink-wizard:deployment', Values: ['lab.k3jx7q2a']}],
			[{Name: 'vpc-id', Values: ['vpc-1', 'vpc-2']}],
		]);
		expect(calls.find(({operation}) => operation === 'describeNatGateways')?.input).toHaveProperty('Filter');
	});

	it('looks by tag alone where the VPCs are not known', async () => {
		const {found, calls} = swept({}, []);
		await found;
		expect(calls.filter(({operation}) => operation === 'describeSubnets')).toHaveLength(1);
	});

	it('does not count what is on its way out', async () => {
		const {found} = swept({
			describeNatGateways: {
				NatGateways: [
					{NatGatewayId: 'nat-1', State: 'deleted', VpcId: 'vpc-1', Tags: ours},
					{NatGatewayId: 'nat-2', State: 'deleting', VpcId: 'vpc-1', Tags: ours},
				],
			},
			describeInstances: {
				Reservations: [{Instances: [{InstanceId: 'i-1', VpcId: 'vpc-1', State: {Name: 'terminated'}, Tags: ours}]}],
			},
			describeVpcEndpoints: {VpcEndpoints: [{VpcEndpointId: 'vpce-1', State: 'Deleted', VpcId: 'vpc-2', Tags: ours}]},
			describeVpcEndpointServiceConfigurations: {
				ServiceConfigurations: [{ServiceId: 'vpce-svc-1', ServiceState: 'Deleting', Tags: ours}],
			},
		});
		expect((await found).remaining).toEqual({ours: [], foreign: []});
	});

	it('does not count what goes with a VPC by itself', async () => {
		const {found} = swept({
			describeSecurityGroups: {SecurityGroups: [{GroupId: 'sg-0', GroupName: 'default', VpcId: 'vpc-1'}]},
			describeRouteTables: {RouteTables: [{RouteTableId: 'rtb-0', VpcId: 'vpc-1', Associations: [{Main: true}]}]},
		});
		expect((await found).remaining).toEqual({ours: [], foreign: []});
	});

	it('tells apart what is ours, what is of another deployment, and what nobody tagged', async () => {
		const {found} = swept({
			describeAddresses: {Addresses: [{AllocationId: 'eipalloc-1', Tags: ours}]},
			describeInstances: {
				Reservations: [
					{
						OwnerId: '111122223333',
						Instances: [
							{
								InstanceId: 'i-9',
								VpcId: 'vpc-1',
								InstanceType: 't3.micro',
								State: {Name: 'running'},
								Tags: tagsOf('other.zyxwvuts'),
							},
						],
					},
				],
			},
			describeVpcEndpoints: {
				VpcEndpoints: [
					{
						VpcEndpointId: 'vpce-9',
						VpcEndpointType: 'Interface',
						State: 'available',
						VpcId: 'vpc-2',
						RequesterManaged: true,
						ServiceName: 'aoss',
						SubnetIds: ['subnet-1', 'subnet-2'],
					},
				],
			},
		});
		const {remaining} = await found;
		expect(remaining.ours).toEqual([
			{kind: 'address', id: 'eipalloc-1', owner: 'deployment lab.k3jx7q2a', hourlyCost: 0.005},
		]);
		expect(remaining.foreign).toEqual([
			{
				kind: 'instance',
				id: 'i-9',
				vpcId: 'vpc-1',
				owner: 'deployment other.zyxwvuts',
				hourlyCost: 0.0104,
				removal: 'aws ec2 --region us-east-1 terminate-instances --instance-ids i-9',
			},
			{
				kind: 'endpoint',
				id: 'vpce-9',
				vpcId: 'vpc-2',
				owner: 'AWS (aoss)',
				hourlyCost: 0.02,
			},
		]);
	});

	it('counts the interfaces of AWS as part of what they serve', async () => {
		const interfaceOf = (id: string, Description: string) => ({
			NetworkInterfaceId: id,
			Description,
			VpcId: 'vpc-1',
			RequesterId: 'amazon-aws',
		});
		const {found} = swept({
			describeNatGateways: {NatGateways: [{NatGatewayId: 'nat-1', State: 'available', VpcId: 'vpc-1', Tags: ours}]},
			describeLoadBalancers: {LoadBalancers: [{LoadBalancerArn: arn, VpcId: 'vpc-1'}]},
			describeTags: {TagDescriptions: [{ResourceArn: arn, Tags: ours}]},
			describeNetworkInterfaces: {
				NetworkInterfaces: [
					interfaceOf('eni-1', 'Interface for NAT Gateway nat-1'),
					interfaceOf('eni-2', 'ELB net/plw/50dc6c49'),
					interfaceOf('eni-3', 'VPC Endpoint Interface vpce-gone'),
				],
			},
		});
		const {remaining} = await found;
		expect(remaining.ours.map(({id}) => id)).toEqual(['nat-1', arn]);
		expect(remaining.foreign).toMatchObject([{kind: 'network-interface', id: 'eni-3', owner: 'amazon-aws'}]);
	});

	it('names what removes a load balancer, and nothing for interfaces that AWS alone may delete', async () => {
		const interfaceOf = (id: string, RequesterManaged: boolean) => ({
			NetworkInterfaceId: id,
			Description: 'RDSNetworkInterface',
			VpcId: 'vpc-1',
			RequesterId: 'amazon-rds',
			RequesterManaged,
		});
		const {found} = swept({
			describeLoadBalancers: {LoadBalancers: [{LoadBalancerArn: arn, VpcId: 'vpc-1'}]},
			describeNetworkInterfaces: {NetworkInterfaces: [interfaceOf('eni-1', true), interfaceOf('eni-2', false)]},
		});
		const {foreign} = (await found).remaining;
		expect(foreign.map(({id, removal}) => [id, removal])).toEqual([
			[arn, `aws elbv2 --region us-east-1 delete-load-balancer --load-balancer-arn ${arn}`],
			['eni-1', undefined],
			['eni-2', 'aws ec2 --region us-east-1 delete-network-interface --network-interface-id eni-2'],
		]);
	});

	it('names a subnet before the route table and the network ACL that it holds', async () => {
		const inVpc = {VpcId: 'vpc-1', OwnerId: '111122223333'};
		const {found} = swept({
			describeRouteTables: {RouteTables: [{RouteTableId: 'rtb-1', ...inVpc}]},
			describeNetworkAcls: {
				NetworkAcls: [
					{NetworkAclId: 'acl-0', IsDefault: true, ...inVpc},
					{NetworkAclId: 'acl-1', IsDefault: false, ...inVpc},
				],
			},
			describeSubnets: {Subnets: [{SubnetId: 'subnet-1', ...inVpc}]},
		});
		expect((await found).remaining.foreign.map(({id, owner, removal}) => [id, owner, removal])).toEqual([
			['subnet-1', '111122223333', 'aws ec2 --region us-east-1 delete-subnet --subnet-id subnet-1'],
			['rtb-1', '111122223333', 'aws ec2 --region us-east-1 delete-route-table --route-table-id rtb-1'],
			['acl-1', '111122223333', 'aws ec2 --region us-east-1 delete-network-acl --network-acl-id acl-1'],
		]);
	});

	it('finds load balancers by VPC also where their tags are of nobody, asking for 20 at a time', async () => {
		const LoadBalancers = Array.from({length: 21}, (_, index) => ({
			LoadBalancerArn: `${arn}${index}`,
			VpcId: index === 20 ? 'vpc-1' : 'vpc-of-others',
		}));
		const {found, calls} = swept({describeLoadBalancers: {LoadBalancers}});
		expect((await found).remaining.foreign.map(({id}) => id)).toEqual([`${arn}20`]);
		const batches = calls.filter(({operation}) => operation === 'describeTags').map(({input}) => input['ResourceArns']);
		expect(batches).toEqual([expect.objectContaining({length: 20}), [`${arn}20`]]);
	});

	it('survives a load balancer that went between two looks', async () => {
		const other = `${arn}other`;
		const {found} = swept({
			describeLoadBalancers: {
				LoadBalancers: [
					{LoadBalancerArn: arn, VpcId: 'vpc-1'},
					{LoadBalancerArn: other, VpcId: 'elsewhere'},
				],
			},
			describeTags: ({ResourceArns}: {ResourceArns: string[]}) =>
				ResourceArns.includes(other)
					? serviceError('LoadBalancerNotFoundException')
					: {TagDescriptions: [{ResourceArn: arn, Tags: ours}]},
		});
		expect((await found).remaining.ours.map(({id}) => id)).toEqual([arn]);
	});

	it('asks IAM for the tags of what lies on our path', async () => {
		const {found, calls} = swept({
			listRoles: {Roles: [{RoleName: 'mine'}, {RoleName: 'theirs'}, {RoleName: 'just-gone'}]},
			getRole: ({RoleName}: {RoleName: string}) =>
				RoleName === 'just-gone'
					? serviceError('NoSuchEntityException')
					: {Role: {Tags: RoleName === 'mine' ? ours : tagsOf('other.zyxwvuts')}},
		});
		expect((await found).remaining).toMatchObject({ours: [{kind: 'role', id: 'mine'}], foreign: []});
		expect(calls.find(({operation}) => operation === 'listRoles')?.input).toMatchObject({
			PathPrefix: '/privatelink-wizard/',
		});
	});
});

describe('finding deployments', () => {
	it('sums up each by its tags, oldest first', async () => {
		const younger = tagsOf('new.zyxwvuts', {[tagKeys.createdAt]: '2026-02-01T00:00:00.000Z'});
		const {clients} = recordClients({
			...empty,
			describeVpcs: {
				Vpcs: [
					{VpcId: 'vpc-3', Tags: younger},
					{VpcId: 'vpc-1', Tags: ours},
					{VpcId: 'vpc-2', Tags: ours},
				],
			},
			describeNatGateways: {
				NatGateways: [
					{NatGatewayId: 'nat-1', State: 'available', VpcId: 'vpc-1', Tags: ours},
					{NatGatewayId: 'nat-0', State: 'deleted', VpcId: 'vpc-1', Tags: ours},
				],
			},
		});
		expect(await findDeployments(clients)).toMatchObject([
			{
				fullName: 'lab.k3jx7q2a',
				createdBy: 'arn:somebody',
				createdAt: '2026-01-05T09:00:00.000Z',
				counts: {vpc: 2, 'nat-gateway': 1},
				vpcIds: ['vpc-1', 'vpc-2'],
				hourlyCost: 0.045,
			},
			{fullName: 'new.zyxwvuts', createdBy: '', counts: {vpc: 1}, vpcIds: ['vpc-3']},
		]);
	});

	it('finds none in an empty region', async () => {
		expect(await findDeployments(recordClients(empty).clients)).toEqual([]);
	});
});
