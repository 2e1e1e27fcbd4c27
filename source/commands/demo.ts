import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Invocation} from '../flags.ts';
import {homeOf} from '../store/home.ts';
import type {Command, Surroundings} from './command.ts';
import {givenAnswers} from './settings.ts';
import {up} from './up.ts';

/**
 * `demo`: the main job on a simulator with a world of its own, removed at the end unless it is to be kept. With a person
 * there it is walked like `up`; without one it takes the default answers, accepts by itself, and says so.
 */
export const demo: Command = async (invocation, surroundings) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'privatelink-wizard-demo-'));
	const remove = () => {
		if (!invocation.keep) rmSync(folder, {recursive: true, force: true});
	};
	const takeBack = surroundings.onExit(remove);
	try {
		// Saved answers are those of the person's own home.
		const answers = givenAnswers(invocation, surroundings);
		const exitCode = await up(
			{...asDemo(invocation, surroundings), profile: undefined, answers},
			{
				...surroundings,
				home: homeOf({PRIVATELINK_WIZARD_HOME: folder}),
			},
		);
		if (invocation.keep) {
			const name = invocation.answers.name ?? 'lab';
			surroundings.warn(
				`Its world is kept. Tear it down with: PRIVATELINK_WIZARD_HOME=${folder} privatelink-wizard down --simulate --confirm ${name}`,
			);
		}
		return exitCode;
	} finally {
		takeBack();
		remove();
	}
};

const asDemo = (invocation: Invocation, {mode, ask, warn}: Surroundings): Invocation => {
	if (mode === 'tree' || ask) return {...invocation, simulate: true};
	const {decision = 'accept'} = invocation;
	const decided = {accept: 'accepted', reject: 'rejected', later: 'left pending'}[decision];
	warn(`Demo on the embedded simulator: default answers, and the connection is ${decided} by itself.`);
	return {...invocation, simulate: true, yes: true, decision};
};
