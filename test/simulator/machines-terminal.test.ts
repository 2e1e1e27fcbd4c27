import xterm from '@xterm/headless';
import fc from 'fast-check';
import {afterEach, describe, expect, test} from 'vitest';
import {typeKey} from '../../source/simulator/machines/line-discipline.ts';
import {editLine, emptyLine} from '../../source/simulator/machines/line-editor.ts';
import {addMachine, type Bench, bench, screenOf} from './machines-world.ts';

let open: Bench[] = [];
afterEach(async () => {
	await Promise.all(open.map(({host}) => host.close()));
	open = [];
});

const session = async (image: 'ubuntu' | 'amazon-linux' = 'amazon-linux') => {
	const made = bench();
	open.push(made);
	addMachine(made.world, 'i-consumer', {image, power: 'up', agent: {state: 'online', reason: '', lastPing: 0}});
	const terminal = made.host.openTerminal('i-consumer', {columns: 80, rows: 24});
	const screen = screenOf(terminal);
	await screen.shows(/[$] $/);
	const enter = async (line: string) => {
		screen.type(`${line}\r`);
		return screen.shows(/[$] $/);
	};
	return {...made, terminal, screen, enter};
};

describe('the terminal', () => {
	test('prompts, echoes, and ends lines with CR LF', async () => {
		const {enter} = await session();
		expect(await enter('echo "hi there"')).toBe('echo "hi there"\r\nhi there\r\nsh-5.2$ ');
		expect(await enter('')).toBe('\r\nsh-5.2$ ');
	});

	test('prompts as the image’s sh does', async () => {
		const {enter} = await session('ubuntu');
		expect(await enter('nope')).toBe('nope\r\nsh: nope: command not found\r\n$ ');
	});

	test('keeps folder, variables, functions and exit code from line to line', async () => {
		const {enter} = await session();
		await enter('cd /tmp; greeting="good day"');
		await enter('say() { echo "$greeting, $1"; }');
		expect(await enter('say you; pwd')).toContain('\r\ngood day, you\r\n/tmp\r\n');
		await enter('false');
		expect(await enter('echo $?')).toContain('\r\n1\r\n');
		expect(await enter('echo $?')).toContain('\r\n0\r\n');
		expect(await enter('pwd | tr a-z A-Z')).toContain('\r\n/TMP\r\n');
	});

	test('shows the output of a statement before the next one ends', async () => {
		const {screen, clock} = await session();
		const began = clock.now();
		screen.type('echo first; sleep 30; echo second\r');
		await screen.shows(/\nfirst\r\n/);
		expect(clock.now() - began).toBeLessThan(30_000);
		await screen.shows(/second\r\n/);
		expect(clock.now() - began).toBeGreaterThanOrEqual(30_000);
	});

	test('waits for the rest of what is not finished', async () => {
		const {screen, enter} = await session();
		for (const [line, prompt] of [
			['for i in 1 2; do', '> '],
			['echo $i', '> '],
		] as const) {
			screen.type(`${line}\r`);
			expect(await screen.shows(/> $/)).toContain(prompt);
		}
		expect(await enter('done')).toBe('done\r\n1\r\n2\r\nsh-5.2$ ');
		screen.type('cat <<END\r');
		await screen.shows(/> $/);
		screen.type('a  b\r');
		await screen.shows(/> $/);
		expect(await enter('END')).toBe('END\r\na  b\r\nsh-5.2$ ');
		expect(await enter('fi')).toContain('sh: syntax error');
		expect(await enter('echo $?')).toContain('\r\n2\r\n');
	});

	test('Ctrl-C ends a running command with 130', async () => {
		const {screen, clock, enter} = await session();
		screen.type('sleep 600\r');
		await clock.sleep(2000);
		screen.type('\x03');
		expect(await screen.shows(/\$ $/)).toBe('sleep 600\r\n^C\r\nsh-5.2$ ');
		expect(await enter('echo $?')).toContain('\r\n130\r\n');
		expect(clock.now()).toBeLessThan(Date.parse('2026-01-05T09:05:00Z'));
	});

	test('Ctrl-C at the prompt drops the line', async () => {
		const {screen, enter} = await session();
		screen.type('echo never\x03');
		expect(await screen.shows(/\^C\r\nsh-5\.2\$ $/)).not.toContain('\nnever');
		expect(await enter('echo $?')).toContain('\r\n130\r\n');
	});

	test('takes what is typed ahead once the command has ended', async () => {
		const {screen} = await session();
		screen.type('sleep 5\recho later\r');
		expect(await screen.shows(/\$ later\r\nsh-5\.2\$ $/)).toBe('sleep 5\r\necho later\r\nsh-5.2$ later\r\nsh-5.2$ ');
	});

	test.each([
		['exit', 0],
		['exit 7', 7],
		['false; exit', 1],
		['true && exit 3', 3],
	])('ends with %s', async (line, exitCode) => {
		const {screen} = await session();
		screen.type(`${line}\r`);
		expect(await screen.exit).toBe(exitCode);
	});

	test('ends with Ctrl-D on an empty line, and there only', async () => {
		const {screen, enter} = await session();
		await enter('(exit 4)');
		screen.type('echo x\x04');
		screen.type('\r');
		await screen.shows(/\nx\r\n/);
		screen.type('(exit 4)\r\x04');
		expect(await screen.exit).toBe(4);
	});

	test('tells the shell its size', async () => {
		const {terminal, enter} = await session();
		expect(await enter('echo $COLUMNS $LINES')).toContain('\r\n80 24\r\n');
		terminal.resize({columns: 132, rows: 50});
		expect(await enter('echo $COLUMNS $LINES')).toContain('\r\n132 50\r\n');
	});

	test('tells its size to stty, also after a change', async () => {
		const {terminal, enter} = await session();
		expect(await enter('stty size; tty')).toContain('\r\n24 80\r\n/dev/pts/0\r\n');
		terminal.resize({columns: 132, rows: 50});
		expect(await enter('stty size')).toContain('\r\n50 132\r\n');
		expect(await enter('stty sideways')).toContain("stty: invalid argument 'sideways'");
	});

	test('does not echo after stty -echo', async () => {
		const {screen, enter} = await session();
		await enter('stty -echo');
		screen.type('secret=1; echo done\r');
		expect(await screen.shows(/\$ $/)).toBe('done\r\nsh-5.2$ ');
		await enter('stty echo');
		expect(await enter('echo $secret')).toBe('echo $secret\r\n1\r\nsh-5.2$ ');
	});

	test('takes characters whose bytes come apart', async () => {
		const {terminal, screen} = await session();
		const bytes = Buffer.from('echo né✓\r');
		for (const byte of bytes) terminal.write(Uint8Array.of(byte));
		expect(await screen.shows(/\$ $/)).toBe('echo né✓\r\nné✓\r\nsh-5.2$ ');
	});

	test('hangs up when it is closed or the machine is switched off', async () => {
		const closed = await session();
		closed.terminal.close();
		expect(await closed.screen.exit).toBe(129);
		const off = await session();
		off.screen.type('sleep 100\r');
		off.world.machines['i-consumer']!.power = 'off';
		off.host.powerChanged('i-consumer');
		expect(await off.screen.exit).toBe(129);
	});
});

