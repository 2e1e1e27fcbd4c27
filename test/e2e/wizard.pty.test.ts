import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it, vi} from 'vitest';
import {bin, temporaryFolder} from '../helpers/bin.ts';
import {forbiddenSequences, screenBuffer} from '../helpers/screen-buffer.ts';
import {keysTaken, long, start, type TerminalSession} from '../helpers/terminal.ts';

const fast = ['--simulate', '--speed', '200'];
const size = {columns: 100, rows: 30};

/** How the program ends. @throws with what the screen shows when it does not */
const ended = (terminal: TerminalSession) =>
	Promise.race([
		terminal.exit,
		new Promise<never>((_resolve, reject) => {
			const showStill = () => reject(new Error(`It has not ended:\n${terminal.screen().join('\n')}`));
			setTimeout(showStill, 20_000).unref();
		}),
	]);

/** What the program said on the main screen after the screens were gone. */
const afterwards = (terminal: TerminalSession): string => terminal.raw().split('\u001B[?1049l').at(-1) ?? '';

/** Takes the default of each question, up to the review. */
const takeDefaults = async (terminal: TerminalSession) => {
	for (const title of ['Name', 'Region', 'Availability zones', 'Provider CIDR', 'Consumer CIDR']) {
		await terminal.answer(new RegExp(`^ ${title}\\b`, 'm'), 'enter');
	}
};

/** Confirms the build once the simulator is loaded: meanwhile the review is on the screen, but still deaf. */
const build = async (terminal: TerminalSession, name = 'lab') => {
	await terminal.until(`Build ${name} on the simulator`);
	await terminal.until(/Availability zones +use1-az1, use1-az2/, long);
	await terminal.passGate('Enter build', 'enter');
};

const goOn = async (terminal: TerminalSession) => {
	await terminal.until('Go on with lab on the simulator', long);
	await terminal.passGate('Enter go on', 'enter');
};

const decide = (terminal: TerminalSession, key: 'a' | 'r' | 'l') => terminal.passGate('a accept', key, long);

/** Tears down the deployment that is marked in the menu. */
const tearDown = async (terminal: TerminalSession) => {
	await terminal.answer(/\[x\] lab\./, 'enter');
	await terminal.passGate(/Type lab[^\n]*\n ❯ *$/m, 'lab', long);
	await terminal.answer(/❯ lab/, 'enter');
	await terminal.answer('Nothing is left', 'q');
};

/** Leaves the session panel, and then the outcome with a key. */
const leaveSession = async (terminal: TerminalSession, key = 'q') => {
	await terminal.answer('The shell is yours', 'ctrl-]', 'q');
	await terminal.answer('It works: the Apache page', key);
};

const underWay = /[1-9]\d* done, [1-9]\d* running/;

