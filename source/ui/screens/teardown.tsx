import {Box, Text} from 'ink';
import {useState} from 'react';
import type {Remainder} from '../../engine/events.ts';
import type {RunState} from '../../engine/projection.ts';
import {fullName} from '../../plan/deployment.ts';
import {elapsed, usd} from '../../reporters/words.ts';
import type {KeyTable} from '../keys.ts';
import {EndingLines} from '../parts/ending-lines.tsx';
import {Frame, useLayout} from '../parts/frame.tsx';
import {NextSteps} from '../parts/next-steps.tsx';
import {RunTrees} from '../parts/run-trees.tsx';
import {ScrollView} from '../parts/scroll-view.tsx';
import type {Place, RunHandle} from '../ports.ts';
import {joinedLines, proseLines} from '../prose.ts';
import {nextSteps, teardownEnding} from '../run-ending.ts';
import {useKeys} from '../use-keys.ts';
import {usePlainLog} from '../use-plain-log.ts';
import {useTheme} from '../use-theme.ts';

type Action = 'home' | 'leave' | 'tree';

const keyTable: KeyTable<Action> = [
	{keys: ['enter', 'h', 'escape'], hint: 'go on', help: 'the next teardown, if one is due, else home', action: 'home'},
	{keys: ['t'], hint: 'tree', help: 'the tree once more, and back', action: 'tree'},
	{keys: ['q'], hint: 'leave', action: 'leave'},
];

const help =
	'Everything goes in the reverse order of the build, each as soon as nothing hangs on it any more. Then AWS is asked what is left: of this deployment by its tag, and of others in its VPCs.\nCtrl-C stops after what is in flight; the same command goes on later.';

export type TeardownScreenProps = {
	readonly run: RunHandle;
	readonly state: RunState;
	readonly onDone: (action: 'home' | 'leave') => void;
};

/** The reverse tree, then what is left. */
export const TeardownScreen = ({run, state, onDone}: TeardownScreenProps) => {
	const [hasTree, setTree] = useState(false);
	const isOver = state.outcome !== undefined;
	useKeys(keyTable, action => (action === 'tree' ? setTree(!hasTree) : onDone(action)), {isActive: isOver});
	usePlainLog(run, isOver && !hasTree);
	const name = state.deployment ? fullName(state.deployment) : '';
	return (
		<Frame title={`Tear down ${name}`.trim()} target={run.target} help={help}>
			{isOver && !hasTree ? (
				<Result run={run} state={state} />
			) : (
				<RunTrees
					run={run}
					state={state}
					before="Looking at what stands."
					after={isOver ? 'All of it is gone.' : 'All of it is gone. AWS is asked what is left.'}
				/>
			)}
		</Frame>
	);
};

const Result = ({run, state}: Pick<TeardownScreenProps, 'run' | 'state'>) => {
	const {columns, rows} = useLayout().body;
	const {sweep, startedAt = 0, finishedAt = startedAt} = state;
	const {ours = [], foreign = []} = sweep?.remaining ?? {};
	return (
		<ScrollView columns={columns} rows={rows}>
			<EndingLines ending={teardownEnding(state)} columns={columns} />
			<Text>{`Took ${elapsed((finishedAt - startedAt) / 1000)}.`}</Text>
			<Remainders title="Left of ours" remainders={ours} place={run.place} columns={columns} />
			<Remainders title="Not ours, and not touched" remainders={foreign} place={run.place} columns={columns} />
			{sweep && <Checked checked={sweep.checked} columns={columns} />}
			<Box height={1} />
			<NextSteps steps={nextSteps(state)} columns={columns} />
		</ScrollView>
	);
};

type RemaindersProps = {
	readonly title: string;
	readonly remainders: readonly Remainder[];
	readonly place: Place;
	readonly columns: number;
};

const Remainders = ({title, remainders, place, columns}: RemaindersProps) => {
	if (remainders.length === 0) return null;
	const perHour = remainders.reduce((sum, {hourlyCost}) => sum + hourlyCost, 0);
	const cost = place === 'simulator' ? 'nothing: the simulator is free' : `${usd(perHour * 24)} a day`;
	return (
		<Box flexDirection="column" flexShrink={0} marginTop={1}>
			<Text bold>{`${title}, costing ${cost}`}</Text>
			{remainders.map(remainder => (
				<Text key={`${remainder.kind} ${remainder.id}`}>
					{[
						...proseLines(remainderWords(remainder), columns),
						...(remainder.removal === undefined ? [] : [`  ${remainder.removal}`]),
					].join('\n')}
				</Text>
			))}
		</Box>
	);
};

const remainderWords = ({kind, id, vpcId, owner, hourlyCost}: Remainder): string =>
	[
		`${kind} ${id}`,
		...(vpcId === undefined ? [] : [`in ${vpcId}`]),
		...(owner === undefined ? [] : [`of ${owner}`]),
		hourlyCost > 0 ? `${usd(hourlyCost)} an hour` : 'free of charge',
	].join(', ');

const Checked = ({checked, columns}: {readonly checked: readonly string[]; readonly columns: number}) => {
	const {symbols, tones} = useTheme();
	return (
		<Box flexDirection="column" flexShrink={0} marginTop={1}>
			<Text bold>{`Looked for ${checked.length} kinds of things`}</Text>
			<Text {...tones.muted}>{joinedLines(checked, symbols.separator, columns).join('\n')}</Text>
		</Box>
	);
};
