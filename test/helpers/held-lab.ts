import {writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Surroundings} from '../../source/commands/command.ts';
import {createPorts} from '../../source/commands/wizard-ports.ts';
import {parseFlags} from '../../source/flags.ts';
import {homeOf} from '../../source/store/home.ts';
import {openProfiles} from '../../source/store/profiles.ts';
import type {Ports, RunHandle} from '../../source/ui/ports.ts';
import {openLab} from './lab.ts';

/** What screens get from outside, over a simulator whose time stands still but when it is let go. */
export type HeldLab = {
	readonly ports: Ports;
	/** The run that was begun last. */
	readonly run: () => RunHandle;
	/** All that the latest session has shown. */
	readonly output: () => string;
	/** All that was typed into it. */
	readonly typed: () => string;
	/** Lets time pass until something has come about: to the same instant in every run. */
	readonly passUntil: (isSo: () => boolean) => Promise<void>;
	readonly close: () => Promise<void>;
};

/** More instants than any run of the wizard has; one that goes on is a condition that never comes about. */
const mostInstants = 1_000_000;

/** `profiles`: the content of the file of saved answers. */
export const openHeldLab = async (profiles: unknown): Promise<HeldLab> => {
	const lab = await openLab({seed: 7});
	const {clock, connection, home} = lab;
	let letGo = () => {};
	const hold = () => {
		void clock.hold(
			() =>
				new Promise<void>(resolve => {
					letGo = resolve;
				}),
		);
	};
	hold();
	writeFileSync(path.join(home, 'profiles.json'), JSON.stringify(profiles));
	const fail = (line: string) => {
		throw new Error(line);
	};
	const surroundings: Surroundings = {
		env: {},
		cwd: home,
		home: homeOf({PRIVATELINK_WIZARD_HOME: home}),
		mode: 'tree',
		write: fail,
		warn: fail,
		signal: new AbortController().signal,
		stopIsTheEnd: () => {},
		onExit: () => () => {},
		holdTerminal: () => () => {},
		reportCrash: error => {
			throw error;
		},
	};
	const {ports, close} = createPorts(
		parseFlags(['--simulate', '--seed', '7']),
		surroundings,
		openProfiles(home, fail),
		{
			connect: (_place, region) => connection.inRegion(region),
			whileBusy: (_place, work) => work(),
			close: async () => {},
		},
	);
	let latest: RunHandle | undefined;
	let [output, typed] = ['', ''];
	const watchers = new Set<() => void>();
	/** Screens are told when time is held again and not in between: what they then draw is of that instant. */
	const begun = (run: RunHandle): RunHandle => {
		latest = run;
		return {
			...run,
			get target() {
				return run.target;
			},
			subscribe: watcher => {
				watchers.add(watcher);
				return () => {
					watchers.delete(watcher);
				};
			},
		};
	};
	return {
		ports: {
			...ports,
			build: (...args) => begun(ports.build(...args)),
			tearDown: (...args) => begun(ports.tearDown(...args)),
			openShell: async (_run, size) => {
				const shell = await ports.openShell(latest ?? fail('no run was begun'), size);
				[output, typed] = ['', ''];
				shell.onOutput(bytes => {
					output += new TextDecoder().decode(bytes);
				});
				return {
					...shell,
					write: bytes => {
						typed += new TextDecoder().decode(bytes);
						shell.write(bytes);
					},
				};
			},
		},
		run: () => latest ?? fail('no run was begun'),
		output: () => output,
		typed: () => typed,
		passUntil: async isSo => {
			letGo();
			for (let instant = 0; !isSo(); instant++) {
				if (instant > mostInstants) throw new Error('It never came about');
				// Between two of these the clock has jumped once at most, and all that followed from it is done.
				await new Promise(setImmediate);
			}
			hold();
			for (const watcher of [...watchers]) watcher();
		},
		close: async () => {
			letGo();
			await close();
			await lab.close();
		},
	};
};
