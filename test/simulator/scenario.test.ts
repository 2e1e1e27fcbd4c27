import {describe, expect, it} from 'vitest';
import {UserError} from '../../source/errors.ts';
import {parseScenario} from '../../source/simulator/scenario.ts';

const complaints = (
	value: unknown,
): {readonly message: string; readonly steps: readonly string[]; readonly code: number} => {
	try {
		parseScenario(typeof value === 'string' ? value : JSON.stringify(value), 'my.json');
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {message: error.message, steps: error.nextSteps, code: error.exitCode};
	}
	throw new Error('It was taken');
};

describe('a scenario', () => {
	it('may say nothing at all', () => {
		expect(parseScenario('{}', 'my.json')).toEqual({});
	});

	it('that is no JSON is refused with the name of its file', () => {
		expect(complaints('{"faults": ')).toMatchObject({
			code: 2,
			message: expect.stringMatching(/^The scenario in my.json is no JSON/),
		});
	});

	it.each([
		[{fault: []}, /fault/],
		[{faults: {}}, /^faults: /],
		[{faults: [{fault: {type: 'reset'}}, {fault: {type: 'explode'}}]}, /^faults\[1\]\.fault\.type: /],
		[{faults: [{fault: {type: 'error', code: 'A', message: 'b', status: 200}}]}, /^faults\[0\]\.fault\.status: /],
		[{faults: [{probability: 2, fault: {type: 'reset'}}]}, /^faults\[0\]\.probability: /],
		[{quotas: {vpc: 1}}, /^quotas.*vpc/],
		[{quotas: {vpcs: -1}}, /^quotas\.vpcs: /],
		[{timings: {natCreate: 'soon'}}, /^timings\.natCreate: /],
		[{denied: ['CreateVpc']}, /^denied\[0\]: is not of the form service:Action/],
		[{decision: {answer: 'maybe', seconds: 3}}, /^decision\.answer: /],
		[[], /^the scenario: /],
	])('like %j is refused naming the place', (value, place) => {
		const {message, steps, code} = complaints(value);
		expect(code).toBe(2);
		expect(message).toBe('The scenario in my.json does not fit:');
		expect(steps.join('\n')).toMatch(place);
	});
});
