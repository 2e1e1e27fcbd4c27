import {describe, expect, it} from 'vitest';
import type {Zone} from '../../source/plan/deployment.ts';
import {chooseZones} from '../../source/plan/zones.ts';

const zone = (id: string, name: string): Zone => ({id, name});

/** As an account sees us-east-1: names in an order of its own; az3 has no t3. */
const available = [
	zone('use1-az6', 'us-east-1a'),
	zone('use1-az1', 'us-east-1b'),
	zone('use1-az10', 'us-east-1c'),
	zone('use1-az2', 'us-east-1d'),
	zone('use1-az3', 'us-east-1e'),
];
const offering = ['use1-az1', 'use1-az2', 'use1-az6', 'use1-az10'];

const chosen = (wanted?: readonly string[], offers = offering) => {
	const result = chooseZones(available, offers, wanted);
	return 'zones' in result ? result.zones.map(({id}) => id) : result.problem;
};

describe('the two zones', () => {
	it('are the first two by id that offer the instance type', () => {
		expect(chosen()).toEqual(['use1-az1', 'use1-az2']);
		expect(chosen([])).toEqual(['use1-az1', 'use1-az2']);
		expect(chosen(undefined, ['use1-az10', 'use1-az6'])).toEqual(['use1-az6', 'use1-az10']);
	});

	it('are wanted by name or by id, in that order', () => {
		expect(chosen(['us-east-1a', 'use1-az2'])).toEqual(['use1-az6', 'use1-az2']);
	});

	it.each([
		[['us-east-1z', 'us-east-1a'], /There is no zone "us-east-1z"; there are us-east-1a \(use1-az6\), us-east-1b/],
		[['us-east-1e', 'us-east-1a'], /^us-east-1e \(use1-az3\): the instance type is not offered there\.$/],
		[['us-east-1b', 'use1-az1'], /^Two different zones are needed\.$/],
		[['us-east-1a', 'us-east-1b', 'us-east-1d'], /^Two zones are needed, not 3\.$/],
		[['us-east-1b'], /^Two different zones are needed\.$/],
	])('%j would not do', (wanted, message) => {
		expect(chosen(wanted)).toEqual({
			field: 'azs',
			value: wanted.join(','),
			message: expect.stringMatching(message),
			suggestion: 'us-east-1b,us-east-1d',
		});
	});

	it('do not exist where fewer than two offer the type', () => {
		expect(chosen(undefined, ['use1-az1'])).toEqual({
			field: 'azs',
			value: '',
			message: 'Only us-east-1b (use1-az1) offers the instance type, and two are needed: choose another type.',
			suggestion: '',
		});
		expect(chosen(undefined, [])).toMatchObject({message: expect.stringMatching(/^None of the zones offers/)});
	});
});
