import {randomBytes} from 'node:crypto';
import {classify, toUserError} from '../aws/errors.ts';
import {longestOutput, runShellScript, scriptDocument} from '../aws/run-command.ts';
import {terminateSession} from '../aws/session.ts';
import {UserError} from '../errors.ts';
import type {OnOutput, Session} from '../session/client.ts';
import {asCommand, commandDocument, terminalDocument} from '../session/documents.ts';
import type {LineState} from '../session/line.ts';
import {markedScript} from '../session/marked-output.ts';
import {runCommand} from '../session/run-command.ts';
import type {Connection} from './connection.ts';
import {openStarted} from './data-channel.ts';
import {startWhenConnected} from './readiness.ts';

/** How a command was carried to the instance, in the words that are told. */
export type Way =
	| typeof commandDocument
	| `${typeof commandDocument}, output and errors in one`
	| `${typeof terminalDocument}, output and errors in one`
	| 'Run Command';

export type RemoteCommand = {
	readonly instanceId: string;
	/** Of `sh`. */
	readonly script: string;
	readonly onOutput: OnOutput;
	/** Told before the first output which way was found. */
	readonly onWay?: (way: Way) => void;
	/** Told what may keep the agent away, while it is waited for. */
	readonly onWait?: (causes: readonly string[]) => void;
	readonly signal: AbortSignal;
};

/** One way to run a command: over a session of a document, or else. */
type Attempt = {
	readonly way: Way;
	readonly document: string;
	readonly run: (connection: Connection, command: RemoteCommand) => Promise<number>;
};

const inSession =
	(
		way: Way,
		documentName: string,
		parametersFor: (script: string, marker: string) => Readonly<Record<string, readonly string[]>>,
		onTerminal?: boolean,
	): Attempt['run'] =>
	(connection, {instanceId, script, onOutput, onWay, onWait, signal}) => {
		const {clients, clock} = connection;
		const marker = randomBytes(16).toString('hex');
		const parameters = parametersFor(script, marker);
		return runCommand({
			open: async add => {
				const started = await startWhenConnected(connection, {instanceId, documentName, parameters}, signal, onWait);
				onWay?.(way);
				const terminate = () => terminateSession(clients, started.sessionId);
				try {
					const session: Session = await openStarted(connection, started, {
						instanceId,
						onOutput: add,
						onLine: unattended(() => session),
					});
					return {session, terminate};
				} catch (error) {
					await terminate().catch(() => {});
					throw error;
				}
			},
			onOutput,
			...(onTerminal === undefined ? {} : {marked: {marker, onTerminal}}),
			clock,
			signal,
		});
	};

/** Nobody is there to be asked: a line that broke is opened anew once more, then the command is lost. */
const unattended = (session: () => Session): ((state: LineState) => void) => {
	let isSecond = false;
	return state => {
		if (state.state !== 'broken') return;
		if (isSecond) session().close(state.reason);
		else session().reconnect();
		isSecond = true;
	};
};

const attempts: readonly Attempt[] = [
	{
		way: commandDocument,
		document: commandDocument,
		run: inSession(commandDocument, commandDocument, script => ({
			command: [asCommand(script)],
			separateOutputStream: ['true'],
		})),
	},
	{
		way: `${commandDocument}, output and errors in one`,
		document: commandDocument,
		run: inSession(
			`${commandDocument}, output and errors in one`,
			commandDocument,
			(script, marker) => ({command: [asCommand(markedScript(script, marker))]}),
			false,
		),
	},
	{
		way: `${terminalDocument}, output and errors in one`,
		document: terminalDocument,
		run: inSession(
			`${terminalDocument}, output and errors in one`,
			terminalDocument,
			(script, marker) => ({command: [markedScript(script, marker)]}),
			true,
		),
	},
	{
		way: 'Run Command',
		document: scriptDocument,
		run: async ({clients, clock}, {instanceId, script, onOutput, onWay, signal}) => {
			onWay?.('Run Command');
			const {exitCode, stdout, stderr} = await runShellScript(clients, {instanceId, script, clock, signal});
			const encoder = new TextEncoder();
			onOutput(encoder.encode(stdout), 'stdout');
			const isCut = stdout.length >= longestOutput;
			onOutput(
				encoder.encode(stderr + (isCut ? '\nRun Command keeps no more than this of the output.\n' : '')),
				'stderr',
			);
			return exitCode;
		},
	},
];

/** Codes by which AWS refuses a document or a parameter of it, for this account or in this region. */
const refusal = /^(InvalidDocument\w*|AccessDenied|InvalidParameters|ValidationError|Validation)$/;

/** Where another parameter of the same document may do. */
const ofParameters = /^(InvalidParameters|ValidationError|Validation)$/;

/**
 * Runs a script on an instance and resolves to its exit code: in a session with separate output; where AWS refuses that,
 * with output and errors in one; where it refuses sessions, by Run Command.
 * @throws UserError when every way is refused or the session is cut off; what else AWS answers; the signal's reason
 */
export const runRemotely = async (connection: Connection, command: RemoteCommand): Promise<number> => {
	const refused: {readonly attempt: Attempt; readonly error: unknown; readonly why: string}[] = [];
	const refusedDocuments = new Set<string>();
	for (const attempt of attempts) {
		if (refusedDocuments.has(attempt.document)) continue;
		try {
			return await attempt.run(connection, command);
		} catch (error) {
			if (command.signal.aborted || error instanceof UserError) throw error;
			const {code, message} = classify(error, attempt.document === scriptDocument ? 'SendCommand' : 'StartSession');
			if (!refusal.test(code)) throw error;
			if (!ofParameters.test(code)) refusedDocuments.add(attempt.document);
			refused.push({attempt, error, why: `${attempt.way}: ${code}: ${message}`});
		}
	}
	throw noWay(refused);
};

const noWay = (refused: readonly {readonly error: unknown; readonly why: string}[]): UserError => {
	const [first] = refused;
	return new UserError('AWS lets no command be run on the instance: neither in a session nor by Run Command.', {
		nextSteps: [...refused.map(({why}) => why), ...(first ? toUserError(first.error, 'StartSession').nextSteps : [])],
	});
};
