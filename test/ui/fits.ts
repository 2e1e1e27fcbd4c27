import type {ReactNode} from 'react';
import {expect} from 'vitest';
import {displayWidth} from '../../source/ui/text.ts';
import {renderScreen, type Screen} from '../helpers/render-screen.tsx';
import {forbiddenSequences} from '../helpers/screen-buffer.ts';

/** The terminals that every screen is looked at on. */
export const sizes = [
	[60, 20],
	[80, 24],
	[160, 50],
] as const;

/** A frame is one row shorter than the terminal, no wider, and ends with its keys. */
export const expectFit = (screen: Screen, columns: number, rows: number) => {
	const shown = screen.screen();
	expect(shown.length).toBe(rows);
	expect(shown[rows - 1]).toBe('');
	for (const row of shown) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
	expect(shown.slice(-4).join(' ')).toMatch(/\? help|cancel|close|keep it/);
	expect(screen.raw()).not.toMatch(forbiddenSequences);
};

/** What a screen shows, with all spinners at the same point. */
const still = (screen: Screen): string => screen.text().replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '⠋');

/**
 * Draws a screen at every size, by birth and by resizing. `keys` brings it where it is to be looked at; what it then
 * shows must not depend on how the terminal came to its size.
 */
export const expectFitEverywhere = async (draw: () => ReactNode, keys: readonly string[] = []) => {
	const travelling = await renderScreen(draw(), {columns: 100, rows: 30});
	await travelling.press(...keys);
	for (const [columns, rows] of [...sizes, [40, 12] as const]) {
		const born = await renderScreen(draw(), {columns, rows});
		await born.press(...keys);
		expectFit(born, columns, rows);
		await travelling.resize({columns, rows});
		expect(still(travelling)).toBe(still(born));
		expect(travelling.raw()).not.toMatch(forbiddenSequences);
		born.unmount();
	}
};
