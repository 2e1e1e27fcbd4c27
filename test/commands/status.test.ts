import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {livingOn} from '../../source/commands/living.ts';
import {stepsAfterBuild} from '../../source/commands/next-steps.ts';
import {nextFor, standingEverywhere} from '../../source/commands/status.ts';
import {takeLock} from '../../source/lock.ts';
import {homeOf} from '../../source/store/home.ts';
import {deployment} from '../helpers/deployment.ts';
import type {Lab} from '../helpers/lab.ts';
import {lab} from '../helpers/passing-lab.ts';

const standingOf = ({home, connection}: Pick<Lab, 'home' | 'connection'>) =>
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

describe('what to do next', () => {
	const next = async (each: Lab, own = each): Promise<readonly string[]> => {
		const home = homeOf({PRIVATELINK_WIZARD_HOME: own.home});
		const [journaled] = livingOn(home, each.connection);
		const [standing] = await standingOf({...each, home: own.home});
		const invocation = {command: 'status', simulate: true, awsProfile: undefined} as const;
		return nextFor(
			standing ?? expect.fail('nothing stands'),
			journaled?.history ?? {},
			invocation,
			each.connection,
			home,
		);
	};

	it('follows from how the last run ended; one that was killed is to be gone on with', async () => {
		const each = await lab();
		await each.up('--yes', '--later');
		expect((await next(each)).join('\n')).toContain('privatelink-wizard approve --simulate lab --accept');
		await each.up('--yes', '--accept');
		expect((await next(each)).join('\n')).toContain('privatelink-wizard verify --simulate lab');

		const killed = await lab({world: each.world, home: each.home});
		const [folder = ''] = readdirSync(path.join(each.home, 'deployments'));
		const journal = path.join(each.home, 'deployments', folder, 'journal.jsonl');
		const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
		writeFileSync(journal, `${lines.slice(0, -1).join('\n')}\n`);
		expect(await next(killed)).toEqual(
			expect.arrayContaining([
				'Go on: privatelink-wizard up --simulate --name lab --yes',
				'Tear down: privatelink-wizard down --simulate --confirm lab',
			]),
		);
		const held = takeLock(path.join(path.dirname(journal), 'lock'));
		expect(await next(killed)).toEqual([`A run works on it (pid ${process.pid}).`]);
		if ('release' in held) held.release();
	});

	it('is a teardown alone of what somebody else made', async () => {
		const each = await lab();
		await each.up('--yes', '--accept');
		const elsewhere = await lab({world: each.world, arn: 'arn:aws:iam::111122223333:user/ada'});
		expect(await next(elsewhere)).toEqual([
			expect.stringMatching(/^Tear down: privatelink-wizard down --simulate --confirm lab\.\w{8}$/),
		]);
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
