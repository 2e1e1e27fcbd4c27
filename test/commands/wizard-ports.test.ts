import {existsSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import type {Surroundings} from '../../source/commands/command.ts';
import {createPorts, type Sitting} from '../../source/commands/wizard-ports.ts';
import {UserError} from '../../source/errors.ts';
import {parseFlags} from '../../source/flags.ts';
import {homeOf} from '../../source/store/home.ts';
import {openProfiles} from '../../source/store/profiles.ts';
import {temporaryFolder} from '../helpers/bin.ts';

let sittings: readonly Sitting[] = [];

afterEach(async () => {
	for (const {close} of sittings) await close();
	sittings = [];
});

const open = (...args: readonly string[]) => {
	const folder = temporaryFolder();
	const stop = new AbortController();
	const warnings: string[] = [];
	const surroundings: Surroundings = {
		env: {},
		cwd: folder,
		home: homeOf({PRIVATELINK_WIZARD_HOME: folder}),
		mode: 'tree',
		write: () => {},
		warn: line => warnings.push(line),
		signal: stop.signal,
		onExit: () => () => {},
		stopIsTheEnd: () => {},
		holdTerminal: () => () => {},
		reportCrash: error => {
			throw error;
		},
	};
	const profiles = openProfiles(folder, surroundings.warn);
	const sitting = createPorts(parseFlags(['--simulate', '--speed', '1000', ...args]), surroundings, profiles);
	sittings = [...sittings, sitting];
	return {ports: sitting.ports, folder, stop, warnings};
};

describe('what the screens get from outside, with --simulate', () => {
	it('looks for no credentials and shuts AWS out', async () => {
		const {ports} = open();
		expect(await ports.findAccess()).toMatchObject({state: 'denied', message: expect.stringContaining('no account')});
		await expect(ports.findRegions('aws')).rejects.toBeInstanceOf(UserError);
		await expect(ports.build('aws', {}).ended).rejects.toBeInstanceOf(UserError);
	});

	it('opens no world to find that nothing was ever built', async () => {
		const {ports, folder} = open();
		expect(await ports.findDeployments('simulator')).toEqual([]);
		expect(existsSync(path.join(folder, 'simulator'))).toBe(false);
	});

	it('knows the regions, the zones, and which of them offer the instance type', async () => {
		const {ports} = open();
		expect(await ports.findRegions('simulator')).toContain('eu-central-1');
		const {zones, offering} = await ports.findRegionFacts('simulator', 'us-east-1', 't3.micro');
		expect(zones.length).toBeGreaterThan(offering.length);
		expect(offering).toContain('use1-az1');
	});

	it('writes a transcript for its owner alone, and never over another file', async () => {
		const {ports, folder} = open();
		const file = await ports.saveTranscript('$ hostname\n');
		expect(path.dirname(file)).toBe(folder);
		expect(path.basename(file)).toMatch(/^privatelink-wizard-session-\d{8}T\d{6}\.txt$/);
		expect(readFileSync(file, 'utf8')).toBe('$ hostname\n');
		expect(statSync(file).mode & 0o077).toBe(0);
		expect(readFileSync(file, 'utf8')).not.toBe('');
	});

	it('saves, renames and deletes profiles, and refuses a name that is taken', () => {
		const {ports, folder} = open();
		ports.profiles.save('one', {region: 'eu-west-1'});
		ports.profiles.save('two', {name: 'other'});
		expect(() => ports.profiles.rename('one', 'two')).toThrow('already');
		ports.profiles.rename('one', 'three');
		expect(ports.profiles.list()).toMatchObject([
			{name: 'two', answers: {name: 'other'}},
			{name: 'three', answers: {region: 'eu-west-1'}},
		]);
		ports.profiles.delete('two');
		expect(ports.profiles.list().map(({name}) => name)).toEqual(['three']);
		expect(JSON.parse(readFileSync(path.join(folder, 'profiles.json'), 'utf8')).profiles).toHaveProperty('three');
	});

	it('sets damaged profiles aside instead of failing', () => {
		const folder = temporaryFolder();
		writeFileSync(path.join(folder, 'profiles.json'), '{"profiles": ');
		const warnings: string[] = [];
		expect(openProfiles(folder, line => warnings.push(line)).list()).toEqual({});
		expect(warnings).toEqual([expect.stringContaining('.damaged')]);
	});

	it('lets time pass as the person’s own between runs and while a panel is open, and fast in a build', async () => {
		const {ports} = open('--accept');
		await ports.findRegions('simulator');
		const run = ports.build('simulator', {});
		await expect.poll(() => run.state().tasks.size, {timeout: 10_000}).toBeGreaterThan(0);
		expect(run.speed()).toBe(1000);
		expect(await run.ended).toBe('done');
		expect(run.speed()).toBe(1);
		const found = await ports.findDeployments('simulator');
		expect(found).toMatchObject([
			{fullName: expect.stringMatching(/^lab\./), place: 'simulator', region: 'us-east-1', lastOutcome: 'done'},
		]);
		const torn = ports.tearDown('simulator', found[0]?.fullName ?? '', []);
		expect(await torn.ended).toBe('done');
		expect(await ports.findDeployments('simulator')).toEqual([]);
	}, 60_000);

	it('goes on with what its tags alone show, and tears it down', async () => {
		const {ports, folder} = open('--accept');
		expect(await ports.build('simulator', {region: 'eu-west-1'}).ended).toBe('done');
		const forget = () => rmSync(path.join(folder, 'deployments'), {recursive: true});
		forget();
		const [found] = await ports.findDeployments('simulator');
		expect(found).toMatchObject({isStray: true, region: 'eu-west-1', answers: {region: 'eu-west-1'}});
		expect(found).not.toHaveProperty('isForeign');
		const {fullName = ''} = found ?? {};
		const again = ports.build('simulator', {name: 'lab', region: 'eu-west-1'}, undefined, fullName);
		expect(await again.ended).toBe('done');
		expect(again.events().map(({type}) => type)).toContain('deployment-adopted');
		forget();
		expect(await ports.tearDown('simulator', fullName, []).ended).toBe('done');
		expect(await ports.findDeployments('simulator')).toEqual([]);
		await expect(ports.tearDown('simulator', fullName, []).ended).rejects.toThrow('torn down already');
	}, 60_000);

	it('stops a run that waits for a decision when a signal comes', async () => {
		const {ports, stop} = open();
		const run = ports.build('simulator', {});
		await expect.poll(() => run.state().decision !== undefined, {timeout: 20_000}).toBe(true);
		await expect.poll(() => run.speed(), {timeout: 10_000}).toBe(1);
		stop.abort(new Error('Stopped by SIGTERM'));
		expect(await run.ended).toBe('interrupted');
	}, 60_000);
});