describe('a shell that edits its lines', () => {
	const up = '\u001B[A';
	const down = '\u001B[B';
	const left = '\u001B[D';

	test('goes through its history with the arrows, and lists it', async () => {
		const {screen, enter} = await session();
		await enter('echo one');
		await enter('echo two');
		await enter('echo two');
		screen.type(`draft${up}${up}${down}${down}${up}${up}\r`);
		expect(await screen.shows(/one\r\nsh-5.2\$ $/)).toContain('\r\none\r\n');
		expect(await enter('history')).toMatch(/1 {2}echo one\r\n +2 {2}echo two\r\n +3 {2}echo one\r\n +4 {2}history\r\n/);
		expect(await enter('env | grep -c HISTORY')).toContain('\r\n0\r\n');
	});

	test('moves, cuts and puts back within a line', async () => {
		const {screen} = await session();
		screen.type(`cho done${'\u0001'}e${'\u0005'}X${left}${left}\u0004\u000B\u0019\r`);
		expect(await screen.shows(/\r\n.*\r\nsh-5.2\$ $/)).toMatch(/\r\ndonX\r\n/);
	});

	test('takes over what was typed while a command ran', async () => {
		const {screen, clock} = await session();
		screen.type('sleep 5\r');
		await clock.sleep(1000);
		screen.type('echo a');
		await screen.shows(/sh-5.2\$ echo a$/);
		screen.type(`${left}b\r`);
		expect(await screen.shows(/ba\r\nsh-5.2\$ $/)).toContain('\r\nba\r\n');
	});

	test('shows at every moment the line that it has, and the cursor in it', async () => {
		const keys = [
			...['a', 'b', ' ', 'é', up, down, left, '\u001B[C', '\u0001', '\u0005', '\u0015', '\u000B', '\u0017', '\u0019'],
			...['\u007F', '\u0004', '\u001B[3~', '\u001B[H', '\u001B[F', '\u001B[5~', '\t'],
		];
		const terminal = new xterm.Terminal({cols: 400, rows: 2, allowProposedApi: true, logLevel: 'off'});
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...keys), {maxLength: 40}), async typed => {
				terminal.reset();
				let editing = emptyLine;
				let echo = '';
				for (const character of typed.join('')) {
					const edited = editLine(editing, character, ['ls -l', 'pwd', 'echo héllo wörld']);
					if (edited.event) continue;
					({editing} = edited);
					echo += edited.echo;
				}
				await new Promise<void>(resolve => terminal.write(echo, resolve));
				const shown = terminal.buffer.active.getLine(0)?.translateToString(true) ?? '';
				expect(shown.trimEnd()).toBe(editing.characters.join('').trimEnd());
				expect(terminal.buffer.active.cursorX).toBe(editing.cursor);
			}),
		);
	});
});

