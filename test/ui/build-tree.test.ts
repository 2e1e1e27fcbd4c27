import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import type {RunEvent} from '../../source/engine/events.ts';
import type {Side} from '../../source/plan/graph.ts';
import {changeFolds, foldedNow, followedTask, noFolds, sideNodes} from '../../source/ui/build-tree.ts';
import {changeTree, freshTree, type TreeNode, visibleRows} from '../../source/ui/parts/tree.ts';
import {recordRuns, stateAfter} from '../helpers/played-run.ts';

let up: readonly RunEvent[];
const sides: readonly Side[] = ['provider', 'consumer', 'shared'];

beforeAll(async () => {
	({up} = await recordRuns());
});

const at = (position: number) => {
	const events = up.slice(0, position);
	const state = stateAfter(events);
	const now = Date.parse(events.at(-1)?.at ?? '');
	return {state, now, nodes: sides.flatMap(side => sideNodes(side, state, now))};
};

/** The load balancer is still on its way when the NAT gateway carries traffic. */
const midway = () => at(1 + up.findIndex(event => event.type === 'task-done' && event.task === 'provider.route-nat'));

const leaves = (nodes: readonly TreeNode[]): readonly TreeNode[] =>
	nodes.flatMap(node => (node.children ? leaves(node.children) : [node]));

describe('the trees of a run', () => {
	it('hold every task of the plan once, whatever has happened', () => {
		fc.assert(
			fc.property(fc.integer({min: 3, max: up.length}), position => {
				const {state, nodes} = at(position);
				expect(
					leaves(nodes)
						.map(({id}) => id)
						.toSorted(),
				).toEqual([...state.tasks.keys()].toSorted());
			}),
			{numRuns: 30},
		);
	});

	it('have branches whose counts add up to their sides, and these to the plan', () => {
		fc.assert(
			fc.property(fc.integer({min: 3, max: up.length}), position => {
				const {state, nodes} = at(position);
				const sum = (some: readonly TreeNode[]) =>
					some
						.map(({detail = ''}) => detail.split(' of ').map(Number))
						.reduce(([a = 0, b = 0], [c = 0, d = 0]) => [a + c, b + d], [0, 0]);
				expect(sum(nodes)[1]).toBe(state.tasks.size);
				for (const {detail, children = []} of nodes) expect(sum(children).join(' of ')).toBe(detail);
			}),
			{numRuns: 30},
		);
	});

	it('say of every row what it waits for', () => {
		const {nodes, state} = midway();
		for (const {id, label, word} of leaves(nodes)) {
			const task = state.tasks.get(id) ?? expect.fail();
			if (word === 'waiting') expect(label).toMatch(new RegExp(`^${task.label}: (after \\S|starts now)`));
			else if (word === 'running')
				expect(label).toBe(`${task.label}: ${task.observed || task.reason || 'calling AWS'}`);
			else expect(label).toBe(task.label);
		}
		expect(new Set(leaves(nodes).map(({word}) => word))).toEqual(new Set(['done', 'running', 'waiting']));
	});

	it('show elapsed and expected time', () => {
		const {nodes} = midway();
		const detail = (id: string) => leaves(nodes).find(node => node.id === id)?.detail;
		expect(detail('provider.load-balancer')).toMatch(/^\d:\d\d\/2:37$/);
		expect(detail('provider.endpoint-service')).toBe('-/0:06');
		expect(detail('provider.vpc')).toMatch(/^0:0\d$/);
	});

	it('follow what the end of the run hangs on', () => {
		const {state, now} = midway();
		expect(followedTask(state, sides, now)).toBe('provider.load-balancer');
		expect(followedTask(state, ['shared'], now)).toBe('shared.instance-profile-role');
	});
});

describe('the folds', () => {
	it('close by themselves where there is nothing to see, only if room is short', () => {
		const {nodes} = midway();
		expect(foldedNow(nodes, noFolds, 200).size).toBe(0);
		expect([...foldedNow(nodes, noFolds, 40)]).toEqual([
			'provider network',
			'provider routing',
			'provider groups',
			'consumer network',
			'consumer routing',
			'consumer groups',
			'shared role',
		]);
	});

	it('stay as the person has set them', () => {
		const {nodes} = midway();
		const move = (folds: typeof noFolds, cursor: string, type: 'fold' | 'unfold') => {
			const folded = foldedNow(nodes, folds, 20);
			const view = changeTree({nodes, view: {...freshTree, cursor, isFollowing: false, folded}}, {type}, 10);
			return changeFolds(folds, folded, view);
		};
		const opened = move(noFolds, 'provider network', 'unfold');
		expect(foldedNow(nodes, opened, 20).has('provider network')).toBe(false);
		const closed = move(opened, 'provider balancing', 'fold');
		expect(foldedNow(nodes, closed, 20).has('provider balancing')).toBe(true);
		expect(foldedNow(nodes, closed, 200).has('provider balancing')).toBe(true);
		const again = move(closed, 'provider balancing', 'unfold');
		expect(visibleRows(nodes, foldedNow(nodes, again, 20)).map(({node}) => node.id)).toContain(
			'provider.load-balancer',
		);
	});
});
