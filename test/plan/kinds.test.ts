import {describe, expect, it} from 'vitest';
import type {Kind} from '../../source/plan/kind.ts';
import {kinds} from '../../source/plan/kinds.ts';

const all = Object.entries(kinds).map(([name, kind]) => ({name, kind: kind as Kind<unknown, string>}));

const action = /^(ec2|elasticloadbalancing|iam|ssm|route53):[A-Z][A-Za-z]+$/;

describe.each(all)('kind $name', ({name, kind}) => {
	it('says what it is, why it is there and which step makes it', () => {
		expect(kind.label).toMatch(/^[A-Z]/);
		expect(kind.why).toMatch(/^[A-Z].{15,}\.$/);
		expect(kind.step).toMatch(/^[A-Z].{5,}\.$/);
	});

	it('names the actions of its calls', () => {
		expect(kind.actions.build.length).toBeGreaterThan(0);
		for (const one of [...kind.actions.build, ...kind.actions.teardown]) expect(one).toMatch(action);
		expect(kind.actions.teardown.length > 0).toBe(kind.seconds.destroy > 0);
	});

	it('has distinct outputs and takes a moment at least', () => {
		expect(new Set(kind.outputs).size).toBe(kind.outputs.length);
		expect(kind.seconds.create).toBeGreaterThan(0);
	});

	it('orders its teardown by kinds that there are', () => {
		const named = [...(kind.destroyAfter ?? []), ...(kind.destroyDespite ?? [])];
		expect(named.filter(other => !(other in kinds) || other === name)).toEqual([]);
	});
});

describe('labels', () => {
	it('tell the kinds apart', () => {
		expect(new Set(all.map(({kind}) => kind.label)).size).toBe(all.length);
	});
});
