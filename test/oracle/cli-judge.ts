import {type Answer, type Cli, CliError} from './aws-cli.ts';
import {topology} from './tools.ts';

/** `--tag-specifications` of EC2 in the CLI's shorthand. */
const tagged = (type: string) => [
	'--tag-specifications',
	`ResourceType=${type},Tags=[{Key=judge,Value=cli},{Key=Name,Value=${type}}]`,
];

export type Side = Awaited<ReturnType<typeof makeNetwork>> & {groups: string[]; instances: string[]};

const makeSubnet = async ({aws, until}: Cli, vpc: string, cidr: string, zone: string): Promise<string> => {
	const {Subnet} = await aws(
		...['ec2', 'create-subnet', '--vpc-id', vpc, '--cidr-block', cidr, '--availability-zone-id', zone],
		...tagged('subnet'),
	);
	await until(
		answer => answer.Subnets[0]?.State === 'available',
		...['ec2', 'describe-subnets', '--subnet-ids', Subnet.SubnetId],
	);
	return Subnet.SubnetId;
};

const makeTable = async ({aws, onFresh}: Cli, vpc: string, subnets: readonly string[]): Promise<string> => {
	const {RouteTable} = await aws('ec2', 'create-route-table', '--vpc-id', vpc, ...tagged('route-table'));
	const id = RouteTable.RouteTableId;
	await Promise.all(
		subnets.map(subnet => onFresh('ec2', 'associate-route-table', '--route-table-id', id, '--subnet-id', subnet)),
	);
	return id;
};

/** A VPC with DNS, an internet gateway, four subnets in two zones and two route tables. */
const makeNetwork = async (cli: Cli, side: 'provider' | 'consumer', zones: readonly string[]) => {
	const {aws, onFresh} = cli;
	const plan = topology[side];
	const [{Vpc}, {InternetGateway}] = await Promise.all([
		aws('ec2', 'create-vpc', '--cidr-block', plan.cidr, ...tagged('vpc')),
		aws('ec2', 'create-internet-gateway', ...tagged('internet-gateway')),
	]);
	const vpc: string = Vpc.VpcId;
	const gateway: string = InternetGateway.InternetGatewayId;
	const attribute = (name: string) => onFresh('ec2', 'modify-vpc-attribute', '--vpc-id', vpc, name, '{"Value":true}');
	const subnets = (cidrs: readonly string[]) =>
		Promise.all(cidrs.map((cidr, index) => makeSubnet(cli, vpc, cidr, zones[index] ?? '')));
	const [, , publicSubnets, privateSubnets] = await Promise.all([
		attribute('--enable-dns-support').then(() => attribute('--enable-dns-hostnames')),
		onFresh('ec2', 'attach-internet-gateway', '--internet-gateway-id', gateway, '--vpc-id', vpc),
		subnets(plan.public),
		subnets(plan.private),
	]);
	const [publicTable, privateTable] = await Promise.all([
		makeTable(cli, vpc, publicSubnets),
		makeTable(cli, vpc, privateSubnets),
	]);
	await onFresh(
		...['ec2', 'create-route', '--route-table-id', publicTable],
		...['--destination-cidr-block', '0.0.0.0/0', '--gateway-id', gateway],
	);
	return {vpc, gateway, publicSubnets, privateSubnets, publicTable, privateTable};
};

const makeGroup = async ({aws, onFresh}: Cli, vpc: string, name: string, ...rule: string[]): Promise<string> => {
	const {GroupId} = await aws(
		...['ec2', 'create-security-group', '--group-name', name, '--description', `The ${name} group`, '--vpc-id', vpc],
		...tagged('security-group'),
	);
	if (rule.length > 0) {
		const ingress = ['ec2', 'authorize-security-group-ingress', '--group-id', GroupId, '--protocol', 'tcp'];
		await onFresh(...ingress, ...rule);
	}
	return GroupId;
};

