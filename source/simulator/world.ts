import type {
	Address,
	EgressOnlyInternetGateway,
	Instance,
	InternetGateway,
	NatGateway,
	NetworkAcl,
	NetworkInterface,
	RouteTable,
	SecurityGroup,
	SecurityGroupRule,
	ServiceConfiguration,
	Subnet,
	Volume,
	Vpc,
	VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type {Listener, LoadBalancer, TargetGroup, TargetHealth} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {InstanceProfile, Role} from '@aws-sdk/client-iam';
import type {TemporaryKey} from './accounts.ts';
import {beginScenario, type ScenarioState} from './scenario.ts';

/**
 * A thing in the world: what AWS shows of it, and when. Everything here is plain data (strings, numbers, booleans, Dates,
 * arrays, records), so that a world can be saved, loaded and forked at any instant.
 */
export type Row<Shown, Hidden = Readonly<Record<never, never>>> = {
	readonly id: string;
	/** The account that owns it, 12 digits. */
	readonly account: string;
	readonly region: string;
	/** World time, ms, from which Describe and references by id see it: fresh ids are `NotFound` for a moment. */
	readonly visibleAt: number;
	/** What Describe answers, in the SDK's shape; mutated in place by handlers and timers. */
	shown: Shown;
	hidden: Hidden;
};

export type Table<Shown, Hidden = Readonly<Record<never, never>>> = Record<string, Row<Shown, Hidden>>;

/** A file of a machine. */
export type MachineFile = {readonly content: string; readonly mode?: number};

/**
 * A machine is its boot inputs and what came of them. A boot under way when the world is saved or forked is run again
 * from its start.
 */
export type Machine = {
	readonly instanceId: string;
	readonly account: string;
	readonly region: string;
	readonly image: 'ubuntu' | 'amazon-linux';
	/** Decoded; empty where there is none. */
	readonly userData: string;
	power: 'off' | 'booting' | 'up';
	/** World time of the last power-on, ms. */
	bootedAt: number;
	/** Absolute path to content: all that differs from a fresh image. Empty until the boot has ended. */
	files: Record<string, MachineFile>;
	/** Names of installed packages. */
	packages: string[];
	/** By unit name, e.g. `apache2`. */
	services: Record<string, {running: boolean; enabled: boolean /** TCP port while running. */; port?: number}>;
	/** What cloud-init wrote, and what else went to the console. */
	console: string;
	/** The Session Manager agent. */
	agent: {
		state: 'stopped' | 'starting' | 'asleep' | 'online';
		/** Why it is not online. */
		reason: string;
		/** World time of its last ping, ms. */
		lastPing: number;
		/** World time, ms, from which sessions can be opened: some time after the first ping. */
		channelAt?: number;
	};
};

/** A Session Manager session as the service knows it; its shell lives only while a client is attached. */
export type SessionRecord = {
	readonly id: string;
	readonly account: string;
	readonly region: string;
	readonly instanceId: string;
	readonly documentName: string;
	readonly parameters: Readonly<Record<string, readonly string[]>>;
	readonly owner: string;
	token: string;
	state: 'connected' | 'terminated';
};

/** A command on one machine, as Run Command knows it; one under way when the world is saved or forked is run again. */
export type Invocation = {
	/** World time, ms, from which GetCommandInvocation knows it. */
	readonly visibleAt: number;
	status: 'Pending' | 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
	/** AWS's closer word for the status, e.g. `DeliveryTimedOut`. */
	details: string;
	/** The exit code; -1 until it is known. */
	responseCode: number;
	/** World time, ms; absent until then. */
	startedAt?: number;
	endedAt?: number;
	stdout: string;
	stderr: string;
};

/** A command as SendCommand took it. */
export type CommandRecord = {
	readonly id: string;
	readonly account: string;
	readonly region: string;
	readonly documentName: string;
	readonly parameters: Readonly<Record<string, readonly string[]>>;
	readonly comment: string;
	/** World time, ms. */
	readonly requestedAt: number;
	/** How long it may wait to be delivered. */
	readonly timeoutSeconds: number;
	/** By instance id. */
	readonly invocations: Record<string, Invocation>;
};

/** What shall happen at `due` (world time, ms). Its kind names a function in the simulator's timer table. */
export type Timer = {
	readonly due: number;
	readonly sequence: number;
	readonly kind: string;
	readonly payload: TimerPayload;
};

export type TimerPayload = Readonly<Record<string, string | number | boolean>>;

/** One API call as the world saw it, for tests and people. */
export type CallRecord = {
	/** World time, ms. */
	readonly at: number;
	readonly service: string;
	readonly operation: string;
	readonly account: string;
	readonly region: string;
	/** True for operations that change resources: all but Describe, Get, List, Simulate and those of sessions. */
	readonly mutating: boolean;
	/** AWS's error code; absent when it succeeded. */
	readonly error?: string;
	readonly requestId: string;
};

/** The answer given under a ClientToken, and what was asked. */
export type TokenRecord = {readonly parameters: string; readonly id: string};

export type ConnectionState =
	| 'pendingAcceptance'
	| 'pending'
	| 'available'
	| 'rejected'
	| 'deleting'
	| 'deleted'
	| 'failed';

export type World = {
	readonly version: 4;
	readonly seed: number;
	/** How many random numbers were drawn: the state of the generator. */
	draws: number;
	/** World time when it was last touched, ms since the Unix epoch. */
	time: number;
	/** Host time of the last save, ms since the Unix epoch; world time goes on from it at 1×. */
	savedAt: number;
	/** The next number of timers, ids and requests. */
	sequence: number;
	timers: Timer[];
	calls: CallRecord[];
	/** `<operation> <account> <region> <ClientToken>` → answer. */
	tokens: Record<string, TokenRecord>;
	/** The token buckets of the API's rate limits: `<account> <region> <service> <key>` → what was left at world time `at`, ms. */
	buckets: Record<string, {readonly tokens: number; readonly at: number}>;
	/** What goes wrong on demand. */
	scenario: ScenarioState;

	vpcs: Table<Vpc, {dnsSupport: boolean; dnsHostnames: boolean}>;
	subnets: Table<Subnet>;
	internetGateways: Table<InternetGateway>;
	egressOnlyInternetGateways: Table<EgressOnlyInternetGateway>;
	routeTables: Table<RouteTable>;
	addresses: Table<Address>;
	natGateways: Table<NatGateway>;
	networkAcls: Table<NetworkAcl>;
	securityGroups: Table<SecurityGroup>;
	securityGroupRules: Table<SecurityGroupRule>;
	networkInterfaces: Table<NetworkInterface>;
	instances: Table<Instance, {userData: string}>;
	volumes: Table<Volume>;
	endpoints: Table<
		VpcEndpoint,
		{
			/** Interface endpoints to a service of this world: its id; AWS services: absent. */
			serviceId?: string;
			/** What the provider's view shows. */
			connection?: ConnectionState;
			/** World time, ms, from which its names answer: some time after it is `available`. */
			answersAt?: number;
			privateDns: boolean;
		}
	>;
	endpointServices: Table<
		ServiceConfiguration,
		{principals: string[] /** World time, ms, until which CreateVpcEndpoint answers 503. */; readyAt: number}
	>;
	/** By ARN. */
	loadBalancers: Table<
		LoadBalancer,
		{attributes: Record<string, string>; tags: Record<string, string> /** Created with groups. */; hasGroups: boolean}
	>;
	/** By ARN. */
	targetGroups: Table<
		TargetGroup,
		{
			tags: Record<string, string>;
			targets: Record<
				string,
				{
					port: number;
					registeredAt: number;
					health: TargetHealth;
					/** World time, ms, of the last look that found its checks in line with its health. */
					lookedAt?: number;
				}
			>;
		}
	>;
	/** By ARN. */
	listeners: Table<Listener, {tags: Record<string, string>}>;
	/** By ARN; region is `global`. */
	roles: Table<Role, {policies: string[]}>;
	/** By ARN; region is `global`. `usableAt`: world time, ms, from which EC2 knows the profile and its role. */
	instanceProfiles: Table<InstanceProfile, {usableAt: number}>;

	machines: Record<string, Machine>;
	sessions: Record<string, SessionRecord>;
	/** By access key id. */
	temporaryKeys: Record<string, TemporaryKey>;
	commands: Record<string, CommandRecord>;
};

/** A world in which nothing was made yet. `time` is world time in ms. */
export const createWorld = ({seed, time}: {readonly seed: number; readonly time: number}): World => ({
	version: 4,
	seed,
	draws: 0,
	time,
	savedAt: time,
	sequence: 1,
	timers: [],
	calls: [],
	tokens: {},
	buckets: {},
	scenario: beginScenario({}, time),
	vpcs: {},
	subnets: {},
	internetGateways: {},
	egressOnlyInternetGateways: {},
	routeTables: {},
	addresses: {},
	natGateways: {},
	networkAcls: {},
	securityGroups: {},
	securityGroupRules: {},
	networkInterfaces: {},
	instances: {},
	volumes: {},
	endpoints: {},
	endpointServices: {},
	loadBalancers: {},
	targetGroups: {},
	listeners: {},
	roles: {},
	instanceProfiles: {},
	machines: {},
	sessions: {},
	temporaryKeys: {},
	commands: {},
});

/** A copy that goes its own way; a boot under way in it starts again once its simulator runs. */
export const forkWorld = (world: World): World => structuredClone(world);
