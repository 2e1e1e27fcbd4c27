import {describe, expect, it} from 'vitest';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';
import {keysTaken, long, start} from '../helpers/terminal.ts';

const speed = '200';

describe('on an AWS that could charge', () => {
	it('nothing is built before its name is typed, nor torn down', async () => {
		const {endpoint} = await standingSimulator(temporaryFolder(), ['--speed', speed]);
		const [{accessKeyId, secretAccessKey}] = accessKeys;
		const wizard = start(['--speed', speed], {
			home: temporaryFolder(),
			columns: 120,
			rows: 40,
			env: {
				AWS_ENDPOINT_URL: endpoint,
				AWS_ACCESS_KEY_ID: accessKeyId,
				AWS_SECRET_ACCESS_KEY: secretAccessKey,
				AWS_REGION: 'us-east-1',
			},
		});
		await wizard.answer(/❯ Build on AWS +account \d{12}/, 'enter');
		for (const title of ['Name', 'Region', 'Availability zones', 'Provider CIDR', 'Consumer CIDR']) {
			await wizard.answer(new RegExp(`^ ${title}\\b`, 'm'), 'enter');
		}
		await wizard.until(/endpoint 127\.0\.0\.1:\d+ \d{12} us-east-1/);
		await wizard.until(/Type lab to build it on endpoint/, long);
		await keysTaken();
		await wizard.answer(/Availability zones +use1-az1, use1-az2/, 'enter');
		await wizard.answer('Nothing typed: it takes lab.', 'lob', 'enter');
		await wizard.answer('"lob" is not lab.', 'ctrl-u', 'lab', 'enter');
		await wizard.passGate('a accept', 'a', long);
		await wizard.answer('The shell is yours', 'ctrl-]', 'q');
		await wizard.answer('It works: the Apache page', 'd');
		await wizard.answer(/\[x\] lab\./, 'enter');
		await wizard.answer('Type lab to tear it down on AWS', 'enter', 'lab', 'enter');
		await wizard.answer('Nothing is left.', 'q');
		expect(await wizard.exit).toEqual({code: 0, signal: undefined});
		expect(wizard.raw()).toContain('torn down.');
	}, 300_000);
});
