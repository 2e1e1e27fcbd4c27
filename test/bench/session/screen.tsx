import {PassThrough} from 'node:stream';
import {realClock} from '../../../source/clock.ts';
import {openSession} from '../../../source/session/client.ts';
import {webSocketsTo} from '../../../source/session/socket.ts';
import {mount} from '../../../source/ui/mount.tsx';
import {TerminalView} from '../../../source/ui/parts/terminal-view.tsx';
import type {ShellHandle} from '../../../source/ui/ports.ts';
import {themeFor} from '../../../source/ui/theme.ts';
import {usePanelKeys} from '../../../source/ui/use-panel.ts';
import {useShell} from '../../../source/ui/use-shell.ts';

const size = {columns: 120, rows: 40};

type Listener = (bytes: Uint8Array) => void | Promise<void>;

/** A shell at a WebSocket, as the program's commands hand one to the screens. */
const openShell = async (url: string, onEnd: (bytes: number) => void): Promise<ShellHandle> => {
	const listeners = new Set<Listener>();
	let bytes = 0;
	const session = openSession({
		socket: await webSocketsTo([])(url),
		token: 'bench',
		clock: realClock(),
		onOutput: chunk => {
			bytes += chunk.length;
			const taken = [...listeners].flatMap(listener => listener(chunk.slice()) ?? []);
			return taken.length === 0 ? undefined : Promise.all(taken).then(() => {});
		},
	});
	void session.closed.then(() => onEnd(bytes));
	return {
		write: session.send,
		resize: session.resize,
		onOutput: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		onLine: () => () => {},
		reconnect: session.reconnect,
		closed: session.closed.then(({reason}) => reason),
		close: async () => session.close(),
	};
};

const Panel = ({url, onEnd}: {readonly url: string; readonly onEnd: (bytes: number) => void}) => {
	const shell = useShell(() => openShell(url, onEnd), size, undefined);
	const panel = usePanelKeys(shell, shell.phase.phase === 'open', () => {});
	return <TerminalView terminal={shell.terminal} top={panel.top} isActive />;
};

/** The session panel of the screens on a terminal in memory. */
export const openPanel = (url: string) => {
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => stdin,
		ref: () => {},
		unref: () => {},
	});
	const stdout = Object.assign(new PassThrough(), {isTTY: true, ...size});
	const ended = Promise.withResolvers<number>();
	let onBytes = (_text: string) => {};
	stdout.on('data', chunk => onBytes(String(chunk)));
	const app = mount<undefined>({
		theme: themeFor({LANG: 'C.UTF-8', COLORTERM: 'truecolor'}),
		now: () => performance.now(),
		onStop: () => {},
		onLeave: () => {},
		draw: () => <Panel url={url} onEnd={ended.resolve} />,
		streams: {
			stdin: stdin as unknown as NodeJS.ReadStream,
			stdout: stdout as unknown as NodeJS.WriteStream,
			stderr: new PassThrough(),
		},
	});
	return {
		type: (text: string) => stdin.write(text),
		onBytes: (listener: (text: string) => void) => {
			onBytes = listener;
		},
		/** Resolves when the session has ended, with the bytes of its output. */
		ended: ended.promise,
		close: async () => {
			app.unmount();
			await app.ending;
		},
	};
};
