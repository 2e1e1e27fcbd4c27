import type {Terminal} from '@xterm/headless';
import {useEffect, useEffectEvent, useState} from 'react';
import {UserError} from '../errors.ts';
import {useBeat} from './beat.tsx';
import type {Size} from './layout.ts';
import {createPanelTerminal, createPatientWriter, transcriptOf} from './panel-terminal.ts';
import type {ShellHandle, ShellLine} from './ports.ts';
import {hasPrompt, readShellAnswer, type ShellAnswer} from './shell-answer.ts';

export type ShellPhase =
	| {readonly phase: 'connecting'}
	| {readonly phase: 'open'}
	| {readonly phase: 'closed'; readonly reason: string}
	| {readonly phase: 'failed'; readonly message: string; readonly nextSteps: readonly string[]};

/** The request that is typed by itself, and what its page names. */
export type TypedRequest = {readonly command: string; readonly marker: string};

/** Where the request is that is typed by itself. */
export type RequestProgress = 'not-typed' | 'under-way' | 'answered' | 'unanswered';

export type Shell = {
	readonly terminal: Terminal;
	readonly phase: ShellPhase;
	/** How the connection under an open session stands. */
	readonly line: ShellLine;
	readonly request: RequestProgress;
	readonly answer: ShellAnswer;
	readonly send: (text: string) => void;
	/** Opens a broken connection anew. */
	readonly reconnect: () => void;
	/** Calls back with all further output. Returns its end. */
	readonly onOutput: (listener: (bytes: Uint8Array) => void) => () => void;
};

const noAnswer: ShellAnswer = {statusLine: undefined, server: undefined, hasMarker: false};

/** A shell whose prompt nobody recognises is typed into after so many beats without output, about 3 s. */
const patience = 25;

type Handle = Pick<ShellHandle, 'write' | 'resize' | 'reconnect'>;

const encoder = new TextEncoder();

/**
 * Opens a shell when the component appears and terminates its session when it goes; types `typed` once the prompt shows.
 * The shell has always the given size.
 */
export const useShell = (
	open: (size: Size) => Promise<ShellHandle>,
	{columns, rows}: Size,
	typed: TypedRequest | undefined,
): Shell => {
	const [terminal] = useState(() => createPanelTerminal({columns, rows}));
	const [listeners] = useState(() => new Set<(bytes: Uint8Array) => void>());
	const [handle, setHandle] = useState<Handle>();
	const [line, setLine] = useState<ShellLine>({state: 'connected'});
	const [phase, setPhase] = useState<ShellPhase>({phase: 'connecting'});
	const [bug, setBug] = useState<{readonly error: unknown}>();
	// Thrown here, it reaches the boundary that restores the terminal.
	if (bug) throw bug.error;

	const onOpened = (shell: ShellHandle): (() => void) => {
		const write = createPatientWriter(terminal);
		const stop = shell.onOutput(bytes => {
			for (const listener of listeners) listener(bytes);
			return write(bytes);
		});
		// The panel answers for the terminal it is: where its cursor stands, what it can do.
		const answers = terminal.onData(answer => shell.write(encoder.encode(answer)));
		const stopLine = shell.onLine(setLine);
		setHandle(shell);
		setPhase({phase: 'open'});
		return () => {
			stop();
			stopLine();
			answers.dispose();
		};
	};
	const begin = useEffectEvent(() => attachShell(() => open({columns, rows}), {onOpened, setPhase, setBug}));
	useEffect(() => begin(), []);

	useEffect(() => {
		if (terminal.cols === columns && terminal.rows === rows) return;
		terminal.resize(columns, rows);
	}, [terminal, columns, rows]);
	useEffect(() => {
		handle?.resize({columns, rows});
	}, [handle, columns, rows]);

	const send = (text: string) => handle?.write(encoder.encode(text));
	const isOpen = phase.phase === 'open';
	const {progress, answer} = useTypedRequest({terminal, isOpen, typed, send});
	return {
		terminal,
		phase,
		line,
		request: progress,
		answer,
		send,
		reconnect: () => handle?.reconnect(),
		onOutput: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};

type Attachment = {
	readonly onOpened: (shell: ShellHandle) => () => void;
	readonly setPhase: (phase: ShellPhase) => void;
	readonly setBug: (bug: {readonly error: unknown}) => void;
};

/** Opens a shell; the returned function terminates it, however far it has come. */
const attachShell = (open: () => Promise<ShellHandle>, {onOpened, setPhase, setBug}: Attachment): (() => void) => {
	let isGone = false;
	let detach = () => {};
	const follow = async () => {
		const shell = await open();
		if (isGone) return await shell.close();
		const release = onOpened(shell);
		detach = () => {
			release();
			void shell.close();
		};
		const reason = await shell.closed;
		if (!isGone) setPhase({phase: 'closed', reason});
	};
	follow().catch((error: unknown) => {
		if (isGone) return;
		if (!(error instanceof UserError)) setBug({error});
		else setPhase({phase: 'failed', message: error.message, nextSteps: error.nextSteps});
	});
	return () => {
		isGone = true;
		detach();
	};
};

type TypedRequestOptions = {
	readonly terminal: Terminal;
	readonly isOpen: boolean;
	readonly typed: TypedRequest | undefined;
	readonly send: (text: string) => void;
};

/** Types the request once, and watches the terminal until its answer is there or the shell prompts again. */
const useTypedRequest = ({terminal, isOpen, typed, send}: TypedRequestOptions) => {
	const [progress, setProgress] = useState<RequestProgress>('not-typed');
	const [answer, setAnswer] = useState(noAnswer);
	const [quietSince, setQuietSince] = useState<number>();
	const isWaiting = isOpen && typed !== undefined && progress === 'not-typed';
	const beat = useBeat(isWaiting);

	const type = useEffectEvent(() => {
		if (!typed || !isWaiting) return;
		setProgress('under-way');
		send(`${typed.command}\r`);
	});
	const onOutput = useEffectEvent(() => {
		if (!typed || progress === 'answered' || progress === 'unanswered') return;
		const transcript = transcriptOf(terminal);
		if (isWaiting && hasPrompt(transcript)) return type();
		if (isWaiting) return setQuietSince(beat);
		if (progress !== 'under-way') return;
		const seen = readShellAnswer(transcript, typed.marker);
		setAnswer(seen);
		if (seen.statusLine !== undefined && seen.hasMarker) setProgress('answered');
		else if (hasPrompt(transcript)) setProgress(seen.statusLine === undefined ? 'unanswered' : 'answered');
	});
	useEffect(() => {
		const subscription = terminal.onWriteParsed(() => onOutput());
		return () => subscription.dispose();
	}, [terminal]);
	// What came before the line was open has been written already.
	useEffect(() => {
		if (isOpen) onOutput();
	}, [isOpen]);
	const isTooQuiet = isWaiting && quietSince !== undefined && beat - quietSince >= patience;
	useEffect(() => {
		if (isTooQuiet) type();
	}, [isTooQuiet]);
	return {progress, answer};
};
