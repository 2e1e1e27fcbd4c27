import type {InputsOf, KindName, OutputsOf} from './kinds.ts';

/** Names one resource in the graph of a deployment, e.g. `provider.subnet-private-1`. Also the value of its tag. */
export type ResourceId = string;

export type Side = 'provider' | 'consumer' | 'shared';

/** An output of another resource, known once that resource exists. Every reference is an edge of the graph. */
export type Ref = {readonly ref: ResourceId; readonly output: string};

/** Inputs as they stand in the plan: any string may still be a reference. */
export type Unresolved<T> = T extends string
	? T | Ref
	: T extends readonly (infer Element)[]
		? readonly Unresolved<Element>[]
		: T extends object
			? {readonly [Key in keyof T]: Unresolved<T[Key]>}
			: T;

/** One node of the graph: a thing that is made by one mutating call, or waited for. */
export type Resource<Name extends KindName = KindName> = {
	readonly id: ResourceId;
	readonly kind: Name;
	readonly side: Side;
	/** What a person calls it, unique within its side, e.g. `Private subnet 1`. */
	readonly label: string;
	readonly inputs: Unresolved<InputsOf<Name>>;
	/** Edges beside the references: what must be ready first although nothing of it is an input. */
	readonly after: readonly ResourceId[];
};

/** What the outside world knows a resource by: ids, ARNs, names, addresses. */
export type Outputs = Readonly<Record<string, string>>;

/** A reference to an output of `resource`; the compiler refuses an output that its kind does not have. */
export const reference = <Name extends KindName>(resource: Resource<Name>, output: OutputsOf<Name>): Ref => ({
	ref: resource.id,
	output,
});

const isRef = (value: object): value is Ref => 'ref' in value && 'output' in value;

const referencesIn = (value: unknown): readonly ResourceId[] => {
	if (Array.isArray(value)) return value.flatMap(referencesIn);
	if (typeof value !== 'object' || value === null) return [];
	return isRef(value) ? [value.ref] : Object.values(value).flatMap(referencesIn);
};

/** The ids of all resources that must be ready before `resource` is made: its references and its `after`. */
export const needsOf = (resource: Resource): readonly ResourceId[] => [
	...new Set([...referencesIn(resource.inputs), ...resource.after]),
];

const resolve = (value: unknown, outputs: ReadonlyMap<ResourceId, Outputs>): unknown => {
	if (Array.isArray(value)) return value.map(element => resolve(element, outputs));
	if (typeof value !== 'object' || value === null) return value;
	if (!isRef(value)) {
		return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, resolve(element, outputs)]));
	}
	const found = outputs.get(value.ref)?.[value.output];
	if (found === undefined) throw new Error(`${value.ref} has no output ${value.output} yet`);
	return found;
};

/**
 * The resource's inputs with every reference replaced by the output it names.
 * @throws when an output is not known yet: the graph's order was not kept.
 */
export const resolveInputs = <Name extends KindName>(
	resource: Resource<Name>,
	outputs: ReadonlyMap<ResourceId, Outputs>,
): InputsOf<Name> => resolve(resource.inputs, outputs) as InputsOf<Name>;
