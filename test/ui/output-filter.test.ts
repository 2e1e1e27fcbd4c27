import xterm from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createOutputFilter} from '../../source/ui/output-filter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const filtered = (text: string) => createOutputFilter()(bytes(text));

const drawn = [
	'plain text\r\n\ttabbed \u0007',
	'\u001B[1;31mred\u001B[0m \u001B[38;2;1;2;3mrgb\u001B[38:5:120m256\u001B[m',
	'\u001B[H\u001B[2J\u001B[K\u001B[10;20H\u001B[3A\u001B[2S\u001B[1;20r',
	'\u001B[?1049h\u001B[?25l\u001B[?1h\u001B=\u001B[4l\u001B>',
	'\u001B7\u001B8\u001BM\u001B(0lqk\u001B(B\u001B[2 q',
	'東京 é \u{1F9EA}',
];

const refused = {
	'a title': '\u001B]0;owned\u0007',
	'the clipboard': '\u001B]52;c;cm0gLXJmIC8=\u001B\\',
	'a hyperlink': '\u001B]8;;http://x\u001B\\',
	'a device control string': '\u001BPqdata\u001B\\',
	'an application command': '\u001B_Gdata\u001B\\',
	'a question for the cursor': '\u001B[6n',
	'a question for the device': '\u001B[c\u001B[>c\u001B[=c\u001BZ',
	'a question for a mode': '\u001B[?2026$p',
	'a question for the window': '\u001B[18t',
	'a question for the keyboard': '\u001B[?u\u001B[>q',
	'the answerback': '\u0005',
	'the history wiped': '\u001B[3J\u001Bc',
	'the printer': '\u001B[5i',
	'an 8-bit control': '\u009D0;owned\u009C',
} as const;

describe('the filter before the whole terminal', () => {
	it.each(drawn)('passes on what draws: %j', text => {
		expect(filtered(text)).toBe(text);
	});

	it.each(Object.entries(refused))('drops %s', (_name, text) => {
		expect(filtered(`before ${text} after`).replace('0;owned', '')).toBe('before  after');
	});

	it('gives the same however the bytes come', () => {
		const parts = [...drawn, ...Object.values(refused)];
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...parts)), fc.array(fc.nat(400)), (chosen, cuts) => {
				const whole = bytes(`${chosen.join('')}.`);
				const filter = createOutputFilter();
				let start = 0;
				let out = '';
				for (const end of [...cuts.map(cut => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length]) {
					out += filter(whole.slice(start, end));
					start = end;
				}
				expect(out).toBe(filtered(`${chosen.join('')}.`));
			}),
		);
	});

	it.each([
		['a question put together from halves', '\u001B[\u001B]0;x\u00076n'],
		['one with a control in it', '\u001B[\u00186n\u001B[\b6n'],
		['one cut by an 8-bit control', '\u001B[\u009B6n'],
		['one behind a string that another sequence ends', '\u001B]0;x\u001B[6n'],
		['a string in a string', '\u001B]0;\u001BP\u001B]52;c;eA==\u0007'],
		['an escape in an escape', '\u001B\u001B[c'],
	])('leaves no sequence of what it has dropped: %s', (_name, text) => {
		expect(filtered(text)).not.toMatch(/\u001B\[(?:6n|c)|\u001B\]/);
	});

	it('leaves nothing that makes a terminal answer, set its title or touch the clipboard, whatever comes', async () => {
		const fragments = [
			...[
				'\u001B',
				'\u001B[',
				'\u001B]',
				'\u001BP',
				'\u001B_',
				'\u001B^',
				'\u001BX',
				'\u001B\\',
				'\u0007',
				'\u0018',
				'\u001A',
			],
			...[
				'0;t',
				'2;t',
				'52;c;eA==',
				'6n',
				'5n',
				'c',
				'>c',
				'=c',
				'?6n',
				'$p',
				'?1$p',
				'18t',
				'>q',
				'?u',
				'x',
				'Z',
				'$q"p',
			],
			...[
				'\u009B',
				'\u009D',
				'\u0090',
				'\u009C',
				'\u0005',
				'\u007F',
				'\b',
				';',
				'1',
				'A',
				'é',
				'東',
				' ',
				'!',
				'm',
				'h',
			],
		];
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({unit: 'binary', maxLength: 4})), {maxLength: 40}),
				fc.integer({min: 1, max: 9}),
				async (parts, step) => {
					const terminal = new xterm.Terminal({allowProposedApi: true, logLevel: 'off'});
					const harm: string[] = [];
					terminal.onData(answer => harm.push(`answer ${answer}`));
					terminal.onTitleChange(title => harm.push(`title ${title}`));
					for (const id of [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 133, 1337])
						terminal.parser.registerOscHandler(id, () => {
							harm.push(`OSC ${id}`);
							return true;
						});
					const filter = createOutputFilter();
					const whole = bytes(parts.join(''));
					for (let at = 0; at < whole.length; at += step) {
						const passed = filter(whole.subarray(at, at + step));
						await new Promise<void>(resolve => terminal.write(passed, resolve));
					}
					terminal.dispose();
					expect(harm).toEqual([]);
				},
			),
			{numRuns: 300},
		);
	});

	it('does not hold back for ever what never ends', () => {
		const filter = createOutputFilter();
		filter(bytes(`\u001B]0;${'x'.repeat(70_000)}`));
		expect(filter(bytes('shown'))).toBe('shown');
	});
});
