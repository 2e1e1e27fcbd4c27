/** A shell on a machine's pseudo-terminal, as the Session Manager agent opens it. */
export type Terminal = {
	/** What the person typed, as bytes of the pseudo-terminal. */
	readonly write: (bytes: Uint8Array) => void;
	readonly resize: (size: {readonly columns: number; readonly rows: number}) => void;
	readonly onOutput: (listener: (bytes: Uint8Array) => void) => void;
	/** Called once, when the shell ends, with its exit code. */
	readonly onExit: (listener: (exitCode: number) => void) => void;
	/** Hangs up. */
	readonly close: () => void;
};

/** One command, of a non-interactive session or of Run Command: `sh -c`, with separate output. */
export type Command = {
	readonly command: string;
	/** Session Manager's user in its folder, unless said otherwise. */
	readonly as?: {readonly user: 'root' | 'ssm-user' /** Absolute. */; readonly folder: string};
	readonly onStdout: (bytes: Uint8Array) => void;
	readonly onStderr: (bytes: Uint8Array) => void;
	readonly signal: AbortSignal;
};

/** Where the simulated machines run. */
export type MachineHost = {
	/** Begins again the boots under way and wakes the agents: called once, after loading or forking a world. */
	readonly start: () => void;
	/** Follows a machine's `power` in the world: boots it, or stops what runs on it. */
	readonly powerChanged: (instanceId: string) => void;
	/** Resolves to the exit code; 130 when the signal interrupted it. @throws when the machine is not up. */
	readonly run: (instanceId: string, command: Command) => Promise<number>;
	/** A shell that prompts, or with `command` a shell that runs it and ends with it. @throws when the machine is not up. */
	readonly openTerminal: (
		instanceId: string,
		size: {readonly columns: number; readonly rows: number},
		command?: string,
	) => Terminal;
	/** Stops everything that runs; the world stays as it is. */
	readonly close: () => Promise<void>;
};
