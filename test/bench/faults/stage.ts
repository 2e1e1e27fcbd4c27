import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {deserialize, serialize} from 'node:v8';
import type {RunEvent} from '../../../source/engine/events.ts';
import {isMutating} from '../../../source/simulator/dispatch.ts';
import type {Fault} from '../../../source/simulator/faults.ts';
import type {Scenario} from '../../../source/simulator/scenario.ts';
import type {RequestHandler} from '../../../source/simulator/transport.ts';
import {createWorld, forkWorld, type World} from '../../../source/simulator/world.ts';
import {type Lab, openLab} from '../../helpers/lab.ts';
import {temporaryFolder} from '../../helpers/temporary-folder.ts';
import {plugIn} from './disk.ts';
import {mortalClock} from './mortal-clock.ts';

/** A world and the journals on the person's disk, as they are at one instant. */
export type Snapshot = {
	readonly world: Buffer;
	/** ms since the Unix epoch. */
	readonly now: number;
	/** By the deployment's full name. */
	readonly journals: Readonly<Record<string, string>>;
};

/** A call on its way: which one of its operation's in this process, counted from 1. */
export type Call = {
	readonly operation: string;
	readonly occurrence: number;
	/** Changes resources, or begins or ends a session. */
	readonly changing: boolean;
	/** Which one of all that change something, counted from 1; 0 for the others. */
	readonly change: number;
};

/** A line of the journal about a call, on its way to the disk. */
export type CallLine = Extract<RunEvent, {type: 'call-intended' | 'call-settled'}> & {
	/** Which one of its type and operation in this process, counted from 1. */
	readonly occurrence: number;
	/** Which one of all lines about calls, counted from 1. */
	readonly line: number;
};

/** What goes wrong, and where the process is killed. All are called synchronously. */
export type Mishaps = {
	readonly onCall?: (call: Call) => Fault | 'killed' | 'refused within a 200' | undefined;
	/** The call has taken effect, or was refused; its reply has not come yet. */
	readonly onReply?: (call: Call) => 'killed' | undefined;
	readonly onLine?: (line: CallLine) => 'full' | 'killed' | undefined;
};

/** One process on one machine: its commands end, or end never once it is killed. */
export type Stage = {
	readonly lab: Lab;
	/** A fault that did not reach its call, as the call was refused before it. */
	readonly unmet: () => boolean;
	/** Ends the process at once, in the middle of whatever it does. */
	readonly kill: () => void;
	/** Resolves when it is killed. */
	readonly killed: Promise<'killed'>;
	/** Everything as it is now; `power cut`: what was not fsynced is lost; `torn`: half of another line is there. */
	readonly snapshot: (loss?: 'power cut' | {readonly torn: string}) => Snapshot;
	/** The process ends; nothing that it began goes on. */
	readonly close: () => void;
};

const sessionOperation = /^(Start|Terminate)Session$/;

const operationOf = ({headers, body}: {headers: Readonly<Record<string, string>>; body?: unknown}): string => {
	const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1];
	if (target) return target.slice(target.indexOf('.') + 1);
	const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
	return new URLSearchParams(text).get('Action') ?? '';
};

/** A call that was not performed, though its status says so: as EC2 answers for each thing of a batch. */
const refusal: (operation: string) => ReturnType<RequestHandler['handle']> = async operation => ({
	response: {
		statusCode: 200,
		headers: {'content-type': 'text/xml;charset=UTF-8'},
		body: new TextEncoder().encode(
			`<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><unsuccessful><item><error><code>InternalError</code><message>An internal error has occurred</message></error></item></unsuccessful></${operation}Response>`,
		),
	},
});

const never = new Promise<never>(() => {});

const counter = () => {
	const counts = new Map<string, number>();
	return (key: string) => {
		const count = (counts.get(key) ?? 0) + 1;
		counts.set(key, count);
		return count;
	};
};

