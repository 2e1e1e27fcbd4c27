import {afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import type {RunEvent} from '../../../source/engine/events.ts';
import {UserError} from '../../../source/errors.ts';
import type {Ports, ShellHandle, ShellLine} from '../../../source/ui/ports.ts';
import {SessionScreen} from '../../../source/ui/screens/session.tsx';
import {type PlayedRun, playedRun, recordRuns} from '../../helpers/played-run.ts';
import {renderScreen, type ScreenOptions} from '../../helpers/render-screen.tsx';
import {forbiddenSequences} from '../../helpers/screen-buffer.ts';
import {fakePorts} from '../fake-ports.ts';
import {expectFit, sizes} from '../fits.ts';
import {Live} from './run-screens.tsx';

let up: readonly RunEvent[];

beforeAll(async () => {
	({up} = await recordRuns());
});

afterEach(() => {
	vi.useRealTimers();
});

/** A shell that a test speaks for. */
const fakeShell = () => {
	const listeners = new Set<(bytes: Uint8Array) => void>();
	const lines = new Set<(line: ShellLine) => void>();
	const closed = Promise.withResolvers<string>();
	const typed: string[] = [];
	const sizesSeen: string[] = [];
	let closes = 0;
	let reconnects = 0;
	const handle: ShellHandle = {
		write: bytes => typed.push(new TextDecoder().decode(bytes)),
		resize: ({columns, rows}) => sizesSeen.push(`${columns}x${rows}`),
		onOutput: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		onLine: listener => {
			lines.add(listener);
			return () => {
				lines.delete(listener);
			};
		},
		reconnect: () => {
			reconnects++;
		},
		closed: closed.promise,
		close: async () => {
			closes++;
		},
	};
	return {
		handle,
		typed,
		sizesSeen,
		closes: () => closes,
		reconnects: () => reconnects,
		line: (line: ShellLine) => {
			for (const listener of [...lines]) listener(line);
		},
		end: closed.resolve,
		say: (text: string) => {
			for (const listener of [...listeners]) listener(new TextEncoder().encode(text));
		},
	};
};

const builtRun = () => {
	const run = playedRun(up);
	run.playTo(up.length);
	return run;
};

const verificationOf = (run: PlayedRun) => {
	const {verification} = run.state();
	return verification?.verified ? verification : expect.fail();
};

const session = (run: PlayedRun, ports: Ports, onLeave: () => void) => (
	<Live run={run} screen={SessionScreen} props={{ports, onLeave}} />
);

const open = async (options: ScreenOptions<never> = {}) => {
	const run = builtRun();
	const shell = fakeShell();
	const second = fakeShell();
	const unopened = [shell, second];
	const transcripts: string[] = [];
	let leaves = 0;
	const ports: Ports = {
		...fakePorts(),
		openShell: async () => (unopened.shift() ?? expect.fail('a third shell')).handle,
		saveTranscript: async text => {
			transcripts.push(text);
			return '/home/ada/transcript.txt';
		},
	};
	const screen = await renderScreen(
		session(run, ports, () => leaves++),
		options,
	);
	const say = async (text: string) => {
		shell.say(text);
		await screen.settled();
	};
	const {url, body} = verificationOf(run);
	/** The prompt shows, the request is typed, the page comes. */
	const answer = async () => {
		await say('$ ');
		await say(`curl -i ${url}\r\nHTTP/1.1 200 OK\r\nServer: Apache\r\n\r\n${body.replaceAll('\n', '\r\n')}$ `);
	};
	return {run, shell, second, screen, say, answer, url, transcripts, leaves: () => leaves};
};

const prefix = '\u001D';

describe('the session', () => {
	it('types the request by itself once the prompt shows, and only once', async () => {
		const {shell, say, answer, screen, url} = await open();
		expect(shell.typed).toEqual([]);
		await say('Last login: today\r\n');
		expect(shell.typed).toEqual([]);
		await answer();
		expect(shell.typed).toEqual([`curl -i ${url}\r`]);
		await say('\r\n$ ');
		expect(shell.typed).toHaveLength(1);
		expect(screen.text()).toContain('HTTP/1.1 200 OK, with the marker. The shell is yours.');
	});

	it('types it after a while where no prompt is recognised', async () => {
		const {shell, say, screen} = await open();
		await say('Welcome! What can I do for you?\r\n~> tell me: ');
		expect(shell.typed).toEqual([]);
		await vi.waitFor(() => expect(shell.typed).toHaveLength(1), {timeout: 8000, interval: 50});
		await screen.settled();
		expect(screen.text()).toContain('The request is on its way');
	});

	it('has the verdict of the run above the panel', async () => {
		const {screen, answer} = await open({columns: 160, rows: 50});
		await answer();
		const text = screen.text();
		expect(text).toContain('✓ status 200 · Server: Apache/2.4.58 (Ubuntu)');
		expect(text).toMatch(/answered by 21\.0\.\d+\.\d+, inside the consumer VPC \(21\.0\.0\.0\/16\)/);
		expect(text).toMatch(/marker: privatelink-wizard lab\.\w+\s+i-\w+/);
		expect(text).toContain('<h1>It works, over AWS PrivateLink</h1>');
	});

	it('tells when this shell got no answer', async () => {
		const {screen, say, url} = await open();
		await say('$ ');
		await say(`curl -i ${url}\r\ncurl: (28) Connection timed out\r\n$ `);
		expect(screen.text()).toContain('This shell got no answer. It is yours.');
	});

	it('hands every key but Ctrl-] to the shell', async () => {
		const {shell, screen, answer} = await open();
		await answer();
		shell.typed.length = 0;
		await screen.type('ls -la?q\r');
		await screen.type('\u0003');
		await screen.type('\u001B[A');
		await screen.type('\u001B');
		await screen.type(prefix);
		expect(screen.text()).toContain('q leave · f whole terminal');
		await screen.type(prefix);
		expect(shell.typed.join('')).toBe(`ls -la?q\r\u0003\u001B[A\u001B${prefix}`);
		expect(screen.text()).toContain('Ctrl-] then q leave, f whole terminal, s save');
		expect(screen.text()).not.toContain('? help');
	});

	it('leaves by Ctrl-] q, and terminates the session as it goes', async () => {
		const {shell, screen, leaves} = await open();
		await screen.type(`${prefix}q`);
		expect(leaves()).toBe(1);
		screen.unmount();
		expect(shell.closes()).toBe(1);
	});

	it('terminates a session that opens after its screen has gone', async () => {
		const opening = Promise.withResolvers<ShellHandle>();
		const shell = fakeShell();
		const screen = await renderScreen(
			session(builtRun(), {...fakePorts(), openShell: () => opening.promise}, () => {}),
		);
		expect(screen.text()).toContain('Opening a Session Manager session.');
		screen.unmount();
		opening.resolve(shell.handle);
		await vi.waitFor(() => expect(shell.closes()).toBe(1));
	});

	it('scrolls back after Ctrl-] until another key, and stands still while the shell goes on', async () => {
		const {screen, shell, say, answer} = await open();
		await answer();
		const before = shell.typed.length;
		await say(Array.from({length: 60}, (_, line) => `\r\nline ${line}.`).join(''));
		expect(screen.text()).toContain('line 59.');
		await screen.type(prefix);
		expect(screen.text()).toContain('PgUp/↑ scroll back');
		await screen.press('page-up', 'page-up', 'down');
		expect(screen.text()).not.toContain('line 59.');
		expect(screen.text()).toMatch(/Rows \d+-\d+ of \d+; the shell goes on below\./);
		expect(screen.text()).toContain('any other key back to the shell');
		const [row = ''] = screen.screen().filter(text => /line \d+\./.test(text));
		await say('\r\nand more');
		expect(screen.screen().filter(text => /line \d+\./.test(text))[0]).toBe(row);
		await screen.press('home');
		expect(screen.text()).toContain('Rows 1-');
		await screen.press('x');
		expect(screen.text()).toContain('and more');
		expect(shell.typed).toHaveLength(before);
		await screen.type('pwd\r');
		expect(shell.typed.slice(before)).toEqual(['pwd\r']);
	});

	it('says so where nothing is above', async () => {
		const {screen, answer} = await open({columns: 160, rows: 50});
		await answer();
		await screen.type(`${prefix}\u001B[5~`);
		expect(screen.text()).toContain('There is nothing above.');
	});

	it('saves what was shown, and says where', async () => {
		const {screen, answer, transcripts} = await open();
		await answer();
		await screen.type(`${prefix}s`);
		expect(transcripts).toEqual([expect.stringContaining('It works, over AWS PrivateLink')]);
		expect(screen.text()).toContain('Saved to /home/ada/transcript.txt');
	});

	it('says when the session has ended, and opens another one', async () => {
		const {screen, shell, second, answer, leaves} = await open();
		await answer();
		shell.end('the shell was left');
		await screen.settled();
		expect(screen.text()).toContain('The session has ended: the shell was left');
		await screen.press('r');
		expect(screen.text()).toContain('The session is open.');
		expect(shell.closes()).toBe(1);
		second.end('so was this one');
		await screen.until('The session has ended: so was this one');
		await screen.press('enter');
		expect(leaves()).toBe(1);
	});

	it('says when nobody answers any more, and reconnects by Ctrl-] r', async () => {
		const {screen, shell, answer} = await open();
		await answer();
		shell.line({state: 'reconnecting', reason: 'The connection was closed with code 1006.'});
		await screen.until('code 1006. Reconnecting; what you type waits.');
		shell.line({state: 'connected'});
		await screen.until('The shell is yours.');
		shell.line({state: 'broken', reason: 'The far side has not answered for 30 s.'});
		await screen.until('has not answered for 30 s. Ctrl-] then r reconnects');
		await screen.type(`${prefix}r`);
		expect(shell.reconnects()).toBe(1);
		shell.line({state: 'connected'});
		await screen.until('The shell is yours.');
	});

	it('says what to do where no session opens', async () => {
		const failure = new UserError('The instance is not connected.', {nextSteps: ['Wait a minute.']});
		const [openShell, onLeave] = [vi.fn<Ports['openShell']>(async () => Promise.reject(failure)), vi.fn()];
		const screen = await renderScreen(session(builtRun(), {...fakePorts(), openShell}, onLeave));
		expect(screen.text()).toContain('There is no session.');
		expect(screen.text()).toContain('The instance is not connected.');
		expect(screen.text()).toContain('→ Wait a minute.');
		await screen.press('r');
		expect(openShell).toHaveBeenCalledTimes(2);
		await screen.press('escape');
		expect(onLeave).toHaveBeenCalledOnce();
	});

	it.each(sizes)('fits at %sx%s and hands every new size to the shell', async (columns, rows) => {
		const {screen, shell, answer} = await open({columns, rows});
		await answer();
		expectPanel(screen, columns, rows);
		const before = shell.sizesSeen.length;
		for (const [wide, high] of sizes) {
			await screen.resize({columns: wide, rows: high});
			expectPanel(screen, wide, high);
		}
		const [width = 0, height = 0] = (shell.sizesSeen.at(-1) ?? '').split('x').map(Number);
		expect(width).toBe(158);
		expect(height).toBeGreaterThan(38);
		expect(shell.sizesSeen.length).toBeGreaterThan(before);
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});
});

type Screen = Awaited<ReturnType<typeof renderScreen>>;

/** As every other screen, but for the help: no key is left for it. */
const expectPanel = (screen: Screen, columns: number, rows: number) => {
	expect(screen.text()).toContain('Ctrl-] then q leave');
	const bare = {...screen, screen: () => screen.screen().map(row => row.replace('Ctrl-] then q leave', '? help'))};
	expectFit(bare, columns, rows);
};

describe('the whole terminal', () => {
	it('comes back to the panel when nobody answers any more, and may be had again', async () => {
		const {screen, shell, answer} = await open();
		await answer();
		await screen.type(`${prefix}f`);
		await vi.waitFor(() => expect(screen.text()).not.toContain('Ctrl-]'));
		shell.line({state: 'broken', reason: 'The far side has not answered for 30 s.'});
		await screen.until('Ctrl-] then r reconnects');
		shell.line({state: 'connected'});
		await screen.until('The shell is yours.');
		await screen.type(`${prefix}f`);
		await vi.waitFor(() => expect(screen.text()).not.toContain('Ctrl-]'));
	});

	it('is the shell’s until Ctrl-], and then the panel is back as it was', async () => {
		const {screen, shell, answer, say} = await open();
		await answer();
		const panel = screen.text();
		const size = shell.sizesSeen.at(-1);
		await screen.type(`${prefix}f`);
		expect(shell.sizesSeen.at(-1)).toBe('80x24');
		expect(screen.text()).not.toContain('Ctrl-]');
		expect(screen.text()).toContain('It works, over AWS PrivateLink');
		shell.typed.length = 0;
		await say('hello\u001B]0;owned\u0007 world\u001B[6n\r\n$ ');
		expect(screen.text()).toMatch(/hello world/);
		await screen.type('whoami\r\u0003');
		expect(shell.typed.join('')).toMatch(/whoami\r\u0003$/);
		await screen.type(prefix);
		expect(shell.sizesSeen.at(-1)).toBe(size);
		expect(screen.text()).toContain('hello world');
		expect(screen.screen()[0]).toBe(panel.split('\n')[0]);
		await screen.type('ls\r');
		expect(shell.typed.at(-1)).toBe('ls\r');
		expect(screen.raw()).not.toContain('owned');
		expect(screen.raw()).not.toContain('\u001B[6n');
	});

	it('answers the questions of programs itself, for the terminal that it is', async () => {
		const {screen, shell, answer, say} = await open();
		await answer();
		await screen.type(`${prefix}f`);
		shell.typed.length = 0;
		await say('\u001B[5;7H\u001B[6n');
		expect(shell.typed).toEqual(['\u001B[5;7R']);
	});

	it('gives way when the session ends', async () => {
		const {screen, shell, answer} = await open();
		await answer();
		await screen.type(`${prefix}f`);
		shell.end('the shell was left');
		await screen.until('The session has ended: the shell was left');
	});

	it('follows the size of the terminal', async () => {
		const {screen, shell, answer} = await open();
		await answer();
		await screen.type(`${prefix}f`);
		await screen.resize({columns: 100, rows: 30});
		expect(shell.sizesSeen.at(-1)).toBe('100x30');
	});
});
