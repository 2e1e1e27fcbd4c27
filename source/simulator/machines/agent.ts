import {walk} from '../../network/packet-walk.ts';
import type {NetworkState} from '../../network/state.ts';
import {happens} from '../faults.ts';
import type {World} from '../world.ts';
import type {Computer} from './computer.ts';
import {identityOf, roleOf} from './identity.ts';

/** Whether a machine's Session Manager agent can register, or stay registered; `denied` when IAM refuses it. */
export type AgentAccess =
	| {readonly granted: true}
	| {readonly granted: false; readonly denied: boolean; readonly reason: string};

/** The managed policy that lets an instance be managed. */
const policyName = '/AmazonSSMManagedInstanceCore';

/** The two services that current agents talk to. */
const services = ['ssm', 'ssmmessages'] as const;

/**
 * What the agent of an instance finds: credentials of its instance profile, a way to both services on 443, and
 * permission, in this order.
 */
const agentAccess = (world: World, network: NetworkState, instanceId: string): AgentAccess => {
	const role = roleOf(world, identityOf(world, instanceId).profileArn);
	if (!role) {
		return {granted: false, denied: false, reason: 'EC2RoleRequestError: no EC2 instance role found'};
	}
	for (const service of services) {
		const host = `${service}.${network.region}.${network.dnsSuffix}`;
		const {verdict} = walk(network, {fromInstance: instanceId, to: {host, port: 443}});
		if ('dropped' in verdict) {
			const reason = `RequestError: send request failed caused by: dial tcp ${host}:443: ${verdict.why}`;
			return {granted: false, denied: false, reason};
		}
	}
	if (role.hidden.policies.some(arn => arn.endsWith(policyName))) return {granted: true};
	const action = 'ssm:UpdateInstanceInformation';
	return {
		granted: false,
		denied: true,
		reason: `AccessDeniedException: ${role.shown.RoleName} is not authorized to perform: ${action}`,
	};
};

const longestSleep = 3_600_000;

/** What the scenario has the agent find at its first try after a start. */
const firstTryOnDemand = (world: World, instanceId: string): AgentAccess | undefined => {
	const {agents} = world.scenario.plan;
	if (!agents || !happens({world}, `agents.${instanceId}`, agents.times ?? 1)) return undefined;
	return agents.firstTry === 'denied'
		? {
				granted: false,
				denied: true,
				reason: 'AccessDeniedException: not authorized to perform: ssm:UpdateInstanceInformation',
			}
		: {granted: false, denied: false, reason: 'RequestError: send request failed caused by: dial tcp: i/o timeout'};
};

type Agency = {
	readonly access: () => AgentAccess;
	/** In place of `access`, right after a start. */
	readonly firstTry: () => AgentAccess | undefined;
	/** Changes what the world shows of the agent. */
	readonly enter: (state: Computer['machine']['agent']['state'], reason?: string) => void;
};

/** From the start until it is granted access. @throws the reason of `signal` */
const register = async ({access, firstTry, enter}: Agency, computer: Computer, signal: AbortSignal): Promise<void> => {
	const {clock, draw} = computer;
	enter('starting');
	await clock.sleep(draw('agentRegistration'), signal);
	for (let tries = 0, failures = 0; ; tries++) {
		const found = (tries === 0 ? firstTry() : undefined) ?? access();
		if (found.granted) return;
		enter('asleep', found.reason);
		const sleep = found.denied
			? draw('agentSleepDenied')
			: Math.min(draw('agentSleepUnreachable') * 2 ** failures++, longestSleep);
		await clock.sleep(sleep, signal);
	}
};

/**
 * The agent: registers, then pings the service every five minutes and so notices that it has lost its access or has it
 * again. One that is denied at first sleeps 25 to 30 minutes; one that finds no way or no credentials 5 minutes, then
 * twice as long each time, up to an hour. One that was online when the world was saved pings at once.
 * @throws the reason of `signal`, when the machine or the agent is stopped: it ends in no other way
 */
export const runAgent = async (
	world: World,
	computer: Computer,
	changed: () => void,
	signal: AbortSignal,
): Promise<void> => {
	const {machine, clock, draw} = computer;
	const {agent} = machine;
	const agency: Agency = {
		access: () => agentAccess(world, computer.network(), machine.instanceId),
		firstTry: () => firstTryOnDemand(world, machine.instanceId),
		enter: (state, reason = '') => {
			if (agent.state === state && agent.reason === reason) return;
			Object.assign(agent, {state, reason});
			changed();
		},
	};
	if (agent.state !== 'online') await register(agency, computer, signal);
	for (;;) {
		const found = agency.access();
		if (found.granted) {
			agent.lastPing = clock.now();
			if (agent.state !== 'online') agent.channelAt = clock.now() + draw('agentChannel');
			agency.enter('online');
		} else {
			agency.enter('asleep', found.reason);
		}
		await clock.sleep(draw('agentPing'), signal);
	}
};
