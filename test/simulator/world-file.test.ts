import {spawnSync} from 'node:child_process';
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {UserError} from '../../source/errors.ts';
import {createWorld, forkWorld, type World} from '../../source/simulator/world.ts';
import {formatWorld, openWorldFile, parseWorld} from '../../source/simulator/world-file.ts';

const start = Date.parse('2026-01-05T09:00:00Z');

let folder: string;
let hostTime: number;
const host = {now: () => hostTime};

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'a world '));
	hostTime = start;
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

const worldFile = () => path.join(folder, 'world.json');
const lockFile = () => path.join(folder, 'world.lock');

/** A world with all that is hard to write down. */
const sampleWorld = (): World => {
	const world = createWorld({seed: 3, time: start});
	world.roles['r'] = {
		id: 'r',
		account: '111122223333',
		region: 'global',
		visibleAt: start,
		shown: {
			Path: '/',
			RoleName: 'r',
			RoleId: 'AROA',
			Arn: 'arn',
			CreateDate: new Date(start),
			Tags: [{Key: 'created-at', Value: '2026-01-05T09:00:00.000Z'}],
			Description: 'ü "\n',
		},
		hidden: {policies: []},
	};
	return world;
};

/** The error of `work`, for a look at more than its message. */
const errorOf = (work: () => unknown): unknown => {
	try {
		work();
	} catch (error) {
		return error;
	}
	throw new Error('Nothing was thrown');
};

describe('a world file', () => {
	it('is empty at first, and has what was saved when it is opened again', () => {
		const first = openWorldFile(folder, host);
		expect(first.world).toBeUndefined();
		const world = sampleWorld();
		first.save(world);
		first.release();
		const second = openWorldFile(folder, host);
		expect(second.world).toEqual(world);
		second.release();
	});

	it('lets the time go on that passed on the host meanwhile', () => {
		const first = openWorldFile(folder, host);
		// World time is ahead of the host's: it ran faster.
		const world = createWorld({seed: 1, time: start + 1_000_000});
		hostTime += 500;
		first.save(world);
		first.release();
		hostTime += 60_000;
		const second = openWorldFile(folder, host);
		expect(second.world?.time).toBe(start + 1_060_000);
		second.release();
	});

	it('does not go back in time with the host', () => {
		const first = openWorldFile(folder, host);
		first.save(createWorld({seed: 1, time: start}));
		first.release();
		hostTime -= 3_600_000;
		const second = openWorldFile(folder, host);
		expect(second.world?.time).toBe(start);
		second.release();
	});

	it('goes on from the last mark, of which the change was not worth a save, when its owner crashed', () => {
		const first = openWorldFile(folder, host);
		first.save(createWorld({seed: 1, time: start}));
		hostTime += 1000;
		first.mark(start + 20_000);
		hostTime += 1000;
		first.mark(start + 9_000_000);
		first.mark(start + 40_000);
		// Nobody released it: the lock is that of a dead process.
		rmSync(lockFile());
		hostTime += 5000;
		const second = openWorldFile(folder, host);
		expect(second.world?.time).toBe(start + 45_000);
		// A save is newer than any mark.
		second.save(createWorld({seed: 1, time: start + 46_000}));
		rmSync(lockFile());
		hostTime += 1000;
		const third = openWorldFile(folder, host);
		expect(third.world?.time).toBe(start + 47_000);
		third.release();
		expect(readdirSync(folder)).toEqual(['world.json']);
	});

	it('is replaced whole: a draft that a crash left behind changes nothing', () => {
		const file = openWorldFile(folder, host);
		file.save(sampleWorld());
		expect(readdirSync(folder).toSorted()).toEqual(['world.json', 'world.lock']);
		file.release();
		writeFileSync(`${worldFile()}.new`, '{"version":2,"se');
		const again = openWorldFile(folder, host);
		expect(again.world).toMatchObject({seed: 3});
		again.save({...sampleWorld(), seed: 4});
		again.release();
		expect(readdirSync(folder)).toEqual(['world.json']);
		expect(JSON.parse(readFileSync(worldFile(), 'utf8'))).toMatchObject({seed: 4});
	});

	it.each([
		['', 'empty'],
		['{"version":2', 'cut off'],
		['[]', 'no world'],
		['{"version":2}', 'of another version'],
		['{"version":2,"seed":1}', 'incomplete'],
	])('with the text %j (%s) is named in an error and left alone', text => {
		writeFileSync(worldFile(), text);
		const error = errorOf(() => openWorldFile(folder, host));
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({message: expect.stringContaining(worldFile()), exitCode: 1});
		expect((error as UserError).nextSteps[0]).toContain('Move');
		expect(readFileSync(worldFile(), 'utf8')).toBe(text);
		// Nobody owns it now: the next one gets the same answer.
		expect(existsSync(lockFile())).toBe(false);
	});

	it('takes a few milliseconds to save', () => {
		const world = sampleWorld();
		for (let index = 0; index < 1_000; index++) {
			world.calls.push({
				at: start,
				service: 'ec2',
				operation: 'DescribeVpcEndpointConnections',
				account: '111122223333',
				region: 'us-east-1',
				mutating: false,
				requestId: '11111111-2222-4333-8444-555555555555',
			});
		}
		const file = openWorldFile(folder, host);
		const began = performance.now();
		for (let save = 0; save < 20; save++) file.save(world);
		const each = (performance.now() - began) / 20;
		file.release();
		// Generous: a slow disk syncs in tens of milliseconds.
		expect(each).toBeLessThan(100);
	});
});

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
	const full = () => ({
		message: `The simulator's world in ${folder} cannot be written: the disk is full (ENOSPC).`,
		nextSteps: ['Make room, or set PRIVATELINK_WIZARD_HOME to another folder.'],
	});

	it('is said in words, and leaves the world as it was saved last', () => {
		const file = openWorldFile(folder, host);
		file.save(sampleWorld());
		symlinkSync('/dev/full', `${worldFile()}.new`);
		const error = errorOf(() => file.save(createWorld({seed: 4, time: start})));
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject(full());
		expect(parseWorld(readFileSync(worldFile(), 'utf8')).seed).toBe(3);
		file.release();
		expect(readdirSync(folder)).toEqual(['world.json']);
	});

	it('is said by whoever would take the lock, and leaves no draft of it', () => {
		const draft = `${lockFile()}.${process.pid}`;
		symlinkSync('/dev/full', draft);
		expect(errorOf(() => openWorldFile(folder, host))).toMatchObject(full());
		expect(readdirSync(folder)).toEqual([]);
	});
});

