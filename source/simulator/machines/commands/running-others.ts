import type {ResolvedCommandContext} from 'just-bash';
import {parseOptions} from '../options.ts';
import {fail, inherit, type MachineCommand, print, quote, type Seat} from './command.ts';

const units: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400};

/** A duration as sleep and timeout take it, in ms; undefined when it is none. */
const duration = (text: string): number | undefined => {
	const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text);
	return match ? 1000 * Number(match[1]) * (units[match[2] || 's'] ?? 1) : undefined;
};

/** In the machine's time. */
export const sleep: MachineCommand = {
	name: 'sleep',
	run: async (args, {computer}, shell) => {
		if (args.length === 0) return fail(1, 'sleep: missing operand\n');
		const durations = args.map(duration);
		const bad = args.find((_, index) => durations[index] === undefined);
		if (bad !== undefined) return fail(1, `sleep: invalid time interval ‘${bad}’\n`);
		await computer.clock.sleep(
			durations.reduce<number>((sum, each) => sum + (each ?? 0), 0),
			shell.signal,
		);
		return print('');
	},
};

const runChild = (words: readonly string[], shell: ResolvedCommandContext, signal = shell.signal) =>
	shell.exec
		? shell.exec(quote(words), {...inherit(shell), ...(signal ? {signal} : {})})
		: Promise.resolve(fail(127, `${words[0]}: command not found\n`));

const limited = async (limit: number, words: readonly string[], {computer}: Seat, shell: ResolvedCommandContext) => {
	const late = new AbortController();
	const over = new AbortController();
	const signal = shell.signal ? AbortSignal.any([shell.signal, late.signal]) : late.signal;
	const timer = computer.clock.sleep(limit, over.signal).then(
		() => late.abort(),
		() => undefined,
	);
	const result = await runChild(words, shell, signal);
	over.abort();
	await timer;
	return late.signal.aborted ? fail(124, '', result.stdout) : result;
};

/** coreutils' timeout, in the machine's time: 124 when the command was cut off. */
export const timeout: MachineCommand = {
	name: 'timeout',
	run: async (args, seat, shell) => {
		const table = {signal: {short: 's', value: true}, 'kill-after': {short: 'k', value: true}, foreground: {}} as const;
		const {operands, unknown} = parseOptions(args, table, {stopAtOperand: true});
		const [text = '', ...words] = operands;
		if (unknown !== undefined) return fail(125, `timeout: unrecognized option '${unknown}'\n`);
		if (words.length === 0) return fail(125, 'timeout: missing operand\n');
		const limit = duration(text);
		if (limit === undefined) return fail(125, `timeout: invalid time interval ‘${text}’\n`);
		return limit === 0 ? runChild(words, shell) : limited(limit, words, seat, shell);
	},
};

/** Session Manager's user may run everything without a password. */
export const sudo: MachineCommand = {
	name: 'sudo',
	run: async (args, seat, shell) => {
		const table = {
			'preserve-env': {short: 'E'},
			'non-interactive': {short: 'n'},
			'set-home': {short: 'H'},
			user: {short: 'u', value: true},
			login: {short: 'i'},
			shell: {short: 's'},
		} as const;
		const {options, operands, unknown} = parseOptions(args, table, {stopAtOperand: true});
		if (unknown !== undefined || operands.length === 0)
			return fail(1, 'usage: sudo [-EHn] [-u user] command [arg ...]\n');
		const user = options['user']?.at(-1) ?? 'root';
		if (user === seat.user.name) return runChild(operands, shell);
		if (user !== 'root') return fail(1, `sudo: unknown user ${user}\n`);
		return seat.asRoot(quote(operands), shell);
	},
};

export const nohup: MachineCommand = {
	name: 'nohup',
	run: (args, _, shell) =>
		args.length === 0 ? Promise.resolve(fail(125, 'nohup: missing operand\n')) : runChild(args, shell),
};
