import {Box, Text} from 'ink';
import {useState} from 'react';
import type {RunState} from '../../engine/projection.ts';
import type {Side} from '../../plan/graph.ts';
import {changeFolds, foldedNow, followedTask, noFolds, sideNodes} from '../build-tree.ts';
import {copyablesOfTask} from '../copyables.ts';
import {eventLine} from '../event-lines.ts';
import type {KeyTable} from '../keys.ts';
import type {RunHandle} from '../ports.ts';
import {taskDetails} from '../task-details.ts';
import {lateTask, taskSentence} from '../task-words.ts';
import {useKeys} from '../use-keys.ts';
import {usePlainLog} from '../use-plain-log.ts';
import {useRunTime} from '../use-run-time.ts';
import {Details} from './details.tsx';
import {useLayout} from './frame.tsx';
import {LogView} from './log-view.tsx';
import {Prose} from './prose.tsx';
import {RunStatus, runStatusRows} from './run-status.tsx';
import {Spinner} from './spinner.tsx';
import {freshTree, pointedRow, type TreeNode, type TreeView, visibleRows} from './tree.ts';
import {TreeRows} from './tree-rows.tsx';

const logKeys = {
	tree: {keys: ['l'], hint: 'log', help: 'every event of the run', action: 'log'},
	log: {keys: ['l', 'escape'], hint: 'tree', help: 'back to the tree', action: 'log'},
} as const;
const switchKey = {keys: ['tab'], hint: 'other side', action: 'switch'} as const;

const allSides: readonly Side[] = ['provider', 'consumer', 'shared'];
/** Side by side where there is room: the consumer's is the shorter one, so that what both share stands below it. */
const wideSides: readonly (readonly Side[])[] = [['provider'], ['consumer', 'shared']];

const aboutRows = 2;

export type RunTreesProps = {
	readonly run: RunHandle;
	readonly state: RunState;
	/** What is at work before the first task and after the last, in a sentence. */
	readonly before: string;
	readonly after: string;
};

/** A run under way: how it stands, its trees, what the row with the pointer is at; or its log. */
export const RunTrees = ({run, state, before, after}: RunTreesProps) => {
	const {body, hasSidePanel} = useLayout();
	const {columns, rows} = body;
	const now = useRunTime(run, state);
	const [view, setView] = useState<'tree' | 'log'>('tree');
	const [opened, setOpened] = useState<string>();
	const treeRows = Math.max(1, rows - runStatusRows(columns) - aboutRows);
	const {panes, active, onSwitch} = usePanes(hasSidePanel ? wideSides : [allSides], {state, now, rows: treeRows});
	const hasSwitch = hasSidePanel && view === 'tree';
	const keyTable: KeyTable<'log' | 'switch'> = [...(hasSwitch ? [switchKey] : []), logKeys[view]];
	const isEmpty = state.tasks.size === 0;
	const onAction = (action: 'log' | 'switch') => {
		if (action === 'log') setView(view === 'tree' ? 'log' : 'tree');
		else onSwitch();
	};
	useKeys(keyTable, onAction, {isActive: !isEmpty});
	usePlainLog(run, !isEmpty);
	if (isEmpty) return <Busy text={before} columns={columns} />;
	const detailed = opened === undefined ? undefined : state.tasks.get(opened);
	if (detailed) {
		const text = taskDetails(detailed, state, now, columns);
		return (
			<Details
				title={detailed.label}
				text={text}
				{...body}
				copyables={copyablesOfTask(detailed, state)}
				onClose={() => setOpened(undefined)}
			/>
		);
	}
	const {pointed, view: pointer} = panes[active] ?? {};
	// Who has not pointed at anything is told of what is late.
	const late = pointer?.isFollowing ? lateTask(state, now) : undefined;
	const about = late ? taskSentence(late, state, now) : aboutRow(pointed, state, now);
	const isOver = [...state.tasks.values()].every(task => task.state === 'done');
	return (
		<>
			<RunStatus run={run} state={state} now={now} columns={columns} />
			<Box height={treeRows} flexShrink={0}>
				{view === 'log' ? (
					<Log run={run} state={state} columns={columns} rows={treeRows} />
				) : (
					panes.map((pane, index) => (
						<Box key={pane.name} marginLeft={index > 0 ? 2 : 0} flexShrink={0}>
							<TreeRows
								label={pane.name}
								nodes={pane.nodes}
								view={pane.view}
								columns={Math.floor((columns - 2 * (panes.length - 1)) / panes.length)}
								rows={treeRows}
								follow={pane.follow}
								isActive={index === active}
								onView={pane.onView}
								onOpen={id => (state.tasks.has(id) ? setOpened(id) : toggle(pane, id))}
							/>
						</Box>
					))
				)}
			</Box>
			{isOver && state.outcome === undefined ? (
				<Busy text={after} columns={columns} />
			) : (
				<Prose text={isOver ? after : about} columns={columns} rows={aboutRows} isFixed />
			)}
		</>
	);
};

