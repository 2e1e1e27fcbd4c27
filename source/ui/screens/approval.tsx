import {Box, Text} from 'ink';
import {useState} from 'react';
import type {DecisionAnswer} from '../../engine/events.ts';
import type {Decision, RunState} from '../../engine/projection.ts';
import {copyablesOfRequest} from '../copyables.ts';
import type {KeyTable} from '../keys.ts';
import {Copying} from '../parts/copying.tsx';
import {Frame, useLayout} from '../parts/frame.tsx';
import {Prose} from '../parts/prose.tsx';
import {Spinner} from '../parts/spinner.tsx';
import type {RunHandle} from '../ports.ts';
import {proseLines} from '../prose.ts';
import {hourlyWords} from '../standing.ts';
import {countWords} from '../task-words.ts';
import {blanks, cutMiddle, padEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {usePlainLog} from '../use-plain-log.ts';
import {useRunTime} from '../use-run-time.ts';
import {useTheme} from '../use-theme.ts';
import {age, inWords} from '../words.ts';

type Action = DecisionAnswer | 'back';

const decisionKeys: KeyTable<Action> = [
	{keys: ['a'], hint: 'accept', help: 'accept the connection: traffic may pass', action: 'accept'},
	{keys: ['r'], hint: 'reject', help: 'reject the connection, after one more question', action: 'reject'},
	{keys: ['l'], hint: 'later', help: 'leave it pending and end the run; nothing is lost', action: 'later'},
];
const rejectKeys: KeyTable<Action> = [
	{keys: ['y'], hint: 'yes, reject', action: 'reject'},
	{keys: ['n', 'escape'], hint: 'no, back', action: 'back'},
];

const help =
	'The provider of an endpoint service decides about every connection to it. Accepted, the endpoint carries traffic; rejected, it never will, and the next build makes a new one. Whatever somebody decides outside of this program counts as well and ends the wait.';

export type ApprovalScreenProps = {readonly run: RunHandle; readonly state: RunState};

/** The pause on the pending endpoint connection: a person accepts it, rejects it, or leaves it pending. */
export const ApprovalScreen = ({run, state}: ApprovalScreenProps) => {
	const {decision} = state;
	const [isRejecting, setRejecting] = useState(false);
	const [given, setGiven] = useState<DecisionAnswer>();
	const isOpen = decision !== undefined && decision.made === undefined && given === undefined;
	const decide = (answer: DecisionAnswer) => {
		setGiven(answer);
		run.decide(answer);
	};
	const onAction = (action: Action) => {
		if (action === 'back') setRejecting(false);
		else if (action === 'reject' && !isRejecting) setRejecting(true);
		else decide(action);
	};
	useKeys(isRejecting ? rejectKeys : decisionKeys, onAction, {isActive: isOpen});
	usePlainLog(run);
	return (
		<Frame
			title="A connection waits for your decision"
			target={run.target}
			help={help}
			gate={decision?.request.endpointId ?? 'decision'}
		>
			{decision && <Body run={run} state={state} decision={decision} isRejecting={isRejecting} given={given} />}
		</Frame>
	);
};

/** Rows of what stands above and below the facts. */
const otherRows = 6;

type BodyProps = ApprovalScreenProps & {
	readonly decision: Decision;
	readonly isRejecting: boolean;
	readonly given: DecisionAnswer | undefined;
};

const Body = ({run, state, decision, isRejecting, given}: BodyProps) => {
	const {columns, rows} = useLayout().body;
	const {symbols, tones} = useTheme();
	const now = useRunTime(run, state);
	const facts = factsOf(run, state, decision, now);
	const labelColumns = Math.max(...facts.map(([label]) => label.length)) + 2;
	const gap = rows >= 17 ? 1 : 0;
	const whole = facts.map(([label, value]) => [label, proseLines(value, columns - labelColumns)] as const);
	const hasRoom = whole.flatMap(([, lines]) => lines).length <= rows - otherRows - 3 * gap;
	return (
		<Copying items={copyablesOfRequest(decision.request)} columns={columns} rows={rows}>
			<Text bold {...tones.warning} wrap="truncate">
				{`${symbols.marks.paused} ${headline(decision)}`}
			</Text>
			<Box height={gap} />
			{facts.map(([label, value], index) => (
				<Text key={label} wrap="truncate">
					<Text {...tones.muted}>{padEnd(label, labelColumns)}</Text>
					{hasRoom
						? whole[index]?.[1].join(`\n${blanks(labelColumns)}`)
						: cutMiddle(value, columns - labelColumns, symbols.ellipsis)}
				</Text>
			))}
			<Box height={gap} />
			<Answer decision={decision} isRejecting={isRejecting} given={given} columns={columns} />
			<Box height={gap} />
			<Box flexShrink={0}>
				<Spinner />
				<Text> </Text>
				<Prose text={background(state)} columns={columns - 2} rows={2} tone="muted" />
			</Box>
		</Copying>
	);
};

const headline = ({request}: Decision): string => `${request.endpointId} asks to connect to ${request.serviceId}`;

type Fact = readonly [label: string, value: string];

const factsOf = (run: RunHandle, state: RunState, {request, askedAt}: Decision, now: number): readonly Fact[] => {
	const {endpointId, owner, vpcId, serviceName, region, since} = request;
	const own = state.deployment?.place.account;
	const shownAt = Number.isNaN(Date.parse(since)) ? askedAt : Date.parse(since);
	return [
		['Endpoint', endpointId],
		['Owner account', own === undefined ? owner : `${owner}, ${owner === own ? 'your own' : 'not your own'}`],
		['VPC', vpcId],
		['Region', region],
		['Service name', serviceName],
		['Waiting for', `${age((now - shownAt) / 1000)}, since ${new Date(shownAt).toISOString().replace(/\.\d+Z$/, 'Z')}`],
		['Meanwhile', hourlyWords(state, run.place)],
	];
};

const madeWords = {
	accept: 'accepted',
	reject: 'rejected',
	later: 'left pending',
} as const;

const givenWords: Readonly<Record<DecisionAnswer, string>> = {
	accept: 'Accepting: AWS is told.',
	reject: 'Rejecting: AWS is told, and both sides have to show it.',
	later: 'Left pending: what is in flight settles, then the run ends.',
};

const asked =
	"Accept, and the consumer's request reaches Apache. Reject, and this endpoint never carries traffic. Later leaves it pending, for another run or the approve command.";

type AnswerProps = Pick<BodyProps, 'decision' | 'isRejecting' | 'given'> & {readonly columns: number};

const Answer = ({decision, isRejecting, given, columns}: AnswerProps) => {
	const {made, request} = decision;
	if (made) {
		const by = made.by === 'outside' ? 'outside of this run' : `by ${made.by}`;
		return <Prose text={`It was ${madeWords[made.answer]} ${by}.`} columns={columns} rows={3} isFixed />;
	}
	if (given) return <Prose text={givenWords[given]} columns={columns} rows={3} isFixed />;
	const question = `Reject ${request.endpointId}? This endpoint can then never be accepted: the next build makes a new one. y rejects it, n goes back.`;
	return (
		<Prose
			text={isRejecting ? question : asked}
			columns={columns}
			rows={3}
			isFixed
			tone={isRejecting ? 'warning' : 'plain'}
		/>
	);
};

/** What goes on meanwhile, in one line. */
const background = (state: RunState): string => {
	const running = [...state.tasks.values()].filter(task => task.state === 'running').map(({label}) => label);
	const work = running.length > 0 ? `; at work: ${inWords(running.slice(0, 3))}` : '';
	return `${countWords(state)}${work}.`;
};
