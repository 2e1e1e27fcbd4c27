import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, it, vi} from 'vitest';
import type {RunEvent, RunEventBody} from '../../source/engine/events.ts';
import {readJournals} from '../../source/store/deployments.ts';
import {journalName, openJournal, readEvents, recordIn} from '../../source/store/journal.ts';
import {temporaryFolder} from '../helpers/bin.ts';
import {deployment} from '../helpers/deployment.ts';

const disk = vi.hoisted(() => ({synced: [] as string[], full: false, room: Number.POSITIVE_INFINITY}));
const {synced} = disk;

vi.mock('node:fs', async load => {
	const fs = await load<typeof import('node:fs')>();
	const paths = new Map<number, string>();
	return {
		...fs,
		openSync: (...args: Parameters<typeof fs.openSync>) => {
			const handle = fs.openSync(...args);
			paths.set(handle, String(args[0]));
			return handle;
		},
		writeSync: (handle: number, text: string) => {
			if (disk.full) throw Object.assign(new Error('no space left on device'), {code: 'ENOSPC'});
			return fs.writeSync(handle, text.slice(0, disk.room));
		},
		fsyncSync: (handle: number) => {
			disk.synced.push(paths.get(handle) ?? '');
			fs.fsyncSync(handle);
		},
	};
});

const event = (body: RunEventBody): RunEvent => ({at: '2026-01-05T09:00:00.000Z', runId: 'run', ...body});
const born = event({type: 'deployment-born', version: 1, ...deployment});
const intended = event({
	type: 'call-intended',
	task: 'provider.vpc',
	operation: 'CreateVpc',
	generation: 1,
	clientToken: 't',
});
const settled = event({
	type: 'call-settled',
	task: 'provider.vpc',
	operation: 'CreateVpc',
	generation: 1,
	resourceId: 'vpc-1',
});
const started = event({type: 'task-started', task: 'provider.vpc', generation: 1});
const waiting = event({type: 'task-waiting', task: 'provider.vpc', reason: 'r', observed: 'o', polls: 1});
const decided = event({type: 'decision-made', endpointId: 'vpce-1', answer: 'accept', by: 'me'});

const inFolder = (home: string, name = 'lab.k3jx7q2a') => path.join(home, name);
const fileIn = (home: string, name?: string) => path.join(inFolder(home, name), journalName);
const write = (home: string, text: string, name?: string) => {
	mkdirSync(inFolder(home, name), {recursive: true});
	writeFileSync(fileIn(home, name), text);
};
const lines = (...events: readonly RunEvent[]) => events.map(each => `${JSON.stringify(each)}\n`).join('');

let home: string;
beforeEach(() => {
	home = temporaryFolder();
	synced.length = 0;
	disk.full = false;
	disk.room = Number.POSITIVE_INFINITY;
});

describe('what is on disk when an event was told', () => {
	it('is each intention, each settled call, each decision; the folders once, at birth', () => {
		const record = recordIn(openJournal(inFolder(home)));
		const file = fileIn(home);
		const syncs = (one: RunEvent) => {
			synced.length = 0;
			record(one);
			return [...synced];
		};
		expect(syncs(born)).toEqual([file, inFolder(home), home]);
		expect(syncs(started)).toEqual([]);
		expect(syncs(intended)).toEqual([file]);
		expect(syncs(waiting)).toEqual([]);
		expect(syncs(settled)).toEqual([file]);
		expect(syncs(decided)).toEqual([file]);
		expect(syncs(event({type: 'run-finished', outcome: 'done'}))).toEqual([file]);
	});

	it('has no observations', () => {
		const record = recordIn(openJournal(inFolder(home)));
		for (const one of [born, started, waiting, intended]) record(one);
		expect(readEvents(inFolder(home)).map(({type}) => type)).toEqual([
			'deployment-born',
			'task-started',
			'call-intended',
		]);
	});
});

