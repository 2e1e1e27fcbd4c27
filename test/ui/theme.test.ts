import {describe, expect, it} from 'vitest';
import {frameLayout} from '../../source/ui/layout.ts';
import {displayWidth} from '../../source/ui/text.ts';
import {breakpoints, themeFor} from '../../source/ui/theme.ts';

const texts = (value: unknown): readonly string[] =>
	typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts);

describe('the theme', () => {
	it.each([
		[{LANG: 'en_US.UTF-8'}, true],
		[{LC_ALL: 'C', LANG: 'en_US.UTF-8'}, false],
		[{LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C'}, true],
		[{LANG: 'C'}, false],
		[{LANG: 'C.UTF-8', TERM: 'linux'}, false],
		[{}, false],
		[{WT_SESSION: '1'}, true],
	])('%j: symbols beyond ASCII %s', (env, isUnicode) => {
		const {symbols, border} = themeFor(env);
		expect(texts(symbols).some(symbol => /[^\u0020-\u007E]/.test(symbol))).toBe(isUnicode);
		expect(border).toBe(isUnicode ? 'round' : 'classic');
	});

	it.each([
		[{}, true],
		[{NO_COLOR: ''}, true],
		[{NO_COLOR: '1'}, false],
		[{FORCE_COLOR: '0'}, false],
		[{TERM: 'dumb'}, false],
	])('%j: colour %s', (env, hasColour) => {
		expect(themeFor(env).hasColour).toBe(hasColour);
	});

	it('keeps away from colours that fade on the background', () => {
		expect(themeFor({COLORFGBG: '0;15'}).tones.warning.color).not.toBe('yellow');
		expect(themeFor({COLORFGBG: '0;15'}).tones.accent.color).not.toBe('cyan');
		expect(themeFor({COLORFGBG: '15;default;0'}).tones.accent.color).not.toBe('blue');
	});

	it('has marks of one cell, all different, and no emoji', () => {
		for (const env of [{LANG: 'C.UTF-8'}, {}]) {
			const {marks, spinner, barDone, barLeft} = themeFor(env).symbols;
			const cells = [...Object.values(marks), ...spinner, barDone, barLeft];
			expect(cells.map(displayWidth)).toEqual(cells.map(() => 1));
			expect(new Set(Object.values(marks)).size).toBe(Object.keys(marks).length);
			expect(cells.filter(cell => /\p{Emoji_Presentation}/u.test(cell))).toEqual([]);
		}
	});
});

describe('the layout', () => {
	it.each([
		[{columns: 39, rows: 24}, true, false, false],
		[{columns: 40, rows: 11}, true, false, false],
		[{columns: 40, rows: 12}, false, false, false],
		[{columns: 79, rows: 24}, false, false, false],
		[{columns: 80, rows: 24}, false, true, false],
		[{columns: 100, rows: 24}, false, true, true],
	])('%j: too small %s, borders %s, side panel %s', (size, isTooSmall, hasBorders, hasSidePanel) => {
		expect(frameLayout(size, false)).toMatchObject({isTooSmall, hasBorders, hasSidePanel});
	});

	it('never cuts more rows than the terminal has but one', () => {
		for (let columns = breakpoints.smallest.columns; columns < 200; columns += 7) {
			for (let rows = breakpoints.smallest.rows; rows < 80; rows++) {
				for (const hasNotice of [true, false]) {
					const {body, headerRows, hintRows, padding} = frameLayout({columns, rows}, hasNotice);
					expect(body.rows + headerRows + hintRows + (hasNotice ? 1 : 0)).toBe(rows - 1);
					expect(body.columns + 2 * padding).toBe(columns);
					expect(body.rows).toBeGreaterThanOrEqual(6);
				}
			}
		}
	});
});
