import type {Fault} from '../../../source/simulator/faults.ts';
import type {Call, CallLine, Mishaps, Snapshot, Stage} from './stage.ts';

/** What goes wrong around one call. */
export type MishapName =
	| 'killed before send'
	| 'killed after send'
	| 'killed before its line'
	| 'killed within its line'
	| 'reply lost'
	| '5xx after success'
	| '5xx without effect'
	| 'throttled'
	| 'duplicate delivery'
	| 'connection reset'
	| 'refused within a 200'
	| 'journal full before send'
	| 'journal full after the reply';

/** The process is killed. After the send a power cut takes what was not fsynced along. */
export const kills = [
	'killed before send',
	'killed after send',
	'killed before its line',
	'killed within its line',
] as const satisfies readonly MishapName[];

const internal = {
	type: 'error',
	code: 'InternalError',
	message: 'An internal error has occurred',
	status: 500,
} as const;

/** The call itself goes wrong, and the process goes on. */
export const faults = {
	'reply lost': {type: 'reset', performed: true},
	'5xx after success': {...internal, performed: true},
	'5xx without effect': internal,
	throttled: {type: 'throttled'},
	'duplicate delivery': {type: 'twice'},
	'connection reset': {type: 'reset'},
} as const satisfies {readonly [Name in MishapName]?: Fault};

export const faultNames = Object.keys(faults) as readonly (keyof typeof faults)[];

/** There is no room for a line about the call. */
export const fullDisks = ['journal full before send', 'journal full after the reply'] as const;

/** Which call, by its operation and place, or which change of all. */
export type Place =
	| {readonly operation: string; readonly occurrence: number}
	| {readonly change: number}
	/** The first line of the mishap's type from this one on. */
	| {readonly line: number};

/** Something that goes wrong once in a process. */
export type Mishap = {
	readonly start: () => {
		readonly mishaps: Mishaps;
		readonly attach: (stage: Stage) => void;
		/** The process has ended by itself. */
		readonly end: () => void;
		readonly met: () => boolean;
		/** What was left at the moment that the case goes on from, when that was not the process's end. */
		readonly left: () => Snapshot | undefined;
	};
};

const isAt = (place: Place, {operation, occurrence, ...rest}: Call | CallLine): boolean => {
	if ('change' in place) return 'change' in rest && rest.change === place.change;
	if ('line' in place) return 'line' in rest && rest.line >= place.line;
	return operation === place.operation && occurrence === place.occurrence;
};

/**
 * @param later the case goes on from what is there so many ms after the mishap, as if the process had been killed then;
 * absent: from the process's end
 */
export const mishapAt = (name: MishapName, place: Place, later?: number): Mishap => ({
	start: () => {
		let met = false;
		let over = false;
		let stage: Stage | undefined;
		let left: Snapshot | undefined;
		const lineType = name === 'journal full before send' ? 'call-intended' : 'call-settled';
		/** The process's death begins with what it leaves. */
		const die = (...loss: Parameters<Stage['snapshot']>): 'killed' => {
			met = true;
			left = stage?.snapshot(...loss);
			return 'killed';
		};
		const meet = <T>(what: T): T => {
			met = true;
			if (later !== undefined) {
				void stage?.lab.clock.sleep(later).then(() => {
					if (over) return;
					left = stage?.snapshot();
					stage?.kill();
				});
			}
			return what;
		};
		return {
			attach: to => {
				stage = to;
			},
			end: () => {
				over = true;
			},
			met: () => met,
			left: () => left,
			mishaps: {
				onCall: call => {
					if (met || !isAt(place, call)) return undefined;
					if (name === 'killed before send') return die();
					if (name === 'refused within a 200') return meet('refused within a 200');
					return name in faults ? meet(faults[name as keyof typeof faults]) : undefined;
				},
				onReply: call => (!met && name === 'killed after send' && isAt(place, call) ? die('power cut') : undefined),
				onLine: line => {
					if (met || line.type !== lineType || !isAt(place, line)) return undefined;
					if (name === 'killed before its line') return die();
					if (name === 'killed within its line') return die({torn: JSON.stringify(line)});
					return name.startsWith('journal full') ? meet('full') : undefined;
				},
			},
		};
	},
});
