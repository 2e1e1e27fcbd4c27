/** A form-encoded request as the tree that its dotted keys describe. */
export type FormNode = {value?: string; readonly children: Map<string, FormNode>};

const newNode = (): FormNode => ({children: new Map()});

const nodeAt = (root: FormNode, path: readonly string[]): FormNode =>
	path.reduce((node, key) => {
		const child = node.children.get(key) ?? newNode();
		node.children.set(key, child);
		return child;
	}, root);

/** Parses `a.b.1=x&c=y`; a key that comes twice keeps its last value. */
export const parseForm = (text: string): FormNode => {
	const root = newNode();
	for (const [key, value] of new URLSearchParams(text)) nodeAt(root, key.split('.')).value = value;
	return root;
};

/** The children of a list by their number: `10` comes after `9`. Keys that are no number come back as `strange`. */
export const numbered = (
	node: FormNode,
): {readonly items: readonly (readonly [string, FormNode])[]; readonly strange: readonly string[]} => {
	const entries = [...node.children];
	return {
		items: entries.filter(([key]) => /^\d+$/.test(key)).toSorted(([a], [b]) => Number(a) - Number(b)),
		strange: entries.map(([key]) => key).filter(key => !/^\d+$/.test(key)),
	};
};
