import fc from 'fast-check';
import {useState} from 'react';
import {describe, expect, it} from 'vitest';
import {
	changeTree,
	freshTree,
	pointedRow,
	type TreeAction,
	type TreeNode,
	type TreeView,
	visibleRows,
} from '../../../source/ui/parts/tree.ts';
import {TreeRows} from '../../../source/ui/parts/tree-rows.tsx';
import {displayWidth} from '../../../source/ui/text.ts';
import {themeFor} from '../../../source/ui/theme.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';

const leaf = (id: string, rest: Partial<TreeNode> = {}): TreeNode => ({
	id,
	label: id,
	mark: 'good',
	word: 'done',
	...rest,
});

const side = (name: string): TreeNode =>
	leaf(name, {
		mark: 'busy',
		word: 'running',
		detail: '1:02',
		children: Array.from({length: 20}, (_, index) =>
			leaf(`${name}-${index}`, {
				label: `${name} 東京 subnet ${index}`,
				...(index === 5 && {mark: 'paused', word: 'waiting', detail: '0:10 of 3:00'}),
			}),
		),
	});
const nodes = [side('provider'), side('consumer')];

const action: fc.Arbitrary<TreeAction> = fc.oneof(
	fc
		.constantFrom('up', 'down', 'page-up', 'page-down', 'first', 'last')
		.map(move => ({type: 'move', move}) as TreeAction),
	fc.constantFrom('fold', 'unfold', 'follow').map(type => ({type}) as TreeAction),
);

it('a row that says nothing beside its label has the whole width for it', async () => {
	const label = 'Public address space of somebody else';
	const rows = [leaf('notice', {label, word: ''}), leaf('zones', {label: 'Zones', word: 'use1-az1, use1-az2'})];
	const screen = await renderScreen(
		<TreeRows label="Review" nodes={rows} view={freshTree} columns={50} rows={5} onView={() => {}} onOpen={() => {}} />,
	);
	expect(screen.text()).toContain(label);
});

describe('the view of a tree', () => {
	it('always points at a visible row', () => {
		fc.assert(
			fc.property(fc.array(action), actions => {
				let view: TreeView = freshTree;
				for (const step of actions) {
					view = changeTree({nodes, view, follow: 'consumer-7'}, step, 10);
					const rows = visibleRows(nodes, view.folded);
					expect(rows[pointedRow({nodes, view, follow: 'consumer-7'})]).toBeDefined();
				}
			}),
		);
	});

	it('folds a branch from any of its rows and unfolds it again', () => {
		const at = (view: TreeView, type: 'fold' | 'unfold') => changeTree({nodes, view}, {type}, 10);
		const onLeaf: TreeView = {...freshTree, cursor: 'provider-3', isFollowing: false};
		const onBranch = at(onLeaf, 'fold');
		expect(onBranch.cursor).toBe('provider');
		const folded = at(onBranch, 'fold');
		expect(visibleRows(nodes, folded.folded).length).toBe(22);
		expect(visibleRows(nodes, at(folded, 'unfold').folded).length).toBe(42);
	});

	it('follows until the person moves, and takes it up again on request', () => {
		const follow = 'consumer-2';
		const row = (view: TreeView, wanted = follow) =>
			visibleRows(nodes, view.folded)[pointedRow({nodes, view, follow: wanted})]?.node.id;
		expect(row(freshTree)).toBe('consumer-2');
		expect(row(freshTree, 'provider-9')).toBe('provider-9');
		const moved = changeTree({nodes, view: freshTree, follow}, {type: 'move', move: 'up'}, 10);
		expect(row(moved, 'provider-9')).toBe('consumer-1');
		expect(row(changeTree({nodes, view: moved, follow}, {type: 'follow'}, 10), 'provider-9')).toBe('provider-9');
	});

	it('points at the fold that hides what it follows', () => {
		const view: TreeView = {...freshTree, folded: new Set(['consumer'])};
		expect(visibleRows(nodes, view.folded)[pointedRow({nodes, view, follow: 'consumer-2'})]?.node.id).toBe('consumer');
	});
});

type TreeProps = {
	readonly columns: number;
	readonly rows: number;
	readonly follow?: string;
	readonly end?: (id: string) => void;
};

const Tree = ({columns, rows, follow, end}: TreeProps) => {
	const [view, setView] = useState(freshTree);
	return (
		<TreeRows
			label="Resources"
			nodes={nodes}
			view={view}
			columns={columns}
			rows={rows}
			follow={follow}
			onView={setView}
			onOpen={end}
		/>
	);
};

describe('a tree', () => {
	it.each([
		[60, 20],
		[80, 24],
		[160, 50],
	])('stays in its place while one walks through it, at %sx%s', async (columns, rows) => {
		const screen = await renderScreen(<Tree columns={columns} rows={rows - 2} />, {columns, rows});
		for (let step = 0; step < 12; step++) {
			const shown = screen.screen();
			expect(shown.filter(row => row.startsWith('❯')).length).toBe(1);
			expect(shown.slice(rows - 2).join('')).toBe('');
			for (const row of shown) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
			await screen.press(step % 3 === 2 ? 'page-down' : 'down');
		}
	});

	it('has the words and the times in columns of their own, also beside wide characters', async () => {
		const screen = await renderScreen(<Tree columns={60} rows={10} />);
		const shown = screen.screen();
		expect(shown[6]).toBe('      ‖ provider 東京 subnet 5         waiting  0:10 of 3:00');
		expect(shown[6] && displayWidth(shown[6])).toBe(60);
		expect(shown[5]).toBe('      ✓ provider 東京 subnet 4         done');
	});

	it('cuts labels and leaves the times out where there is no room', async () => {
		const screen = await renderScreen(<Tree columns={30} rows={10} />, {theme: themeFor({})});
		expect(screen.screen()[6]).toBe('      = provider ...   waiting');
		expect(screen.text()).not.toMatch(/[^\u0020-\u007E\n]/);
	});

	it('says in words what the symbols say', async () => {
		const screen = await renderScreen(<Tree columns={70} rows={20} />);
		for (const row of screen.screen().slice(0, 19)) expect(row).toMatch(/done|running|waiting/);
	});

	it('folds, scrolls to what it follows and opens a row by its id', async () => {
		const screen = await renderScreen<string>(undefined, {
			draw: end => <Tree columns={70} rows={8} follow="consumer-19" end={end} />,
		});
		expect(screen.screen().find(row => row.startsWith('❯'))).toContain('consumer 東京 subnet 19');
		expect(screen.screen()[7]).toBe('36-42 of 42');
		await screen.press('left', 'left');
		expect(screen.screen().find(row => row.startsWith('❯'))).toMatch(/^❯ ▸ . consumer/);
		await screen.press('home', 'left', 'right', 'down', 'enter');
		expect(await screen.ending).toEqual({type: 'ended', value: 'provider-0'});
	});
});
