import {describe, expect, it} from 'vitest';
import {age, inWords} from '../../source/ui/words.ts';

describe('words for amounts', () => {
	it.each([
		[-3, '0 s'],
		[59.9, '59 s'],
		[60, '1 min'],
		[3599, '59 min'],
		[3600, '1 h'],
		[7384, '2 h 3 min'],
		[86_399, '23 h 59 min'],
		[86_400, '1 d'],
		[3 * 86_400 + 4 * 3600, '3 d 4 h'],
	])('%s seconds are %s', (seconds, words) => {
		expect(age(seconds)).toBe(words);
	});

	it('make one sentence of several things', () => {
		expect([inWords([]), inWords(['a']), inWords(['a', 'b']), inWords(['a', 'b', 'c'])]).toEqual([
			'',
			'a',
			'a and b',
			'a, b and c',
		]);
	});
});
