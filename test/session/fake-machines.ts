import type {Command, MachineHost, Terminal} from '../../source/simulator/machines/port.ts';
import {createWorld, type World} from '../../source/simulator/world.ts';

/** A terminal whose shell is the test: what was done to it, and what it says. */
export const fakeTerminal = () => {
	const listeners: ((bytes: Uint8Array) => void)[] = [];
	const exits: ((exitCode: number) => void)[] = [];
	const written: string[] = [];
	const writtenBytes: Uint8Array[] = [];
	const sizes: string[] = [];
	const state = {closed: false};
	const say = (bytes: Uint8Array | string) => {
		for (const listener of listeners) listener(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
	};
	const terminal: Terminal = {
		write: bytes => {
			writtenBytes.push(bytes);
			written.push(new TextDecoder().decode(bytes));
			fake.onWrite(bytes);
		},
		resize: ({columns, rows}) => sizes.push(`${columns}x${rows}`),
		onOutput: listener => listeners.push(listener),
		onExit: listener => exits.push(listener),
		close: () => {
			state.closed = true;
		},
	};
	const fake = {
		terminal,
		written,
		writtenBytes,
		sizes,
		state,
		say,
		exit: (exitCode: number) => {
			for (const listener of exits) listener(exitCode);
		},
		onWrite: (_bytes: Uint8Array): void => {},
	};
	return fake;
};

/** A host of machines without machines. */
export const fakeMachines = ({
	run = () => Promise.reject(new Error('The machine is not up.')),
	openTerminal = () => {
		throw new Error('The machine is not up.');
	},
}: {
	readonly run?: (command: Command) => Promise<number>;
	readonly openTerminal?: MachineHost['openTerminal'];
}): MachineHost => ({
	start: () => {},
	powerChanged: () => {},
	run: (_instanceId, command) => run(command),
	openTerminal,
	close: async () => {},
});

/** A world in which the session `lab-1` was started, with the token `token-1`. */
export const worldWithSession = ({
	documentName = 'SSM-SessionManagerRunShell',
	command = 'true',
	separate,
}: {
	readonly documentName?: string;
	readonly command?: string;
	readonly separate?: boolean;
} = {}): World => {
	const world = createWorld({seed: 1, time: 0});
	world.sessions['lab-1'] = {
		id: 'lab-1',
		account: '111122223333',
		region: 'us-east-1',
		instanceId: 'i-1',
		documentName,
		parameters: {
			...(documentName.startsWith('AWS-') && {command: [command]}),
			...(separate !== undefined && {separateOutputStream: [String(separate)]}),
		},
		owner: 'tester',
		token: 'token-1',
		state: 'connected',
	};
	return world;
};

/** Its stream URL. */
export const streamUrl = 'wss://session.example/v1/data-channel/lab-1?role=publish_subscribe';
