import {virtualClock} from '../../source/clock.ts';
import {type FaultCounts, type Faults, faultyLine} from '../../source/simulator/data-channel/faults.ts';
import {seededRandom} from '../../source/simulator/random.ts';
import {resumable} from './resumable.ts';
import {microtasks} from './scripted-peer.ts';

/** What a session carried: typed bytes as the shell heard them, output as the client heard it. */
export type Transcript = {readonly heardByShell: Buffer; readonly heardByClient: Buffer};

export type ChaosRun = {
	readonly transcript: Transcript;
	readonly counts: FaultCounts;
	/** How often the line was opened anew. */
	readonly reconnects: number;
	/** How often it went dead without a word. */
	readonly halfOpen: number;
};

/** Messages each way in one run. */
export const messagesEachWay = 200;

/** Shares of frames that each fault strikes. */
export const chaosFaults = {drop: 0.06, duplicate: 0.06, reorder: 0.06, delay: 0.06, longestDelay: 250} as const;

/** The lines of a run, one after the other: closed by turns with 1000 and 1006, or dead without a word. */
const lineFaults = (random: () => number, isDying: boolean, line: number): Faults => {
	const afterFrames = 60 + Math.floor(random() * 300);
	if (line > 2) return chaosFaults;
	if (isDying && line === 1) return {...chaosFaults, halfOpenAfterFrames: afterFrames};
	return {...chaosFaults, close: {code: random() < 0.5 ? 1000 : 1006, afterFrames}};
};

/**
 * A session in virtual time in which both sides send 200 messages at moments of their own, over lines with faults; what is
 * sent depends on the seed alone. Every line that breaks is resumed; a dead one is reconnected as a person would.
 */
export const chaosRun = async (seed: number, faults: 'faults' | 'none'): Promise<ChaosRun> => {
	const clock = virtualClock();
	const content = seededRandom(seed, 1);
	const chance = seededRandom(seed, 2);
	const counts: FaultCounts = {frames: 0, dropped: 0, duplicated: 0, reordered: 0, delayed: 0};
	const isDying = seed % 10 === 0;
	let lines = 0;
	const opened = await resumable({
		clock,
		wrap: socket =>
			faults === 'none'
				? socket
				: faultyLine(socket, lineFaults(chance, isDying, lines++), {clock, random: chance, counts}),
		onLine: (state, session) => {
			if (state.state === 'broken') session.reconnect();
		},
	});
	const {session, shell, line} = opened;
	await microtasks();
	shell.say('$ ');
	await session.ready;
	const chunk = () => Uint8Array.from({length: 1 + Math.floor(content() * 100)}, () => Math.floor(content() * 128));
	const typed = Array.from({length: messagesEachWay}, chunk);
	const said = Array.from({length: messagesEachWay}, chunk);
	const speak = async (chunks: readonly Uint8Array[], say: (bytes: Uint8Array) => void) => {
		for (const bytes of chunks) {
			say(bytes);
			await clock.sleep(chance() * 60);
		}
	};
	await Promise.all([speak(typed, session.send), speak(said, shell.say)]);
	const total = (chunks: readonly Uint8Array[]) => chunks.reduce((sum, {length}) => sum + length, 0);
	const isDone = () => total(shell.writtenBytes) >= total(typed) && opened.heard().length >= total(said) + '$ '.length;
	for (let waited = 0; !isDone() && waited < 900; waited++) await clock.sleep(1000);
	// What still comes now would come twice.
	await clock.sleep(5000);
	session.close();
	opened.channels.close();
	return {
		transcript: {heardByShell: Buffer.concat(shell.writtenBytes), heardByClient: opened.heard()},
		counts,
		reconnects: line.filter(({state}) => state === 'connected').length,
		halfOpen: line.filter(({state}) => state === 'broken').length,
	};
};
