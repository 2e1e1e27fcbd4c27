import type {Terminal} from '@xterm/headless';
import {useApp, useStdin, useStdout} from 'ink';
import {useEffect, useEffectEvent, useRef, useState} from 'react';
import {UserError} from '../errors.ts';
import type {KeyHint} from './keys.ts';
import {transcriptOf} from './panel-terminal.ts';
import type {Ports} from './ports.ts';
import {divideInput, encodeInput, type PanelCommand, type PanelMode} from './shell-input.ts';
import {useRawInput} from './use-keys.ts';
import type {Shell} from './use-shell.ts';
import {useTheme} from './use-theme.ts';
import {clampOffset, type Move, stepOf} from './viewport.ts';
import {realTerminal, runInWholeTerminal} from './whole-terminal.ts';

const hintsOf: Readonly<Record<PanelMode, readonly KeyHint[]>> = {
	shell: [{keys: ['ctrl-]'], hint: 'then q leave, f whole terminal, s save, PgUp scroll'}],
	panel: [
		{keys: ['q'], hint: 'leave'},
		{keys: ['f'], hint: 'whole terminal, back by Ctrl-]'},
		{keys: ['s'], hint: 'save'},
		{keys: ['page-up', 'up'], hint: 'scroll back'},
		{keys: ['ctrl-]'], hint: 'itself to the shell'},
	],
	scrolling: [
		{keys: ['up', 'down'], hint: 'scroll'},
		{keys: ['page-up', 'page-down'], hint: 'a page'},
		{keys: ['home', 'end'], hint: 'start, end'},
		{keys: ['any other key'], hint: 'back to the shell'},
	],
};

export type PanelKeys = {
	readonly mode: PanelMode;
	/** The first row in view while it is not what is current. */
	readonly top: number | undefined;
};

/** Divides what is typed between the shell and the panel. */
export const usePanelKeys = (
	shell: Shell,
	isActive: boolean,
	onCommand: (command: PanelCommand) => void,
): PanelKeys => {
	const [panel, setPanel] = useState<PanelKeys>({mode: 'shell', top: undefined});
	// Two chunks may come before anything is drawn again.
	const current = useRef(panel);
	useRawInput(
		chunk => {
			const {toShell, commands, moves, mode} = divideInput(current.current, chunk);
			const top = mode === 'scrolling' ? scrolled(shell.terminal, current.current.top, moves) : undefined;
			// A key of the shell's changes nothing here: drawn for nothing, it would hold up its echo by a frame.
			if (mode !== current.current.mode || top !== current.current.top) setPanel({mode, top});
			current.current = {mode, top};
			if (toShell !== '') shell.send(encodeInput(toShell, shell.terminal.modes));
			for (const command of commands) onCommand(command);
		},
		{isActive, hints: hintsOf[panel.mode]},
	);
	// A session that ends shows its end.
	return isActive ? panel : {mode: 'shell', top: undefined};
};

/** Counted from the oldest row, so that the view stands still while the shell goes on writing. */
const scrolled = ({rows, buffer: {active}}: Terminal, top: number | undefined, moves: readonly Move[]): number =>
	moves.reduce(
		(row, move) => clampOffset(row + stepOf(move, rows, active.length), rows, active.length),
		top ?? active.baseY,
	);

/** Hands the whole terminal to the shell while `isWhole`. */
export const useWholeTerminal = (shell: Shell, isWhole: boolean, onDone: () => void) => {
	const {suspendTerminal} = useApp();
	const {stdin} = useStdin();
	const {stdout} = useStdout();
	const {hasColour} = useTheme();
	const over = useRef(new AbortController());
	// What is wrong, and what can be done about it, is said on the panel.
	const isOver = shell.phase.phase !== 'open' || shell.line.state === 'broken';
	const begin = useEffectEvent(async () => {
		over.current = new AbortController();
		const {signal} = over.current;
		const real = realTerminal(stdin as NodeJS.ReadStream, stdout);
		const {terminal, send, onOutput} = shell;
		await suspendTerminal(async () => {
			await runInWholeTerminal({real, terminal, toShell: send, onOutput, hasColour, signal});
			onDone();
		});
	});
	useEffect(() => {
		if (isWhole) void begin();
	}, [isWhole]);
	useEffect(() => {
		if (isOver && isWhole) over.current.abort();
	}, [isOver, isWhole]);
	useEffect(() => () => over.current.abort(), []);
};

/** Saves what the session has shown, and says where. */
export const useTranscript = ({terminal, phase: {phase}}: Shell, ports: Ports) => {
	const [note, setNote] = useState<{readonly text: string; readonly phase: string}>();
	const [bug, setBug] = useState<{readonly error: unknown}>();
	if (bug) throw bug.error;
	const save = async () => {
		try {
			setNote({text: `Saved to ${await ports.saveTranscript(transcriptOf(terminal))}`, phase});
		} catch (error) {
			if (error instanceof UserError) setNote({text: [error.message, ...error.nextSteps].join(' '), phase});
			else setBug({error});
		}
	};
	// That the session has ended is the newer news.
	return {note: note?.phase === phase ? note.text : undefined, save};
};
