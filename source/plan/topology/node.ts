import type {Resource, Side, Unresolved} from '../graph.ts';
import type {InputsOf, KindName} from '../kinds.ts';

/** What a node is called: `name` is its id within its side, `label` is for people. */
export type Naming = {readonly name: string; readonly label: string};

/** Makes the nodes of one side. `after` takes nodes, so that an edge can only lead to what was made before. */
export const nodesOf =
	(side: Side) =>
	<Name extends KindName>(
		kind: Name,
		{name, label}: Naming,
		inputs: Unresolved<InputsOf<Name>>,
		after: readonly {readonly id: string}[] = [],
	): Resource<Name> => ({id: `${side}.${name}`, kind, side, label, inputs, after: after.map(({id}) => id)});