/** A new world with a scenario. */
export const newWorld = (seed: number, plan: Scenario = {}): World => {
	const world = createWorld({seed, time: Date.parse('2026-01-05T09:00:00Z')});
	return {...world, scenario: {...world.scenario, plan}};
};

/** Writes a snapshot's journals to a home of its own. */
const unpack = (home: string, journals: Snapshot['journals']): void => {
	for (const [name, text] of Object.entries(journals)) {
		const folder = path.join(home, 'deployments', name);
		mkdirSync(folder, {recursive: true});
		writeFileSync(path.join(folder, 'journal.jsonl'), text);
	}
};

const pack = (home: string): Record<string, string> => {
	const folder = path.join(home, 'deployments');
	const names = (() => {
		try {
			return readdirSync(folder);
		} catch {
			return [];
		}
	})();
	return Object.fromEntries(
		names.map(name => [name, readFileSync(path.join(folder, name, 'journal.jsonl'), 'utf8')] as const),
	);
};

/** Starts a process on a world: a new one, or what a snapshot holds. */
export const openStage = async (from: World | Snapshot, mishaps: Mishaps = {}): Promise<Stage> => {
	const snapshot = 'journals' in from ? from : undefined;
	const world: World = 'journals' in from ? deserialize(from.world) : from;
	const clock = mortalClock(snapshot?.now ?? world.time);
	const home = temporaryFolder();
	unpack(home, snapshot?.journals ?? {});
	const {promise: killed, resolve} = Promise.withResolvers<'killed'>();
	let dead = false;
	const die = () => {
		dead = true;
		clock.stop();
		resolve('killed');
	};
	const countOf = counter();
	let changes = 0;
	let lines = 0;
	let fault: Fault | undefined;
	let unmet = false;
	let full = false;
	const disk = plugIn(home, text => {
		if (dead || full) return 'full';
		const event = JSON.parse(text) as RunEvent;
		if (event.type !== 'call-intended' && event.type !== 'call-settled') return undefined;
		const occurrence = countOf(`${event.type} ${event.operation}`);
		const mishap = mishaps.onLine?.({...event, occurrence, line: ++lines});
		if (mishap === 'killed') die();
		full = mishap === 'full';
		return mishap === undefined ? undefined : 'full';
	});
	const carry = (handler: RequestHandler): RequestHandler => ({
		...handler,
		handle: request => {
			if (dead) return never;
			if (!opened) return handler.handle(request);
			const operation = operationOf(request);
			const changing = isMutating(operation) || sessionOperation.test(operation);
			const call: Call = {
				operation,
				occurrence: countOf(operation),
				changing,
				change: changing ? ++changes : 0,
			};
			const mishap = mishaps.onCall?.(call);
			if (mishap === 'killed') {
				die();
				return never;
			}
			if (mishap === 'refused within a 200') return refusal(operation);
			fault = mishap;
			const reply = handler.handle(request);
			unmet ||= fault !== undefined;
			fault = undefined;
			if (mishaps.onReply?.(call) === 'killed') {
				reply.catch(() => {});
				die();
				return never;
			}
			return reply;
		},
	});
	// Who asks is found out before the command begins.
	let opened = false;
	const lab = await openLab({
		world,
		home,
		clock,
		carry,
		faults: () => {
			const next = fault;
			fault = undefined;
			return next;
		},
	});
	opened = true;
	return {
		lab,
		unmet: () => unmet,
		kill: die,
		killed,
		snapshot: loss => {
			const fork = forkWorld({...world, calls: []});
			const journals = pack(home);
			for (const name of Object.keys(journals)) {
				if (loss === 'power cut') journals[name] = disk.synced(name) ?? journals[name] ?? '';
				else if (loss && disk.synced(name) !== undefined) journals[name] += loss.torn.slice(0, loss.torn.length / 2);
			}
			return {world: serialize(fork), now: clock.now(), journals};
		},
		close: () => {
			dead = true;
			clock.stop();
			disk.unplug();
			rmSync(home, {recursive: true, force: true});
		},
	};
};