const launch = async (
	{insist, until}: Cli,
	image: string,
	subnet: string,
	group: string,
	...more: string[]
): Promise<string> => {
	const {Instances} = await insist(
		// A fresh instance profile, above all.
		/^InvalidParameterValue$|NotFound$/,
		...['ec2', 'run-instances', '--image-id', image, '--instance-type', 't3.micro', '--subnet-id', subnet],
		...['--security-group-ids', group, '--iam-instance-profile', 'Name=judge-cli'],
		...['--metadata-options', 'HttpTokens=required', ...tagged('instance'), ...more],
	);
	const id: string = Instances[0].InstanceId;
	await until(
		answer => answer.Reservations[0]?.Instances[0]?.State.Name === 'running',
		...['ec2', 'describe-instances', '--instance-ids', id],
	);
	return id;
};

const trust = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
});

const policy = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

export const makeProfile = async ({aws}: Cli): Promise<void> => {
	await aws('iam', 'create-role', '--role-name', 'judge-cli', '--assume-role-policy-document', trust);
	await aws('iam', 'attach-role-policy', '--role-name', 'judge-cli', '--policy-arn', policy);
	await aws('iam', 'create-instance-profile', '--instance-profile-name', 'judge-cli');
	await aws(
		...['iam', 'add-role-to-instance-profile', '--instance-profile-name', 'judge-cli', '--role-name', 'judge-cli'],
	);
};

/** Installs Apache and says the page; the CLI encodes it itself. */
const setup = `#!/bin/bash
for attempt in $(seq 1 60); do
  apt-get update && apt-get install -y apache2 && break
  sleep 5
done
echo '${topology.page}' > /var/www/html/index.html
`;

const makeBalancer = async ({aws, insist, until}: Cli, vpc: string, subnets: readonly string[], group: string) => {
	const {LoadBalancers} = await insist(
		/^(InvalidSubnet|SubnetNotFound|InvalidSecurityGroup)$/,
		...['elbv2', 'create-load-balancer', '--name', 'judge-cli', '--type', 'network', '--scheme', 'internal'],
		...['--subnets', ...subnets, '--security-groups', group, '--tags', 'Key=judge,Value=cli'],
	);
	const balancer: string = LoadBalancers[0].LoadBalancerArn;
	await aws(
		...['elbv2', 'modify-load-balancer-attributes', '--load-balancer-arn', balancer],
		...['--attributes', 'Key=load_balancing.cross_zone.enabled,Value=true'],
	);
	const {TargetGroups} = await aws(
		...['elbv2', 'create-target-group', '--name', 'judge-cli', '--protocol', 'TCP', '--port', '80', '--vpc-id', vpc],
		...['--health-check-protocol', 'HTTP', '--health-check-interval-seconds', '10', '--healthy-threshold-count', '2'],
	);
	const targetGroup: string = TargetGroups[0].TargetGroupArn;
	await aws(
		...['elbv2', 'create-listener', '--load-balancer-arn', balancer, '--protocol', 'TCP', '--port', '80'],
		...['--default-actions', `Type=forward,TargetGroupArn=${targetGroup}`],
	);
	const active = until(
		answer => answer.LoadBalancers[0].State.Code === 'active',
		...['elbv2', 'describe-load-balancers', '--load-balancer-arns', balancer],
	);
	return {balancer, targetGroup, active};
};

const makeNat = async ({aws, onFresh, until}: Cli, network: Awaited<ReturnType<typeof makeNetwork>>) => {
	const {AllocationId} = await aws('ec2', 'allocate-address', '--domain', 'vpc', ...tagged('elastic-ip'));
	const {NatGateway} = await onFresh(
		...['ec2', 'create-nat-gateway', '--subnet-id', network.publicSubnets[0] ?? ''],
		...['--allocation-id', AllocationId, ...tagged('natgateway')],
	);
	const nat: string = NatGateway.NatGatewayId;
	await until(
		answer => answer.NatGateways[0].State === 'available',
		...['ec2', 'describe-nat-gateways', '--nat-gateway-ids', nat],
	);
	await onFresh(
		...['ec2', 'create-route', '--route-table-id', network.privateTable],
		...['--destination-cidr-block', '0.0.0.0/0', '--nat-gateway-id', nat],
	);
	return {nat, address: String(AllocationId)};
};

