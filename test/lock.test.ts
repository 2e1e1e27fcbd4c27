import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {stopOther} from '../source/commands/other-run.ts';
import {lockOwner, takeLock} from '../source/lock.ts';
import {homeOf} from '../source/store/home.ts';
import {DeploymentBusy, openJournal} from '../source/store/journal.ts';
import {temporaryFolder} from './helpers/bin.ts';
import {deployment} from './helpers/deployment.ts';
import {type Holder, holdLock} from './helpers/holder.ts';

let folder: string;
let holders: Holder[] = [];

const hold = async (file: string, linger = 0): Promise<Holder> => {
	const holder = await holdLock(file, linger);
	holders.push(holder);
	return holder;
};

beforeEach(() => {
	folder = temporaryFolder();
});

afterEach(async () => {
	for (const holder of holders) await holder.kill();
	holders = [];
});

describe('a lock', () => {
	const file = () => path.join(folder, 'lock');

	it('is held by one, and free again after its release', () => {
		const first = takeLock(file());
		expect(takeLock(file())).toEqual({heldBy: process.pid});
		if ('release' in first) first.release();
		expect(lockOwner(file())).toBeUndefined();
		expect('release' in takeLock(file())).toBe(true);
	});

	it('of a living process names its pid', async () => {
		const {pid} = await hold(file());
		expect(takeLock(file())).toEqual({heldBy: pid});
	});

	it('of a killed process is taken over', async () => {
		const holder = await hold(file());
		await holder.kill();
		expect(existsSync(file())).toBe(true);
		expect('release' in takeLock(file())).toBe(true);
	});

	it.skipIf(process.platform !== 'linux')(
		'of a killed process that nobody asked how it ended is taken over',
		async () => {
			// The shell becomes a program that never waits for its child.
			const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], {stdio: ['ignore', 'pipe', 'ignore']});
			try {
				const [said] = (await once(parent.stdout, 'data')) as [Buffer];
				const pid = Number(said.toString());
				const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
				const startedAt = stat()[19];
				await vi.waitUntil(() => stat()[0] === 'Z');
				writeFileSync(file(), JSON.stringify({pid, startedAt}));
				expect('release' in takeLock(file())).toBe(true);
			} finally {
				parent.kill('SIGKILL');
			}
		},
	);

	it('of a process whose pid somebody else has now is taken over', () => {
		writeFileSync(file(), JSON.stringify({pid: process.pid, startedAt: '1'}));
		expect('release' in takeLock(file())).toBe(true);
	});

	it("that is damaged is nobody's", () => {
		writeFileSync(file(), '{"pid":');
		expect('release' in takeLock(file())).toBe(true);
	});

	it('of a dead process goes to exactly one of those who race for it, and nothing else is left', async () => {
		for (let round = 0; round < 3; round++) {
			const dead = await hold(file());
			await dead.kill();
			const racers = await Promise.all(Array.from({length: 4}, () => holdLock(file(), 0).catch(() => undefined)));
			const winners = racers.filter(racer => racer !== undefined);
			holders.push(...winners);
			expect(winners).toHaveLength(1);
			expect(readdirSync(folder)).toEqual(['lock']);
			await winners[0]?.kill();
		}
	}, 60_000);
});

describe('a deployment that another run works on', () => {
	const journalFolder = () => path.join(homeOf({PRIVATELINK_WIZARD_HOME: folder}).deployments, 'lab.k3jx7q2a');
	const surroundings = (warnings: string[]) => ({
		home: homeOf({PRIVATELINK_WIZARD_HOME: folder}),
		warn: (line: string) => warnings.push(line),
		signal: new AbortController().signal,
	});

	it('is refused with the pid', async () => {
		const {pid} = await hold(path.join(journalFolder(), 'lock'));
		const lock = () => openJournal(journalFolder()).lock();
		expect(lock).toThrow(DeploymentBusy);
		expect(lock).toThrow(`pid ${pid}`);
	});

	it('is let go by a run that is asked to stop, once it has settled', async () => {
		const holder = await hold(path.join(journalFolder(), 'lock'), 300);
		const warnings: string[] = [];
		await stopOther(deployment, surroundings(warnings));
		expect(warnings).toEqual([expect.stringContaining(`pid ${holder.pid}`)]);
		openJournal(journalFolder()).lock()();
	});

	it('needs no stop when nobody works on it', async () => {
		const warnings: string[] = [];
		await stopOther(deployment, surroundings(warnings));
		expect(warnings).toEqual([]);
	});
});
