import {readdirSync} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {homeOf} from '../../source/store/home.ts';
import {openJournal, readEvents} from '../../source/store/journal.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let lab: Lab;

afterEach(() => lab.close());

const journalFolder = (): string => {
	const {deployments} = homeOf({PRIVATELINK_WIZARD_HOME: lab.home});
	return path.join(deployments, readdirSync(deployments)[0] ?? expect.fail('no deployment'));
};

describe('verify', () => {
	it('writes to the journal where no other run holds it, and only asks where one does', async () => {
		lab = await openLab();
		await lab.up('--yes', '--accept');
		const folder = journalFolder();
		expect((await lab.verify()).code).toBe(0);
		const events = readEvents(folder);
		expect(events.at(-1)).toMatchObject({type: 'run-finished', outcome: 'done'});
		expect(events.at(-2)).toMatchObject({type: 'request-verified'});
		const release = openJournal(folder).lock();
		try {
			expect((await lab.verify()).code).toBe(0);
			expect(readEvents(folder)).toEqual(events);
		} finally {
			release();
		}
		// The lock was let go each time.
		openJournal(folder).lock()();
	});
});
