import {type AwsClients, type AwsConfig, createClients} from '../aws/clients.ts';
import {toUserError} from '../aws/errors.ts';
import {type Caller, callerIdentity} from '../aws/identity.ts';
import {type Clock, realClock, scaledClock} from '../clock.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {defaultSettings} from '../plan/settings.ts';
import type {OpenSocket} from '../session/port.ts';
import type {Surroundings} from './command.ts';

/** An AWS, real or simulated, as all commands use it: nothing beyond this point knows which one it is. */
export type Connection = {
	/** `simulator`, `aws <account> <region>` or `endpoint <host:port> <account> <region>`. */
	readonly target: string;
	readonly region: string;
	/** True where time and money are not real. */
	readonly simulated: boolean;
	readonly clock: Clock;
	readonly clients: AwsClients;
	readonly caller: Caller;
	readonly openSocket: OpenSocket;
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
 * @throws UserError without credentials, when another process owns the simulated world, or for what AWS answers
 */
export const withConnection = async (
	invocation: Invocation,
	surroundings: Surroundings,
	region: string,
	work: (connection: Connection) => Promise<number>,
): Promise<number> => {
	const connection = await (invocation.simulate ? connectToSimulator : connectToAws)(invocation, surroundings, region);
	try {
		return await work(connection);
	} catch (error) {
		throw error instanceof UserError || surroundings.signal.aborted ? error : toUserError(error, 'The request to AWS');
	} finally {
		await connection.close();
	}
};

const connectToAws = async (invocation: Invocation, {env}: Surroundings, region: string): Promise<Connection> => {
	const endpoint = env['AWS_ENDPOINT_URL'];
	const clients = createClients({
		region,
		...(invocation.awsProfile ? {awsProfile: invocation.awsProfile} : {}),
	} satisfies AwsConfig);
	const caller = await callerIdentity(clients);
	const {openWebSocket} = await import('../session/socket.ts');
	const place = `${caller.account} ${region}`;
	return {
		target: endpoint ? `endpoint ${new URL(endpoint).host} ${place}` : `aws ${place}`,
		region,
		simulated: false,
		clock: realClock(),
		clients,
		caller,
		openSocket: openWebSocket,
		close: async () => {},
	};
};

const connectToSimulator = async (
	invocation: Invocation,
	{home}: Surroundings,
	region: string,
): Promise<Connection> => {
	const [{openWorldFile}, {createWorld}, {createSimulator}] = await Promise.all([
		import('../simulator/world-file.ts'),
		import('../simulator/world.ts'),
		import('../simulator/simulator.ts'),
	]);
	const file = openWorldFile(home.world);
	const seed = invocation.seed ?? Math.floor(Math.random() * 2 ** 31);
	const world = file.world ?? createWorld({seed, time: Date.now()});
	const clock = scaledClock({speed: invocation.speed, origin: world.time});
	const simulator = createSimulator({world, clock, save: file.save});
	simulator.start();
	const clients = createClients({region, requestHandler: simulator.requestHandler, credentials: simulatedCredentials});
	return {
		target: 'simulator',
		region,
		simulated: true,
		clock,
		clients,
		caller: await callerIdentity(clients),
		openSocket: simulator.openSocket,
		close: async () => {
			await simulator.close();
			file.save(world);
			file.release();
		},
	};
};

/** The simulator tells accounts apart by the key's name; there is no secret to keep. */
const simulatedCredentials = {accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'simulator'};
