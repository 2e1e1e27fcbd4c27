import type {RunState} from '../engine/projection.ts';
import {UserError, usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import {shellWord} from '../session/documents.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {livingNeeded} from './living.ts';
import {runRemotely} from './remote-command.ts';
import {resourceIds} from './request.ts';
import {openShellOn} from './shell.ts';
import {processStreams, type ShellStreams} from './shell-streams.ts';
import {inhabitShell} from './terminal-shell.ts';
import {knownOutputs} from './verify.ts';

/**
 * `session [deployment] [-- command…]`: a shell on the consumer's private instance in the whole terminal, or one command
 * there, whose output goes to stdout and stderr as it comes and whose exit code is the process's.
 */
export const session: Command = (invocation, surroundings) =>
	withConnection(invocation, surroundings, regionFor(invocation, surroundings.env), connection =>
		sessionOn(connection, invocation, surroundings, processStreams()),
	);

/** `session` on a connection. */
export const sessionOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
	streams: ShellStreams,
): Promise<number> => {
	if (invocation.output === 'json') throw usageError('session passes on what the shell writes: it has no JSON.');
	const script = await scriptOf(invocation.remote, streams);
	const {signal, warn} = surroundings;
	const {operands, answers} = invocation;
	const {deployment, history} = await livingNeeded(connection, surroundings, operands[0] ?? answers.name);
	const instanceId = clientOf(history, fullName(deployment), deployment.name);
	const there = await connection.inRegion(deployment.place.region);
	const where = `${instanceId} of ${fullName(deployment)}`;
	const onWait = (causes: readonly string[]) =>
		warn(`No session can be opened yet: trying for up to 5 minutes. ${causes.join(' ')}`);
	if (script === undefined) {
		warn(`A shell on ${where}. Ctrl-] then q leaves.`);
		const open = () => openShellOn(there, history, streams.size(), signal, onWait);
		return await inhabitShell(open, streams, surroundings);
	}
	return await runRemotely(there, {
		instanceId,
		script,
		onOutput: streams.write,
		onWait,
		onWay: way => warn(`On ${where} through ${way}; AWS logs the command in CloudTrail.`),
		signal,
	});
};

/**
 * What to run: the words behind `--`, or without a terminal what stdin says; undefined for a shell. Several words are a
 * command with its arguments as they are; one word is a line for the shell.
 */
const scriptOf = async (remote: readonly string[], streams: ShellStreams): Promise<string | undefined> => {
	const [line] = remote;
	if (line !== undefined) return remote.length === 1 ? line : remote.map(shellWord).join(' ');
	if (streams.isTerminal) return undefined;
	const script = streams.stdinIsTerminal ? '' : await streams.readAll();
	if (script.trim() !== '') return script;
	throw usageError('A shell needs a terminal for its input and its output.', [
		'Give a command: privatelink-wizard session -- COMMAND, or a script on stdin.',
	]);
};

const clientOf = (history: RunState, name: string, shortName: string): string => {
	const instanceId = knownOutputs(history).get(resourceIds.client)?.['instanceId'];
	if (instanceId !== undefined) return instanceId;
	throw new UserError(`${name} has no instance to open a session on yet.`, {
		nextSteps: [`Go on with: privatelink-wizard up --name ${shortName}`],
	});
};
