import {describe, expect, it} from 'vitest';
import {contentsOf, doomedWords, keyOf, ownerWords, savedPerDay, totalWords, wordFor} from '../../source/ui/doomed.ts';
import {deployment} from './fake-ports.ts';

const ada = 'arn:aws:iam::123456789012:user/ada';

describe('what a teardown says', () => {
	const lab = deployment('lab');
	const prod = deployment('prod', {place: 'aws', createdBy: 'arn:aws:iam::123456789012:user/bob'});

	it('asks for the name, and for the full name where it would mean several', () => {
		const other = {...lab, fullName: 'lab.zzzzzzzz'};
		expect(wordFor(lab, [lab, prod])).toBe('lab');
		expect(wordFor({...lab, isForeign: true}, [lab])).toBe('lab.k3jx7q2a');
		expect(wordFor(lab, [lab, prod, other])).toBe('lab.k3jx7q2a');
		expect(new Set([lab, prod, other, {...lab, place: 'aws' as const}].map(keyOf)).size).toBe(4);
	});

	it('tells whose it is', () => {
		expect(ownerWords(lab, ada)).toMatch(/made by you/);
		expect(ownerWords(prod, ada)).toMatch(/bob, not by you$/);
		expect(ownerWords(prod, undefined)).toBe('made by arn:aws:iam::123456789012:user/bob');
		expect(doomedWords(lab, ada)).toBe(`In eu-central-1 on the simulator, 2 h 3 min old, made by ${ada}.`);
	});

	it('tells what goes and what that saves; what the simulator shows was never charged', () => {
		expect(contentsOf(lab)).toBe('2 x VPC, 4 x EC2 instance, 1 x NAT gateway and 4 x volume');
		expect(contentsOf({...lab, counts: {}})).toMatch(/^Nothing of it stands/);
		expect(savedPerDay([lab, prod])).toBeCloseTo(0.1676 * 24, 6);
		expect(totalWords([lab, prod])).toBe('2 deployments, 22 resources, saves $4.02 a day');
		expect(totalWords([lab])).toBe('11 resources, the simulator is free of charge');
	});
});
