import {Box, Text} from 'ink';
import type {RunState} from '../../engine/projection.ts';
import {cleanPaste} from '../keys.ts';
import type {ShellLine} from '../ports.ts';
import {proseLines} from '../prose.ts';
import {proofsOf} from '../request-hops.ts';
import {cutEnd, cutMiddle} from '../text.ts';
import type {PanelKeys} from '../use-panel.ts';
import type {Shell} from '../use-shell.ts';
import {useTheme} from '../use-theme.ts';
import {windowWords} from '../viewport.ts';
import {useLayout} from './frame.tsx';
import {Spinner} from './spinner.tsx';

export type VerdictText = {readonly isGood: boolean; readonly lines: readonly string[]};

const mostVerdictRows = 4;

/** What the run's own request proved, as it stands above the panel. */
export const verdictLines = (state: RunState, columns: number, separator: string): VerdictText => {
	const {verification} = state;
	const linesOf = (text: string) => proseLines(text, columns - 2).slice(0, mostVerdictRows);
	if (!verification) return {isGood: false, lines: ['The request was not sent yet.']};
	if (!verification.verified) {
		return {isGood: false, lines: linesOf(`Not verified: ${cleanPaste(verification.reason)}`)};
	}
	const proofs = proofsOf(verification, state);
	const text = proofs.map(proof => proof.text).join(` ${separator} `);
	return {isGood: proofs.every(({holds}) => holds), lines: linesOf(text)};
};

export const Verdict = ({isGood, lines}: VerdictText) => {
	const {columns} = useLayout().body;
	const {symbols, tones} = useTheme();
	return lines.map((line, index) => (
		<Text key={line} wrap="truncate" bold {...tones[isGood ? 'good' : 'warning']}>
			{index === 0 ? `${symbols.marks[isGood ? 'good' : 'paused']} ` : '  '}
			{cutEnd(line, columns - 2, symbols.ellipsis)}
		</Text>
	));
};

export type SessionLineProps = {
	readonly shell: Shell;
	readonly panel: PanelKeys;
	readonly note: string | undefined;
	readonly columns: number;
};

export const SessionLine = ({shell, panel, note, columns}: SessionLineProps) => {
	const {symbols, tones} = useTheme();
	const {phase} = shell.phase;
	const lineWords = phase === 'open' ? wordsOfLine(shell.line) : undefined;
	const isBusy =
		phase === 'connecting' ||
		(phase === 'open' && shell.line.state === 'reconnecting') ||
		(shell.request === 'under-way' && shell.line.state === 'connected');
	// That nobody is there is the news that counts.
	const text = lineWords ?? panelWords(shell.terminal, panel) ?? note ?? sessionWords(shell);
	return (
		<Box flexShrink={0} height={1}>
			{isBusy ? <Spinner /> : <Text {...tones.muted}>{symbols.pointer.charAt(0)}</Text>}
			<Text wrap="truncate"> {cutMiddle(text, columns - 2, symbols.ellipsis)}</Text>
		</Box>
	);
};

/** Whose the keys are, where they are not the shell's. */
const panelWords = ({rows, buffer: {active}}: Shell['terminal'], {mode, top = 0}: PanelKeys): string | undefined => {
	if (mode === 'shell') return undefined;
	if (mode === 'panel') return 'The next key is for the panel.';
	const shown = windowWords({offset: top, rows}, active.length);
	return shown === '' ? 'There is nothing above.' : `Rows ${shown}; the shell goes on below.`;
};

/** What is wrong with the connection; undefined while nothing is. */
const wordsOfLine = (line: ShellLine): string | undefined => {
	switch (line.state) {
		case 'connected':
			return undefined;
		case 'reconnecting':
			return `${line.reason} Reconnecting; what you type waits.`;
		case 'broken':
			return `${line.reason} Ctrl-] then r reconnects, q leaves.`;
	}
};

/** What the session is at, in one line. */
const sessionWords = ({phase, request, answer}: Shell): string => {
	switch (phase.phase) {
		case 'connecting':
			return 'Opening a Session Manager session.';
		case 'closed':
			return `The session has ended: ${phase.reason}`;
		case 'failed':
			return 'There is no session.';
		case 'open':
			break;
	}
	switch (request) {
		case 'not-typed':
			return 'The session is open.';
		case 'under-way':
			return 'The request is on its way, from this shell.';
		case 'unanswered':
			return 'This shell got no answer. It is yours.';
		case 'answered':
			return `${answer.statusLine ?? 'Answered'}${answer.hasMarker ? ', with the marker' : ''}. The shell is yours.`;
	}
};
