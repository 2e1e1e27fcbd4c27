import {describe, expect, it} from 'vitest';
import {livingOn} from '../../source/commands/living.ts';
import {stepsAfterBuild} from '../../source/commands/next-steps.ts';
import {standingEverywhere} from '../../source/commands/status.ts';
import {homeOf} from '../../source/store/home.ts';
import {deployment} from '../helpers/deployment.ts';
import type {Lab} from '../helpers/lab.ts';
import {lab} from '../helpers/passing-lab.ts';

const standingOf = ({home, connection}: Lab) =>
	standingEverywhere(connection, livingOn(homeOf({PRIVATELINK_WIZARD_HOME: home}), connection));

describe('what stands', () => {
	it('is shown with its region, its maker and whether its journal is here, from any region and machine', async () => {
		const there = await lab({region: 'eu-west-1'});
		await there.up('--yes', '--accept', '--region', 'eu-west-1');
		const world = structuredClone(there.world);
		const [here] = await standingOf(await lab({world: structuredClone(world), home: there.home}));
		expect(here).toMatchObject({region: 'eu-west-1', isOwn: true, hasJournal: true, lastOutcome: 'done'});
		expect(here?.counts).toMatchObject({vpc: 2, instance: 4});
		const arn = 'arn:aws:iam::111122223333:user/ada';
		const elsewhere = await standingOf(await lab({world: structuredClone(world), region: 'us-east-1', arn}));
		expect(elsewhere).toMatchObject([
			{fullName: here?.fullName, region: 'eu-west-1', isOwn: false, hasJournal: false, counts: here?.counts},
		]);
		expect(elsewhere[0]?.costSoFar).toBeGreaterThan(0);
	});
});

describe('the commands after a run', () => {
	it("confirm a teardown of one's own by its name, of somebody else's by its full name", () => {
		const invocation = {command: 'up', simulate: true, awsProfile: undefined} as const;
		const down = (caller: string) => stepsAfterBuild('done', {...invocation, caller}, deployment).join(' ');
		expect(down(deployment.place.callerArn)).toMatch(/--confirm lab$/);
		expect(down('arn:aws:iam::111122223333:user/ada')).toMatch(/--confirm lab\.k3jx7q2a$/);
	});
});
