import type {Key} from 'ink';
import {describe, expect, it} from 'vitest';
import {createKeyQueue} from '../../source/ui/key-queue.ts';
import {cleanPaste, interruption, keyLabel, mergeHints, type Press, pressesOf} from '../../source/ui/keys.ts';
import {themeFor} from '../../source/ui/theme.ts';

const noKey = {} as Key;
const names = (input: string, key: Partial<Key> = {}) => pressesOf(input, {...noKey, ...key}).map(({name}) => name);

describe('the keys in an input event', () => {
	it.each<[string, Partial<Key>, readonly string[]]>([
		['ab\r', {}, ['a', 'b', 'enter']],
		['\r\n', {}, ['enter']],
		['a b', {}, ['a', 'space', 'b']],
		['\u0015ab\t', {}, ['ctrl-u', 'a', 'b', 'tab']],
		['x\u001D', {}, ['x', 'ctrl-]']],
		['東京é', {}, ['東', '京', 'é']],
		['a\u0085b', {}, ['a', 'b']],
		['', {return: true}, ['enter']],
		['', {upArrow: true}, ['up']],
		['', {leftArrow: true, ctrl: true}, ['ctrl-left']],
		['', {tab: true, shift: true}, ['shift-tab']],
		['u', {ctrl: true}, ['ctrl-u']],
		['b', {meta: true}, ['alt-b']],
		['Q', {shift: true}, ['Q']],
		['a', {eventType: 'release'}, []],
	])('%j %j', (input, key, expected) => {
		expect(names(input, key)).toEqual(expected);
	});

	it('types the space and nothing for named keys', () => {
		expect(pressesOf(' \r', noKey)).toEqual([
			{name: 'space', text: ' '},
			{name: 'enter', text: ''},
		]);
	});
});

describe('pasted text', () => {
	it('loses newlines, control characters and escape sequences', () => {
		expect(cleanPaste('10.0\r\n.0.0\t/16\u0007\u001B[31m!\u001B[0m\u2028')).toBe('10.0.0.0/16!');
	});
});

describe('the words for keys', () => {
	it.each([
		['enter', 'Enter'],
		['ctrl-u', 'Ctrl-U'],
		['ctrl-]', 'Ctrl-]'],
		['ctrl-left', 'Ctrl-←'],
		['alt-b', 'Alt-b'],
		['page-up', 'PgUp'],
		['up', '↑'],
		['q', 'q'],
		['?', '?'],
	])('%s is %s', (name, label) => {
		expect(keyLabel(name, themeFor({LANG: 'C.UTF-8'}).symbols)).toBe(label);
	});

	it('are ASCII where the locale is not UTF-8', () => {
		expect(keyLabel('up', themeFor({}).symbols)).toBe('Up');
	});

	it('are merged where they mean the same', () => {
		const hints = [
			{keys: ['up'], hint: 'move'},
			{keys: ['enter'], hint: 'choose'},
			{keys: ['down'], hint: 'move'},
		];
		expect(mergeHints(hints)).toEqual([
			{keys: ['up', 'down'], hint: 'move'},
			{keys: ['enter'], hint: 'choose'},
		]);
	});
});

describe('Ctrl-C', () => {
	it('stops first and leaves from then on', () => {
		expect([1, 2, 3].map(interruption)).toEqual(['stop', 'leave', 'leave']);
	});
});

describe('the key queue', () => {
	const run = async (presses: readonly Press[], bound: readonly string[] = []) => {
		const delivered: string[] = [];
		const queue = createKeyQueue({
			deliver: press => delivered.push(press.text === '' ? `<${press.name}>` : press.text),
			isBound: name => bound.includes(name),
			settled: async () => {
				delivered.push('settled');
			},
		});
		queue.push(presses);
		queue.push(pressesOf('z', noKey));
		await new Promise(setImmediate);
		return delivered;
	};

	it('lets the screens settle between keys and keeps text together', async () => {
		expect(await run(pressesOf('ab\r\rc', noKey))).toEqual([
			'ab',
			'settled',
			'<enter>',
			'settled',
			'<enter>',
			'settled',
			'cz',
			'settled',
		]);
	});

	it('hands bound characters on one by one', async () => {
		const delivered = await run(pressesOf('aqqb', noKey), ['q']);
		expect(delivered.filter(entry => entry !== 'settled')).toEqual(['a', 'q', 'q', 'bz']);
	});
});
