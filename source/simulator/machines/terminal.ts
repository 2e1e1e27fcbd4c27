import {StringDecoder} from 'node:string_decoder';
import type {TerminalState} from './commands/command.ts';
import {type Key, typeKey} from './line-discipline.ts';
import {editLine, emptyLine} from './line-editor.ts';
import type {Terminal} from './port.ts';
import {hungUp, readScript, type SessionShell, suspended} from './session-shell.ts';

type Event = NonNullable<Key['event']>;

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** A terminal's output processing: a line feed returns the carriage (ONLCR). */
const onlcr = (bytes: Uint8Array): Uint8Array =>
	Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');

/** Calls of a listener that has not come yet wait for it. */
const channel = <Value>() => {
	const listeners: ((value: Value) => void)[] = [];
	let backlog: Value[] = [];
	return {
		emit: (value: Value) => {
			if (listeners.length === 0) backlog.push(value);
			for (const listener of listeners) listener(value);
		},
		listen: (listener: (value: Value) => void) => {
			listeners.push(listener);
			for (const value of backlog) listener(value);
			backlog = [];
		},
	};
};

/** What was typed and not yet read by the shell. */
const eventQueue = () => {
	let events: Event[] = [];
	let wake: (() => void) | undefined;
	return {
		push: (event: Event) => {
			events.push(event);
			wake?.();
		},
		clear: () => {
			events = [];
		},
		next: async (): Promise<Event> => {
			for (;;) {
				const event = events.shift();
				if (event) return event;
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
		},
	};
};

type Opening = {
	/** What programs of the shell see and change. */
	readonly state: TerminalState;
	/** The shell begins when this resolves. */
	readonly ready: Promise<unknown>;
	/** Aborted, it hangs up. */
	readonly signal: AbortSignal;
	/** What `sh -c` runs; absent: the shell is interactive. */
	readonly command: string | undefined;
};

/** `sh` on a pseudo-terminal. */
export const openTerminal = (shell: SessionShell, {state, ready, signal, command}: Opening): Terminal => {
	const output = channel<Uint8Array>();
	const exit = channel<number>();
	const typed = eventQueue();
	const decoder = new StringDecoder('utf8');
	/** In the terminal's driver; of a shell that edits its lines, what was typed while a command ran. */
	let line = '';
	let editing = emptyLine;
	let isEditing = false;
	const history: string[] = [];
	let running: AbortController | undefined;
	let isOpen = true;

	const show = (text: string) => output.emit(utf8(text));
	const sink = (bytes: Uint8Array) => output.emit(onlcr(bytes));
	const setSize: Terminal['resize'] = ({columns, rows}) => {
		Object.assign(state, {columns, rows});
		shell.setVariables({COLUMNS: String(columns), LINES: String(rows), TERM: 'xterm-256color'});
	};

	const end = (exitCode: number): void => {
		if (!isOpen) return;
		isOpen = false;
		running?.abort();
		signal.removeEventListener('abort', hangUp);
		exit.emit(exitCode);
	};
	const hangUp = () => end(hungUp);

	/** Runs statements until one ends the shell or is interrupted. */
	const run = async (statements: readonly string[]): Promise<void> => {
		const controller = new AbortController();
		running = controller;
		for (const statement of statements) {
			const ended = await shell.execute(statement, {stdout: sink, stderr: sink}, controller.signal);
			if (ended) end(shell.status());
			if (ended || controller.signal.aborted) break;
		}
		running = undefined;
		if (controller.signal.aborted && isOpen) {
			const status = Number(controller.signal.reason);
			shell.setStatus(status);
			show('\r\n');
			if (status === suspended) show(`${shell.stopped}${statements.join('; ')}\r\n`);
		}
	};

	/** Asks for a line; what was typed ahead of it is taken over by a shell that edits its lines. */
	const prompt = (text: string) => {
		show(text);
		isEditing = shell.editsLines;
		if (!isEditing) return;
		const ahead = line;
		line = '';
		for (const character of ahead) edit(character);
	};

	const remember = (text: string) => {
		if (text.trim() === '' || text === history.at(-1)) return;
		history.push(text);
		shell.setHistory(history);
	};

	const serve = async (): Promise<void> => {
		let text = '';
		await ready;
		if (!isOpen) return;
		if (command !== undefined) return await serveCommand(command);
		prompt(shell.prompt);
		while (isOpen) {
			const event = await typed.next();
			isEditing = false;
			if (!isOpen) return;
			if (event.type === 'end') {
				if (text === '') end(shell.status());
				else isEditing = shell.editsLines;
				continue;
			}
			if (event.type === 'interrupt') {
				text = '';
				shell.setStatus(event.exitCode);
				show('\r\n');
				prompt(shell.prompt);
				continue;
			}
			if (event.type === 'clear') {
				show(`\u001B[H\u001B[2J${text === '' ? shell.prompt : '> '}`);
				show(editing.characters.join('') + '\b'.repeat(editing.characters.length - editing.cursor));
				isEditing = true;
				continue;
			}
			// A shell that waits for a line is not stopped; the driver has thrown away what was typed.
			if (event.type === 'suspend') continue;
			remember(event.text);
			text += text === '' ? event.text : `\n${event.text}`;
			const script = readScript(text);
			if (script === 'unfinished') {
				prompt('> ');
				continue;
			}
			text = '';
			if ('error' in script) {
				shell.setStatus(2);
				sink(utf8(script.error));
			} else {
				await run(script.statements);
			}
			if (isOpen) prompt(shell.prompt);
		}
	};

	const serveCommand = async (text: string): Promise<void> => {
		const script = readScript(text);
		if (script === 'unfinished' || 'error' in script) {
			sink(utf8(script === 'unfinished' ? 'sh: syntax error: unexpected end of file\n' : script.error));
			return end(2);
		}
		await run(script.statements);
		end(shell.status());
	};

	const onKey = ({echo, event, line: next}: Key): void => {
		line = next;
		if (echo !== '' && state.echo) show(echo);
		if (event?.type === 'interrupt' || event?.type === 'suspend') typed.clear();
		if (event?.type === 'interrupt' && running) running.abort(event.exitCode);
		else if (event?.type === 'suspend' && running) running.abort(suspended);
		else if (event) typed.push(event);
	};

	const edit = (character: string): void => {
		const edited = editLine(editing, character, history);
		({editing} = edited);
		if (edited.echo !== '' && state.echo) show(edited.echo);
		if (!edited.event) return;
		// What comes next waits in the driver until the shell asks again.
		isEditing = false;
		typed.push(edited.event);
	};

	setSize(state);
	signal.addEventListener('abort', hangUp, {once: true});
	void serve();

	return {
		write: bytes => {
			for (const character of decoder.write(Buffer.from(bytes))) {
				if (!isOpen) return;
				if (isEditing) edit(character);
				else onKey(typeKey(line, character));
			}
		},
		resize: setSize,
		onOutput: output.listen,
		onExit: exit.listen,
		close: hangUp,
	};
};
