import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createMarkedOutput, markedScript} from '../../source/session/marked-output.ts';

const marker = '0123456789abcdef0123456789abcdef';

/** What is passed on of output that comes in pieces, and the exit code. */
const read = (pieces: readonly Uint8Array[], onTerminal = false) => {
	const passed: Uint8Array[] = [];
	const output = createMarkedOutput({marker, onTerminal}, bytes => passed.push(bytes.slice()));
	pieces.forEach(output.add);
	const exitCode = output.end();
	return {passed: Buffer.concat(passed), exitCode};
};

/** Cut into pieces of `size` bytes. */
const cut = (bytes: Uint8Array, size: number) =>
	Array.from({length: Math.ceil(bytes.length / size)}, (_, at) => bytes.subarray(at * size, at * size + size));

describe('marked output', () => {
	it('is all bytes before the marker, and the exit code behind it, however they are cut', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 200}), fc.nat(255), fc.integer({min: 1, max: 50}), (bytes, code, size) => {
				const whole = Buffer.concat([bytes, Buffer.from(`${marker}:${code}:$ `)]);
				const {passed, exitCode} = read(cut(whole, size));
				expect(passed.equals(bytes)).toBe(true);
				expect(exitCode).toBe(code);
			}),
		);
	});

	it('is given away at the end when the marker never came whole', () => {
		fc.assert(
			fc.property(fc.nat(marker.length), fc.integer({min: 1, max: 50}), (length, size) => {
				const bytes = Buffer.from(`said ${marker.slice(0, length)}`);
				const {passed, exitCode} = read(cut(bytes, size));
				expect(passed.equals(bytes)).toBe(true);
				expect(exitCode).toBeUndefined();
			}),
		);
	});

	it('holds back nothing but what may begin the marker', () => {
		const passed: string[] = [];
		const output = createMarkedOutput({marker, onTerminal: false}, bytes => passed.push(Buffer.from(bytes).toString()));
		output.add(Buffer.from('Password: '));
		output.add(Buffer.from('line 0'));
		output.add(Buffer.from('12x'));
		expect(passed).toEqual(['Password: ', 'line ', '012x']);
	});

	it.each([1, 2, 3, 100])('of a terminal has plain line ends, in pieces of %d', size => {
		const {passed, exitCode} = read(cut(Buffer.from(`a\r\nb\rc\r\r\n${marker}:3:`), size), true);
		expect(passed.toString()).toBe('a\nb\rc\r\n');
		expect(exitCode).toBe(3);
	});

	it.each([
		['echo "it\'s"; exit 3', "it's\n", 3],
		['printf x', 'x', 0],
		['false', '', 1],
		['exec sh -c "exit 7"', '', 7],
	])('is what a real shell writes for %j', (script, stdout, code) => {
		const marked = markedScript(script, marker);
		expect(marked).not.toContain(marker);
		const bytes = execFileSync('sh', ['-c', marked], {stdio: ['ignore', 'pipe', 'ignore']});
		const {passed, exitCode} = read([bytes]);
		expect({text: passed.toString(), exitCode}).toEqual({text: stdout, exitCode: code});
	});
});
