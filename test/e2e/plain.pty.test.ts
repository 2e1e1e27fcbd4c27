import {describe, expect, it} from 'vitest';
import {bin, temporaryFolder} from '../helpers/bin.ts';
import {start, type TerminalSession} from '../helpers/terminal.ts';

const fast = ['--simulate', '--speed', '200'];
const lines = [...fast, '--output', 'plain'];

/** Everything that stands in the terminal, above the screen too. */
const everything = (terminal: TerminalSession): string => terminal.raw().replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '');

/** Takes the default of each of the five questions. */
const takeDefaults = async (terminal: TerminalSession) => {
	for (const label of ['Name', 'Region', 'Availability zones', 'Provider CIDR', 'Consumer CIDR']) {
		await terminal.until(new RegExp(`\\? ${label} \\(`));
		terminal.press('enter');
	}
};

describe('without screens, with a person there', () => {
	it('asks, shows the plan, builds in lines, asks for the decision, and takes down what is named', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...lines], {home, columns: 100, rows: 40});
		await takeDefaults(up);
		await up.until('Build it?');
		expect(everything(up)).toContain('an hour');
		expect(everything(up)).toContain('Notice:');
		up.press('enter');
		await up.until(/\? Connect vpce-/, 60_000);
		up.press('down', 'enter');
		expect(await up.exit).toMatchObject({code: 0});
		expect(everything(up)).toContain('answered 200');
		expect(everything(up)).toContain('It works, over AWS PrivateLink');

		const wrong = start(['down', ...lines], {home, columns: 100, rows: 40});
		await wrong.until('Type lab to go ahead');
		wrong.type('lob');
		wrong.press('enter');
		expect(await wrong.exit).toMatchObject({code: 4});

		// Also where there are screens, `down` asks in one line.
		const down = start(['down', ...fast], {home, columns: 100, rows: 40});
		await down.until('Type lab to go ahead');
		down.type('lab');
		down.press('enter');
		expect(await down.exit).toMatchObject({code: 0});
		expect(everything(down)).toContain('Nothing is left.');
	}, 120_000);

	it('asks what to do where no command is given, and does it', async () => {
		const home = start(['--simulate', '--accessible'], {home: temporaryFolder()});
		await home.until('What to do?');
		expect(everything(home)).not.toContain('on AWS');
		expect(everything(home)).toMatch(/1\) Build on the simulator\s+Free of charge.*\s+2\) Tear down/);
		home.type('9\r');
		await home.until('"9"');
		home.press('backspace');
		home.type('1\r');
		await home.until('? Name');
		home.type('\u0003');
		expect(await home.exit).toMatchObject({code: 130});
	}, 60_000);

	it('leaves with 130 at Ctrl-C in a question, and nothing was begun', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...lines], {home});
		await up.until('? Name');
		up.type('\u0003');
		expect(await up.exit).toMatchObject({code: 130});
		expect(everything(up)).not.toContain(' at ');
		const down = start(['down', ...lines], {home});
		expect(await down.exit).toMatchObject({code: 0});
	}, 60_000);

	it('stops at Ctrl-C in the decision with the commands that go on, and goes on', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...lines, '--yes'], {home, columns: 100, rows: 40});
		await up.until(/\? Connect vpce-/, 60_000);
		up.type('\u0003');
		expect(await up.exit).toMatchObject({code: 130});
		expect(everything(up)).toContain('privatelink-wizard up --simulate --name lab');
		const again = start(['up', ...lines, '--yes', '--accept'], {home});
		expect(await again.exit).toMatchObject({code: 0});
	}, 120_000);

	it('says what is wrong with an answer and takes the next one', async () => {
		const up = start(['up', ...lines], {home: temporaryFolder()});
		await up.until('? Name');
		up.type('Lab!');
		up.press('enter');
		await up.until('lower-case letters');
		up.type('\u0003');
		await up.exit;
	}, 60_000);

	it.each([
		['--accessible', ['--accessible'], {}],
		['ACCESSIBLE=1', [], {ACCESSIBLE: '1'}],
		['TERM=dumb', [], {TERM: 'dumb'}],
	] as const)('%s means questions in lines', async (_name, args, env) => {
		const up = start(['up', ...fast, ...args], {home: temporaryFolder(), env});
		await up.until('? Name');
		expect(up.isAlternate()).toBe(false);
		up.type('\u0003');
		expect(await up.exit).toMatchObject({code: 130});
	});

	it('has no colour where NO_COLOR or --no-color declines it', async () => {
		const ways: readonly (readonly [readonly string[], Record<string, string>])[] = [
			[[], {NO_COLOR: '1'}],
			[['--no-color'], {}],
		];
		for (const [args, env] of ways) {
			const up = start(['up', ...lines, ...args], {home: temporaryFolder(), env});
			await up.until('? Name');
			up.type('\u0003');
			await up.exit;
			expect(up.raw()).not.toMatch(/\u001B\[(3[0-7]|9[0-7]|38)/);
		}
	}, 60_000);
});

describe('on a build server', () => {
	it('asks nobody, draws nothing, and names all that is missing', async () => {
		const home = temporaryFolder();
		const up = start(['up', ...fast], {home, env: {CI: '1'}});
		expect(await up.exit).toMatchObject({code: 3});
		expect(everything(up)).toContain('--yes');
		expect(up.raw()).not.toContain('\u001B[?1049h');
		const bare = start([], {home, env: {CI: 'true'}, rows: 60});
		expect(await bare.exit).toMatchObject({code: 2});
		expect(everything(bare)).toContain('A command is needed');
	}, 60_000);

	it('says why there are no screens where they were asked for', async () => {
		const {code, stderr} = await bin(['up', ...fast, '--output', 'tree'], {home: temporaryFolder()});
		expect(code).toBe(2);
		expect(stderr).toContain('--output tree needs a terminal to draw on: stdin is no terminal');
		const up = start(['up', ...fast, '--output', 'tree'], {home: temporaryFolder(), env: {CI: '1'}});
		expect(await up.exit).toMatchObject({code: 2});
		expect(everything(up)).toContain('CI is set');
	}, 60_000);

	it('never asks for JSON, also on a terminal', async () => {
		const up = start(['up', ...fast, '--output', 'json'], {home: temporaryFolder()});
		expect(await up.exit).toMatchObject({code: 3});
	});
});

it('takes a signal that npm passes on a second time for one, and settles', async () => {
	const home = temporaryFolder();
	let isSent = false;
	const up = await bin(['up', '--simulate', '--speed', '20', '--yes', '--accept'], {
		home,
		onStdout: (soFar, kill) => {
			if (isSent || !soFar.includes('started')) return;
			isSent = true;
			kill('SIGINT');
			setTimeout(() => kill('SIGINT'), 20);
		},
	});
	expect(up.code).toBe(130);
	expect(up.stdout).toContain('Finished: interrupted.');
	expect(up.stdout).toContain('privatelink-wizard down --simulate --confirm lab');
}, 60_000);