/** The row with the pointer, in a sentence. */
const aboutRow = (pointed: TreeNode | undefined, state: RunState, now: number): string => {
	const task = pointed && state.tasks.get(pointed.id);
	if (task) return taskSentence(task, state, now);
	return pointed ? `${pointed.label}: ${pointed.word}, ${pointed.detail ?? ''}.` : '';
};

const Busy = ({text, columns}: {readonly text: string; readonly columns: number}) => (
	<Box flexShrink={0}>
		<Spinner />
		<Text> </Text>
		<Prose text={text} columns={columns - 2} rows={aboutRows} />
	</Box>
);

type LogProps = Pick<RunTreesProps, 'run' | 'state'> & {readonly columns: number; readonly rows: number};

const Log = ({run, state, columns, rows}: LogProps) => {
	const events = run.events();
	const lineAt = (index: number) => {
		const event = events[index];
		return event ? eventLine(event, state) : '';
	};
	return <LogView count={events.length} lineAt={lineAt} columns={columns} rows={rows} />;
};

type PaneOptions = {readonly state: RunState; readonly now: number; readonly rows: number};

/**
 * Trees side by side, each of `rows` rows. There is one pointer of the person's: the tree that holds it is the active
 * one, the others follow. Pointer and folds stay when the terminal changes its size.
 */
const usePanes = (cut: readonly (readonly Side[])[], {state, now, rows}: PaneOptions) => {
	const [folds, setFolds] = useState(noFolds);
	const [pointer, setPointer] = useState<Pick<TreeView, 'cursor' | 'isFollowing'>>(freshTree);
	const panes = cut.map(sides => {
		const nodes = sides.flatMap(side => sideNodes(side, state, now));
		const folded = foldedNow(nodes, folds, rows);
		const all = visibleRows(nodes, new Set());
		const isHolding = all.some(({node}) => node.id === pointer.cursor);
		const view: TreeView = {...freshTree, ...(isHolding ? pointer : {}), folded};
		const follow = followedTask(state, sides, now);
		const pointed = visibleRows(nodes, folded)[pointedRow({nodes, view, follow})]?.node;
		const onView = (next: TreeView) => {
			setFolds(changeFolds(folds, folded, next));
			setPointer({cursor: next.cursor, isFollowing: next.isFollowing});
		};
		return {name: sides.join(' and '), nodes, view, follow, pointed, isHolding, onView};
	});
	const active = Math.max(
		0,
		panes.findIndex(({isHolding}) => isHolding),
	);
	const onSwitch = () => {
		const other = panes[(active + 1) % panes.length];
		setPointer({cursor: other?.pointed?.id, isFollowing: false});
	};
	return {panes, active, onSwitch};
};

type Pane = ReturnType<typeof usePanes>['panes'][number];

/** Enter on a branch folds it, or unfolds it. */
const toggle = ({view, onView}: Pane, id: string) => {
	const others = [...view.folded].filter(each => each !== id);
	onView({cursor: id, isFollowing: false, folded: new Set(view.folded.has(id) ? others : [...others, id])});
};
