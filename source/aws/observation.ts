import type {Observation, Target} from '../engine/ports.ts';
import {tagKeys} from '../plan/deployment.ts';
import type {Outputs, ResourceId} from '../plan/graph.ts';
import {type KindName, kinds} from '../plan/kinds.ts';
import {classify} from './errors.ts';
import {tagRecord} from './tags.ts';

type Observations = ReadonlyMap<ResourceId, Observation>;
type State = Exclude<Observation['state'], 'absent'>;

export const absent: Observation = {state: 'absent'};

const stateMaker =
	<const S extends State>(state: S) =>
	(detail: string, outputs: Outputs = {}): Observation => ({state, detail, outputs});

export const pending = stateMaker('pending');
export const ready = stateMaker('ready');
export const failed = stateMaker('failed');
export const going = stateMaker('going');

type Fact = string | number | boolean | readonly (string | undefined)[] | undefined;

const inWords = (fact: Fact): string => (Array.isArray(fact) ? fact.toSorted().join(' and ') || 'none' : String(fact));

/**
 * What is ready is taken for ours only when it is what the plan wants. What AWS does not show is not compared; lists are
 * compared as sets, and the spelling of AWS's own words differs from operation to operation.
 * @param facts by what a person calls it: what AWS shows, and what is wanted
 */
export const compared = (
	observation: Observation,
	facts: Readonly<Record<string, readonly [shown: Fact, wanted: Fact]>>,
): Observation => {
	if (observation.state !== 'ready') return observation;
	const differences = Object.entries(facts).flatMap(([what, [shown, wanted]]) => {
		if (shown === undefined || inWords(shown).toLowerCase() === inWords(wanted).toLowerCase()) return [];
		return [`${what} is ${inWords(shown)}, not ${inWords(wanted)}`];
	});
	const {outputs} = observation;
	return differences.length > 0 ? {state: 'different', detail: differences.join('; '), outputs} : observation;
};

/** AWS spells one and the same state differently from operation to operation; what the SDK's enums say is not what comes. */
export const stateOf = (state: string | undefined): string => (state ?? '').toLowerCase();

/** Something AWS shows, with its tags. */
type Tagged = {
	readonly Tags?: readonly {readonly Key?: string | undefined; readonly Value?: string | undefined}[] | undefined;
};

/** 1 when these are the outputs of the one that the target knows, else 0. */
const knownness = ({kind, outputs: own}: Target, outputs: Outputs): number => {
	const [id = ''] = kinds[kind].outputs;
	return own[id] !== undefined && own[id] === outputs[id] ? 1 : 0;
};

/**
 * Finds each target among `shown` by its resource tag. When several carry the tag (an older generation, or one
 * that a call delivered twice left behind), the newest generation that is not absent counts, and of that the one that the
 * target knows; the rest are `others`.
 */
export const observeByTag = <Name extends KindName, Shown extends Tagged>(
	targets: readonly Target<Name>[],
	shown: readonly Shown[],
	see: (shown: Shown, target: Target<Name>) => Observation,
): Observations => {
	const tagged = shown.map(one => ({one, tags: tagRecord(one.Tags)}));
	const look = (target: Target<Name>): Observation => {
		const [first, ...rest] = tagged
			.filter(({tags}) => tags[tagKeys.resource] === target.id)
			.map(({one, tags}) => ({seen: see(one, target), generation: Number(tags[tagKeys.generation] ?? 0)}))
			.flatMap(({seen, generation}) => (seen.state === 'absent' ? [] : [{seen, generation}]))
			.toSorted(
				(a, b) => b.generation - a.generation || knownness(target, b.seen.outputs) - knownness(target, a.seen.outputs),
			);
		if (!first) return absent;
		const others = rest.flatMap(({seen}) => (seen.state === 'going' ? [] : [seen.outputs]));
		return others.length === 0 ? first.seen : {...first.seen, others};
	};
	return new Map(targets.map(target => [target.id, look(target)]));
};

/** Looks at each target by itself, all at once. */
export const observeEach = async <Name extends KindName>(
	targets: readonly Target<Name>[],
	look: (target: Target<Name>) => Observation | Promise<Observation>,
): Promise<Observations> =>
	new Map(await Promise.all(targets.map(async target => [target.id, await look(target)] as const)));

/**
 * The answer of a call, or `otherwise` when AWS says that what it is about does not exist (any more).
 * @param operation the call's name; the default reads its error as a teardown does: what is not found is gone
 */
export const unlessMissing = async <Answer, Otherwise>(
	call: Promise<Answer>,
	otherwise: Otherwise,
	operation = 'Delete',
): Promise<Answer | Otherwise> => {
	try {
		return await call;
	} catch (error) {
		if (classify(error, operation).class === 'gone') return otherwise;
		throw error;
	}
};
