import {describe, expect, it} from 'vitest';
import {parseFlags} from '../source/flags.ts';

describe('parseFlags', () => {
	it('leaves the words behind -- to the instance', () => {
		const {command, operands, remote, simulate} = parseFlags('session lab --simulate -- curl -i --yes -- x'.split(' '));
		expect({command, operands, remote, simulate}).toEqual({
			command: 'session',
			operands: ['lab'],
			remote: ['curl', '-i', '--yes', '--', 'x'],
			simulate: true,
		});
		expect(parseFlags(['session']).remote).toEqual([]);
		expect(() => parseFlags(['session', 'lab', 'ls'])).toThrow('does not take "ls"');
		expect(parseFlags(['down', '--', 'lab'])).toMatchObject({operands: ['lab'], remote: []});
	});

	it('offers what was probably meant by a word that it does not know', () => {
		const stepsOf = (...argv: readonly string[]) => {
			try {
				return parseFlags(argv);
			} catch (error) {
				return error;
			}
		};
		expect(stepsOf('up', '--regoin', 'x')).toMatchObject({
			message: 'There is no option --regoin.',
			nextSteps: expect.arrayContaining(['Did you mean --region?']),
		});
		expect(stepsOf('dwon')).toMatchObject({nextSteps: expect.arrayContaining(['Did you mean down?'])});
		expect(stepsOf('ls')).not.toMatchObject({nextSteps: expect.arrayContaining([expect.stringContaining('mean')])});
		expect(stepsOf('xyzzy')).not.toMatchObject({nextSteps: expect.arrayContaining([expect.stringContaining('mean')])});
		expect(stepsOf('up', '-q')).toMatchObject({message: 'There is no option -q.'});
	});

	it('knows the three outputs and no other', () => {
		expect(['tree', 'plain', 'json'].map(output => parseFlags(['up', '--output', output]).output)).toEqual([
			'tree',
			'plain',
			'json',
		]);
		expect(parseFlags(['up']).output).toBeUndefined();
		expect(() => parseFlags(['up', '--output', 'xml'])).toThrow('tree, plain or json');
	});

	it('keeps what stands behind approve as it was given', () => {
		const {command, operands, decision} = parseFlags(['approve', 'lab', 'vpce-1', 'vpce-2', '--reject']);
		expect({command, operands, decision}).toEqual({
			command: 'approve',
			operands: ['lab', 'vpce-1', 'vpce-2'],
			decision: 'reject',
		});
	});
});
