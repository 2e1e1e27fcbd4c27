import {realClock} from '../clock.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {accessKeys, findKey} from '../simulator/accounts.ts';
import {type SimulatorServer, startServer} from '../simulator/server.ts';
import {createAuthenticator} from '../simulator/signature.ts';
import type {CallRecord} from '../simulator/world.ts';
import type {Command, Surroundings} from './command.ts';
import {type OwnWorld, openOwnWorld} from './own-world.ts';

/** `simulator`: serves the home's world to any AWS client until it is stopped, which is its way to end: exit 0. */
export const simulator: Command = async (invocation, surroundings) => {
	const {home, cwd, signal, stopIsTheEnd} = surroundings;
	const isJson = surroundings.mode === 'json';
	const log = isJson ? surroundings.write : surroundings.warn;
	const own = openOwnWorld(home, cwd, invocation, record => log(isJson ? jsonLine(record) : plainLine(record)));
	try {
		const server = await serve(own, invocation, surroundings);
		stopIsTheEnd();
		for (const line of isJson ? [startLine(server, invocation)] : howTo(server, invocation)) surroundings.write(line);
		await aborted(signal);
		await server.close();
		return 0;
	} finally {
		await own.close();
	}
};

const serve = async (
	{simulator: served, clock}: OwnWorld,
	{port}: Invocation,
	{reportCrash}: Surroundings,
): Promise<SimulatorServer> => {
	const host = realClock();
	const authenticate = createAuthenticator(accessKeyId => findKey(served.world, accessKeyId), host.now);
	try {
		return await startServer({simulator: served, port, authenticate, clock, host, onBug: reportCrash});
	} catch (error) {
		throw new UserError(`Port ${port} cannot be served on: ${error instanceof Error ? error.message : error}`, {
			nextSteps: ['Choose another one, or leave --port out: a free one is taken then.'],
			cause: error,
		});
	}
};

const aborted = (signal: AbortSignal): Promise<void> =>
	new Promise(resolve => {
		if (signal.aborted) return resolve();
		signal.addEventListener('abort', () => resolve(), {once: true});
	});

const jsonLine = (record: CallRecord): string =>
	JSON.stringify({type: 'call', ...record, at: new Date(record.at).toISOString()});

/** Time, account, service, operation, and what it was refused with. */
const plainLine = ({at, account, service, operation, error}: CallRecord): string =>
	[new Date(at).toISOString(), account || '-', service, operation || '-', error ?? 'ok'].join('  ');

const startLine = ({endpoint}: SimulatorServer, {speed}: Invocation): string =>
	JSON.stringify({
		type: 'simulator-started',
		endpoint,
		speed,
		accounts: accessKeys.map(({account, accessKeyId, secretAccessKey}) => ({account, accessKeyId, secretAccessKey})),
	});

/** How to use it, for copying: a line that begins with `#` is a comment to every shell. */
const howTo = ({endpoint}: SimulatorServer, {speed}: Invocation): readonly string[] => [
	`# The simulator serves EC2, Elastic Load Balancing, IAM, STS, SSM and session channels at ${endpoint}, time ×${speed}.`,
	...accessKeys.flatMap(({account, principal, accessKeyId, secretAccessKey}) => [
		`# As ${principal} of account ${account}:`,
		`export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_REGION=us-east-1`,
	]),
	'# Then, for example:',
	`aws --endpoint-url ${endpoint} --region us-east-1 ec2 describe-vpcs`,
	`AWS_ENDPOINT_URL=${endpoint} privatelink-wizard up --yes --accept --speed ${speed}`,
	'# Calls are logged on stderr. Ctrl-C stops it; the world stays on disk.',
];
