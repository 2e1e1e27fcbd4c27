import type {ExecResult} from 'just-bash';
import type {Machine} from '../../world.ts';
import type {Computer} from '../computer.ts';
import {images} from '../image.ts';
import {parseOptions} from '../options.ts';
import {packageOfUnit} from '../packages.ts';
import {fail, type MachineCommand, print, type Seat} from './command.ts';

const table = {
	now: {},
	quiet: {short: 'q'},
	'no-pager': {},
	'no-block': {},
	full: {short: 'l'},
	force: {short: 'f'},
} as const;

type Service = Machine['services'][string];
type Unit = {
	readonly name: string;
	readonly description: string;
	readonly state: Service;
	readonly set: (change: Partial<Service>) => void;
};

const agentUnit = (computer: Computer): Unit => ({
	name: images[computer.machine.image].agentUnit,
	description: 'amazon-ssm-agent',
	state: {running: computer.machine.agent.state !== 'stopped', enabled: true},
	set: ({running}) => {
		if (running !== undefined) computer.agent.stop();
		if (running) computer.agent.start();
	},
});

const findUnit = (computer: Computer, typed: string): Unit | undefined => {
	const name = typed.replace(/\.service$/, '');
	if (name === images[computer.machine.image].agentUnit) return agentUnit(computer);
	const {services} = computer.software();
	const state = services[name];
	const unit = packageOfUnit(computer.machine.image, name)?.unit;
	if (!state || !unit) return undefined;
	const set = (change: Partial<Service>) => {
		const {port: _, ...rest} = {...state, ...change};
		services[name] = {...rest, ...(rest.running ? {port: unit.port} : {})};
	};
	return {name, description: unit.description, state, set};
};

type Verb = {
	/** What it does to a unit; verbs without only ask. */
	readonly change?: (unit: Unit, now: boolean) => Partial<Service>;
	readonly answer: (unit: Unit) => ExecResult;
};

const silent = () => print('');
const enabled = ({name}: Unit): ExecResult => ({
	stdout: '',
	stderr: `Created symlink /etc/systemd/system/multi-user.target.wants/${name}.service → /usr/lib/systemd/system/${name}.service.\n`,
	exitCode: 0,
});

const status = ({name, description, state}: Unit): ExecResult => {
	const word = state.running ? 'active (running)' : 'inactive (dead)';
	const loaded = `loaded (/usr/lib/systemd/system/${name}.service; ${state.enabled ? 'enabled' : 'disabled'})`;
	const mark = state.running ? '●' : '○';
	return {
		stdout: `${mark} ${name}.service - ${description}\n     Loaded: ${loaded}\n     Active: ${word}\n`,
		stderr: '',
		exitCode: state.running ? 0 : 3,
	};
};

const verbs: Readonly<Record<string, Verb>> = {
	start: {change: () => ({running: true}), answer: silent},
	stop: {change: () => ({running: false}), answer: silent},
	restart: {change: () => ({running: true}), answer: silent},
	'reload-or-restart': {change: () => ({running: true}), answer: silent},
	reload: {
		answer: ({name, state}) => (state.running ? print('') : fail(1, `${name}.service is not active, cannot reload.\n`)),
	},
	enable: {change: (_, now) => ({enabled: true, ...(now ? {running: true} : {})}), answer: enabled},
	disable: {change: (_, now) => ({enabled: false, ...(now ? {running: false} : {})}), answer: silent},
	status: {answer: status},
	'is-active': {
		answer: ({state}) => (state.running ? print('active\n') : fail(3, '', 'inactive\n')),
	},
	'is-enabled': {
		answer: ({state}) => (state.enabled ? print('enabled\n') : fail(1, '', 'disabled\n')),
	},
};

const notFound = (verb: string, typed: string): ExecResult => {
	const name = typed.endsWith('.service') ? typed : `${typed}.service`;
	switch (verb) {
		case 'enable':
		case 'disable':
		case 'is-enabled':
			return fail(1, `Failed to ${verb} unit: Unit file ${name} does not exist.\n`);
		case 'status':
			return fail(4, `Unit ${name} could not be found.\n`);
		case 'is-active':
			return fail(4, '', 'inactive\n');
		default:
			return fail(5, `Failed to ${verb} ${name}: Unit ${name} not found.\n`);
	}
};

const run = async (args: readonly string[], {computer, user}: Seat): Promise<ExecResult> => {
	const {options, operands, unknown} = parseOptions(args, table);
	const [verb = '', ...names] = operands;
	const isQuiet = options['quiet'] !== undefined;
	if (unknown !== undefined) return fail(1, `systemctl: unrecognized option '${unknown}'\n`);
	if (verb === 'daemon-reload') return print('');
	const entry = verbs[verb];
	if (!entry) return fail(1, `Unknown command verb '${verb}'.\n`);
	if (names.length === 0) return fail(1, 'Too few arguments.\n');
	let result = print('');
	for (const typed of names) {
		const unit = findUnit(computer, typed);
		if (unit && entry.change && user.id !== 0) {
			return fail(1, `Failed to ${verb} ${unit.name}.service: Interactive authentication is required.\n`);
		}
		if (unit && entry.change) {
			unit.set(entry.change(unit, options['now'] !== undefined));
			await computer.log('systemd[1]', `${verb} ${unit.name}.service - ${unit.description}.`);
		}
		const answer = unit ? entry.answer(unit) : notFound(verb, typed);
		result = {
			stdout: isQuiet ? '' : result.stdout + answer.stdout,
			stderr: result.stderr + answer.stderr,
			exitCode: result.exitCode || answer.exitCode,
		};
	}
	if (entry.change) await computer.save();
	return result;
};

/** systemd's services: those of installed packages and the Session Manager agent. */
export const systemctl: MachineCommand = {name: 'systemctl', run};
