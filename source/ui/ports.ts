import type {DecisionAnswer, RunEvent, RunOutcome} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import type {Zone} from '../plan/deployment.ts';
import type {Answers} from '../plan/questions.ts';

/** Where a deployment is built: on AWS, or on the embedded simulator. */
export type Place = 'aws' | 'simulator';

/** Who the credentials belong to, or why there are none. */
export type Access =
	| {
			readonly state: 'granted';
			readonly target: string;
			readonly account: string;
			readonly arn: string;
			readonly region: string;
	  }
	| {readonly state: 'denied'; readonly message: string; readonly nextSteps: readonly string[]};

/** A deployment as the home screen and the teardown menu show it. */
export type FoundDeployment = {
	/** `<name>.<id>` */
	readonly fullName: string;
	readonly place: Place;
	readonly target: string;
	readonly region: string;
	readonly createdBy: string;
	/** Seconds of AWS time. */
	readonly ageSeconds: number;
	/** USD per hour, us-east-1 list price, of what stands. */
	readonly hourlyCost: number;
	readonly costSoFar: number;
	/** How many of each kind stand; some come with another one, as a volume with its instance, and are no kind of the plan. */
	readonly counts: Readonly<Record<string, number>>;
	/** Endpoints of others at its service: each is cut off only after a yes of its own. */
	readonly others: readonly {readonly endpointId: string; readonly owner: string; readonly state: string}[];
	readonly lastOutcome?: RunOutcome;
	/** What it was born with; absent where neither a journal nor its tags tell. */
	readonly answers?: Answers;
	/** Another principal made it: it is gone on with, or torn down, by its full name alone. */
	readonly isForeign?: true;
	/** Its journal is not here: it is written anew from its tags. */
	readonly isStray?: true;
};

/** Saved answers. */
export type SavedProfile = {
	readonly name: string;
	readonly answers: Answers;
	readonly savedAt: string;
	readonly lastOutcome?: RunOutcome;
};

/** What a region offers; looked up while the person reads the question. */
export type RegionFacts = {
	readonly zones: readonly Zone[];
	/** Ids of the zones that offer the instance type. */
	readonly offering: readonly string[];
};

/** A run under way, as the screens see it: they read its state and never drive it but by these. */
export type RunHandle = {
	readonly place: Place;
	/** Shown on every screen. */
	readonly target: string;
	/** The latest projection; the same object until the next event. */
	readonly state: () => RunState;
	/** All events of this run so far, for the log. */
	readonly events: () => readonly RunEvent[];
	/** Called after events, at most ten times a second. Returns its end. */
	readonly subscribe: (listener: () => void) => () => void;
	/** AWS time, ms since the Unix epoch: what elapsed times are counted by. */
	readonly awsNow: () => number;
	/** How many seconds of AWS time pass in one; 1 on AWS. */
	readonly speed: () => number;
	/** Answers the pending decision; silent when there is none. */
	readonly decide: (answer: DecisionAnswer) => void;
	/** Nothing new starts; what is in flight settles. */
	readonly stop: () => void;
	/** Resolves to how it ended, also after `stop`. Rejects for a bug or what a person can mend (UserError). */
	readonly ended: Promise<RunOutcome>;
};

/** How the connection under a session stands. A broken one is opened anew only when somebody asks. */
export type ShellLine =
	| {readonly state: 'connected'}
	| {readonly state: 'reconnecting' | 'broken'; readonly reason: string};

/** An interactive session on the consumer's private instance. */
export type ShellHandle = {
	readonly write: (bytes: Uint8Array) => void;
	readonly resize: (size: {readonly columns: number; readonly rows: number}) => void;
	/**
	 * Output from now on, as bytes; the first listener hears also what came before. A listener's promise makes
	 * the shell wait until it is settled. Returns its end.
	 */
	readonly onOutput: (listener: (bytes: Uint8Array) => void | Promise<void>) => () => void;
	/** How the connection stands from now on. Returns its end. */
	readonly onLine: (listener: (line: ShellLine) => void) => () => void;
	/** Opens a broken connection anew. */
	readonly reconnect: () => void;
	/** Resolves when the session has ended, with the reason in words. */
	readonly closed: Promise<string>;
	/** Terminates the session. */
	readonly close: () => Promise<void>;
};

/** What the screens need from outside; the command that opens them fills it. */
export type Ports = {
	/** Milliseconds of the person's own time, only ever compared with each other; never scaled as AWS time is. */
	readonly now: () => number;
	/** Looked up behind the painted screen, 5 s at most. */
	readonly findAccess: () => Promise<Access>;
	readonly findDeployments: (place: Place) => Promise<readonly FoundDeployment[]>;
	readonly findRegions: (place: Place) => Promise<readonly string[]>;
	readonly findRegionFacts: (place: Place, region: string, instanceType: string) => Promise<RegionFacts>;
	readonly profiles: {
		readonly list: () => readonly SavedProfile[];
		readonly save: (name: string, answers: Answers) => void;
		readonly rename: (from: string, to: string) => void;
		readonly delete: (name: string) => void;
	};
	/**
	 * Builds, or goes on with a living deployment of that name; then sends the request. `profile`: the saved answers that
	 * it runs, which keep its outcome. `fullName`: the one that is meant, as somebody has typed or picked it.
	 */
	readonly build: (place: Place, answers: Answers, profile?: string, fullName?: string) => RunHandle;
	/** Tears down one deployment and sweeps; `disconnect`: ids of others' endpoints that may be cut off from its service. */
	readonly tearDown: (place: Place, fullName: string, disconnect: readonly string[]) => RunHandle;
	/** Opens a shell on the consumer's private instance of the deployment that a run built. */
	readonly openShell: (run: RunHandle, size: {readonly columns: number; readonly rows: number}) => Promise<ShellHandle>;
	/** Writes a transcript; resolves to its path. */
	readonly saveTranscript: (text: string) => Promise<string>;
};