const expectRestored = (terminal: TerminalSession) => {
	expect(terminal.isAlternate()).toBe(false);
	expect(terminal.raw()).toContain('\u001B[?1049l');
	expect(terminal.raw().lastIndexOf('\u001B[?25h')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001B[?25l'));
};

describe('the wizard', () => {
	it('goes from the questions to the page, a shell command, and to nothing left', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', ...fast], {home, ...size});
		await takeDefaults(wizard);
		await build(wizard);
		await wizard.until(underWay);
		await decide(wizard, 'a');
		await wizard.until('The shell is yours', long);
		expect(wizard.screen().join('\n')).toContain('It works, over AWS PrivateLink');
		wizard.type('echo $((6 * 7))\r');
		await wizard.until(/^\s*42\s*$/m);
		await leaveSession(wizard, 'd');
		await tearDown(wizard);
		expect(await ended(wizard)).toEqual({code: 0, signal: undefined});
		expectRestored(wizard);
		expect(wizard.raw()).not.toMatch(forbiddenSequences);
		expect(afterwards(wizard)).toContain('torn down.');
		const list = await bin(['list', '--simulate'], {home});
		expect(list.stdout).toContain('No deployment on simulator');
	}, 120_000);

	it('ends with 4 when the person rejects, and asks anew', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', ...fast, '--yes'], {home, ...size});
		await decide(wizard, 'r');
		await wizard.answer('y yes, reject', 'y');
		await wizard.answer('was rejected', 'q');
		expect(await ended(wizard)).toMatchObject({code: 4});
		expect(afterwards(wizard)).toContain('the connection was rejected');
		const again = await bin(['up', ...fast, '--yes', '--accept'], {home});
		expect(again.code).toBe(0);
	}, 120_000);

	it('leaves the decision to approve, and goes on after it', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', ...fast, '--yes'], {home, ...size});
		await decide(wizard, 'l');
		await wizard.answer('waits for a decision.', 'q');
		expect(await ended(wizard)).toMatchObject({code: 0});
		expect(afterwards(wizard)).toContain('privatelink-wizard approve --simulate lab --accept');
		expect((await bin(['approve', ...fast], {home})).code).toBe(3);
		expect((await bin(['approve', ...fast, 'lab', '--accept'], {home})).code).toBe(0);

		const again = start(['up', ...fast], {home, ...size});
		await goOn(again);
		await leaveSession(again);
		expect(await ended(again)).toMatchObject({code: 0});
		expect(afterwards(again)).toContain('built, and the page was fetched.');
	}, 120_000);

	it('takes a decision given beforehand and asks nothing with --yes', async () => {
		const wizard = start(['up', ...fast, '--yes', '--accept'], {home: temporaryFolder(), ...size});
		await leaveSession(wizard);
		expect(wizard.raw()).not.toContain('a accept');
		expect(await ended(wizard)).toMatchObject({code: 0});
	}, 120_000);

	it('saves answers as a profile, runs it again, and remembers how that went', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', ...fast, '--name', 'mine'], {home, ...size});
		await takeDefaults(wizard);
		await wizard.passGate('Ctrl-S save', 'ctrl-s');
		await wizard.answer('Save the answers as a profile', 'ctrl-u', 'usual', 'enter');
		await wizard.answer('Build mine on the simulator', 'ctrl-c');
		expect(await ended(wizard)).toMatchObject({code: 130});

		const again = start(['up', ...fast, '--profile', 'usual', '--accept'], {home, ...size});
		await build(again, 'mine');
		await leaveSession(again);
		expect(await ended(again)).toMatchObject({code: 0});
		const {stdout} = await bin(['profile', 'list', '--output', 'json'], {home});
		expect(JSON.parse(stdout)).toMatchObject({usual: {answers: {name: 'mine'}, lastOutcome: 'done'}});
	}, 120_000);

	it('runs a profile in one key from the home screen', async () => {
		const home = temporaryFolder();
		expect((await bin(['profile', 'save', 'usual', '--name', 'mine'], {home})).code).toBe(0);
		const wizard = start(fast, {home, ...size});
		await wizard.answer('Run profile usual', 'down', 'enter');
		await decide(wizard, 'a');
		await leaveSession(wizard, 'h');
		await wizard.answer(/Run profile usual +last run done/, 'q');
		expect(await ended(wizard)).toMatchObject({code: 0});
	}, 120_000);

	it('goes on from the home screen with what was killed half-way', async () => {
		const home = temporaryFolder();
		const killed = start(['up', '--simulate', '--speed', '60', '--yes'], {home, ...size});
		await killed.until(underWay);
		await killed.until(/[3-6]\d done/, long);
		killed.kill('SIGKILL');
		await killed.exit;
		const wizard = start(fast, {home, ...size});
		await wizard.answer(/Go on with lab\.\w+ +simulator, not finished/, 'down', 'enter');
		await goOn(wizard);
		await decide(wizard, 'a');
		await leaveSession(wizard, 'd');
		await tearDown(wizard);
		expect(await ended(wizard)).toMatchObject({code: 0});
	}, 180_000);

	it('stops at Ctrl-C, says how to go on, and goes on to the same end', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', '--simulate', '--speed', '60', '--yes'], {home, ...size});
		await wizard.answer(underWay, 'ctrl-c');
		await wizard.answer('Stopped before the end', 'q');
		expect(await ended(wizard)).toMatchObject({code: 130});
		expectRestored(wizard);
		expect(afterwards(wizard)).toContain('interrupted.');
		expect(afterwards(wizard)).toContain('privatelink-wizard up --simulate --name lab');

		const again = start(['up', ...fast, '--accept'], {home, ...size});
		await goOn(again);
		await leaveSession(again);
		expect(await ended(again)).toMatchObject({code: 0});
	}, 120_000);

	it('leaves at the second Ctrl-C', async () => {
		const wizard = start(['up', '--simulate', '--speed', '5', '--yes'], {home: temporaryFolder(), ...size});
		await wizard.answer(underWay, 'ctrl-c', 'ctrl-c');
		expect(await ended(wizard)).toMatchObject({code: 130});
		expectRestored(wizard);
		expect(afterwards(wizard)).toContain('privatelink-wizard down --simulate --confirm lab');
	}, 60_000);
});

