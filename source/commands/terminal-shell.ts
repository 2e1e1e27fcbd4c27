import {createOutputFilter} from '../ui/output-filter.ts';
import type {ShellHandle, ShellLine} from '../ui/ports.ts';
import {divideInput, type PanelCommand, type PanelMode} from '../ui/shell-input.ts';
import type {Surroundings} from './command.ts';
import type {ShellStreams} from './shell-streams.ts';

/** Switches of the terminal that a program may leave on, off again; none of them moves the cursor, as that of origin mode would. */
const modesOff = [
	...['?1l', '?1000l', '?1002l', '?1003l', '?1004l', '?1006l', '?2004l', '?7h', '?25h', '4l', '0m'].map(
		mode => `\u001B[${mode}`,
	),
	// All rows scroll again: that moves the cursor, so it is kept meanwhile.
	'\u001B7\u001B[r\u001B8\u001B(B\u001B>\u000F',
].join('');

const leaveAlternate = '\u001B[?1049l';

/** The last switch of the alternate screen in a text: on or off. */
const alternateSwitch = /\u001B\[\?(?:1049|1047|47)([hl])(?![\s\S]*\u001B\[\?(?:1049|1047|47)[hl])/;

/** What is said between the shell's own lines. */
const words = (line: ShellLine): string => {
	switch (line.state) {
		case 'connected':
			return 'Connected again.';
		case 'reconnecting':
			return `${line.reason} Reconnecting; what you type waits.`;
		case 'broken':
			return `${line.reason} Ctrl-] then r reconnects, q leaves.`;
	}
};

/**
 * Gives a shell the terminal until it ends or the person leaves by Ctrl-] q. Every other key goes to the shell; what it
 * writes passes the filter that keeps the terminal from being harmed. Resolves to the exit code 0: AWS tells none of a shell.
 * @throws what `open` throws
 */
export const inhabitShell = async (
	open: () => Promise<ShellHandle>,
	streams: ShellStreams,
	{signal, holdTerminal}: Pick<Surroundings, 'signal' | 'holdTerminal'>,
): Promise<number> => {
	const shell = await open();
	const filter = createOutputFilter();
	let isAlternate = false;
	const show = (text: string) => {
		const switched = alternateSwitch.exec(text)?.[1];
		if (switched !== undefined) isAlternate = switched === 'h';
		return streams.write(text, 'stdout');
	};
	const restore = () => void streams.write(`${isAlternate ? leaveAlternate : ''}${modesOff}`, 'stdout');
	const left = Promise.withResolvers<string>();
	const onCommand: Readonly<Record<PanelCommand, () => void>> = {
		leave: () => left.resolve(''),
		reconnect: shell.reconnect,
		// The terminal is the shell's already, and the terminal's own scrollback keeps what was shown.
		'whole-terminal': () => {},
		save: () => {},
	};
	let mode: PanelMode = 'shell';
	const encoder = new TextEncoder();
	const stopReading = streams.readRaw(chunk => {
		const input = divideInput({mode}, chunk);
		// Scrolling is the terminal's own.
		mode = input.mode === 'scrolling' ? 'shell' : input.mode;
		if (input.toShell !== '') shell.write(encoder.encode(input.toShell));
		for (const command of input.commands) onCommand[command]();
	});
	const release = holdTerminal(() => {
		stopReading();
		restore();
	});
	const stops = [
		streams.onResize(() => shell.resize(streams.size())),
		shell.onOutput(bytes => show(filter(bytes))),
		shell.onLine(line => void streams.write(`\r\n[${words(line)}]\r\n`, 'stderr')),
	];
	const onAbort = () => left.resolve('');
	signal.addEventListener('abort', onAbort, {once: true});
	if (signal.aborted) onAbort();
	const reason = await Promise.race([shell.closed, left.promise]);
	for (const stop of stops) stop();
	stopReading();
	restore();
	release();
	void streams.write(reason === '' ? '\n' : `\n${reason}\n`, 'stderr');
	await shell.close();
	return 0;
};
