import {isAddress} from '../../../network/ipv4.ts';
import {lookUp} from '../connection.ts';
import {images} from '../image.ts';
import {parseOptions} from '../options.ts';
import {packageOfUnit} from '../packages.ts';
import {fail, type MachineCommand, print} from './command.ts';

/** World time; formats and `-d` are the interpreter's. */
export const date: MachineCommand = {
	name: 'date',
	run: (args, {computer}, shell) => {
		const isGiven = args.some(each => /^(?:-d|--date|-r|--reference)/.test(each));
		const given = isGiven ? [...args] : ['-d', `@${Math.floor(computer.clock.now() / 1000)}`, ...args];
		return shell.origCommand?.(given) ?? Promise.resolve(fail(127, 'date: command not found\n'));
	},
};

/** Name service look-ups: `hosts`, `ahosts`, `ahostsv4` by the VPC's resolver, `passwd` from the file. */
export const getent: MachineCommand = {
	name: 'getent',
	run: async ([database = '', ...keys], {computer}, shell) => {
		if (database === 'passwd') {
			const lines = (await computer.disk.readFile('/etc/passwd')).split('\n').filter(line => line !== '');
			const found = lines.filter(line => keys.length === 0 || keys.includes(line.split(':')[0] ?? ''));
			return found.length === 0 ? fail(2, '') : print(`${found.join('\n')}\n`);
		}
		if (!['hosts', 'ahosts', 'ahostsv4'].includes(database)) return fail(1, `Unknown database: ${database}\n`);
		let output = '';
		for (const name of keys) {
			const addresses = await lookUp(computer, name, shell.signal);
			if (addresses.length === 0) return fail(2, '', output);
			output += addresses
				.map(address =>
					database === 'hosts'
						? `${address.padEnd(15)} ${name}\n`
						: [`STREAM ${isAddress(name) ? '' : name}`, 'DGRAM', 'RAW']
								.map(kind => `${address.padEnd(15)} ${kind}`.trimEnd().concat('\n'))
								.join(''),
				)
				.join('');
		}
		return print(output);
	},
};

export const hostname: MachineCommand = {
	name: 'hostname',
	run: async (args, {computer}) => {
		const {privateDnsName, privateIp} = computer.identity();
		if (args.some(each => each === '-f' || each === '--fqdn')) return print(`${privateDnsName}\n`);
		if (args.some(each => each === '-I' || each === '-i')) return print(`${privateIp} \n`);
		return print(`${privateDnsName.split('.')[0]}\n`);
	},
};

export const whoami: MachineCommand = {name: 'whoami', run: async (_, {user}) => print(`${user.name}\n`)};

export const id: MachineCommand = {
	name: 'id',
	run: async ([option = ''], {user}) => {
		if (option === '-u' || option === '-g') return print(`${user.id}\n`);
		if (option === '-un' || option === '-gn') return print(`${user.name}\n`);
		const both = `${user.id}(${user.name})`;
		return print(`uid=${both} gid=${both} groups=${both}\n`);
	},
};

export const uname: MachineCommand = {
	name: 'uname',
	run: async ([option = '-s'], {computer}) => {
		const node = computer.identity().privateDnsName.split('.')[0] ?? '';
		const {kernel} = images[computer.machine.image];
		const parts: Readonly<Record<string, string>> = {
			'-s': 'Linux',
			'-n': node,
			'-r': kernel,
			'-m': 'x86_64',
			'-o': 'GNU/Linux',
			'-a': `Linux ${node} ${kernel} #1 SMP x86_64 GNU/Linux`,
		};
		const part = parts[option];
		return part === undefined ? fail(1, `uname: invalid option -- '${option.slice(1)}'\n`) : print(`${part}\n`);
	},
};

/** The processes of running services. */
export const ps: MachineCommand = {
	name: 'ps',
	run: async (_, {computer, user}) => {
		const running = Object.entries(computer.software().services).filter(([, {running}]) => running);
		const rows = [
			['root', 1, '/sbin/init'],
			['root', 480, 'amazon-ssm-agent'],
			...running.map(([unit], index) => ['root', 900 + index, `/usr/sbin/${unit}`] as const),
			[user.name, 1200, 'sh'],
		] as const;
		return print(
			[
				'USER         PID COMMAND',
				...rows.map(([name, pid, line]) => `${name.padEnd(10)} ${String(pid).padStart(5)} ${line}`),
			]
				.join('\n')
				.concat('\n'),
		);
	},
};

/** `ip addr` and `ip route`, for the one interface. */
export const ip: MachineCommand = {
	name: 'ip',
	run: async (args, {computer}) => {
		const {privateIp, mac, subnetId} = computer.identity();
		const [object = ''] = args.filter(each => !each.startsWith('-'));
		const cidr = computer.network().subnets.find(each => each.id === subnetId)?.cidr ?? '';
		const [network = '', bits = '24'] = cidr.split('/');
		if (object !== '' && 'address'.startsWith(object)) {
			return print(
				`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n2: ens5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001\n    link/ether ${mac}\n    inet ${privateIp}/${bits} metric 100 scope global dynamic ens5\n`,
			);
		}
		if (object !== '' && 'route'.startsWith(object)) {
			// AWS reserves a subnet's first host address for the VPC's router.
			const router = network.replace(/\d+$/, last => String(Number(last) + 1));
			return print(
				`default via ${router} dev ens5 proto dhcp\n${cidr} dev ens5 proto kernel scope link src ${privateIp}\n`,
			);
		}
		return fail(255, `Object "${object}" is unknown, try "ip help".\n`);
	},
};

export const logger: MachineCommand = {
	name: 'logger',
	run: async (args, {computer, user}) => {
		const {options, operands} = parseOptions(args, {
			tag: {short: 't', value: true},
			priority: {short: 'p', value: true},
		});
		await computer.log(options['tag']?.at(-1) ?? user.name, operands.join(' '));
		return print('');
	},
};

/** The system's log, all of it or of one unit. */
export const journalctl: MachineCommand = {
	name: 'journalctl',
	run: async (args, {computer}) => {
		const table = {
			unit: {short: 'u', value: true},
			lines: {short: 'n', value: true},
			'no-pager': {},
			boot: {short: 'b'},
		} as const;
		const {options, unknown} = parseOptions(args, table);
		if (unknown !== undefined) return fail(1, `journalctl: unrecognized option '${unknown}'\n`);
		const unit = options['unit']?.at(-1)?.replace(/\.service$/, '');
		const name = unit === undefined ? '' : (packageOfUnit(computer.machine.image, unit)?.unit.name ?? unit);
		const all = (await computer.disk.readFile(images[computer.machine.image].logFile)).split('\n');
		const lines = all
			.filter(line => line !== '' && line.includes(name))
			.slice(-Number(options['lines']?.at(-1) ?? 1000));
		return print(lines.length === 0 ? '-- No entries --\n' : `${lines.join('\n')}\n`);
	},
};

export const cloudInit: MachineCommand = {
	name: 'cloud-init',
	run: async ([verb = '', ...rest], {computer}) => {
		if (verb !== 'status') return fail(2, `cloud-init: invalid choice: '${verb}'\n`);
		// `--wait` never waits: nobody but the boot itself can ask before it has ended.
		const word = computer.machine.power === 'up' ? 'done' : 'running';
		return rest.some(each => each !== '--wait' && each !== '--long')
			? fail(2, 'usage: cloud-init status [--wait]\n')
			: print(`status: ${word}\n`);
	},
};