describe('a torn last line', () => {
	it('is not read, and cut off before the next event', () => {
		write(home, lines(born, intended) + lines(settled).slice(0, 40));
		expect(readEvents(inFolder(home)).map(({type}) => type)).toEqual(['deployment-born', 'call-intended']);
		recordIn(openJournal(inFolder(home)))(decided);
		expect(readFileSync(fileIn(home), 'utf8')).toBe(lines(born, intended, decided));
	});

	it('may be the only one: nothing was born', () => {
		write(home, lines(born).slice(0, 40));
		expect(readJournals(home)).toEqual({deployments: [], damaged: []});
	});

	it('may be torn inside of a character', () => {
		write(home, lines(born));
		appendFileSync(fileIn(home), Buffer.from('{"type":"ü').subarray(0, -1));
		expect(readEvents(inFolder(home))).toHaveLength(1);
		recordIn(openJournal(inFolder(home)))(decided);
		expect(readFileSync(fileIn(home), 'utf8')).toBe(lines(born, decided));
	});
});

describe('a broken line in the middle', () => {
	it('is named by file and line, and nothing is guessed', () => {
		write(home, `${lines(born)}{"type":"call-int\n${lines(settled)}`);
		expect(() => readEvents(inFolder(home))).toThrow(`Line 2 of the journal ${fileIn(home)} is damaged`);
	});

	it.each(['null', '17', '{}', '[]', ''])('may be JSON of another shape: %s', text => {
		write(home, `${lines(born)}${text}\n${lines(settled)}`);
		expect(() => readEvents(inFolder(home))).toThrow('Line 2');
	});

	it('may be the first: without the birth nothing is known of the deployment', () => {
		write(home, lines(intended, settled));
		expect(() => readEvents(inFolder(home))).toThrow('Line 1');
	});

	it('stops its own deployment alone', () => {
		write(home, `${lines(born)}broken\n${lines(settled)}`);
		write(home, lines(born, settled), 'lab.aaaaaaaa');
		const {deployments, damaged} = readJournals(home);
		expect(deployments).toHaveLength(1);
		expect(damaged.map(({fullName}) => fullName)).toEqual(['lab.k3jx7q2a']);
	});
});

describe('a journal that cannot be read', () => {
	it('is named, and stops its own deployment alone', () => {
		mkdirSync(fileIn(home), {recursive: true});
		write(home, lines(born, settled), 'lab.aaaaaaaa');
		const {deployments, damaged} = readJournals(home);
		expect(deployments).toHaveLength(1);
		expect(damaged.map(({error}) => error.message)).toEqual([
			expect.stringMatching(`^The journal ${fileIn(home)} cannot be read: EISDIR`),
		]);
	});
});

describe('the version', () => {
	it('of a newer program is refused with what to do', () => {
		write(home, lines({...born, version: 99} as RunEvent, settled));
		expect(() => readEvents(inFolder(home))).toThrow('newer version');
	});

	it('that is missing is that of the first journals', () => {
		const {version: _version, ...first} = born as RunEvent & {version: number};
		write(home, lines(first as RunEvent, settled));
		expect(readJournals(home).deployments[0]?.history.known.get('provider.vpc')?.made).toBe(true);
	});

	it('leaves events of unknown types alone', () => {
		write(home, lines(born, {...started, type: 'of-tomorrow'} as unknown as RunEvent, settled));
		expect(readJournals(home).deployments[0]?.history.known.get('provider.vpc')?.made).toBe(true);
	});
});

describe('a disk that does not take it', () => {
	it('is full: said before anything is called', () => {
		disk.full = true;
		expect(() => recordIn(openJournal(inFolder(home)))(born)).toThrow(/journal .* cannot be written: the disk is full/);
	});

	it('is full in the middle of a line: nothing of it stays, and what fits later is a line of its own', () => {
		const record = recordIn(openJournal(inFolder(home)));
		record(born);
		disk.room = 20;
		expect(() => record(intended)).toThrow(/journal .* cannot be written: the disk is full/);
		disk.room = Number.POSITIVE_INFINITY;
		record(decided);
		expect(readFileSync(fileIn(home), 'utf8')).toBe(lines(born, decided));
	});

	it('has a file where the folder should be', () => {
		writeFileSync(inFolder(home), '');
		const journal = openJournal(path.join(inFolder(home), 'deeper'));
		expect(() => recordIn(journal)(born)).toThrow('cannot be written');
		expect(() => journal.lock()).toThrow('cannot be written');
	});
});
