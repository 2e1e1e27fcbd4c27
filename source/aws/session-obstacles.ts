import type {AwsClients} from './clients.ts';
import {publicAccessBlock} from './public-access.ts';

/** Why no session can be opened on an instance, as far as AWS can be asked. */
export type Obstacles = {
	/** One sentence each, the likeliest first; never empty. */
	readonly causes: readonly string[];
	/** True where waiting will not help. */
	readonly isFinal: boolean;
};

type Instance = {
	readonly state: string;
	readonly hasRole: boolean;
	readonly vpcId: string | undefined;
	readonly subnetId: string | undefined;
};

const final = (cause: string): Obstacles => ({causes: [cause], isFinal: true});

/**
 * What keeps Session Manager's agent away: the instance does not run, it has no role, no way leads to Systems Manager, or
 * the agent sleeps.
 * @throws what AWS answers
 */
export const sessionObstacles = async (clients: AwsClients, instanceId: string): Promise<Obstacles> => {
	const instance = await findInstance(clients, instanceId);
	if (!instance) return final(`${instanceId} does not exist any more.`);
	const {state, hasRole} = instance;
	if (state === 'pending') return {causes: [`${instanceId} is still starting.`], isFinal: false};
	if (state !== 'running') return final(`${instanceId} is ${state}, not running.`);
	const [path, agent] = await Promise.all([pathCause(clients, instance), findAgent(clients, instanceId)]);
	const causes = [
		...(hasRole ? [] : [`${instanceId} has no instance profile: its agent may not speak to Systems Manager.`]),
		...(path === undefined ? [] : [path]),
		agentCause(agent),
	];
	return {causes, isFinal: false};
};

const findInstance = async (clients: AwsClients, instanceId: string): Promise<Instance | undefined> => {
	const ec2 = await clients.ec2();
	const {Reservations = []} = await ec2.describeInstances({Filters: [{Name: 'instance-id', Values: [instanceId]}]});
	const [found] = Reservations.flatMap(({Instances = []}) => Instances);
	if (!found || found.State?.Name === 'terminated') return undefined;
	return {
		state: found.State?.Name ?? 'unknown',
		hasRole: found.IamInstanceProfile !== undefined,
		vpcId: found.VpcId,
		subnetId: found.SubnetId,
	};
};

const noPath = 'No way leads to Systems Manager: no interface endpoints, no NAT and no internet gateway.';

/** What is missing where neither the VPC has the agent's interface endpoints nor the instance's subnet a way out. */
const pathCause = async (clients: AwsClients, {vpcId, subnetId}: Instance): Promise<string | undefined> => {
	if (vpcId === undefined || subnetId === undefined) return noPath;
	const ec2 = await clients.ec2();
	const ofVpc = [{Name: 'vpc-id', Values: [vpcId]}];
	const [{VpcEndpoints = []}, {RouteTables = []}] = await Promise.all([
		ec2.describeVpcEndpoints({Filters: ofVpc}),
		ec2.describeRouteTables({Filters: ofVpc}),
	]);
	const reaches = (service: string) =>
		VpcEndpoints.some(
			({ServiceName = '', State}) => ServiceName.endsWith(`.${service}`) && State?.toLowerCase() === 'available',
		);
	const own = RouteTables.find(({Associations = []}) => Associations.some(({SubnetId}) => SubnetId === subnetId));
	const main = RouteTables.find(({Associations = []}) => Associations.some(({Main}) => Main === true));
	const routes = (own ?? main)?.Routes ?? [];
	const leadsOut = routes.some(
		({DestinationCidrBlock, State}) => DestinationCidrBlock === '0.0.0.0/0' && State === 'active',
	);
	if (reaches('ssm') && reaches('ssmmessages')) return undefined;
	return leadsOut ? publicAccessBlock(clients, vpcId) : noPath;
};

/** What Systems Manager knows of the agent; undefined where it has never registered. */
const findAgent = async (clients: AwsClients, instanceId: string): Promise<string | undefined> => {
	const ssm = await clients.ssm();
	const {InstanceInformationList: [known] = []} = await ssm.describeInstanceInformation({
		Filters: [{Key: 'InstanceIds', Values: [instanceId]}],
	});
	return known?.PingStatus;
};

const agentCause = (pingStatus: string | undefined): string => {
	if (pingStatus === 'Online') return 'The agent is online, but takes no sessions yet: it may be updating itself.';
	if (pingStatus === undefined)
		return 'The agent has never registered. One that found no way or no permission at boot sleeps for up to an hour.';
	return `The agent has registered but does not answer (${pingStatus}): it may sleep, or the instance is too busy.`;
};