describe('Ctrl-Z', () => {
	test('stops a running command for good, with 148', async () => {
		const {screen, clock, enter} = await session();
		screen.type('sleep 600\r');
		await clock.sleep(2000);
		screen.type('\u001A');
		expect(await screen.shows(/\$ $/)).toMatch(/\^Z\r\n\[1\]\+ {2}Stopped +sleep 600\r\nsh-5.2\$ $/);
		expect(await enter('echo $?')).toContain('\r\n148\r\n');
	});

	test('throws away the line at a prompt without an editor', async () => {
		const {screen, enter} = await session('ubuntu');
		screen.type('echo never\u001A');
		expect(await enter('echo once')).toMatch(/\^Zecho once\r\nonce\r\n/);
	});
});

describe('line editing', () => {
	const typeAll = (keys: string) =>
		[...keys].reduce(
			({line, echo}, character) => {
				const key = typeKey(line, character);
				return {line: key.line, echo: echo + key.echo};
			},
			{line: '', echo: ''},
		);

	test.each([
		['abc\x7f', 'ab', 'abc\b \b'],
		['\x7f', '', ''],
		['one two\x17', 'one ', 'one two\b \b\b \b\b \b'],
		['one two  \x17', 'one ', `one two  ${'\b \b'.repeat(5)}`],
		['some\x15new', 'new', `some${'\b \b'.repeat(4)}new`],
		['a\x01\x7f', 'a', 'a^A\b \b\b \b'],
		['né\x7f', 'n', 'né\b \b'],
	])('of %j leaves %j', (keys, line, echo) => {
		expect(typeAll(keys)).toEqual({line, echo});
	});

	test('erasing all of a line erases all of its echo', () => {
		fc.assert(
			fc.property(fc.string({unit: fc.constantFrom(...'ab \x01é|')}), text => {
				const {line} = typeAll(text);
				const {echo} = typeKey(line, '\x15');
				const columns = typeAll(text).echo.length;
				expect(echo).toBe('\b \b'.repeat(columns));
			}),
		);
	});
});
