import {noScenario} from '../command-line.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {accessKeys} from '../simulator/accounts.ts';
import {scenarioOn} from '../simulator/owner.ts';
import type {SimulatorServer} from '../simulator/server.ts';
import type {CallRecord} from '../simulator/world.ts';
import type {Command, Surroundings} from './command.ts';
import {type OwnWorld, openOwnWorld} from './own-world.ts';
import {readScenario} from './scenario.ts';

/** `simulator`: serves the home's world to any AWS client until it is stopped, which is its way to end: exit 0. */
export const simulator: Command = async (invocation, surroundings) => {
	const {signal, stopIsTheEnd, write} = surroundings;
	const isJson = surroundings.mode === 'json';
	const {server, close, simulator: served} = await open(invocation, surroundings, isJson);
	try {
		stopIsTheEnd();
		const {endpoint} = server;
		const trouble = scenarioOn(served.world);
		const lines = isJson ? [startLine(endpoint, invocation)] : howTo(endpoint, invocation, trouble);
		for (const line of lines) write(line);
		await aborted(signal);
		return 0;
	} finally {
		await close();
	}
};

const open = async (
	{port, seed, speed, scenario}: Invocation,
	{home, cwd, write, warn, reportCrash}: Surroundings,
	isJson: boolean,
): Promise<OwnWorld & {readonly server: SimulatorServer}> => {
	try {
		const {server, ...own} = await openOwnWorld({
			home,
			seed,
			speed,
			scenario: scenario === undefined ? undefined : readScenario(scenario, cwd),
			port,
			// Others are not waited for: nobody slows this world down.
			hurry: () => () => {},
			onCall: record => (isJson ? write(jsonLine(record)) : warn(plainLine(record))),
			onBug: reportCrash,
		});
		if (!server) throw new TypeError('A world with a port is served');
		return {...own, server};
	} catch (error) {
		if (error instanceof UserError || !(error instanceof Error && 'syscall' in error)) throw error;
		throw new UserError(`Port ${port} cannot be served on: ${error.message}`, {
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

const startLine = (endpoint: string, {speed}: Invocation): string =>
	JSON.stringify({
		type: 'simulator-started',
		endpoint,
		speed,
		accounts: accessKeys.map(({account, accessKeyId, secretAccessKey}) => ({account, accessKeyId, secretAccessKey})),
	});

/** How to use it, for copying: a line that begins with `#` is a comment to every shell. */
const howTo = (endpoint: string, {speed}: Invocation, trouble: string | undefined): readonly string[] => [
	`# The simulator serves EC2, Elastic Load Balancing, IAM, STS, SSM and session channels at ${endpoint}, time ×${speed}.`,
	...(trouble === undefined ? [] : [`# A scenario is on: ${trouble}. --scenario ${noScenario} ends it.`]),
	...accessKeys.flatMap(({account, principal, accessKeyId, secretAccessKey}) => [
		`# As ${principal} of account ${account}:`,
		`export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_REGION=us-east-1`,
	]),
	'# Then, for example:',
	`aws --endpoint-url ${endpoint} --region us-east-1 ec2 describe-vpcs`,
	`AWS_ENDPOINT_URL=${endpoint} privatelink-wizard up --yes --accept --speed ${speed}`,
	'# Calls are logged on stderr. Ctrl-C stops it; the world stays on disk.',
];
