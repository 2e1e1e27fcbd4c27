import type {MishapName} from './mishap.ts';
import {type End, give, type Verb} from './play.ts';
import {type Call, type CallLine, openStage, type Snapshot} from './stage.ts';

export type Kill = Extract<MishapName, `killed ${string}`>;

/** A command that nothing disturbed, and what a kill would have left at each of its calls. */
export type Recording = {
	readonly end: End;
	readonly after: Snapshot;
	readonly calls: readonly Call[];
	readonly lines: readonly CallLine[];
	readonly left: readonly {readonly kill: Kill; readonly call: Call | CallLine; readonly snapshot: Snapshot}[];
};

/** Gives a command on a snapshot and writes down what happens. */
export const record = async (from: Snapshot, verb: Verb): Promise<Recording> => {
	const calls: Call[] = [];
	const lines: CallLine[] = [];
	const left: Recording['left'][number][] = [];
	const stage = await openStage(from, {
		onCall: call => {
			calls.push(call);
			if (call.changing) left.push({kill: 'killed before send', call, snapshot: stage.snapshot()});
			return undefined;
		},
		onReply: call => {
			if (call.changing) left.push({kill: 'killed after send', call, snapshot: stage.snapshot('power cut')});
			return undefined;
		},
		onLine: line => {
			lines.push(line);
			if (line.type === 'call-settled') {
				left.push({kill: 'killed before its line', call: line, snapshot: stage.snapshot()});
				left.push({kill: 'killed within its line', call: line, snapshot: stage.snapshot({torn: JSON.stringify(line)})});
			}
			return undefined;
		},
	});
	const end = await give(stage, verb);
	const after = stage.snapshot();
	stage.close();
	return {end: end ?? {code: undefined}, after, calls, lines, left};
};
