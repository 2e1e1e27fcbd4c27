import {unreachable} from '../../errors.ts';
import type {Mark} from '../theme.ts';
import {type Move, moveWithin} from '../viewport.ts';

export type TreeNode = {
	readonly id: string;
	readonly label: string;
	/** The state in one cell, and in a word. */
	readonly mark: Mark;
	readonly word: string;
	/** Stands at the right: times, counts. */
	readonly detail?: string;
	readonly children?: readonly TreeNode[];
};

/** What a person did to a tree. */
export type TreeView = {
	/** The row with the pointer, unless it follows. */
	readonly cursor: string | undefined;
	readonly folded: ReadonlySet<string>;
	/** The pointer stays with the row that the caller names. */
	readonly isFollowing: boolean;
};

export type TreeAction = {readonly type: 'move'; readonly move: Move} | {readonly type: 'fold' | 'unfold' | 'follow'};

/** A row in view. */
export type TreeRow = {
	readonly node: TreeNode;
	readonly depth: number;
	readonly parent: string | undefined;
	readonly fold: 'folded' | 'unfolded' | 'none';
};

/** All unfolded and following. */
export const freshTree: TreeView = {cursor: undefined, folded: new Set(), isFollowing: true};

/** The rows that no fold hides, in order. */
export const visibleRows = (
	nodes: readonly TreeNode[],
	folded: ReadonlySet<string>,
	depth = 0,
	parent: string | undefined = undefined,
): readonly TreeRow[] =>
	nodes.flatMap(node => {
		const children = node.children ?? [];
		const isFolded = folded.has(node.id);
		const fold = children.length === 0 ? 'none' : isFolded ? 'folded' : 'unfolded';
		const row: TreeRow = {node, depth, parent, fold};
		return isFolded ? [row] : [row, ...visibleRows(children, folded, depth + 1, node.id)];
	});

/** The ids from a root down to a node; empty when there is no such node. */
const pathTo = (nodes: readonly TreeNode[], id: string): readonly string[] => {
	for (const node of nodes) {
		if (node.id === id) return [id];
		const below = pathTo(node.children ?? [], id);
		if (below.length > 0) return [node.id, ...below];
	}
	return [];
};

export type TreeContext = {
	readonly nodes: readonly TreeNode[];
	readonly view: TreeView;
	/** The row to follow. */
	readonly follow?: string | undefined;
};

/** The index of the row with the pointer: where a fold hides it, the row of that fold. */
export const pointedRow = ({nodes, view, follow}: TreeContext): number => {
	const wanted = view.isFollowing ? (follow ?? view.cursor) : view.cursor;
	if (wanted === undefined) return 0;
	const path = pathTo(nodes, wanted);
	return Math.max(
		0,
		visibleRows(nodes, view.folded).findLastIndex(({node}) => path.includes(node.id)),
	);
};

/** What an action makes of the view; a page is `rows` rows. Every move of the person's own ends the following. */
export const changeTree = (context: TreeContext, action: TreeAction, rows: number): TreeView => {
	const {nodes, view} = context;
	const visible = visibleRows(nodes, view.folded);
	const index = pointedRow(context);
	const row = visible[index];
	if (!row) return view;
	const at = (cursor: string): TreeView => ({...view, cursor, isFollowing: false});
	switch (action.type) {
		case 'move':
			return at(visible[moveWithin(index, action.move, rows, visible.length)]?.node.id ?? row.node.id);
		case 'follow':
			return {...view, cursor: row.node.id, isFollowing: !view.isFollowing};
		case 'fold':
			if (row.fold !== 'unfolded') return at(row.parent ?? row.node.id);
			return {...at(row.node.id), folded: new Set([...view.folded, row.node.id])};
		case 'unfold':
			return {...at(row.node.id), folded: new Set([...view.folded].filter(id => id !== row.node.id))};
		default:
			return unreachable(action);
	}
};
