import type {SecurityGroupRule} from '@aws-sdk/client-ec2';
import type {
	NetworkEndpoint,
	NetworkEndpointName,
	NetworkEndpointService,
	NetworkInstance,
	NetworkLoadBalancer,
	NetworkRoute,
	NetworkRule,
	NetworkSecurityGroup,
	NetworkState,
	NetworkTargetGroup,
} from '../network/state.ts';
import {findRegion, regions} from './catalogue.ts';
import type {Machine, Table, World} from './world.ts';

/** What lies in one region, whether the API shows it yet or not: packets do not wait for it. */
type Here = <Shown, Hidden>(table: Table<Shown, Hidden>) => readonly Table<Shown, Hidden>[string][];

const zoneOf = (world: World, subnetId: string | undefined): string =>
	world.subnets[subnetId ?? '']?.shown.AvailabilityZoneId ?? '';

const ruleOf = ({
	IpProtocol = '-1',
	FromPort,
	ToPort,
	CidrIpv4,
	CidrIpv6,
	ReferencedGroupInfo,
}: SecurityGroupRule): NetworkRule => ({
	protocol: IpProtocol,
	...(IpProtocol === '-1' || FromPort === undefined || FromPort < 0
		? {}
		: {fromPort: FromPort, toPort: ToPort ?? FromPort}),
	cidrs: [CidrIpv4, CidrIpv6].filter(cidr => cidr !== undefined),
	groupIds: [ReferencedGroupInfo?.GroupId].filter(id => id !== undefined),
});

const securityGroups = (world: World, here: Here): readonly NetworkSecurityGroup[] => {
	const byGroup = Map.groupBy(here(world.securityGroupRules), ({shown}) => shown.GroupId);
	const rules = (groupId: string, isEgress: boolean) =>
		(byGroup.get(groupId) ?? []).filter(({shown}) => shown.IsEgress === isEgress).map(({shown}) => ruleOf(shown));
	return here(world.securityGroups).map(({id, shown}) => ({
		id,
		vpcId: shown.VpcId ?? '',
		name: shown.GroupName ?? '',
		ingress: rules(id, false),
		egress: rules(id, true),
	}));
};

/** Ports that a machine's services listen on; none while it is off. */
const listening = (machine: Machine | undefined): readonly number[] =>
	!machine || machine.power === 'off'
		? []
		: Object.values(machine.services).flatMap(({running, port}) => (running && port !== undefined ? [port] : []));

/** Instances that have an address: a terminated one has none. */
const instances = (world: World, here: Here): readonly NetworkInstance[] =>
	here(world.instances)
		.filter(({shown}) => shown.PrivateIpAddress !== undefined)
		.map(({id, shown}) => ({
			id,
			vpcId: shown.VpcId ?? '',
			subnetId: shown.SubnetId ?? '',
			privateIp: shown.PrivateIpAddress ?? '',
			privateDnsName: shown.PrivateDnsName ?? '',
			...(shown.PublicIpAddress ? {publicIp: shown.PublicIpAddress} : {}),
			groupIds: (shown.SecurityGroups ?? []).map(({GroupId = ''}) => GroupId),
			running: shown.State?.Name === 'running',
			listening: listening(world.machines[id]),
		}));

type EndpointRow = World['endpoints'][string];

/** An endpoint's names resolve at once; packets get through only some time after it is available. */
const stateOf = ({shown, hidden: {answersAt = 0}}: EndpointRow, world: World): string =>
	String(shown.State) === 'available' && world.time < answersAt ? 'pending' : String(shown.State);

const namesOf = (row: EndpointRow, region: string): readonly NetworkEndpointName[] => {
	const zones = findRegion(region)?.zones ?? [];
	return (row.shown.DnsEntries ?? []).map(({DnsName: name = ''}) => {
		if (!name.startsWith(row.id)) return {name, scope: 'private'};
		const [label = ''] = name.split('.');
		const zone = zones.find(each => label.endsWith(`-${each.name}`));
		return zone ? {name, scope: 'zonal', zoneId: zone.id} : {name, scope: 'regional'};
	});
};

const endpoints = (world: World, here: Here, region: string): readonly NetworkEndpoint[] =>
	here(world.endpoints).map(row => ({
		id: row.id,
		type: row.shown.VpcEndpointType ?? 'Interface',
		vpcId: row.shown.VpcId ?? '',
		serviceName: row.shown.ServiceName ?? '',
		state: stateOf(row, world),
		groupIds: (row.shown.Groups ?? []).map(({GroupId = ''}) => GroupId),
		interfaces: (row.shown.NetworkInterfaceIds ?? []).flatMap(id => {
			const card = world.networkInterfaces[id]?.shown;
			if (!card) return [];
			const {SubnetId: subnetId = '', PrivateIpAddress: ip = ''} = card;
			return [{zoneId: zoneOf(world, subnetId), subnetId, ip}];
		}),
		names: namesOf(row, region),
	}));

