import type {ExecResult} from 'just-bash';
import {type Computer, install} from '../computer.ts';
import {connect} from '../connection.ts';
import {parseOptions} from '../options.ts';
import {type Package, packages} from '../packages.ts';
import {fail, type MachineCommand, print, type Seat} from './command.ts';

const table = {
	option: {short: 'o', value: true},
	yes: {short: 'y'},
	'assume-yes': {},
	quiet: {short: 'q'},
	'no-install-recommends': {},
	'fix-missing': {short: 'm'},
	'allow-releaseinfo-change': {},
	purge: {},
} as const;

type Settings = {readonly yes: boolean; readonly timeout: number; readonly retries: number};

/** apt's defaults on Ubuntu 24.04: 30 s to connect, three retries. */
const settingsOf = (options: Readonly<Record<string, readonly string[]>>): Settings => {
	const set = Object.fromEntries((options['option'] ?? []).map(pair => pair.split('=')));
	return {
		yes: options['yes'] !== undefined || options['assume-yes'] !== undefined,
		timeout: 1000 * Number(set['Acquire::http::Timeout'] ?? 30),
		retries: Number(set['Acquire::Retries'] ?? 3),
	};
};

const mirrorOf = ({machine}: Computer): string => `${machine.region}.ec2.archive.ubuntu.com`;

const listFile = (computer: Computer): string =>
	`/var/lib/apt/lists/${mirrorOf(computer)}_ubuntu_dists_noble_InRelease`;

/** Undefined when the mirror can be reached, else what apt says of the last attempt. */
const unreachable = async (
	computer: Computer,
	settings: Settings,
	signal?: AbortSignal,
): Promise<string | undefined> => {
	const host = mirrorOf(computer);
	for (let attempt = 0; ; attempt++) {
		const connection = await connect(computer, host, 80, settings.timeout, signal);
		if (connection.type === 'connected') return undefined;
		if (connection.type === 'no-name') return `Temporary failure resolving '${host}'`;
		const why = connection.type === 'refused' ? 'Connection refused' : 'connection timed out';
		const words = `Could not connect to ${host}:80 (${connection.address}), ${why}`;
		if (attempt === settings.retries) return words;
	}
};

const update = async (computer: Computer, settings: Settings, signal?: AbortSignal): Promise<ExecResult> => {
	const url = `http://${mirrorOf(computer)}/ubuntu`;
	const why = await unreachable(computer, settings, signal);
	if (why !== undefined) {
		// Exit code 0: old lists would do.
		return {
			stdout: `Err:1 ${url} noble InRelease\n  ${why}\nReading package lists...\n`,
			stderr: `W: Failed to fetch ${url}/dists/noble/InRelease  ${why}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
			exitCode: 0,
		};
	}
	await computer.clock.sleep(computer.draw('packageIndex'), signal);
	await computer.disk.writeFile(listFile(computer), 'Suite: noble\n');
	return print(`Get:1 ${url} noble InRelease [256 kB]\nFetched 256 kB\nReading package lists...\n`);
};

const setUp = async (computer: Computer, name: string, {files, unit, version}: Package): Promise<string> => {
	await install(computer.disk, files);
	const {packages: installed, services} = computer.software();
	installed.push(name);
	services[unit.name] = {
		running: unit.startsOnInstall,
		enabled: unit.startsOnInstall,
		...(unit.startsOnInstall ? {port: unit.port} : {}),
	};
	await computer.log('systemd[1]', `Started ${unit.name}.service - ${unit.description}.`);
	await computer.save();
	return `Unpacking ${name} (${version}) ...\nSetting up ${name} (${version}) ...\n`;
};

const reading = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';

/** What an installation comes to: packages to fetch, or apt's answer at once. */
const planInstallation = async (
	computer: Computer,
	names: readonly string[],
	settings: Settings,
): Promise<{readonly fresh: readonly (Package & {readonly name: string})[]; readonly plan: string} | ExecResult> => {
	const available = packages[computer.machine.image];
	const hasLists = await computer.disk.exists(listFile(computer));
	const isInstalled = (name: string) => computer.software().packages.includes(name);
	const missing = names.filter(name => !isInstalled(name) && !(hasLists && available[name]));
	if (missing.length > 0) {
		return fail(100, missing.map(name => `E: Unable to locate package ${name}\n`).join(''), reading);
	}
	const fresh = names.flatMap(name => (isInstalled(name) || !available[name] ? [] : [{name, ...available[name]}]));
	const counts = `0 upgraded, ${fresh.length} newly installed, 0 to remove and 0 not upgraded.\n`;
	if (fresh.length === 0) {
		return print(reading + names.map(name => `${name} is already the newest version.\n`).join('') + counts);
	}
	const list = fresh.map(({name}) => name).join(' ');
	const plan = `${reading}The following NEW packages will be installed:\n  ${list}\n${counts}`;
	return settings.yes ? {fresh, plan} : fail(1, '', `${plan}Do you want to continue? [Y/n] Abort.\n`);
};

const installAll = async (
	computer: Computer,
	names: readonly string[],
	settings: Settings,
	signal?: AbortSignal,
): Promise<ExecResult> => {
	const planned = await planInstallation(computer, names, settings);
	if ('exitCode' in planned) return planned;
	const {fresh, plan} = planned;
	const why = await unreachable(computer, settings, signal);
	if (why !== undefined) {
		const url = `http://${mirrorOf(computer)}/ubuntu/pool/main/${fresh[0]?.name}_${fresh[0]?.version}_amd64.deb`;
		return fail(
			100,
			`E: Failed to fetch ${url}  ${why}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`,
			plan,
		);
	}
	await computer.clock.sleep(computer.draw('packageInstall'), signal);
	let output = plan;
	for (const each of fresh) output += await setUp(computer, each.name, each);
	return print(output);
};

const remove = async (computer: Computer, names: readonly string[]): Promise<ExecResult> => {
	const software = computer.software();
	for (const name of names) {
		const index = software.packages.indexOf(name);
		if (index === -1) continue;
		software.packages.splice(index, 1);
		const unit = packages[computer.machine.image][name]?.unit.name;
		if (unit) delete software.services[unit];
	}
	await computer.save();
	return print(names.map(name => `Removing ${name} ...\n`).join(''));
};

const run = async (args: readonly string[], {computer, user}: Seat, signal?: AbortSignal): Promise<ExecResult> => {
	const {options, operands, unknown} = parseOptions(args, table);
	const [verb = '', ...names] = operands;
	if (unknown !== undefined) {
		return fail(100, `E: Command line option ${unknown} is not understood in combination with the other options\n`);
	}
	if (!['update', 'install', 'remove', 'purge', 'clean'].includes(verb))
		return fail(100, `E: Invalid operation ${verb}\n`);
	if (user.id !== 0) {
		return fail(
			100,
			'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n',
		);
	}
	if (verb === 'update') return update(computer, settingsOf(options), signal);
	if (verb === 'install') return installAll(computer, names, settingsOf(options), signal);
	return verb === 'clean' ? print('') : remove(computer, names);
};

/** Debian's package manager: what it can fetch the packet walk says. */
export const aptGet: readonly MachineCommand[] = ['apt-get', 'apt'].map(name => ({
	name,
	image: 'ubuntu',
	run: (args, seat, shell) => run(args, seat, shell.signal),
}));
