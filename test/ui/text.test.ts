import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cutEnd, cutMiddle, displayWidth, endWithin, padEnd, padStart, startWithin} from '../../source/ui/text.ts';
import {clampOffset, moveWithin, windowAround, windowWords} from '../../source/ui/viewport.ts';

const text = fc.string({unit: fc.constantFrom('a', 'é', '東', '👍', ' ', '.'), maxLength: 40});
const columns = fc.integer({min: 0, max: 50});
const ellipsis = fc.constantFrom('…', '...');

describe('cutting text to columns', () => {
	it('never takes more columns than there are, and keeps what fits whole', () => {
		fc.assert(
			fc.property(text, columns, ellipsis, (value, width, mark) => {
				for (const cut of [cutEnd, cutMiddle]) {
					expect(displayWidth(cut(value, width, mark))).toBeLessThanOrEqual(width);
					if (displayWidth(value) <= width) expect(cut(value, width, mark)).toBe(value);
				}
				expect(value.startsWith(startWithin(value, width))).toBe(true);
				expect(value.endsWith(endWithin(value, width))).toBe(true);
			}),
		);
	});

	it('keeps both ends of a long id', () => {
		expect(cutMiddle('arn:aws:iam::123456789012:role/lab', 15, '…')).toBe('arn:aws…ole/lab');
		expect(cutEnd('東京都庁', 5, '…')).toBe('東京…');
		expect(cutEnd('東京都庁', 4, '…')).toBe('東…');
	});

	it('pads by columns, not by characters', () => {
		expect(padEnd('東', 4)).toBe('東  ');
		expect(padStart('東', 4)).toBe('  東');
	});
});

describe('a window on a list', () => {
	it('shows the wanted row, is full when it can be, and stays within the list', () => {
		fc.assert(
			fc.property(fc.nat(200), fc.integer({min: 1, max: 60}), fc.integer({min: 1, max: 200}), (index, rows, count) => {
				const row = Math.min(index, count - 1);
				const shown = windowAround(row, rows, count);
				expect(shown.rows).toBe(Math.min(rows, count));
				expect(shown.offset).toBeGreaterThanOrEqual(0);
				expect(shown.offset + shown.rows).toBeLessThanOrEqual(count);
				expect(row).toBeGreaterThanOrEqual(shown.offset);
				expect(row).toBeLessThan(shown.offset + shown.rows);
			}),
		);
	});

	it('moves by rows and pages and stops at the ends', () => {
		expect(moveWithin(0, 'up', 5, 10)).toBe(0);
		expect(moveWithin(3, 'page-down', 5, 10)).toBe(7);
		expect(moveWithin(3, 'page-up', 5, 10)).toBe(0);
		expect(moveWithin(3, 'last', 5, 10)).toBe(9);
		expect(moveWithin(0, 'down', 5, 0)).toBe(0);
		expect(clampOffset(99, 5, 10)).toBe(5);
	});

	it('says which rows show when not all do', () => {
		expect(windowWords({offset: 2, rows: 10}, 40)).toBe('3-12 of 40');
		expect(windowWords({offset: 0, rows: 4}, 4)).toBe('');
	});
});
