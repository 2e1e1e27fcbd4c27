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

	it('does not hold back for ever what never ends', () => {
		const filter = createOutputFilter();
		filter(bytes(`\u001B]0;${'x'.repeat(70_000)}`));
		expect(filter(bytes('shown'))).toBe('shown');
	});
});
