import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {divideInput, encodeInput, type PanelMode} from '../../source/ui/shell-input.ts';

const divide = (...chunks: readonly string[]) =>
	chunks.reduce(
		(sum, chunk) => {
			const next = divideInput(sum, chunk);
			return {
				...next,
				toShell: sum.toShell + next.toShell,
				commands: [...sum.commands, ...next.commands],
				moves: [...sum.moves, ...next.moves],
			};
		},
		{
			mode: 'shell' as PanelMode,
			toShell: '',
			commands: [] as readonly string[],
			moves: [] as readonly string[],
		},
	);

describe('input between the shell and the panel', () => {
	it.each<[readonly string[], string, readonly string[]]>([
		[['ls\r'], 'ls\r', []],
		[['\u0003\u001B[A'], '\u0003\u001B[A', []],
		[['ls\r\u001Dq'], 'ls\r', ['leave']],
		[['\u001D', 'F', 'pwd'], 'pwd', ['whole-terminal']],
		[['\u001D\u001D'], '\u001D', []],
		[['\u001D\u001B[Cxy'], 'xy', []],
		[['\u001Dx\u001Ds'], '', ['save']],
	])('%j', (chunks, toShell, commands) => {
		expect(divide(...chunks)).toMatchObject({mode: 'shell', toShell, commands});
	});

	it('scrolls after the prefix, until a key that does not scroll', () => {
		expect(divide('\u001D\u001B[5~')).toMatchObject({mode: 'scrolling', toShell: '', moves: ['page-up']});
		expect(divide('\u001D\u001B[A', '\u001B[B\u001B[6~', '\u001B[H', '\u001B[F')).toMatchObject({
			mode: 'scrolling',
			moves: ['up', 'down', 'page-down', 'first', 'last'],
		});
		expect(divide('\u001D\u001B[5~', 'q', 'ls\u001B[A')).toMatchObject({
			mode: 'shell',
			toShell: 'ls\u001B[A',
			commands: [],
			moves: ['page-up'],
		});
		expect(divide('\u001D\u001B[5~', '\u001D', 'ls')).toMatchObject({toShell: 'ls', commands: []});
	});

	it('does not depend on how the terminal cuts it, but for escape sequences after the prefix', () => {
		const key = fc.constantFrom('a', 'q', 's', '\r', '\u001D', '東');
		fc.assert(
			fc.property(fc.array(key), keys => {
				expect(divide(...keys)).toEqual(divide(keys.join('')));
			}),
		);
	});

	it('is what the program in the panel has asked for', () => {
		const text = '\u001B[200~a\u001B[201~\u001B[A\u001B[5~';
		const plain = {bracketedPasteMode: false, applicationCursorKeysMode: false};
		expect(encodeInput(text, plain)).toBe('a\u001B[A\u001B[5~');
		expect(encodeInput(text, {bracketedPasteMode: true, applicationCursorKeysMode: true})).toBe(
			'\u001B[200~a\u001B[201~\u001BOA\u001B[5~',
		);
	});
});
