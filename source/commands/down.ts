import {exitCodes} from '../engine/exit-codes.ts';
import {UserError, usageError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import {jsonReporter} from '../reporters/json.ts';
import {
	type Candidate,
	type Candidates,
	chosenByName,
	findCandidates,
	journaledFrom,
	meantBy,
	ownerOf,
} from './candidates.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {withLines} from './lines.ts';
import {listed, pickedAmong, refuseOtherAccount} from './living.ts';
import {afterTeardown} from './next-steps.ts';
import {agreeToDisconnect} from './other-consumers.ts';
import {runningOn, stopOther} from './other-run.ts';
import {requireTyped} from './plain-questions.ts';
import {noJournal, startRun} from './run.ts';
import {refuseUnreadable} from './strays.ts';
import {tearDown} from './tear-down.ts';

/** `down [deployment…]`: tears down in reverse order, then looks for what is left, of ours and of others. */
export const down: Command = async (invocation, surroundings) => {
	const attempt = (given: Invocation) =>
		withConnection(given, surroundings, regionFor(given, surroundings.env), connection =>
			downOn(connection, given, surroundings),
		);
	const end = await attempt(invocation);
	if (typeof end === 'number') return end;
	for (const {deployment} of end.busy) await stopOther(deployment, surroundings);
	// The simulated world may have been that run's: it has to be opened anew.
	const names = end.chosen.map(({deployment}) => fullName(deployment));
	const again = await attempt({...invocation, operands: names, confirm: names});
	if (typeof again === 'number') return again;
	throw new UserError(`Another run has begun on ${names.join(', ')} meanwhile.`, {
		nextSteps: ['Run the same command again once it has ended.'],
	});
};

/** Deployments that are to be torn down, all confirmed, some of which another run still works on. */
type Busy = {readonly busy: readonly Candidate[]; readonly chosen: readonly Candidate[]};

/**
 * `down` on a connection: one deployment after the other; the first exit code that is not 0 counts. While another run
 * works on one of them nothing is begun.
 */
export const downOn = async (
	connection: Connection,
	invocation: Invocation,
	surroundings: Surroundings,
): Promise<number | Busy> => {
	const {home, ask, signal} = surroundings;
	const named = [...invocation.operands, ...invocation.confirm];
	if (named.length > 0) refuseOtherAccount(home, connection, named);
	const candidates = await findCandidates(connection, home, named[0]);
	const chosen = await chosenDeployments(invocation, candidates, connection.target, ask);
	if (chosen.length === 0) {
		refuseOtherAccount(home, connection, named);
		const message = `There is nothing to tear down on ${connection.target}.`;
		if (surroundings.mode === 'json') {
			const {emit} = startRun(connection.clock, noJournal, jsonReporter(surroundings.write));
			emit({type: 'run-finished', outcome: 'done', message});
		} else {
			surroundings.write(message);
		}
		return 0;
	}
	await requireConfirmations(invocation, chosen, ask);
	const busy = chosen.filter(({deployment}) => runningOn(home, deployment) !== undefined);
	if (busy.length > 0) return {busy, chosen};
	const agreed: string[] = [];
	for (const {deployment} of chosen) {
		const there = await connection.inRegion(deployment.place.region);
		agreed.push(...(await agreeToDisconnect(there, deployment, invocation.disconnect, ask)));
	}
	return await withLines(surroundings, connection.clock, async ({tell}) => {
		const advise = afterTeardown({...invocation, caller: connection.caller.arn});
		let exitCode = 0;
		for (const candidate of chosen) {
			if (signal.aborted) break;
			const there = await connection.inRegion(candidate.deployment.place.region);
			const journaled = await journaledFrom(there, {home, tell}, candidate);
			const outcome = await tearDown(there, {home, tell, signal, advise}, journaled, agreed);
			exitCode ||= exitCodes[outcome];
		}
		return exitCode;
	});
};

/** Those named by operand, else those named by `--confirm`, else the only one of one's own. */
const chosenDeployments = async (
	{operands, confirm}: Invocation,
	candidates: Candidates,
	target: string,
	ask: Asker | undefined,
): Promise<readonly Candidate[]> => {
	const {all, strays} = candidates;
	const names = [...new Set(operands.length > 0 ? operands : confirm)];
	if (all.length === 0) {
		refuseUnreadable(strays, names[0], target);
		return [];
	}
	if (names.length === 0) {
		const picked = await pickedAmong(meantBy(all, undefined), undefined, ask);
		if (picked) return [picked];
		throw usageError(
			`Nothing on ${target} was made by you. What others made is torn down by its full name.`,
			listed(all),
		);
	}
	const found: Candidate[] = [];
	for (const name of names) found.push(await chosenByName(candidates, name, target, ask));
	return found;
};

/** What confirms a teardown: the name, and the full name where somebody else made it. */
const wordFor = ({deployment, isOwn}: Candidate): string => (isOwn ? deployment.name : fullName(deployment));

/** Every teardown is confirmed by the deployment's name: by flag, or typed where somebody can be asked. */
const requireConfirmations = async (
	{confirm}: Invocation,
	chosen: readonly Candidate[],
	ask: Asker | undefined,
): Promise<void> => {
	const missing = chosen.filter(
		candidate => !confirm.includes(wordFor(candidate)) && !confirm.includes(fullName(candidate.deployment)),
	);
	if (missing.length === 0) return;
	const whose = (candidate: Candidate): string => (candidate.isOwn ? '' : `, ${ownerOf(candidate)}`);
	if (!ask) {
		throw new UserError('A teardown has to be confirmed by name.', {
			exitCode: exitCodes['needs-input'],
			nextSteps: missing.map(
				candidate => `--confirm ${wordFor(candidate)}  tears down ${fullName(candidate.deployment)}${whose(candidate)}`,
			),
		});
	}
	for (const candidate of missing) {
		const {deployment} = candidate;
		const why = `This removes ${fullName(deployment)} from ${deployment.target}${whose(candidate)}.`;
		await requireTyped(ask, wordFor(candidate), why);
	}
};
