import type {ExecResult} from 'just-bash';
import {type Computer, install} from '../computer.ts';
import {connect} from '../connection.ts';
import {parseOptions} from '../options.ts';
import {packages} from '../packages.ts';
import {fail, type MachineCommand, print, type Seat} from './command.ts';

const table = {
	assumeyes: {short: 'y'},
	quiet: {short: 'q'},
	setopt: {value: true},
	refresh: {},
	releasever: {value: true},
} as const;

/** Amazon Linux's repositories are buckets of S3 in the region. */
const mirrorOf = ({machine, network}: Computer): string =>
	`al2023-repos-${machine.region}-de612dc2.s3.dualstack.${machine.region}.${network().dnsSuffix}`;

/** Undefined when the repository can be reached, else what dnf says. Its defaults: 30 s, ten attempts. */
const unreachable = async (
	computer: Computer,
	setopt: readonly string[],
	signal?: AbortSignal,
): Promise<string | undefined> => {
	const set = Object.fromEntries(setopt.map(pair => pair.split('=')));
	const timeout = 1000 * Number(set['timeout'] ?? 30);
	const host = mirrorOf(computer);
	const url = `https://${host}/core/mirrors/latest/x86_64/mirror.list`;
	let why = '';
	for (let attempt = 0; attempt < Number(set['retries'] ?? 10); attempt++) {
		const connection = await connect(computer, host, 443, timeout, signal);
		if (connection.type === 'connected') return undefined;
		why =
			connection.type === 'no-name'
				? `Curl error (6): Couldn't resolve host name for ${url} [Could not resolve host: ${host}]`
				: `Curl error (28): Timeout was reached for ${url} [Connection timed out after ${timeout} milliseconds]`;
	}
	return `Errors during downloading metadata for repository 'amazonlinux':\n  - ${why}\nError: Failed to download metadata for repo 'amazonlinux': Cannot prepare internal mirrorlist: ${why}\n`;
};

const installAll = async (
	computer: Computer,
	names: readonly string[],
	options: Readonly<Record<string, readonly string[]>>,
	signal?: AbortSignal,
): Promise<ExecResult> => {
	const software = computer.software();
	const why = await unreachable(computer, options['setopt'] ?? [], signal);
	if (why !== undefined) return fail(1, why, 'Amazon Linux 2023 repository\n');
	await computer.clock.sleep(computer.draw('packageIndex'), signal);
	const available = packages[computer.machine.image];
	const missing = names.filter(name => !available[name]);
	if (missing.length > 0) {
		const lines = missing.map(name => `No match for argument: ${name}\n`).join('');
		return fail(1, `Error: Unable to find a match: ${missing.join(' ')}\n`, lines);
	}
	const fresh = names.filter(name => !software.packages.includes(name));
	if (fresh.length === 0) {
		return print(`${names.map(name => `Package ${name} is already installed.\n`).join('')}Nothing to do.\nComplete!\n`);
	}
	const lines = fresh.map(name => `  ${name}-${available[name]?.version}.x86_64\n`).join('');
	if (options['assumeyes'] === undefined)
		return fail(1, 'Operation aborted.\n', `Installing:\n${lines}Is this ok [y/N]: \n`);
	await computer.clock.sleep(computer.draw('packageInstall'), signal);
	for (const name of fresh) {
		const entry = available[name];
		if (!entry) continue;
		await install(computer.disk, entry.files);
		software.packages.push(name);
		software.services[entry.unit.name] = {running: false, enabled: false};
	}
	await computer.save();
	return print(`Installing:\n${lines}\nInstalled:\n${lines}\nComplete!\n`);
};

const run = async (args: readonly string[], {computer, user}: Seat, signal?: AbortSignal): Promise<ExecResult> => {
	const {options, operands, unknown} = parseOptions(args, table);
	const [verb = '', ...names] = operands;
	if (unknown !== undefined) return fail(1, `Command line error: unrecognized arguments: ${unknown}\n`);
	if (!['install', 'makecache', 'clean'].includes(verb)) {
		return fail(1, `No such command: ${verb}. Please use /usr/bin/dnf --help\n`);
	}
	if (verb === 'clean') return print('0 files removed\n');
	if (user.id !== 0) {
		return fail(
			1,
			'Error: This command has to be run with superuser privileges (under the root user on most systems).\n',
		);
	}
	if (verb === 'install') return installAll(computer, names, options, signal);
	const why = await unreachable(computer, options['setopt'] ?? [], signal);
	return why === undefined ? print('Metadata cache created.\n') : fail(1, why);
};

/** Amazon Linux's package manager: what it can fetch the packet walk says. */
export const dnf: readonly MachineCommand[] = ['dnf', 'yum'].map(name => ({
	name,
	image: 'amazon-linux',
	run: (args, seat, shell) => run(args, seat, shell.signal),
}));
