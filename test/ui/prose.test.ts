import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cutProse, joinedLines, proseLines} from '../../source/ui/prose.ts';
import {displayWidth} from '../../source/ui/text.ts';

const text = fc
	.array(fc.oneof(fc.string(), fc.constantFrom('vpc', '終端', 'arn:aws:iam::123456789012:user/ada')), {maxLength: 20})
	.map(words => words.join(' '));
const columns = fc.integer({min: 2, max: 60});

describe('running text', () => {
	it('fits and loses nothing but blanks', () => {
		fc.assert(
			fc.property(text, columns, (words, width) => {
				const lines = proseLines(words, width);
				for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
				expect(lines.join('').replaceAll(/\s/g, '')).toBe(words.replaceAll(/\s/g, ''));
			}),
		);
	});

	it('says that it was cut, and only then', () => {
		fc.assert(
			fc.property(text, columns, fc.integer({min: 0, max: 6}), (words, width, rows) => {
				const cut = cutProse(words, {columns: width, rows}, '~');
				const whole = proseLines(words, width);
				expect(cut.length).toBe(Math.min(rows, whole.length));
				for (const line of cut) expect(displayWidth(line)).toBeLessThanOrEqual(width);
				if (whole.length <= rows) expect(cut).toEqual(whole);
				else if (rows > 0) expect(cut.at(-1)).toMatch(/~$/);
			}),
		);
	});

	it('keeps paragraphs apart', () => {
		expect(proseLines('one two\nthree', 20)).toEqual(['one two', 'three']);
	});

	it('leaves a number beside its unit, and no full stop before the mark of a cut', () => {
		expect(proseLines('usually 2 min 37 s', 16)).toEqual(['usually 2 min', '37 s']);
		expect(cutProse('Enough. And more of it', {columns: 9, rows: 1}, '…')).toEqual(['Enough…']);
	});

	it('breaks a chain behind its links', () => {
		expect(joinedLines(['server', 'endpoint', 'page'], '->', 18)).toEqual(['server ->', 'endpoint -> page']);
		expect(joinedLines([], '->', 18)).toEqual([]);
	});
});
