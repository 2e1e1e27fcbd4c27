import {exitCodes} from '../engine/exit-codes.ts';
import {UserError} from '../errors.ts';
import type {Invocation} from '../flags.ts';
import {fullName} from '../plan/deployment.ts';
import type {Asker} from '../prompts.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Command, Surroundings} from './command.ts';
import {type Connection, regionFor, withConnection} from './connection.ts';
import {withLines} from './lines.ts';
import {livingOn, neededAmong, pickedAmong} from './living.ts';
import {afterTeardown} from './next-steps.ts';
import {agreeToDisconnect} from './other-consumers.ts';
import {runningOn, stopOther} from './other-run.ts';
import {requireTyped} from './plain-questions.ts';
import {refuseStrays} from './strays.ts';
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
type Busy = {readonly busy: readonly Journaled[]; readonly chosen: readonly Journaled[]};

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
	const living = livingOn(home, connection, named[0]);
	const chosen = await chosenDeployments(invocation, living, connection.target, ask);
	if (chosen.length === 0) {
		await refuseStrays(connection, home, invocation.operands[0] ?? invocation.confirm[0]);
		const say = surroundings.mode === 'json' ? surroundings.warn : surroundings.write;
		say(`There is nothing to tear down on ${connection.target}.`);
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
		const advise = afterTeardown(invocation);
		let exitCode = 0;
		for (const journaled of chosen) {
			if (signal.aborted) break;
			const there = await connection.inRegion(journaled.deployment.place.region);
			const outcome = await tearDown(there, {home, tell, signal, advise}, journaled, agreed);
			exitCode ||= exitCodes[outcome];
		}
		return exitCode;
	});
};

/** Those named by operand, else those named by `--confirm`, else the only one. */
const chosenDeployments = async (
	{operands, confirm}: Invocation,
	living: readonly Journaled[],
	target: string,
	ask: Asker | undefined,
): Promise<readonly Journaled[]> => {
	if (living.length === 0) return [];
	const names = [...new Set(operands.length > 0 ? operands : confirm)];
	if (names.length === 0) {
		const picked = await pickedAmong(living, undefined, ask);
		return picked ? [picked] : [];
	}
	const found: Journaled[] = [];
	for (const name of names) found.push(await neededAmong(living, name, target, ask));
	return found;
};

/** Every teardown is confirmed by the deployment's name: by flag, or typed where somebody can be asked. */
const requireConfirmations = async (
	{confirm}: Invocation,
	chosen: readonly Journaled[],
	ask: Asker | undefined,
): Promise<void> => {
	const missing = chosen.filter(
		({deployment}) => !confirm.includes(deployment.name) && !confirm.includes(fullName(deployment)),
	);
	if (missing.length === 0) return;
	if (!ask) {
		throw new UserError('A teardown has to be confirmed by name.', {
			exitCode: exitCodes['needs-input'],
			nextSteps: missing.map(({deployment}) => `--confirm ${deployment.name}  tears down ${fullName(deployment)}`),
		});
	}
	for (const {deployment} of missing) {
		await requireTyped(ask, deployment.name, `This removes ${fullName(deployment)} from ${deployment.target}.`);
	}
};
