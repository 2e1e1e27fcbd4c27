import type {Terminal} from '@xterm/headless';
import {Box, Text} from 'ink';
import {describe, expect, it} from 'vitest';
import {createPanelTerminal, transcriptOf} from '../../../source/ui/panel-terminal.ts';
import {TerminalView} from '../../../source/ui/parts/terminal-view.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {renderScreen, type Screen} from '../../helpers/render-screen.tsx';

const write = (terminal: Terminal, text: string) => new Promise<void>(resolve => terminal.write(text, resolve));

const panel = (terminal: Terminal, top?: number) => (
	<Box flexDirection="column">
		<Text>above</Text>
		<Box paddingLeft={3}>
			<TerminalView terminal={terminal} top={top} />
		</Box>
		<Text>below</Text>
	</Box>
);

/** The look of the cell at a column of the row that begins with a text. */
const cellAt = (screen: Screen, row: number, column: number) => {
	const cell = screen.terminal.buffer.active.getLine(row)?.getCell(column);
	if (!cell) throw new Error(`No cell ${row},${column}`);
	return cell;
};

describe('the view of a terminal', () => {
	it.each([
		[60, 20],
		[80, 24],
		[160, 50],
	])('draws every cell in its place at %sx%s, wide characters too', async (columns, rows) => {
		const terminal = createPanelTerminal({columns: columns - 6, rows: rows - 4});
		const screen = await renderScreen(panel(terminal), {columns, rows});
		await write(terminal, `$ curl\r\n東京都 ok\r\n\u001B[${rows - 4};${columns - 9}Hend`);
		await screen.settled();
		const shown = screen.screen();
		expect(shown[0]).toBe('above');
		expect(shown.slice(1, 3)).toEqual(['   $ curl', '   東京都 ok']);
		expect(shown[rows - 4]).toBe(`${' '.repeat(columns - 7)}end`);
		expect(shown[rows - 3]).toBe('below');
	});

	it('keeps colours and attributes', async () => {
		const terminal = createPanelTerminal({columns: 40, rows: 4});
		const screen = await renderScreen(panel(terminal));
		await write(terminal, 'a\u001B[1;31mb\u001B[0;48;5;120mc\u001B[0;38;2;1;2;3md\u001B[0;7me\u001B[0;94mf\u001B[0m');
		await screen.settled();
		const cells = Array.from({length: 6}, (_, index) => cellAt(screen, 1, 3 + index));
		const [a, b, c, d, e, f] = cells.map(cell => ({
			bold: cell.isBold() !== 0,
			inverse: cell.isInverse() !== 0,
			foreground: cell.isFgDefault() ? undefined : cell.getFgColor(),
			background: cell.isBgDefault() ? undefined : cell.getBgColor(),
		}));
		const plain = {bold: false, inverse: false, foreground: undefined, background: undefined};
		expect(a).toEqual(plain);
		expect(b).toEqual({...plain, bold: true, foreground: 1});
		expect(c).toEqual({...plain, background: 120});
		expect(d).toEqual({...plain, foreground: 0x010203});
		expect(e).toEqual({...plain, inverse: true});
		expect(f).toEqual({...plain, foreground: 12});
	});

	it('draws none where colours were declined', async () => {
		const terminal = createPanelTerminal({columns: 40, rows: 4});
		const screen = await renderScreen(panel(terminal), {theme: themeFor({NO_COLOR: '1', LANG: 'C.UTF-8'})});
		await write(terminal, '\u001B[1;31mred\u001B[44mblue\u001B[0m');
		await screen.settled();
		expect(screen.screen()[1]).toBe('   redblue');
		expect(cellAt(screen, 1, 3).isFgDefault()).toBe(true);
		expect(cellAt(screen, 1, 7).isBgDefault()).toBe(true);
	});

	it('keeps the columns where the two terminals measure a character differently', async () => {
		const terminal = createPanelTerminal({columns: 20, rows: 2});
		const screen = await renderScreen(panel(terminal));
		// An emoji of Unicode 11: two columns for Ink, one for a terminal with Unicode 6 widths.
		await write(terminal, 'x\u{1F9EA}y|');
		await screen.settled();
		expect(screen.screen()[1]).toBe('   x□y|');
	});

	it('follows the shell: cursor, scrolling, size', async () => {
		const terminal = createPanelTerminal({columns: 20, rows: 3});
		const screen = await renderScreen(panel(terminal));
		await write(terminal, '1\r\n2\r\n3\r\n4\r\n$ ');
		await screen.settled();
		expect(screen.screen().slice(0, 5)).toEqual(['above', '   3', '   4', '   $', 'below']);
		const {active} = screen.terminal.buffer;
		expect([active.cursorX, active.cursorY]).toEqual([5, 3]);
		terminal.resize(20, 5);
		await screen.settled();
		expect(screen.screen().slice(0, 7)).toEqual(['above', '   1', '   2', '   3', '   4', '   $', 'below']);
	});

	it('looks back without losing the end', async () => {
		const terminal = createPanelTerminal({columns: 20, rows: 3});
		await write(terminal, '1\r\n2\r\n3\r\n4\r\n5');
		const screen = await renderScreen(panel(terminal, 0));
		expect(screen.screen().slice(1, 4)).toEqual(['   1', '   2', '   3']);
	});

	it('leaves a transcript with whole lines', async () => {
		const terminal = createPanelTerminal({columns: 10, rows: 3});
		await write(terminal, '\u001B[32m$ echo a long line here\u001B[0m\r\nnext\r\n\r\n');
		expect(transcriptOf(terminal)).toBe('$ echo a long line here\nnext\n');
	});

	it('keeps up with a screen full of colours', async () => {
		const terminal = createPanelTerminal({columns: 154, rows: 46});
		const screen = await renderScreen(panel(terminal), {columns: 160, rows: 50});
		const start = performance.now();
		for (let frame = 0; frame < 10; frame++) {
			const rows = Array.from({length: 46}, (_, row) =>
				Array.from({length: 22}, (_, cell) => `\u001B[3${(row + cell + frame) % 8}m${frame}xxxxxx`).join(''),
			);
			await write(terminal, `\u001B[H${rows.join('\r\n')}`);
			await screen.settled();
		}
		expect(screen.screen()[1]).toContain('9xxxxxx');
		// Ten full screens; a slow machine has ten times what they take here.
		expect(performance.now() - start).toBeLessThan(8000);
	});
});