describe('what the screens show can be taken along', () => {
	it('by scrolling back, in the whole terminal, from the clipboard, and as plain lines', async () => {
		const wizard = start(['up', ...fast, '--yes', '--accept'], {home: temporaryFolder(), ...size});
		await wizard.until('The shell is yours', long);
		wizard.type('seq 1 200\r');
		await wizard.until(/^ 200$/m);
		await wizard.answer('', 'ctrl-]', 'page-up');
		await wizard.until(/Rows \d+-\d+ of \d+/);
		expect(wizard.screen().join('\n')).not.toMatch(/^ 200$/m);
		await wizard.answer('any other key', 'x');
		await wizard.until(/^ 200$/m);

		await wizard.answer('', 'ctrl-]', 'f');
		await wizard.until(/^200$/m);
		wizard.type('echo $((6 * 7))\r');
		await wizard.until(/^42$/m);
		await wizard.answer('', 'ctrl-]');
		await wizard.until('Ctrl-] then q leave');
		expect(wizard.isAlternate()).toBe(true);

		await wizard.answer('', 'ctrl-]', 'q');
		await wizard.answer('It works: the Apache page', 'c', 'enter');
		await wizard.until('Sent to the clipboard');
		expect(wizard.raw()).toMatch(/\u001B\]52;c;[\w+/=]+\u0007/);
		await wizard.answer('', 'escape', 'p');
		await wizard.until('Any key goes back to the screens.');
		expect(wizard.isAlternate()).toBe(false);
		expect(wizard.screen().join('\n')).toContain('finished: done');
		await wizard.answer('', 'x');
		await wizard.answer('It works: the Apache page', 'q');
		expect(await ended(wizard)).toMatchObject({code: 0});
		expectRestored(wizard);
	}, 120_000);
});

describe('whatever ends the screens, the terminal is restored', () => {
	it.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
	] as const)(
		'%s in a build ends with %i, settles, and says how to go on',
		async (signal, code) => {
			const home = temporaryFolder();
			const wizard = start(['up', '--simulate', '--speed', '20', '--yes'], {home, ...size});
			await wizard.until(underWay);
			wizard.kill(signal);
			expect(await ended(wizard)).toEqual({code, signal: undefined});
			expectRestored(wizard);
			expect(afterwards(wizard)).toContain('privatelink-wizard up --simulate --name lab');
			const [folder = ''] = readdirSync(path.join(home, 'deployments'));
			const journal = readFileSync(path.join(home, 'deployments', folder, 'journal.jsonl'), 'utf8');
			expect(journal.trimEnd().split('\n').at(-1)).toContain('"interrupted"');
		},
		60_000,
	);

	it('SIGTERM over the plain log says its last words below it, in tmux too', async () => {
		const wizard = start(['up', '--simulate', '--speed', '20', '--yes'], {home: temporaryFolder(), ...size});
		await wizard.until(underWay);
		await wizard.answer('', 'p');
		await wizard.until('Any key goes back to the screens.');
		wizard.kill('SIGTERM');
		expect(await ended(wizard)).toEqual({code: 143, signal: undefined});
		expectRestored(wizard);
		// tmux keeps the place that the alternate screen was entered from apart from the one that ESC 7 saves.
		const tmux = screenBuffer(size.columns, size.rows, {convertEol: false});
		tmux.write(wizard.raw().replaceAll('\u001B7', ''));
		await tmux.drawn();
		expect(tmux.screen().join('\n')).toMatch(
			/^Any key goes back to the screens\.$(.|\n)*^lab\.\w+ on simulator: interrupted\.\n {2}Provider VPC: \S+$/m,
		);
	}, 60_000);

	it('SIGTERM at a question ends at once', async () => {
		const wizard = start(['up', ...fast], {home: temporaryFolder(), ...size});
		await wizard.until(/^ Name\b/m);
		wizard.kill('SIGTERM');
		expect(await ended(wizard)).toEqual({code: 143, signal: undefined});
		expectRestored(wizard);
	}, 60_000);

	it('a bug leaves the path of its trace and no stack', async () => {
		const home = temporaryFolder();
		const wizard = start(['up', ...fast], {home, ...size});
		await takeDefaults(wizard);
		await wizard.until(/Build lab on the simulator/);
		// A journal that no version writes: a run without tasks.
		const folder = path.join(home, 'deployments', 'odd.aaaaaaaa');
		mkdirSync(folder, {recursive: true});
		const events = [{type: 'deployment-born', version: 1}, {type: 'run-started'}];
		writeFileSync(path.join(folder, 'journal.jsonl'), events.map(event => `${JSON.stringify(event)}\n`).join(''));
		await keysTaken();
		wizard.press('enter');
		expect(await ended(wizard)).toMatchObject({code: 1});
		expectRestored(wizard);
		const said = afterwards(wizard);
		expect(said).toContain('Something went wrong that should not');
		expect(said).not.toMatch(/^\s+at /m);
		const [log = ''] = readdirSync(path.join(home, 'logs'));
		expect(said.replaceAll('\r\n', '')).toContain(log);
		expect(readFileSync(path.join(home, 'logs', log), 'utf8')).toMatch(/^\s+at /m);
	}, 60_000);
});

