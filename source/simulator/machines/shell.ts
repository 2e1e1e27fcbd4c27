import {Bash, type CommandName, defineCommand} from 'just-bash';
import type {Clock} from '../../clock.ts';
import {aptGet} from './commands/apt-get.ts';
import {inherit, type MachineCommand, type Seat, type TerminalState} from './commands/command.ts';
import {curl} from './commands/curl.ts';
import {dnf} from './commands/dnf.ts';
import * as looking from './commands/looking-around.ts';
import * as running from './commands/running-others.ts';
import {systemctl} from './commands/systemctl.ts';
import * as terminals from './commands/terminals.ts';
import type {Computer} from './computer.ts';
import {type User, users} from './image.ts';

/** Programs that a machine has from the interpreter; none of them knows the host's files, network or time. */
const bundled = [
	...['awk', 'base64', 'basename', 'bash', 'cat', 'chmod', 'clear', 'column', 'comm', 'cp', 'cut', 'date', 'diff'],
	...['dirname', 'du', 'echo', 'egrep', 'env', 'expand', 'expr', 'false', 'fgrep', 'file', 'find', 'fold', 'grep'],
	...['gunzip', 'gzip', 'head', 'help', 'history', 'join', 'ln', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste'],
	...['printenv', 'printf', 'pwd', 'readlink', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha1sum', 'sha256sum'],
	...['sort', 'split', 'stat', 'strings', 'tac', 'tail', 'tar', 'tee', 'touch', 'tr', 'true', 'uniq', 'wc', 'which'],
	...['xargs', 'zcat', 'alias', 'unalias'],
] as CommandName[];

/** Programs that the simulated machine and network stand behind. */
const backed: readonly MachineCommand[] = [
	...aptGet,
	...dnf,
	...Object.values(running),
	...Object.values(looking),
	...Object.values(terminals),
	curl,
	systemctl,
];

/** A loop that never sleeps would keep the process busy: it is cut off here, within about 0.1 s. */
const executionLimits = {
	maxCommandCount: 20_000,
	maxLoopIterations: 20_000,
	// Of the host's time; sleeps of a scaled or real clock may be long.
	maxExecutionTimeMs: 24 * 3600 * 1000,
};

const commandsFor = (seat: Seat) =>
	backed
		.filter(({image}) => image === undefined || image === seat.computer.machine.image)
		.map(({name, run}) => defineCommand(name, (args, shell) => run(args, seat, shell)));

/** An interpreter for one user of a computer; all of them share its disk. */
export const createShell = (computer: Computer, user: User, cwd = user.home, terminal?: TerminalState): Bash => {
	const asRoot: Seat['asRoot'] = (line, shell) =>
		createShell(computer, users.root, undefined, terminal).exec(line, {...inherit(shell), rawScript: true});
	return new Bash({
		fs: computer.disk,
		commands: bundled,
		customCommands: commandsFor({computer, user, terminal, asRoot}),
		cwd,
		env: {
			HOME: user.home,
			USER: user.name,
			LOGNAME: user.name,
			SHELL: '/bin/sh',
			LANG: 'C.UTF-8',
			HOSTNAME: computer.identity().privateDnsName.split('.')[0] ?? '',
			PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
		},
		processInfo: {pid: 1200, ppid: 480, uid: user.id, gid: user.id},
		executionLimits,
		defenseInDepth: false,
	});
};

let loaded: Promise<unknown> | undefined;

/** Loads the interpreter's programs, each a lazy import, once and at once: later a virtual clock must not move for it. */
export const loadPrograms = (clock: Clock): Promise<unknown> => {
	loaded ??= clock.hold(() =>
		new Bash({commands: bundled, defenseInDepth: false}).exec(
			bundled.map(name => `${name} --help </dev/null >/dev/null 2>&1`).join('\n'),
		),
	);
	// Another clock, the same process: it stands still too, if need be.
	return clock.hold(async () => loaded);
};
