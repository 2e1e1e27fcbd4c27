import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {homeOf} from '../store/home.ts';
import type {Command} from './command.ts';
import {up} from './up.ts';

/**
 * `demo`: the main job on a simulator with a world of its own, with the default answers; it accepts by itself and says
 * so. The world is removed at the end unless it is to be kept.
 */
export const demo: Command = async (invocation, surroundings) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'privatelink-wizard-demo-'));
	surroundings.warn('Demo on the embedded simulator: default answers, and the connection is accepted by itself.');
	try {
		const exitCode = await up(
			{...invocation, simulate: true, yes: true, decision: invocation.decision ?? 'accept'},
			{...surroundings, home: homeOf({PRIVATELINK_WIZARD_HOME: folder})},
		);
		if (invocation.keep) {
			surroundings.warn(
				`Its world is kept. Tear it down with: PRIVATELINK_WIZARD_HOME=${folder} privatelink-wizard down --simulate --confirm lab`,
			);
		}
		return exitCode;
	} finally {
		if (!invocation.keep) rmSync(folder, {recursive: true, force: true});
	}
};