export const buildProvider = async (cli: Cli, zones: readonly string[], image: string) => {
	const {aws, onFresh, until} = cli;
	const network = await makeNetwork(cli, 'provider', zones);
	const [publicSubnet = '', privateSubnet = ''] = [network.publicSubnets[0], network.privateSubnets[0]];
	const balancerGroup = await makeGroup(
		...([cli, network.vpc, 'load-balancer', '--port', '80', '--cidr', topology.consumer.cidr] as const),
	);
	const instanceGroup = await makeGroup(
		...([cli, network.vpc, 'instance', '--port', '80', '--source-group', balancerGroup] as const),
	);
	const [{balancer, targetGroup, active}, gateway, publicInstance] = await Promise.all([
		makeBalancer(cli, network.vpc, network.privateSubnets, balancerGroup),
		makeNat(cli, network),
		launch(cli, image, publicSubnet, instanceGroup, '--associate-public-ip-address'),
	]);
	const privateInstance = await launch(cli, image, privateSubnet, instanceGroup, '--user-data', setup);
	await aws('elbv2', 'register-targets', '--target-group-arn', targetGroup, '--targets', `Id=${privateInstance}`);
	await active;
	const {ServiceConfiguration: service} = await aws(
		...['ec2', 'create-vpc-endpoint-service-configuration', '--acceptance-required'],
		...['--network-load-balancer-arns', balancer, ...tagged('vpc-endpoint-service')],
	);
	const {Account} = await aws('sts', 'get-caller-identity');
	await onFresh(
		...['ec2', 'modify-vpc-endpoint-service-permissions', '--service-id', service.ServiceId],
		...['--add-allowed-principals', `arn:aws:iam::${Account}:root`],
	);
	await until(
		answer => answer.TargetHealthDescriptions[0]?.TargetHealth.State === 'healthy',
		...['elbv2', 'describe-target-health', '--target-group-arn', targetGroup],
	);
	return {
		...network,
		...gateway,
		balancer,
		targetGroup,
		serviceId: String(service.ServiceId),
		serviceName: String(service.ServiceName),
		// The one that names the other goes first.
		groups: [instanceGroup, balancerGroup],
		instances: [publicInstance, privateInstance],
	};
};

const endpointIs = (cli: Cli, id: string, state: string): Promise<Answer> =>
	cli.until(
		answer => answer.VpcEndpoints[0].State.toLowerCase() === state.toLowerCase(),
		...['ec2', 'describe-vpc-endpoints', '--vpc-endpoint-ids', id],
	);

export const buildConsumer = async (cli: Cli, zones: readonly string[], image: string) => {
	const {aws, until} = cli;
	const network = await makeNetwork(cli, 'consumer', zones);
	const [publicSubnet = '', privateSubnet = ''] = [network.publicSubnets[0], network.privateSubnets[0]];
	const instanceGroup = await makeGroup(cli, network.vpc, 'instance');
	const sessionGroup = await makeGroup(
		...([cli, network.vpc, 'sessions', '--port', '443', '--cidr', topology.consumer.cidr] as const),
	);
	const endpointGroup = await makeGroup(
		...([cli, network.vpc, 'endpoint', '--port', '80', '--source-group', instanceGroup] as const),
	);
	const sessionEndpoint = async (name: string): Promise<string> => {
		const {VpcEndpoint} = await aws(
			...['ec2', 'create-vpc-endpoint', '--vpc-endpoint-type', 'Interface', '--vpc-id', network.vpc],
			...['--service-name', `com.amazonaws.us-east-1.${name}`, '--subnet-ids', privateSubnet],
			...['--security-group-ids', sessionGroup, '--private-dns-enabled', ...tagged('vpc-endpoint')],
		);
		await endpointIs(cli, VpcEndpoint.VpcEndpointId, 'available');
		return VpcEndpoint.VpcEndpointId;
	};
	const [publicInstance, ...endpoints] = await Promise.all([
		launch(cli, image, publicSubnet, instanceGroup, '--associate-public-ip-address'),
		sessionEndpoint('ssm'),
		sessionEndpoint('ssmmessages'),
	]);
	const privateInstance = await launch(cli, image, privateSubnet, instanceGroup);
	await until(
		answer => answer.InstanceInformationList[0]?.PingStatus === 'Online',
		...['ssm', 'describe-instance-information', '--filters', `Key=InstanceIds,Values=${privateInstance}`],
	);
	return {
		...network,
		endpointGroup,
		endpoints,
		groups: [endpointGroup, sessionGroup, instanceGroup],
		instances: [publicInstance, privateInstance],
	};
};

