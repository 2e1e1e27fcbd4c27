import type {LimitedCall} from './limits.ts';
import type {Context} from './operation.ts';

/** An action that a call needs a permission for, and the resource that it is on. */
export type NeededAction = {readonly action: string; readonly resource: string};

type Input = Readonly<Record<string, unknown>>;

type Tags = readonly {readonly Key?: string; readonly Value?: string}[];

type Specifications = readonly {readonly ResourceType?: string; readonly Tags?: Tags}[];

const on =
	(...actions: readonly string[]) =>
	(resource: string): readonly NeededAction[] =>
		actions.map(action => ({action, resource}));

const ofEc2 = (type: string, {partition, region, account}: Context): string =>
	`arn:${partition}:ec2:${region}:${account}:${type}/*`;

const specificationsIn = ({TagSpecifications}: Input): Specifications =>
	Array.isArray(TagSpecifications) ? TagSpecifications : [];

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html */
const tagsOfEc2 = (input: Input, context: Context): readonly NeededAction[] =>
	specificationsIn(input).flatMap(({ResourceType = '*'}) => on('ec2:CreateTags')(ofEc2(ResourceType, context)));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
const passRole = on('iam:PassRole');

const roleOfProfile = ({IamInstanceProfile: wanted}: Input, {world, account}: Context): readonly NeededAction[] => {
	const {Name, Arn} = (wanted ?? {}) as {readonly Name?: string; readonly Arn?: string};
	return Object.values(world.instanceProfiles)
		.filter(row => row.account === account && (row.id === Arn || row.shown.InstanceProfileName === Name))
		.flatMap(({shown}) => shown.Roles ?? [])
		.flatMap(({Arn: role = '*'}) => passRole(role));
};

const roleNamed = ({RoleName}: Input, {world, account}: Context): readonly NeededAction[] =>
	Object.values(world.roles)
		.filter(row => row.account === account && row.shown.RoleName === RoleName)
		.flatMap(({id}) => passRole(id));

const hasTags = ({Tags}: Input): boolean => Array.isArray(Tags) && Tags.length > 0;

const tagging =
	(action: string) =>
	(input: Input): readonly NeededAction[] =>
		hasTags(input) ? on(action)('*') : [];

const addTags = tagging('elasticloadbalancing:AddTags');

/**
 * Who makes the account's first load balancer or target group makes its service-linked role. The simulator takes the one
 * for the first that finds no other one standing.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
 */
const serviceLinkedRole = ({world, partition, account}: Context): readonly NeededAction[] => {
	const standing = [...Object.values(world.loadBalancers), ...Object.values(world.targetGroups)];
	if (standing.some(row => row.account === account)) return [];
	return on('iam:CreateServiceLinkedRole')(
		`arn:${partition}:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
	);
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-permissions.html */
const looksOf = (...objects: readonly string[]): readonly NeededAction[] =>
	on(...objects.map(object => `ec2:Describe${object}`))('*');

const others: Readonly<Record<string, (input: Input, context: Context) => readonly NeededAction[]>> = {
	'ec2:RunInstances': roleOfProfile,
	// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
	'ec2:CreateVpcEndpoint': ({PrivateDnsEnabled}) =>
		PrivateDnsEnabled === true ? on('route53:AssociateVPCWithHostedZone')('*') : [],
	'iam:AddRoleToInstanceProfile': roleNamed,
	'iam:CreateRole': tagging('iam:TagRole'),
	'iam:CreateInstanceProfile': tagging('iam:TagInstanceProfile'),
	'elasticloadbalancing:CreateLoadBalancer': (input, context) => [
		...addTags(input),
		...serviceLinkedRole(context),
		...looksOf('AccountAttributes', 'Addresses', 'InternetGateways', 'SecurityGroups', 'Subnets', 'Vpcs'),
	],
	'elasticloadbalancing:CreateTargetGroup': (input, context) => [
		...addTags(input),
		...serviceLinkedRole(context),
		...looksOf('InternetGateways', 'Vpcs'),
	],
	'elasticloadbalancing:CreateListener': addTags,
	'elasticloadbalancing:RegisterTargets': () => looksOf('Instances', 'InternetGateways', 'Subnets', 'Vpcs'),
};

/** The resource that a call is on: what it would make, or anything. */
const ownResource = (input: Input, context: Context): string => {
	const type = specificationsIn(input)[0]?.ResourceType;
	return typeof type === 'string' ? ofEc2(type, context) : '*';
};

/** What a call needs permissions for: first its own action, then what it does besides in the caller's name. */
export const neededActions = ({service, operation, input}: LimitedCall, context: Context): readonly NeededAction[] => {
	const own = `${service}:${operation}`;
	return [
		{action: own, resource: ownResource(input, context)},
		...(service === 'ec2' ? tagsOfEc2(input, context) : []),
		...(Object.hasOwn(others, own) ? (others[own]?.(input, context) ?? []) : []),
	];
};