describe('the screens', () => {
	it('follow the terminal as it is resized, and leave no line behind', async () => {
		const wizard = start(['up', '--simulate', '--speed', '3', '--yes'], {home: temporaryFolder(), ...size});
		await wizard.until(underWay);
		const rowsWith = (pattern: RegExp) => wizard.screen().filter(row => pattern.test(row));
		for (const next of [
			{columns: 60, rows: 20},
			{columns: 160, rows: 50},
			{columns: 80, rows: 24},
			{columns: 120, rows: 30},
		]) {
			wizard.resize(next);
			await keysTaken();
			await vi.waitFor(
				() => {
					expect(rowsWith(underWay), JSON.stringify(next)).toHaveLength(1);
					expect(rowsWith(/\? help\s*$/), JSON.stringify(next)).toHaveLength(1);
				},
				{timeout: 10_000},
			);
		}
		wizard.resize({columns: 30, rows: 8});
		await wizard.until(/40/);
		expect(rowsWith(underWay)).toHaveLength(0);
		wizard.resize({columns: 80, rows: 24});
		await wizard.answer(underWay, 'ctrl-c', 'ctrl-c');
		await ended(wizard);
		expect(wizard.raw()).not.toMatch(forbiddenSequences);
	}, 60_000);

	it('have no colour where NO_COLOR declines it, and words and symbols say the same', async () => {
		const env = {NO_COLOR: '1'};
		const wizard = start(['up', ...fast, '--yes'], {home: temporaryFolder(), ...size, env});
		await wizard.answer('a accept', 'ctrl-c', 'ctrl-c');
		await ended(wizard);
		expect(wizard.raw()).not.toMatch(/\u001B\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/);
		expect(wizard.raw()).toContain('✓');
	}, 120_000);

	it('keep the scrollback with --inline', async () => {
		const wizard = start(['--simulate', '--inline'], {home: temporaryFolder(), ...size});
		await wizard.answer('Build on the simulator', 'q');
		expect(wizard.raw()).not.toContain('\u001B[?1049h');
		expect(await ended(wizard)).toMatchObject({code: 0});
	}, 60_000);

	it('begin at home without a command, and leave it with q', async () => {
		const wizard = start([], {home: temporaryFolder(), ...size});
		await wizard.until('Practise without an account');
		await wizard.answer('no credentials', 'q');
		expect(await ended(wizard)).toMatchObject({code: 0});
		expectRestored(wizard);
	}, 60_000);
});

describe('the demo on a terminal', () => {
	it('walks the questions on a world of its own, which is gone afterwards', async () => {
		const home = temporaryFolder();
		const temporary = temporaryFolder();
		const wizard = start(['demo', '--speed', '200'], {home, ...size, env: {TMPDIR: temporary}});
		await takeDefaults(wizard);
		await build(wizard);
		await decide(wizard, 'a');
		expect(readdirSync(temporary)).toHaveLength(1);
		await leaveSession(wizard);
		expect(await ended(wizard)).toMatchObject({code: 0});
		expect(readdirSync(temporary)).toEqual([]);
		expect(existsSync(path.join(home, 'deployments'))).toBe(false);
		expect(afterwards(wizard)).toContain('privatelink-wizard up --simulate');
	}, 120_000);
});
