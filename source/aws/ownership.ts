import type {Target} from '../engine/ports.ts';
import {fullName, tagKeys} from '../plan/deployment.ts';
import type {Outputs} from '../plan/graph.ts';
import type {InputsOf, KindName} from '../plan/kinds.ts';
import type {AwsClients} from './clients.ts';
import {iamPath} from './iam-entity.ts';
import {unlessMissing} from './observation.ts';
import {collect} from './pages.ts';
import {filter, tagRecord} from './tags.ts';

type Tags = Readonly<Record<string, string>>;

/** Where AWS keeps tags, and the call that shows them. */
const operations = {
	ec2: 'DescribeTags',
	elbv2: 'elasticloadbalancing:DescribeTags',
	role: 'GetRole',
	'instance-profile': 'GetInstanceProfile',
} as const;

type Keeper = keyof typeof operations;

/** What carries the tags of a resource: the resource, or for one that cannot be tagged what it is part of. */
type Bearer<Name extends KindName> = {
	readonly keeper: Keeper;
	readonly id: (inputs: InputsOf<Name>, outputs: Outputs) => string | undefined;
};

/** By kind; what is missing here is never destroyed by a call of its own. */
const bearers: {readonly [Name in KindName]?: Bearer<Name>} = {
	vpc: {keeper: 'ec2', id: (_, {vpcId}) => vpcId},
	subnet: {keeper: 'ec2', id: (_, {subnetId}) => subnetId},
	'internet-gateway': {keeper: 'ec2', id: (_, {internetGatewayId}) => internetGatewayId},
	'internet-gateway-attachment': {keeper: 'ec2', id: ({internetGatewayId}) => internetGatewayId},
	'route-table': {keeper: 'ec2', id: (_, {routeTableId}) => routeTableId},
	'route-table-association': {keeper: 'ec2', id: ({routeTableId}) => routeTableId},
	route: {keeper: 'ec2', id: ({routeTableId}) => routeTableId},
	address: {keeper: 'ec2', id: (_, {allocationId}) => allocationId},
	'nat-gateway': {keeper: 'ec2', id: (_, {natGatewayId}) => natGatewayId},
	'security-group': {keeper: 'ec2', id: (_, {groupId}) => groupId},
	'security-group-rules': {keeper: 'ec2', id: ({groupId}) => groupId},
	instance: {keeper: 'ec2', id: (_, {instanceId}) => instanceId},
	'endpoint-service': {keeper: 'ec2', id: (_, {serviceId}) => serviceId},
	endpoint: {keeper: 'ec2', id: (_, {endpointId}) => endpointId},
	'endpoint-connection': {keeper: 'ec2', id: ({serviceId}) => serviceId},
	'target-group': {keeper: 'elbv2', id: (_, {targetGroupArn}) => targetGroupArn},
	target: {keeper: 'elbv2', id: ({targetGroupArn}) => targetGroupArn},
	'load-balancer': {keeper: 'elbv2', id: (_, {loadBalancerArn}) => loadBalancerArn},
	listener: {keeper: 'elbv2', id: (_, {listenerArn}) => listenerArn},
	role: {keeper: 'role', id: ({roleName}) => roleName},
	'role-policy': {keeper: 'role', id: ({roleName}) => roleName},
	'instance-profile': {keeper: 'instance-profile', id: ({profileName}) => profileName},
	'instance-profile-role': {keeper: 'instance-profile', id: ({profileName}) => profileName},
};

/** The tags that AWS shows of a bearer now; none where it is gone, or an entity of IAM outside our path. */
const tagsOf = async (clients: AwsClients, keeper: Keeper, id: string): Promise<Tags> => {
	switch (keeper) {
		case 'ec2': {
			const calls = await clients.ec2();
			const shown = await collect(
				token => calls.describeTags({Filters: [filter('resource-id', id)], NextToken: token}),
				page => page.Tags,
			);
			return tagRecord(shown);
		}
		case 'elbv2': {
			const calls = await clients.elbv2();
			const found = await unlessMissing(calls.describeTags({ResourceArns: [id]}), undefined);
			return tagRecord(found?.TagDescriptions?.[0]?.Tags);
		}
		case 'role': {
			const calls = await clients.iam();
			const found = await unlessMissing(calls.getRole({RoleName: id}), undefined);
			return found?.Role?.Path === iamPath ? tagRecord(found.Role.Tags) : {};
		}
		case 'instance-profile': {
			const calls = await clients.iam();
			const found = await unlessMissing(calls.getInstanceProfile({InstanceProfileName: id}), undefined);
			return found?.InstanceProfile?.Path === iamPath ? tagRecord(found.InstanceProfile.Tags) : {};
		}
	}
};

const bearerOf = (kind: KindName): Bearer<KindName> => {
	const bearer = bearers[kind] as Bearer<KindName> | undefined;
	if (!bearer) throw new TypeError(`Nothing says what carries the tags of a ${kind}`);
	return bearer;
};

/**
 * Whether AWS shows now that the target carries its deployment's tag, or is part of what does. Names, ids in a journal
 * and what an earlier look showed do not count.
 */
export const isOurs = async (clients: AwsClients, {kind, inputs, outputs, deployment}: Target): Promise<boolean> => {
	const {keeper, id} = bearerOf(kind);
	const tags = await tagsOf(clients, keeper, id(inputs, outputs) ?? '');
	return tags[tagKeys.deployment] === fullName(deployment);
};

/** The call that `isOurs` makes for a kind, by AWS's name. */
export const ownershipOperation = (kind: KindName): string => operations[bearerOf(kind).keeper];
