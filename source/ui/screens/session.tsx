import {Text, useWindowSize} from 'ink';
import {useState} from 'react';
import type {RunState} from '../../engine/projection.ts';
import {fullName} from '../../plan/deployment.ts';
import type {KeyTable} from '../keys.ts';
import {Frame, useLayout} from '../parts/frame.tsx';
import {Prose} from '../parts/prose.tsx';
import {SessionLine, Verdict, verdictLines} from '../parts/session-head.tsx';
import {TerminalView} from '../parts/terminal-view.tsx';
import type {Ports, RunHandle} from '../ports.ts';
import type {PanelCommand} from '../shell-input.ts';
import {outputsOf} from '../standing.ts';
import {useKeys} from '../use-keys.ts';
import {usePanelKeys, useTranscript, useWholeTerminal} from '../use-panel.ts';
import {type Shell, type TypedRequest, useShell} from '../use-shell.ts';
import {useTheme} from '../use-theme.ts';

type Action = 'leave' | 'again' | 'save';

const endedKeys: KeyTable<Action> = [
	{keys: ['enter', 'escape', 'q'], hint: 'go on', action: 'leave'},
	{keys: ['r'], hint: 'open again', help: 'open another session', action: 'again'},
	{keys: ['s'], hint: 'save transcript', action: 'save'},
];
const connectingKeys: KeyTable<Action> = [{keys: ['escape', 'q'], hint: 'leave', action: 'leave'}];

const help =
	"A shell on the consumer's private instance, through Session Manager: no port is open there, no key is needed. Every key goes to the shell; only Ctrl-] is the panel's own, and after it PgUp or an arrow scrolls back through the output. Leaving terminates the session.";

export type SessionScreenProps = {
	readonly run: RunHandle;
	readonly state: RunState;
	readonly ports: Ports;
	readonly onLeave: () => void;
};

/** A session on the consumer's private instance: the request runs in view, then the keys go to the shell. */
export const SessionScreen = (props: SessionScreenProps) => {
	const [attempt, setAttempt] = useState(1);
	return (
		<Frame title="Session on the consumer's private instance" target={props.run.target} help={help}>
			<Panel key={attempt} {...props} onAgain={() => setAttempt(attempt + 1)} />
		</Frame>
	);
};

/** The request that shows the page; without an endpoint there is none. */
const requestOf = (state: RunState): TypedRequest | undefined => {
	const {verification, deployment} = state;
	const host = outputsOf(state, 'consumer.endpoint')['dnsName'];
	const url = verification?.url ?? (host ? `http://${host}/` : undefined);
	// It is typed into a shell: nothing but a plain URL will do.
	if (url === undefined || !/^http:\/\/[\w.:-]+\/$/.test(url)) return undefined;
	const server = outputsOf(state, 'provider.instance-private')['instanceId'] ?? '';
	return {
		command: `curl -i ${url}`,
		marker: `privatelink-wizard ${deployment ? fullName(deployment) : ''} ${server}`,
	};
};

const Panel = ({run, state, ports, onLeave, onAgain}: SessionScreenProps & {readonly onAgain: () => void}) => {
	const {body} = useLayout();
	const {symbols} = useTheme();
	const window = useWindowSize();
	const [isWhole, setWhole] = useState(false);
	const verdict = verdictLines(state, body.columns, symbols.separator);
	// Verdict, what the session is at, a rule.
	const panelSize = {columns: body.columns, rows: Math.max(1, body.rows - verdict.lines.length - 2)};
	const shell = useShell(size => ports.openShell(run, size), isWhole ? window : panelSize, requestOf(state));
	const {note, save} = useTranscript(shell, ports);
	const {phase} = shell.phase;
	const isOpen = phase === 'open';
	const onCommand = (command: PanelCommand) => {
		if (command === 'leave') onLeave();
		else if (command === 'save') void save();
		else if (command === 'reconnect') shell.reconnect();
		else setWhole(true);
	};
	const panel = usePanelKeys(shell, isOpen && !isWhole, onCommand);
	useWholeTerminal(shell, isWhole, () => setWhole(false));
	useKeys(
		phase === 'connecting' ? connectingKeys : endedKeys,
		action => (action === 'again' ? onAgain() : action === 'save' ? void save() : onLeave()),
		{isActive: !isOpen},
	);
	return (
		<>
			<Verdict {...verdict} />
			<SessionLine shell={shell} panel={panel} note={note} columns={body.columns} />
			<Rule columns={body.columns} />
			{phase === 'failed' ? (
				<Failed phase={shell.phase} {...panelSize} />
			) : (
				<TerminalView terminal={shell.terminal} top={panel.top} isActive={isOpen} />
			)}
		</>
	);
};

const Rule = ({columns}: {readonly columns: number}) => {
	const {symbols, tones} = useTheme();
	return (
		<Text {...tones.muted} wrap="truncate">
			{symbols.rule.repeat(columns)}
		</Text>
	);
};

type FailedProps = {readonly phase: Shell['phase']; readonly columns: number; readonly rows: number};

const Failed = ({phase, columns, rows}: FailedProps) => {
	const {symbols} = useTheme();
	if (phase.phase !== 'failed') return null;
	const next = [...phase.nextSteps, 'r tries again.'].map(step => `${symbols.arrow} ${step}`);
	return <Prose text={[phase.message, ...next].join('\n')} columns={columns} rows={rows} />;
};