type Provider = Awaited<ReturnType<typeof buildProvider>>;
type Consumer = Awaited<ReturnType<typeof buildConsumer>>;

/** The endpoint of the service, up to the acceptance of its connection and to `available`. */
export const connect = async (cli: Cli, provider: Provider, consumer: Consumer): Promise<string> => {
	const {aws, insist, until} = cli;
	const {VpcEndpoint} = await insist(
		/^(Unavailable|InvalidServiceName)$/,
		...['ec2', 'create-vpc-endpoint', '--vpc-endpoint-type', 'Interface', '--vpc-id', consumer.vpc],
		...['--service-name', provider.serviceName, '--subnet-ids', ...consumer.privateSubnets],
		...['--security-group-ids', consumer.endpointGroup, '--client-token', 'judge-cli', ...tagged('vpc-endpoint')],
	);
	const id: string = VpcEndpoint.VpcEndpointId;
	await endpointIs(cli, id, 'pendingAcceptance');
	await until(
		answer => answer.VpcEndpointConnections.length === 1,
		...['ec2', 'describe-vpc-endpoint-connections', '--filters', `Name=service-id,Values=${provider.serviceId}`],
	);
	const {Unsuccessful} = await aws(
		...['ec2', 'accept-vpc-endpoint-connections', '--service-id', provider.serviceId, '--vpc-endpoint-ids', id],
	);
	if (Unsuccessful.length > 0) throw new Error(JSON.stringify(Unsuccessful));
	await endpointIs(cli, id, 'available');
	return id;
};

/** What Run Command says after fetching the page on the consumer's private instance. */
export const fetchPage = async ({aws, insist}: Cli, consumer: Consumer, endpoint: string): Promise<Answer> => {
	const {VpcEndpoints} = await aws('ec2', 'describe-vpc-endpoints', '--vpc-endpoint-ids', endpoint);
	const machine = consumer.instances[1] ?? '';
	const line = `curl -sSi --retry 30 --retry-delay 5 --retry-all-errors http://${VpcEndpoints[0].DnsEntries[0].DnsName}/`;
	const {Command} = await aws(
		...['ssm', 'send-command', '--document-name', 'AWS-RunShellScript', '--instance-ids', machine],
		...['--parameters', JSON.stringify({commands: [line]})],
	);
	const invocation = ['--command-id', Command.CommandId, '--instance-id', machine];
	// The CLI's own waiter: it takes InvocationDoesNotExist for "not yet".
	await aws('ssm', 'wait', 'command-executed', ...invocation);
	return insist(/^InvocationDoesNotExist$/, 'ssm', 'get-command-invocation', ...invocation);
};

const tearDownNetwork = async (cli: Cli, side: Side): Promise<void> => {
	const {aws, insist, until} = cli;
	await until(
		answer => answer.NetworkInterfaces.length === 0,
		...['ec2', 'describe-network-interfaces', '--filters', `Name=vpc-id,Values=${side.vpc}`],
	);
	for (const group of side.groups)
		await insist(/^DependencyViolation$/, 'ec2', 'delete-security-group', '--group-id', group);
	await insist(
		/^DependencyViolation$/,
		...['ec2', 'detach-internet-gateway', '--internet-gateway-id', side.gateway, '--vpc-id', side.vpc],
	);
	await aws('ec2', 'delete-internet-gateway', '--internet-gateway-id', side.gateway);
	await Promise.all(
		[...side.publicSubnets, ...side.privateSubnets].map(subnet =>
			insist(/^DependencyViolation$/, 'ec2', 'delete-subnet', '--subnet-id', subnet),
		),
	);
	await Promise.all(
		[side.publicTable, side.privateTable].map(table =>
			insist(/^DependencyViolation$/, 'ec2', 'delete-route-table', '--route-table-id', table),
		),
	);
	await insist(/^DependencyViolation$/, 'ec2', 'delete-vpc', '--vpc-id', side.vpc);
};