const services = (world: World, here: Here): readonly NetworkEndpointService[] => {
	const byService = Map.groupBy(here(world.endpoints), ({hidden}) => hidden.serviceId);
	return here(world.endpointServices).map(({id, shown}) => ({
		id,
		name: shown.ServiceName ?? '',
		state: shown.ServiceState ?? '',
		loadBalancerArns: shown.NetworkLoadBalancerArns ?? [],
		zoneIds: shown.AvailabilityZoneIds ?? [],
		connections: (byService.get(id) ?? []).flatMap(({id: endpointId, hidden}) =>
			hidden.connection === undefined ? [] : [{endpointId, state: hidden.connection}],
		),
	}));
};

const loadBalancers = (world: World, here: Here): readonly NetworkLoadBalancer[] => {
	const byDescription = Map.groupBy(here(world.networkInterfaces), ({shown}) => shown.Description);
	const byBalancer = Map.groupBy(here(world.listeners), ({shown}) => shown.LoadBalancerArn);
	return here(world.loadBalancers).map(({id, shown, hidden}) => ({
		arn: id,
		name: shown.LoadBalancerName ?? '',
		dnsName: shown.DNSName ?? '',
		vpcId: shown.VpcId ?? '',
		state: shown.State?.Code ?? '',
		nodes: (byDescription.get(`ELB ${id.split(':loadbalancer/')[1]}`) ?? []).map(
			({shown: {SubnetId: subnetId = '', PrivateIpAddress: ip = ''}}) => ({
				zoneId: zoneOf(world, subnetId),
				subnetId,
				ip,
			}),
		),
		groupIds: shown.SecurityGroups ?? [],
		enforcesPrivateLink: hidden.hasGroups && shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic !== 'off',
		crossZone: hidden.attributes['load_balancing.cross_zone.enabled'] === 'true',
		listeners: (byBalancer.get(id) ?? []).map(listener => ({
			port: listener.shown.Port ?? 0,
			protocol: listener.shown.Protocol ?? '',
			targetGroupArn: listener.shown.DefaultActions?.[0]?.TargetGroupArn ?? '',
		})),
	}));
};

const targetGroups = (world: World, here: Here): readonly NetworkTargetGroup[] =>
	here(world.targetGroups).map(({id, shown, hidden}) => ({
		arn: id,
		name: shown.TargetGroupName ?? '',
		vpcId: shown.VpcId ?? '',
		...(shown.HealthCheckPort === 'traffic-port' ? {} : {healthCheckPort: Number(shown.HealthCheckPort)}),
		targets: Object.entries(hidden.targets).map(([key, {port, health}]) => ({
			instanceId: key.split(':')[0] ?? '',
			port,
			health: health.State ?? '',
			...(health.Reason ? {reason: health.Reason} : {}),
		})),
	}));

/** Routes by CIDR; those to a prefix list belong to gateway endpoints, whose services the packet walk knows by name. */
const routesOf = (routes: World['routeTables'][string]['shown']['Routes']): readonly NetworkRoute[] =>
	(routes ?? []).flatMap(({DestinationCidrBlock: destination, GatewayId, NatGatewayId, State}) => {
		const target = GatewayId ?? NatGatewayId;
		return destination === undefined || target === undefined ? [] : [{destination, target, active: State === 'active'}];
	});

/** The region's part of the world, as the packet walk wants it, at the world's time. */
export const describeNetwork = (world: World, region: string): NetworkState => {
	const here: Here = table => Object.values(table).filter(row => row.region === region);
	return {
		region,
		dnsSuffix: (findRegion(region) ?? regions[0])?.partition.dnsSuffix ?? '',
		vpcs: here(world.vpcs).map(({id, shown, hidden}) => ({
			id,
			cidrs: [shown.CidrBlock ?? ''],
			dnsSupport: hidden.dnsSupport,
			dnsHostnames: hidden.dnsHostnames,
			blockMode: world.scenario.plan.blockPublicAccess,
		})),
		subnets: here(world.subnets).map(({id, shown}) => ({
			id,
			vpcId: shown.VpcId ?? '',
			zoneId: shown.AvailabilityZoneId ?? '',
			cidr: shown.CidrBlock ?? '',
		})),
		routeTables: here(world.routeTables).map(({id, shown}) => ({
			id,
			vpcId: shown.VpcId ?? '',
			main: shown.Associations?.some(({Main}) => Main) ?? false,
			subnetIds: (shown.Associations ?? []).flatMap(({SubnetId}) => SubnetId ?? []),
			routes: routesOf(shown.Routes),
		})),
		internetGateways: here(world.internetGateways).map(({id, shown}) => ({
			id,
			vpcIds: (shown.Attachments ?? []).flatMap(({VpcId}) => VpcId ?? []),
		})),
		natGateways: here(world.natGateways).map(({id, shown}) => {
			const publicIp = shown.NatGatewayAddresses?.[0]?.PublicIp;
			return {id, subnetId: shown.SubnetId ?? '', state: shown.State ?? '', ...(publicIp ? {publicIp} : {})};
		}),
		securityGroups: securityGroups(world, here),
		instances: instances(world, here),
		endpoints: endpoints(world, here, region),
		services: services(world, here),
		loadBalancers: loadBalancers(world, here),
		targetGroups: targetGroups(world, here),
	};
};
