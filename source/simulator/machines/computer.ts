import {InMemoryFs} from 'just-bash';
import type {Clock} from '../../clock.ts';
import type {NetworkState} from '../../network/state.ts';
import {drawRandom} from '../random.ts';
import {drawSeconds, type TimingName} from '../timings.ts';
import type {Machine, MachineFile, World} from '../world.ts';
import type {HttpRequest, HttpResponse} from './http.ts';
import {type Identity, identityOf} from './identity.ts';
import {imageFiles, images} from './image.ts';
import {httpResponse} from './web-server.ts';

export type Software = Pick<Machine, 'packages' | 'services'>;

/** A machine that is switched on, as its commands see it: its disk, its software, and what is around it. */
export type Computer = {
	readonly machine: Machine;
	readonly disk: InMemoryFs;
	readonly clock: Clock;
	/** Of the boot under way, and after it the machine's own; mutated by package managers and systemctl. */
	readonly software: () => Software;
	/** Makes the world's machine what this computer is now; nothing while it boots. */
	readonly save: () => Promise<void>;
	/** Ends the boot: the machine is up in the world, whole at once, its agent about to start. `console`: what the boot wrote. */
	readonly finishBoot: (console: string) => Promise<void>;
	readonly network: () => NetworkState;
	readonly identity: () => Identity;
	/** In [0, 1), from the world's seed. */
	readonly random: () => number;
	/** Milliseconds. */
	readonly draw: (name: TimingName) => number;
	/** What the web server on a port of any machine of the world answers. */
	readonly serve: (instanceId: string, port: number, request: HttpRequest) => Promise<HttpResponse | undefined>;
	/** Switches the Session Manager agent. */
	readonly agent: {readonly start: () => void; readonly stop: () => void};
	/** Adds a line to the system's log. */
	readonly log: (unit: string, text: string) => Promise<void>;
	/** Aborted when the machine is switched off. */
	readonly signal: AbortSignal;
};

/** What computers need of the simulator. */
export type Surroundings = {
	readonly world: World;
	readonly clock: Clock;
	readonly network: (region: string) => NetworkState;
	/** Called after every change to the world: saves it and tells those who watch. */
	readonly changed: () => void;
};

/** The interpreter's own files, which are on every machine. */
const isSystemPath = (path: string): boolean => /^\/(?:bin|usr\/bin|dev|proc|sys)(?:\/|$)/.test(path);

const write = (disk: InMemoryFs, files: Readonly<Record<string, string>>): void => {
	for (const [path, content] of Object.entries(files)) {
		if (path.endsWith('/')) disk.mkdirSync(path, {recursive: true});
		else disk.writeFileSync(path, content);
	}
};

/** Puts a package's files on the disk; those that are there stay, as dpkg and rpm leave changed configuration. */
export const install = async (disk: InMemoryFs, files: Readonly<Record<string, string>>): Promise<void> => {
	const missing = await Promise.all(
		Object.entries(files).map(async ([path, content]) => ((await disk.exists(path)) ? [] : [[path, content] as const])),
	);
	write(disk, Object.fromEntries(missing.flat()));
};

/** All regular files of a disk that differ from `fresh`. */
const changedFiles = async (
	disk: InMemoryFs,
	fresh: Readonly<Record<string, string>>,
): Promise<Record<string, MachineFile>> => {
	const paths = disk.getAllPaths().filter(path => !isSystemPath(path));
	const files = await Promise.all(
		paths.map(async (path): Promise<readonly (readonly [string, MachineFile])[]> => {
			const {isFile, mode} = await disk.lstat(path);
			if (!isFile) return [];
			const content = await disk.readFile(path);
			if (fresh[path] === content) return [];
			return [[path, {content, ...(mode & 0o111 ? {mode} : {})}]];
		}),
	);
	return Object.fromEntries(files.flat());
};

/** The computer of a machine of the world, with its saved files on the disk. */
export const createComputer = (
	{world, clock, network, changed}: Surroundings,
	machine: Machine,
	agent: Computer['agent'],
	signal: AbortSignal,
): Computer => {
	const {instanceId, image} = machine;
	const identity = () => identityOf(world, instanceId);
	const random = () => drawRandom(world);
	const fresh = imageFiles(image, identity());
	const disk = new InMemoryFs();
	write(disk, fresh);
	for (const [path, {content, mode}] of Object.entries(machine.files))
		disk.writeFileSync(path, content, 'utf8', {mode});
	const draft: Software = {packages: [...machine.packages], services: structuredClone(machine.services)};
	const software = () => (machine.power === 'up' ? machine : draft);
	return {
		machine,
		disk,
		clock,
		software,
		identity,
		random,
		agent,
		signal,
		network: () => network(machine.region),
		draw: name => Math.round(1000 * drawSeconds({random, world}, name)),
		save: async () => {
			const files = await changedFiles(disk, fresh);
			if (machine.power !== 'up') return;
			machine.files = files;
			changed();
		},
		finishBoot: async console => {
			const files = await changedFiles(disk, fresh);
			signal.throwIfAborted();
			Object.assign(machine.agent, {state: 'starting', reason: ''});
			Object.assign(machine, {...draft, files, console: machine.console + console, power: 'up'});
			changed();
		},
		serve: async (target, port, {path, method}) => {
			if (target === instanceId) {
				const files = await changedFiles(disk, {});
				return httpResponse({image, services: software().services, files}, port, path, method);
			}
			const other = world.machines[target];
			return other && httpResponse(other, port, path, method);
		},
		log: async (unit, text) => {
			const time = new Date(clock.now()).toISOString().replace('Z', '+00:00');
			const host = identity().privateDnsName.split('.')[0];
			await disk.appendFile(images[image].logFile, `${time} ${host} ${unit}: ${text}\n`);
		},
	};
};
