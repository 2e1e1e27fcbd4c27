import {describe, expect, it} from 'vitest';
import {eventOf} from '../helpers/bin.ts';
import {lab} from '../helpers/passing-lab.ts';

const [account, other] = ['111122223333', '444455556666'];

/** A deployment that was begun, and the same machine with credentials of another account. */
const begun = async () => {
	const stop = new AbortController();
	const first = await lab({account, signal: stop.signal});
	void first.clock.sleep(12_000).then(() => stop.abort(new Error('stopped')));
	await first.up('--yes', '--accept');
	return {first, second: await lab({world: structuredClone(first.world), home: first.home, account: other})};
};

describe('credentials of another account than the deployment’s', () => {
	it.each([
		['up', ['--yes', '--accept']],
		['down', ['--confirm', 'lab']],
		['down', ['lab', '--confirm', 'lab']],
		['approve', ['--accept', '--yes']],
		['approve', ['lab', '--reject', '--yes']],
		['verify', []],
	] as const)('are refused by %s before any call: %j', async (command, args) => {
		const {second} = await begun();
		const before = second.world.calls.length;
		await expect(second[command](...args)).rejects.toMatchObject({
			exitCode: 2,
			message: expect.stringMatching(
				/^lab\.\w{8} lives in account 111122223333; these credentials belong to 444455556666/,
			),
		});
		expect(second.world.calls.slice(before)).toEqual([]);
	});

	it('are not told by down that nothing stands', async () => {
		const stop = new AbortController();
		stop.abort(new Error('stopped'));
		// Born and stopped: no tag of it stands anywhere.
		const first = await lab({account, signal: stop.signal});
		await first.up('--yes', '--accept');
		const second = await lab({home: first.home, account: other});
		await expect(second.down()).rejects.toMatchObject({exitCode: 2, message: expect.stringContaining(account)});
		await expect(second.down('--confirm', 'another')).resolves.toMatchObject({code: 0});
	});

	it('may build there under another name', async () => {
		const {second} = await begun();
		const {events} = await second.up('--yes', '--later', '--name', 'another');
		expect(eventOf(events, 'deployment-born')).toMatchObject({name: 'another', target: `aws ${other} us-east-1`});
	});
});
