import {describe, expect, it} from 'vitest';
import {stepsAfter, stepsAfterBuild} from '../../source/commands/next-steps.ts';
import {deployment} from '../helpers/deployment.ts';

const invocation = {command: 'up', simulate: true, awsProfile: undefined, decision: undefined} as const;

describe('what a person may do next', () => {
	it('never decides what they have not decided', () => {
		const [goOn] = stepsAfterBuild('interrupted', invocation, deployment);
		expect(goOn).toMatch(/^Go on: privatelink-wizard up --simulate --name \S+ --yes$/);
		const [again] = stepsAfterBuild('rejected', {...invocation, decision: 'reject'}, deployment);
		expect(again).toMatch(/^Ask again with a new endpoint: .* --yes$/);
	});

	it('goes on with a decision that was given beforehand', () => {
		const [goOn] = stepsAfterBuild('failed', {...invocation, decision: 'accept'}, deployment);
		expect(goOn).toMatch(/--yes --accept$/);
		const [decide, accept] = stepsAfterBuild('waiting', {...invocation, decision: 'later'}, deployment);
		expect(decide).toMatch(/^Decide \(--accept or --reject\): /);
		expect(accept).toMatch(/^Accept and go on: .* --yes --accept$/);
	});

	it('stand on a line each after a teardown that failed, as after a build', () => {
		const here = {command: 'status', simulate: true, awsProfile: undefined} as const;
		expect(stepsAfter({verb: 'down', outcome: 'failed'}, here, deployment)).toEqual([
			expect.stringMatching(/^Go on with it: /),
			expect.stringMatching(/^For the AWS CLI, serve this world: /),
		]);
	});
});
