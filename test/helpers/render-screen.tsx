import {PassThrough} from 'node:stream';
import type {ReactNode} from 'react';
import {afterEach} from 'vitest';
import {mount} from '../../source/ui/mount.tsx';
import type {Ending} from '../../source/ui/stage.tsx';
import {type Theme, themeFor} from '../../source/ui/theme.ts';
import {keyBytes, pasteBytes, screenBuffer} from './screen-buffer.ts';

export type Screen = Awaited<ReturnType<typeof renderScreen>>;

export type ScreenOptions<Value> = {
	readonly columns?: number;
	readonly rows?: number;
	readonly theme?: Theme;
	readonly isInline?: boolean;
	/** Milliseconds; by default a gate never closes. */
	readonly now?: () => number;
	readonly onStop?: () => void;
	readonly onLeave?: () => void;
	readonly draw?: (end: (value: Value) => void) => ReactNode;
};

const mounted = new Set<() => void>();

afterEach(() => {
	for (const unmount of mounted) unmount();
	mounted.clear();
});

/** 10 s a look: whatever was painted was painted long ago. */
const leisurely = () => {
	let now = 0;
	return () => {
		now += 10_000;
		return now;
	};
};

/** Escape as its own sequence: of the bare byte Ink waits 20 ms whether a sequence follows. */
const pressBytes = (key: string) => (key === 'escape' ? '\u001B[27u' : keyBytes(key));

/** Mounts screens as the program does, on a terminal that can be looked at. */
export const renderScreen = async <Value,>(
	node: ReactNode,
	{columns = 80, rows = 24, isInline = false, ...options}: ScreenOptions<Value> = {},
) => {
	const display = screenBuffer(columns, rows, {convertEol: true});
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => stdin,
		ref: () => {},
		unref: () => {},
	});
	const stdout = Object.assign(new PassThrough(), {isTTY: true, columns, rows});
	stdout.on('data', chunk => display.write(String(chunk)));
	const {ending, flushed, unmount} = mount<Value>({
		theme: options.theme ?? themeFor({LANG: 'C.UTF-8'}),
		now: options.now ?? leisurely(),
		onStop: options.onStop ?? (() => {}),
		onLeave: options.onLeave ?? (() => {}),
		draw: options.draw ?? (() => node),
		isInline,
		streams: {
			stdin: stdin as unknown as NodeJS.ReadStream,
			stdout: stdout as unknown as NodeJS.WriteStream,
			stderr: new PassThrough(),
		},
	});
	mounted.add(unmount);

	/** Resolves when the app has drawn all that the input so far led to: nothing new in three flushes. */
	const settled = async () => {
		for (let quiet = 0; quiet < 3; quiet++) {
			const before = display.raw().length;
			await flushed();
			await display.drawn();
			if (display.raw().length !== before) quiet = -1;
		}
	};
	/** Resolves when a row matches. @throws after `timeout` ms, with what the screen shows */
	const until = async (pattern: RegExp | string, timeout = 2000) => {
		const isThere = () =>
			display.screen().some(row => (typeof pattern === 'string' ? row.includes(pattern) : pattern.test(row)));
		const end = performance.now() + timeout;
		while (!isThere()) {
			if (performance.now() > end) throw new Error(`No ${String(pattern)} in:\n${display.screen().join('\n')}`);
			await settled();
		}
	};
	const type = async (bytes: string) => {
		stdin.write(bytes);
		await settled();
	};
	const screen = {
		...display,
		ending: ending as Promise<Ending<Value>>,
		unmount,
		settled,
		until,
		/** Bytes as a terminal sends them, in one read. */
		type,
		paste: (text: string) => type(pasteBytes(text)),
		/** Keys by the names of the key tables, one read each. */
		press: async (...keys: readonly string[]) => {
			for (const key of keys) await type(pressBytes(key));
		},
		resize: async (size: {readonly columns: number; readonly rows: number}) => {
			display.terminal.resize(size.columns, size.rows);
			Object.assign(stdout, size);
			stdout.emit('resize');
			await settled();
		},
		/** The rows of the screen as one text. */
		text: () => display.screen().join('\n').trimEnd(),
	};
	await settled();
	return screen;
};
