import {afterEach, describe, expect, it} from 'vitest';
import {type Lab, openLab} from '../helpers/lab.ts';

let lab: Lab;

afterEach(() => lab.close());

describe('down where nothing stands', () => {
	it('says so, to people and as JSON, and changes nothing', async () => {
		lab = await openLab();
		const message = 'There is nothing to tear down on simulator.';
		expect(await lab.told('down', [])).toMatchObject({code: 0, lines: [message]});
		const {code, events} = await lab.down('--confirm', 'lab');
		expect(code).toBe(0);
		expect(events).toMatchObject([{type: 'run-finished', outcome: 'done', message}]);
		expect(lab.world.calls.filter(({mutating}) => mutating)).toEqual([]);
	});
});

describe('down to which somebody says no', () => {
	it('ends with 4 and changes nothing', async () => {
		lab = await openLab();
		await lab.up('--yes', '--later');
		const before = lab.world.calls.length;
		const ask = {text: async () => 'lob', choose: async () => expect.fail('nothing to choose')};
		await expect(lab.told('down', [], ask)).rejects.toMatchObject({
			exitCode: 4,
			message: 'Nothing was changed: "lob" is not "lab".',
		});
		expect(lab.world.calls.slice(before).filter(({mutating}) => mutating)).toEqual([]);
	});
});
