import {cpSync} from 'node:fs';
import type {World} from '../../source/simulator/world.ts';
import {openLab} from './lab.ts';
import {temporaryFolder} from './temporary-folder.ts';

export type Built = {readonly world: World; readonly home: string};

/** The built deployment of the default settings: it is built once, and everybody gets a world and a home of their own. */
export const buildOnce = (): (() => Promise<Built>) => {
	const build = async (): Promise<Built> => {
		const first = await openLab();
		const {code} = await first.up('--yes', '--accept');
		if (code !== 0) throw new Error(`The build ended with ${code}`);
		// Time goes on in a world whose simulator runs.
		const world = structuredClone(first.world);
		await first.close();
		return {world, home: first.home};
	};
	let built: Promise<Built> | undefined;
	return async () => {
		built ??= build();
		const {world, home} = await built;
		const own = temporaryFolder();
		cpSync(home, own, {recursive: true});
		return {world: structuredClone(world), home: own};
	};
};
