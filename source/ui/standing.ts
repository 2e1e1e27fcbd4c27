import type {RunState} from '../engine/projection.ts';
import {buildPlan} from '../plan/build.ts';
import type {Outputs, Resource, ResourceId} from '../plan/graph.ts';
import {costAfter, costOf} from '../plan/price.ts';
import {usd} from '../reporters/words.ts';
import type {Place} from './ports.ts';

/** Every resource of the deployment; none while it is not known which. */
export const planOf = ({deployment}: Pick<RunState, 'deployment'>): readonly Resource[] =>
	deployment ? buildPlan(deployment) : [];

/** What is known of a resource outside, also of one that this run has torn down. */
export const outputsOf = ({known, tasks}: RunState, id: ResourceId): Outputs => ({
	...tasks.get(id)?.outputs,
	...known.get(id)?.outputs,
});

const standing = (state: RunState): readonly Resource[] => planOf(state).filter(({id}) => state.known.get(id)?.made);

/** USD per hour of what stands, us-east-1 list price. */
export const hourlyCost = (state: RunState): number =>
	costOf(standing(state), state.deployment?.settings.region ?? '').perHour;

/** USD due for what stands, by its age. `now` in ms of AWS time. */
export const costSoFar = (state: RunState, now: number): number =>
	standing(state).reduce((sum, resource) => {
		const since = state.known.get(resource.id)?.calledAt ?? state.startedAt ?? now;
		return sum + costAfter(costOf([resource], '').lines, now - since);
	}, 0);

/** What the simulator only pretends to charge. */
const onPlace = (text: string, place: Place): string =>
	place === 'simulator' ? `nothing on the simulator; on AWS ${text}` : text;

const perHourWords = (perHour: number): string => `${usd(perHour)} an hour, ${usd(perHour * 24)} a day`;

/** What it costs while it stands. */
export const hourlyWords = (state: RunState, place: Place): string => onPlace(perHourWords(hourlyCost(state)), place);

/** What it has cost, and costs from now on. `now` in ms of AWS time. */
export const costWords = (state: RunState, place: Place, now: number): string =>
	onPlace(`${usd(costSoFar(state, now))} so far, then ${perHourWords(hourlyCost(state))} until it is torn down`, place);
