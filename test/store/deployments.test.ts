import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {readDeployments} from '../../source/store/deployments.ts';
import {lab} from '../helpers/passing-lab.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

/** The lines of a journal over a whole life, and a beginning of another. */
const lifeOf = async (): Promise<readonly string[]> => {
	const {home, up, down} = await lab();
	await up('--yes', '--accept');
	await down('--confirm', 'lab');
	const [name = ''] = readdirSync(path.join(home, 'deployments'));
	const lines = readFileSync(path.join(home, 'deployments', name, 'journal.jsonl'), 'utf8')
		.trimEnd()
		.split('\n');
	return [...lines, ...lines.slice(1, 20)];
};

describe('a deployment', () => {
	it('is gone exactly when its last run was a teardown that came to its end', async () => {
		const lines = await lifeOf();
		const goneAt: number[] = [];
		for (let count = 1; count <= lines.length; count++) {
			const folder = temporaryFolder();
			mkdirSync(path.join(folder, 'lab.aaaaaaaa'));
			writeFileSync(path.join(folder, 'lab.aaaaaaaa', 'journal.jsonl'), `${lines.slice(0, count).join('\n')}\n`);
			const [read] = readDeployments(folder);
			const {verb, outcome} = read?.history ?? {};
			expect(read?.gone).toBe(verb === 'down' && outcome === 'done');
			if (read?.gone) goneAt.push(count);
		}
		// Once the teardown is over, until the next run begins.
		expect(goneAt).toEqual([lines.length - 19]);
	});
});
