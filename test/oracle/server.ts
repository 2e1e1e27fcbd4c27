import {spawn} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {packageRoot, plainEnvironment, temporaryFolder} from '../helpers/bin.ts';

export type JudgedServer = {readonly url: string; readonly close: () => Promise<void>};

/** How many times as fast as the judges the simulated AWS lives: its minutes are their seconds. */
const speed = '60';

/** The built program as a server, on a world of its own. @throws when it ends before it serves */
export const startServer = (): Promise<JudgedServer> =>
	new Promise((resolve, reject) => {
		const home = temporaryFolder();
		const args = [
			path.join(packageRoot, 'dist/cli.js'),
			'simulator',
			'--speed',
			speed,
			'--seed',
			'1',
			'--output',
			'json',
		];
		const child = spawn(process.execPath, args, {cwd: home, env: plainEnvironment(home)});
		const ended = new Promise<void>(end => child.on('close', () => end()));
		let stdout = '';
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', chunk => {
			stderr += chunk;
		});
		child.stdout.setEncoding('utf8').on('data', chunk => {
			stdout += chunk;
			const url = /"endpoint":"([^"]+)"/.exec(stdout)?.[1];
			if (url === undefined) return;
			resolve({
				url,
				close: async () => {
					child.kill('SIGTERM');
					await ended;
				},
			});
		});
		void ended.then(() => reject(new Error(`The simulator ended: ${stderr}`)));
	});