/** Deletes; a service that still has connections says so inside an answer that succeeded. */
const deleteService = async ({aws}: Cli, serviceId: string): Promise<void> => {
	for (let attempt = 1; attempt <= 60; attempt++) {
		const {Unsuccessful} = await aws(
			...['ec2', 'delete-vpc-endpoint-service-configurations', '--service-ids', serviceId],
		);
		if (Unsuccessful.length === 0) return;
		if (Unsuccessful[0].Error.Code !== 'ExistingVpcEndpointConnections') throw new Error(JSON.stringify(Unsuccessful));
	}
	throw new Error(`${serviceId} is still in use`);
};

export const tearDown = async (cli: Cli, provider: Provider, consumer: Consumer, endpoint: string): Promise<void> => {
	const {aws, insist, until} = cli;
	const instances = [...provider.instances, ...consumer.instances];
	await aws(
		...['ec2', 'reject-vpc-endpoint-connections', '--service-id', provider.serviceId, '--vpc-endpoint-ids', endpoint],
	);
	await Promise.all([
		aws('ec2', 'delete-vpc-endpoints', '--vpc-endpoint-ids', endpoint, ...consumer.endpoints),
		aws('ec2', 'terminate-instances', '--instance-ids', ...instances),
		aws('ec2', 'delete-nat-gateway', '--nat-gateway-id', provider.nat),
		deleteService(cli, provider.serviceId),
	]);
	await insist(/^ResourceInUse$/, 'elbv2', 'delete-load-balancer', '--load-balancer-arn', provider.balancer);
	await insist(/^ResourceInUse$/, 'elbv2', 'delete-target-group', '--target-group-arn', provider.targetGroup);
	await until(
		answer => answer.NatGateways[0].State === 'deleted',
		...['ec2', 'describe-nat-gateways', '--nat-gateway-ids', provider.nat],
	);
	await insist(/InUse$|^AuthFailure$/, 'ec2', 'release-address', '--allocation-id', provider.address);
	await Promise.all([tearDownNetwork(cli, provider), tearDownNetwork(cli, consumer)]);
	const names = ['--instance-profile-name', 'judge-cli'];
	await aws('iam', 'remove-role-from-instance-profile', ...names, '--role-name', 'judge-cli');
	await aws('iam', 'delete-instance-profile', ...names);
	await aws('iam', 'detach-role-policy', '--role-name', 'judge-cli', '--policy-arn', policy);
	await aws('iam', 'delete-role', '--role-name', 'judge-cli');
};

/** What still stands, by kind; things that are over are listed for a while. */
export const leftovers = async ({aws}: Cli): Promise<Readonly<Record<string, readonly unknown[]>>> => {
	const [vpcs, addresses, interfaces, instances, services, balancers] = await Promise.all([
		aws('ec2', 'describe-vpcs'),
		aws('ec2', 'describe-addresses'),
		aws('ec2', 'describe-network-interfaces'),
		aws('ec2', 'describe-instances', '--filters', 'Name=instance-state-name,Values=pending,running,shutting-down'),
		aws('ec2', 'describe-vpc-endpoint-service-configurations'),
		aws('elbv2', 'describe-load-balancers'),
	]);
	return {
		vpcs: vpcs.Vpcs,
		addresses: addresses.Addresses,
		interfaces: interfaces.NetworkInterfaces,
		instances: instances.Reservations,
		services: services.ServiceConfigurations,
		balancers: balancers.LoadBalancers,
	};
};

/** The code that the CLI says for a call that is refused. */
export const refusalOf = async (call: Promise<Answer>): Promise<string> => {
	try {
		await call;
	} catch (error) {
		if (error instanceof CliError) return error.code;
		throw error;
	}
	throw new Error('The call was not refused');
};
