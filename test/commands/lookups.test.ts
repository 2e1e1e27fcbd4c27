import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {findAccess} from '../../source/commands/lookups.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

it('waits for AWS to say whose the credentials are, and 5 s at most', async () => {
	const access = findAccess(() => new Promise(() => {}));
	const told = vi.fn();
	void access.then(told);
	await vi.advanceTimersByTimeAsync(4_999);
	expect(told).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(1);
	expect(told).toHaveBeenCalledWith({
		state: 'denied',
		message: expect.stringContaining('within 5 s'),
		nextSteps: [expect.stringContaining('practise on the simulator')],
	});
});
