import {Box, Text} from 'ink';
import type {RunState} from '../../engine/projection.ts';
import {fullName} from '../../plan/deployment.ts';
import {elapsed} from '../../reporters/words.ts';
import {copyablesOfOutcome} from '../copyables.ts';
import type {KeyTable} from '../keys.ts';
import {pageText} from '../page-text.ts';
import {Copying} from '../parts/copying.tsx';
import {EndingLines} from '../parts/ending-lines.tsx';
import {Frame, useLayout} from '../parts/frame.tsx';
import {HopRows} from '../parts/hop-rows.tsx';
import {NextSteps} from '../parts/next-steps.tsx';
import {ScrollView} from '../parts/scroll-view.tsx';
import {TimelineRows} from '../parts/timeline-rows.tsx';
import type {RunHandle} from '../ports.ts';
import {proseLines} from '../prose.ts';
import {requestHops} from '../request-hops.ts';
import {buildEnding, nextSteps} from '../run-ending.ts';
import {costWords, outputsOf} from '../standing.ts';
import {timelineOf} from '../timeline.ts';
import {useKeys} from '../use-keys.ts';
import {usePlainLog} from '../use-plain-log.ts';
import {useTheme} from '../use-theme.ts';

type Action = 'go-on' | 'home' | 'tear-down' | 'session' | 'leave';

const goOnKey = {
	keys: ['g'],
	hint: 'go on',
	help: 'decide, build what is missing, send the request again',
	action: 'go-on',
} as const;
const sessionKey = {
	keys: ['s'],
	hint: 'session',
	help: "a shell on the consumer's private instance",
	action: 'session',
} as const;
const otherKeys: KeyTable<Action> = [
	{keys: ['d'], hint: 'tear down', action: 'tear-down'},
	{keys: ['h', 'escape'], hint: 'home', action: 'home'},
	{keys: ['q'], hint: 'leave', help: 'leave; what stands stays', action: 'leave'},
];

const help =
	'The way of the request, with what was proved at each station; the bars show what the run spent its time on. What was built stands, and costs, until it is torn down.';

export type OutcomeScreenProps = {
	readonly run: RunHandle;
	readonly state: RunState;
	readonly onDone: (action: Action) => void;
};

/** How a build ended, what it proved, what it cost, what to do next. */
export const OutcomeScreen = ({run, state, onDone}: OutcomeScreenProps) => {
	const hasInstance = state.tasks.get('consumer.managed-instance')?.state === 'done';
	const isDone = state.outcome === 'done';
	useKeys([...(isDone ? [] : [goOnKey]), ...(hasInstance ? [sessionKey] : []), ...otherKeys], onDone);
	usePlainLog(run);
	const name = state.deployment ? fullName(state.deployment) : 'Outcome';
	return (
		<Frame title={name} target={run.target} help={help}>
			<Body run={run} state={state} />
		</Frame>
	);
};

type BodyProps = Pick<OutcomeScreenProps, 'run' | 'state'>;

/** One below the other, to be scrolled; side by side where there is room. */
const Body = ({run, state}: BodyProps) => {
	const {body, hasSidePanel} = useLayout();
	const {columns, rows} = body;
	const left = hasSidePanel ? Math.floor((columns - 3) / 2) : columns;
	return (
		<Copying items={copyablesOfOutcome(state)} columns={columns} rows={rows}>
			<ScrollView columns={columns} rows={rows}>
				<Summary run={run} state={state} columns={columns} />
				<Box>
					<Box flexDirection="column" width={left} flexShrink={0}>
						<Way state={state} columns={left} />
						<Page state={state} columns={left} />
						{!hasSidePanel && <Time state={state} columns={left} />}
					</Box>
					{hasSidePanel && (
						<Box marginLeft={3} flexDirection="column" width={columns - left - 3} flexShrink={0}>
							<Time state={state} columns={columns - left - 3} />
						</Box>
					)}
				</Box>
			</ScrollView>
		</Copying>
	);
};

type PartProps = {readonly state: RunState; readonly columns: number};

const Summary = ({run, state, columns}: BodyProps & PartProps) => {
	const end = state.finishedAt ?? run.awsNow();
	const words = `Took ${elapsed((end - (state.startedAt ?? end)) / 1000)}. Cost: ${costWords(state, run.place, end)}.`;
	return (
		<Box flexDirection="column" flexShrink={0}>
			<EndingLines ending={buildEnding(state)} columns={columns} />
			<Text>{proseLines(words, columns).join('\n')}</Text>
			<NextSteps steps={nextSteps(state)} columns={columns} />
		</Box>
	);
};

const Way = ({state, columns}: PartProps) => (
	<Box flexDirection="column" flexShrink={0} marginTop={1}>
		<Text bold>The way of the request</Text>
		<HopRows hops={requestHops(state)} columns={columns} />
	</Box>
);

const Page = ({state, columns}: PartProps) => {
	const {tones} = useTheme();
	const {verification} = state;
	const url = verification?.url ?? outputsOf(state, 'consumer.endpoint')['dnsName'];
	if (url === undefined) return null;
	const lines = verification?.verified ? pageText(verification.body) : [];
	return (
		<Box flexDirection="column" flexShrink={0} marginTop={1}>
			<Text bold>{lines.length > 0 ? 'The page' : 'The address of the endpoint'}</Text>
			<Text {...tones.muted}>{proseLines(url, columns).join('\n')}</Text>
			{lines.map(line => (
				<Text key={line}>{proseLines(line, columns).join('\n')}</Text>
			))}
		</Box>
	);
};

const Time = ({state, columns}: PartProps) => {
	const timeline = timelineOf(state);
	if (timeline.bars.length === 0) return null;
	return (
		<Box flexDirection="column" flexShrink={0} marginTop={1}>
			<TimelineRows timeline={timeline} columns={columns} />
		</Box>
	);
};
