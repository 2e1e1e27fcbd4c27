import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';

/** A process of its own that holds a lock. */
export type Holder = {
	readonly pid: number;
	/** SIGKILL; resolves when it is gone. */
	readonly kill: () => Promise<void>;
};

/** Has another process take the lock at `file`; after SIGTERM it keeps it for `linger` ms more. @throws when it is held */
export const holdLock = async (file: string, linger: number): Promise<Holder> => {
	const script = path.join(import.meta.dirname, 'hold-lock.mjs');
	const child = spawn(process.execPath, [script, file, String(linger)], {stdio: ['ignore', 'pipe', 'inherit']});
	const gone = once(child, 'exit');
	const [said] = (await once(child.stdout, 'data')) as [Buffer];
	if (!said.toString().startsWith('held')) throw new Error(said.toString());
	return {
		pid: child.pid ?? 0,
		kill: async () => {
			child.kill('SIGKILL');
			await gone;
		},
	};
};
