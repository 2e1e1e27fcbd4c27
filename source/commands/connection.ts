import {type AwsClients, type AwsConfig, createClients} from '../aws/clients.ts';
import {toUserError} from '../aws/errors.ts';
import {type Caller, callerIdentity, sessionHostsOf} from '../aws/identity.ts';
import {type Clock, scaledClock} from '../clock.ts';
import type {Renewed} from '../engine/ports.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {defaultSettings} from '../plan/settings.ts';
import type {OpenSocket} from '../session/port.ts';
import type {Surroundings} from './command.ts';
import {type Pace, steadyPace} from './pace.ts';
import {patiently} from './patience.ts';
import {signInOnAws, signInOnSimulator, untilSignedIn} from './sign-in.ts';

/** What a deployment's target says when it is on the embedded simulator. */
export const simulatorTarget = 'simulator';

/** An AWS, real or simulated, as all commands use it: nothing beyond this point knows which one it is. */
export type Connection = {
	/** `simulator`, `aws <account> <region>` or `endpoint <host:port> <account> <region>`. */
	readonly target: string;
	readonly region: string;
	/** True where time and money are not real. */
	readonly simulated: boolean;
	readonly clock: Clock;
	readonly pace: Pace;
	readonly clients: AwsClients;
	/** Aborted when the command is asked to end. */
	readonly signal: AbortSignal;
	readonly caller: Caller;
	readonly openSocket: OpenSocket;
	/** What `target` is for a deployment in another region of the same AWS. */
	readonly targetIn: (region: string) => string;
	/** What to do when the credentials have run out in the middle of a run. */
	readonly signInSteps: readonly string[];
	/** Waits for that; absent where nobody is there to do it. */
	readonly renewed?: Renewed;
	/** What goes wrong on demand in a simulated world; undefined where nothing does. */
	readonly scenario?: string | undefined;
	/** The same AWS in another region: where a deployment lives, its journal says. */
	readonly inRegion: (region: string) => Promise<Connection>;
};

/** What stays open while a command works: connections to any region of one AWS or of one simulated world. */
export type Gateway = {
	readonly clock: Clock;
	readonly pace: Pace;
	/** @throws UserError without credentials, or for what AWS answers */
	readonly inRegion: (region: string) => Promise<Connection>;
	readonly close: () => Promise<void>;
};

/** The region of a command: the given one, AWS_REGION, or the default answer. */
export const regionFor = (invocation: Invocation, env: Surroundings['env'], given?: string): string =>
	given ??
	invocation.answers.region ??
	(invocation.simulate ? undefined : (env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'])) ??
	defaultSettings.region;

/**
 * Connects to the simulator or to AWS, does `work`, and lets go of it.
 * @throws UserError without credentials, when the owner of the simulated world cannot be reached, or for what AWS answers
 */
export const withConnection = async <T>(
	invocation: Invocation,
	surroundings: Surroundings,
	region: string,
	work: (connection: Connection) => Promise<T>,
): Promise<T> => {
	const gateway = await openGateway(invocation, surroundings);
	try {
		return await work(await gateway.inRegion(region));
	} catch (error) {
		throw surroundings.signal.aborted ? error : explained(error);
	} finally {
		await gateway.close();
	}
};

/** What went wrong as a person can mend it; what is not AWS's stays what it is. */
export const explained = (error: unknown): unknown => {
	if (error instanceof UserError) return error;
	try {
		return toUserError(error, 'The request to AWS');
	} catch (bug) {
		return bug;
	}
};

/** @throws UserError when the owner of the simulated world cannot be reached */
export const openGateway = (
	invocation: Pick<Invocation, 'simulate' | 'speed' | 'isPaced' | 'seed' | 'scenario' | 'awsProfile'>,
	surroundings: Pick<Surroundings, 'env' | 'home' | 'cwd' | 'mode' | 'ask' | 'signal' | 'reportCrash'>,
): Promise<Gateway> =>
	invocation.simulate ? openSimulator(invocation, surroundings) : openAws(invocation, surroundings);

/** Whether an endpoint is on this computer: it may be a simulator, whose time runs as fast as it was started with. */
const isLocal = (endpoint: string | undefined): boolean =>
	['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(endpoint ?? '')?.hostname ?? '');

/** Who asks is asked first: a network that is away is told at once, and not waited for. */
const whoAsks = (connection: Pick<Connection, 'clients' | 'clock' | 'signal'>): Promise<Caller> =>
	patiently(connection, callerIdentity, {curable: ['throttled']});

/** Whether somebody is there who could sign in again. */
const isAttended = ({mode, ask}: Pick<Surroundings, 'mode' | 'ask'>): boolean => mode === 'tree' || ask !== undefined;

const openAws = async (
	{awsProfile, speed, isPaced}: Pick<Invocation, 'awsProfile' | 'speed' | 'isPaced'>,
	surroundings: Pick<Surroundings, 'env' | 'mode' | 'ask' | 'signal'>,
): Promise<Gateway> => {
	const {env, signal} = surroundings;
	const attended = isAttended(surroundings);
	const endpoint = env['AWS_ENDPOINT_URL'];
	const clock = scaledClock({speed: isPaced && isLocal(endpoint) ? speed : 1});
	const pace: Pace = {...steadyPace, speed: clock.speed};
	const inRegion = async (region: string): Promise<Connection> => {
		const clients = createClients({region, ...(awsProfile ? {awsProfile} : {})} satisfies AwsConfig);
		const caller = await whoAsks({clients, clock, signal});
		const {webSocketsTo} = await import('../session/socket.ts');
		const targetIn = (other: string) =>
			`${endpoint ? `endpoint ${new URL(endpoint).host}` : 'aws'} ${caller.account} ${other}`;
		return {
			target: targetIn(region),
			region,
			simulated: false,
			clock,
			pace,
			clients,
			signal,
			caller,
			openSocket: webSocketsTo(sessionHostsOf(region)),
			signInSteps: signInOnAws(awsProfile ?? env['AWS_PROFILE'], attended),
			...(attended ? {renewed: untilSignedIn(clock, clients, caller)} : {}),
			targetIn,
			inRegion,
		};
	};
	return {clock, pace, inRegion, close: async () => {}};
};

const openSimulator = async (
	invocation: Pick<Invocation, 'seed' | 'speed' | 'scenario'>,
	surroundings: Pick<Surroundings, 'home' | 'cwd' | 'mode' | 'ask' | 'signal' | 'reportCrash'>,
): Promise<Gateway> => {
	const {signal} = surroundings;
	const attended = isAttended(surroundings);
	const {openSimulatedWorld} = await import('./simulated-world.ts');
	const world = await openSimulatedWorld(invocation, surroundings);
	const {clock, pace, requestHandler, openSocket, close} = world;
	const inRegion = async (region: string): Promise<Connection> => {
		const clients = createClients({region, requestHandler, credentials: simulatedCredentials});
		const caller = await whoAsks({clients, clock, signal});
		const targetIn = () => simulatorTarget;
		const target = simulatorTarget;
		return {
			target,
			region,
			simulated: true,
			clock,
			pace,
			clients,
			signal,
			caller,
			openSocket,
			signInSteps: signInOnSimulator(attended),
			...(attended ? {renewed: untilSignedIn(clock, clients, caller)} : {}),
			scenario: world.scenario(),
			targetIn,
			inRegion,
		};
	};
	return {clock, pace, inRegion, close};
};

/** The simulator tells accounts apart by the key's name; there is no secret to keep. */
const simulatedCredentials = {accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'simulator'};
