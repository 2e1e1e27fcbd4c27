import {describe, expect, it} from 'vitest';
import {parseFlags} from '../source/flags.ts';
import {chooseMode, isUnattended, screensObstacle} from '../source/mode.ts';

const terminal = {stdinIsTerminal: true, stdoutIsTerminal: true};
const env = {TERM: 'xterm-256color'};

describe('chooseMode', () => {
	const cases: readonly (readonly [
		string,
		string,
		readonly string[],
		Readonly<Record<string, string>>,
		Partial<typeof terminal>,
	])[] = [
		['tree', 'on a terminal', [], {}, {}],
		['tree', 'asked for, on a terminal', ['--output', 'tree'], {}, {}],
		['plain', 'without a terminal to type on', [], {}, {stdinIsTerminal: false}],
		['plain', 'with its output in a pipe', [], {}, {stdoutIsTerminal: false}],
		['plain', 'on a dumb terminal', [], {TERM: 'dumb'}, {}],
		['plain', 'on a build server', [], {CI: 'true'}, {}],
		['plain', 'where CI says 1', [], {CI: '1'}, {}],
		['tree', 'where CI says 0', [], {CI: '0'}, {}],
		['tree', 'where CI says false', [], {CI: 'false'}, {}],
		['tree', 'where CI is empty', [], {CI: ''}, {}],
		['tree', 'with other variables that begin with CI', [], {CI_NAME: 'x', CI_COMMIT: '1'}, {}],
		['plain', 'with --accessible', ['--accessible'], {}, {}],
		['plain', 'with ACCESSIBLE=1', [], {ACCESSIBLE: '1'}, {}],
		['tree', 'with ACCESSIBLE=0', [], {ACCESSIBLE: '0'}, {}],
		['plain', 'with --output plain', ['--output', 'plain'], {}, {}],
		['json', 'with --output json', ['--output', 'json'], {}, {}],
		['json', 'with --output json in a pipe', ['--output', 'json'], {CI: '1'}, {stdoutIsTerminal: false}],
	];
	it.each(cases)('is %s %s', (mode, _name, args, more, streams) => {
		expect(chooseMode(parseFlags(['up', ...args]), {...env, ...more}, {...terminal, ...streams})).toBe(mode);
	});
});

it('says why there are no screens', () => {
	expect(screensObstacle({accessible: false}, env, terminal)).toBeUndefined();
	expect(screensObstacle({accessible: false}, env, {...terminal, stdoutIsTerminal: false})).toContain('stdout');
	expect(screensObstacle({accessible: true}, env, terminal)).toContain('--accessible');
});

it('takes a CI variable of 0 or false for a person', () => {
	expect(['true', '1', 'yes', 'FALSE', '0', ''].map(value => isUnattended({CI: value}))).toEqual([
		true,
		true,
		true,
		false,
		false,
		false,
	]);
});