describe('the owner of a world', () => {
	it('is one living process, which the error names', () => {
		const file = openWorldFile(folder, host);
		file.publish({port: 4000, token: 'secret'});
		const error = errorOf(() => openWorldFile(folder, host));
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({message: expect.stringContaining(String(process.pid)), exitCode: 1});
		expect(error).toMatchObject({pid: process.pid, note: {port: 4000, token: 'secret'}});
		expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
		file.release();
		openWorldFile(folder, host).release();
	});

	it('is followed by another one when it is dead', () => {
		const {pid} = spawnSync(process.execPath, ['-e', '']);
		writeFileSync(lockFile(), JSON.stringify({pid, startedAt: ''}));
		const file = openWorldFile(folder, host);
		expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({pid: process.pid});
		file.release();
		expect(existsSync(lockFile())).toBe(false);
	});

	it('is not mistaken for another process that has its number now', () => {
		writeFileSync(lockFile(), JSON.stringify({pid: process.pid, startedAt: 'long ago'}));
		openWorldFile(folder, host).release();
	});
});

describe('the text of a world', () => {
	it('brings Dates back as Dates, and text that looks like one as text', () => {
		const world = parseWorld(formatWorld(sampleWorld()));
		expect(world.roles['r']?.shown.CreateDate).toEqual(new Date(start));
		expect(world.roles['r']?.shown.Tags?.[0]?.Value).toBe('2026-01-05T09:00:00.000Z');
		expect(world).toEqual(sampleWorld());
	});
});

describe('a fork', () => {
	it('goes its own way', () => {
		const world = sampleWorld();
		const fork = forkWorld(world);
		expect(fork).toEqual(world);
		fork.roles['r']!.shown.Description = 'changed';
		fork.timers.push({due: 1, sequence: 1, kind: 'k', payload: {}});
		expect(world).toEqual(sampleWorld());
		expect(fork.roles['r']?.shown.CreateDate).toBeInstanceOf(Date);
	});
});

describe('the clock of a world', () => {
	it("is the host's where none is given", () => {
		const file = openWorldFile(folder);
		const world = createWorld({seed: 1, time: virtualClock().now()});
		const before = Date.now();
		file.save(world);
		file.release();
		expect(world.savedAt).toBeGreaterThanOrEqual(before - 1);
		expect(world.savedAt).toBeLessThanOrEqual(Date.now() + 1);
	});
});
