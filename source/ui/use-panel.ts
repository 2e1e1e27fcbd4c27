import {useApp, useStdin, useStdout} from 'ink';
import {useEffect, useEffectEvent, useRef, useState} from 'react';
import {UserError} from '../errors.ts';
import type {KeyHint} from './keys.ts';
import {transcriptOf} from './panel-terminal.ts';
import type {Ports} from './ports.ts';
import {divideInput, encodeInput, type PanelCommand, type ShellInputState} from './shell-input.ts';
import {useRawInput} from './use-keys.ts';
import type {Shell} from './use-shell.ts';
import {useTheme} from './use-theme.ts';
import {realTerminal, runInWholeTerminal} from './whole-terminal.ts';

const shellHints: readonly KeyHint[] = [{keys: ['ctrl-]'], hint: 'then q leave, f whole terminal, s save'}];
const ourHints: readonly KeyHint[] = [
	{keys: ['q'], hint: 'leave'},
	{keys: ['f'], hint: 'whole terminal, until Ctrl-] again'},
	{keys: ['s'], hint: 'save transcript'},
	{keys: ['ctrl-]'], hint: 'itself to the shell'},
];

/** Divides what is typed between the shell and the panel; true while the next key is the panel's. */
export const usePanelKeys = (shell: Shell, isActive: boolean, onCommand: (command: PanelCommand) => void): boolean => {
	const [isOurs, setOurs] = useState(false);
	// Two chunks may come before anything is drawn again.
	const input = useRef<ShellInputState>({isOurs: false});
	useRawInput(
		chunk => {
			const {toShell, commands, ...next} = divideInput(input.current, chunk);
			input.current = next;
			setOurs(next.isOurs);
			if (toShell !== '') shell.send(encodeInput(toShell, shell.terminal.modes));
			for (const command of commands) onCommand(command);
		},
		{isActive, hints: isOurs ? ourHints : shellHints},
	);
	return isOurs;
};

/** Hands the whole terminal to the shell while `isWhole`. */
export const useWholeTerminal = (shell: Shell, isWhole: boolean, onDone: () => void) => {
	const {suspendTerminal} = useApp();
	const {stdin} = useStdin();
	const {stdout} = useStdout();
	const {hasColour} = useTheme();
	const [over] = useState(() => new AbortController());
	const isEnded = shell.phase.phase !== 'open';
	const begin = useEffectEvent(async () => {
		const real = realTerminal(stdin as NodeJS.ReadStream, stdout);
		const {terminal, send, onOutput} = shell;
		await suspendTerminal(async () => {
			await runInWholeTerminal({real, terminal, toShell: send, onOutput, hasColour, signal: over.signal});
			onDone();
		});
	});
	useEffect(() => {
		if (isWhole) void begin();
	}, [isWhole]);
	useEffect(() => {
		if (isEnded && isWhole) over.abort();
	}, [isEnded, isWhole, over]);
	useEffect(() => () => over.abort(), [over]);
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
