import type {Deployment} from '../plan/deployment.ts';
import type {KindName} from '../plan/kinds.ts';
import {type CliCommand, type CliOf, type CliTarget, cliLines} from './cli-lines.ts';

/** IAM is the same in every region. */
const withRegion = (command: CliCommand, {place}: Deployment): CliCommand =>
	command[0]?.[0] === 'iam' ? command : [...command, ['--region', place.region]];

/**
 * The AWS CLI command that makes a resource, or removes it; undefined when nothing does that by itself. Tags and client
 * tokens are left out.
 */
export const cliCommand = <Name extends KindName>(
	kind: Name,
	direction: 'make' | 'remove',
	target: CliTarget<Name>,
): CliCommand | undefined => {
	// The line of a kind takes the target of that kind, which the compiler cannot follow through a union.
	const command = (cliLines[kind] as unknown as CliOf<Name>)[direction]?.(target);
	return command && withRegion(command, target.deployment);
};

const isPlain = (word: string): boolean => /^[\w@%+=:,./-]+$/.test(word);

/** As a POSIX shell reads it; a placeholder is quoted too, so that nothing runs by mistake. */
const quoted = (word: string): string => (isPlain(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const partsOf = (command: CliCommand): readonly string[] =>
	command.map((words, index) => [...(index === 0 ? ['aws'] : []), ...words.map(quoted)].join(' '));

/** A command as one line of a shell. */
export const shellLine = (command: CliCommand): string => partsOf(command).join(' ');

/** A command as lines of a shell, an option each where one line would be longer than `columns`. */
export const shellLines = (command: CliCommand, columns: number): readonly string[] => {
	const parts = partsOf(command);
	const whole = shellLine(command);
	if (whole.length <= columns) return [whole];
	return parts.map((part, index) => (index < parts.length - 1 ? `${part} \\` : part));
};
