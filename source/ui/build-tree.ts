import type {RunState, Task, TaskState} from '../engine/projection.ts';
import type {Side} from '../plan/graph.ts';
import type {KindName} from '../plan/kinds.ts';
import {type TreeNode, type TreeView, visibleRows} from './parts/tree.ts';
import {pathsLeft} from './run-progress.ts';
import {awaited, stateWord, taskMarks, taskTimes} from './task-words.ts';

/** Kinds that a person thinks of together; what is in no group stands below them on its own. */
const groups: readonly {readonly name: string; readonly label: string; readonly kinds: readonly KindName[]}[] = [
	{name: 'network', label: 'VPC and subnets', kinds: ['vpc', 'vpc-attribute', 'subnet']},
	{
		name: 'routing',
		label: 'Gateways and routes',
		kinds: [
			'internet-gateway',
			'internet-gateway-attachment',
			'address',
			'nat-gateway',
			'route-table',
			'route-table-association',
			'route',
		],
	},
	{name: 'groups', label: 'Security groups', kinds: ['security-group', 'security-group-rules']},
	{
		name: 'role',
		label: 'Role for Session Manager',
		kinds: ['role', 'role-policy', 'instance-profile', 'instance-profile-role'],
	},
	{name: 'instances', label: 'Instances', kinds: ['instance', 'managed-instance']},
	{
		name: 'balancing',
		label: 'Load balancing',
		kinds: [
			'load-balancer',
			'load-balancer-attributes',
			'load-balancer-enforcement',
			'target-group',
			'listener',
			'target',
		],
	},
	{
		name: 'privatelink',
		label: 'Endpoints',
		kinds: ['endpoint-service', 'endpoint-service-permission', 'endpoint', 'endpoint-connection'],
	},
];

const sideLabels: Readonly<Record<Side, string>> = {provider: 'Provider', consumer: 'Consumer', shared: 'Shared'};

/** The state that speaks for several: what needs attention first. */
const order: readonly TaskState[] = ['failed', 'deciding', 'running', 'waiting-to-start', 'blocked'];

const togetherState = (tasks: readonly Task[]): TaskState =>
	order.find(state => tasks.some(task => task.state === state)) ?? 'done';

const branch = (
	{id, label}: {readonly id: string; readonly label: string},
	tasks: readonly Task[],
	children: readonly TreeNode[],
	run: RunState,
): TreeNode => {
	const state = togetherState(tasks);
	const done = tasks.filter(task => task.state === 'done').length;
	// A branch is not itself at work: only its rows move.
	const mark = state === 'running' ? 'idle' : taskMarks[state];
	return {id, label, mark, word: stateWord(state, run), detail: `${done} of ${tasks.length}`, children};
};

const leaf = (task: Task, run: RunState, now: number): TreeNode => {
	const waits = awaited(task, run);
	return {
		id: task.id,
		label: waits === '' ? task.label : `${task.label}: ${waits}`,
		mark: taskMarks[task.state],
		word: stateWord(task.state, run),
		detail: taskTimes(task, run, now),
	};
};

/** The rows of one side. `now` in ms of AWS time. */
export const sideNodes = (side: Side, run: RunState, now: number): readonly TreeNode[] => {
	const own = [...run.tasks.values()].filter(task => task.side === side);
	if (own.length === 0) return [];
	const leaves = (tasks: readonly Task[]) => tasks.map(task => leaf(task, run, now));
	const grouped = groups.flatMap(({name, label, kinds}) => {
		const tasks = own.filter(({kind}) => kinds.includes(kind));
		return tasks.length === 0 ? [] : [branch({id: `${side} ${name}`, label}, tasks, leaves(tasks), run)];
	});
	const others = own.filter(({kind}) => !groups.some(({kinds}) => kinds.includes(kind)));
	return [branch({id: side, label: sideLabels[side]}, own, [...grouped, ...leaves(others)], run)];
};

const branchesOf = (nodes: readonly TreeNode[]): readonly TreeNode[] =>
	nodes.flatMap(node => (node.children ? [node, ...branchesOf(node.children)] : []));

/** What a person has folded and unfolded; where room is short, all else folds by itself once it is done. */
export type Folds = {readonly opened: ReadonlySet<string>; readonly closed: ReadonlySet<string>};

export const noFolds: Folds = {opened: new Set(), closed: new Set()};

/** The branches that are folded now, in a view of `rows` rows: those without anything to happen only if room is short. */
export const foldedNow = (nodes: readonly TreeNode[], {opened, closed}: Folds, rows: number): ReadonlySet<string> => {
	const isCut = visibleRows(nodes, closed).length > rows;
	const roots = new Set(nodes.map(({id}) => id));
	const isQuiet = ({id, mark}: TreeNode) => isCut && mark === 'good' && !roots.has(id) && !opened.has(id);
	return new Set(
		branchesOf(nodes)
			.filter(node => closed.has(node.id) || isQuiet(node))
			.map(({id}) => id),
	);
};

/** What a person's move in the view makes of the folds; `before` are the branches that were folded. */
export const changeFolds = ({opened, closed}: Folds, before: ReadonlySet<string>, {folded}: TreeView): Folds => {
	const shut = [...folded].filter(id => !before.has(id));
	const open = [...before].filter(id => !folded.has(id));
	return {
		opened: new Set([...opened, ...open].filter(id => !shut.includes(id))),
		closed: new Set([...closed, ...shut].filter(id => !open.includes(id))),
	};
};

const atWork: readonly TaskState[] = ['failed', 'deciding', 'running'];

/**
 * The task to follow among `sides`: the one at work that the end of the run hangs on, else the next to start, else the
 * last of them.
 */
export const followedTask = (run: RunState, sides: readonly Side[], now: number): string | undefined => {
	const own = [...run.tasks.values()].filter(({side}) => sides.includes(side));
	const paths = pathsLeft(run, now);
	const busy = own
		.filter(({state}) => atWork.includes(state))
		.toSorted((one, other) => (paths.get(other.id) ?? 0) - (paths.get(one.id) ?? 0));
	return (busy[0] ?? own.find(({state}) => state === 'waiting-to-start') ?? own.at(-1))?.id;
};
