import type {RunState, Task} from '../engine/projection.ts';
import {type Outputs, type Resource, type ResourceId, resolveInputs} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import {duration} from '../reporters/words.ts';
import {cliCommand, shellLines} from './cli-command.ts';
import type {CliCommand} from './cli-lines.ts';
import {outputsOf, planOf} from './standing.ts';
import {stateWord, taskName, taskSentence} from './task-words.ts';

/** A name for everything that is not known yet, so that a line can be read before it can be run. */
const placeholders = ({kind, side, label}: Resource): Outputs =>
	Object.fromEntries(kinds[kind].outputs.map(name => [name, `<${name} of ${side} ${label}>`]));

/** The AWS CLI command that does what a task does; undefined when it is only waited for or goes with something else. */
export const cliCommandOf = ({id, kind}: Pick<Task, 'id' | 'kind'>, state: RunState): CliCommand | undefined => {
	const {deployment, verb} = state;
	const plan = planOf(state);
	const resource = plan.find(each => each.id === id);
	if (!deployment || !resource) return undefined;
	const outputs = new Map<ResourceId, Outputs>(
		plan.map(each => [each.id, {...placeholders(each), ...outputsOf(state, each.id)}]),
	);
	return cliCommand(kind, verb === 'down' ? 'remove' : 'make', {
		inputs: resolveInputs(resource, outputs),
		outputs: outputs.get(id) ?? {},
		deployment,
	});
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
	lines.length > 0 ? ['', title, ...lines] : [];

/** Everything about one resource, as text of at most `columns` where it can be broken. `now` in ms of AWS time. */
export const taskDetails = (task: Task, state: RunState, now: number, columns: number): string => {
	const {why, step} = kinds[task.kind];
	const command = cliCommandOf(task, state);
	const needs = task.needs.flatMap(id => state.tasks.get(id) ?? []);
	return [
		taskSentence(task, state, now),
		...section('Why', task.error?.why === undefined ? [] : [task.error.why]),
		...section('What to do', task.error?.nextSteps ?? []),
		// Each on a line of its own, so that it can be copied whole.
		...section(
			'Known as',
			Object.entries(outputsOf(state, task.id)).map(([name, value]) => `${name}: ${value}`),
		),
		...section('Why it exists', [why]),
		...section('By hand', [step]),
		...section(command ? 'The same with the AWS CLI, without tags' : '', command ? shellLines(command, columns) : []),
		...section(
			state.verb === 'down' ? 'Goes after' : 'Needs',
			needs.map(need => `${taskName(state, need.id)}: ${stateWord(need.state, state)}`),
		),
		...section('Usually takes', [duration(task.expectedSeconds)]),
	].join('\n');
};
