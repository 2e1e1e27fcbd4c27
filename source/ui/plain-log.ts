import {eventLine} from './event-lines.ts';
import type {RunHandle} from './ports.ts';
import type {RealTerminal} from './whole-terminal.ts';

export type PlainLogOptions = {
	readonly real: RealTerminal;
	readonly run: Pick<RunHandle, 'events' | 'state' | 'subscribe'>;
	/** Aborted when the screen behind it is gone. */
	readonly signal: AbortSignal;
};

const wayBack = 'Any key goes back to the screens.';

/**
 * Whoever ends the program meanwhile leaves an alternate screen that is left already, and with it goes back to where it
 * was entered: that has to be below these lines. Not every terminal takes a saved cursor for that place.
 */
const passThroughScreens = '\u001B[?1049h\u001B[?1049l';

/**
 * Writes the log of a run as plain lines, whole and below each other, and what comes to it, until a key: the terminal
 * itself then selects, searches and scrolls.
 */
export const showPlainLog = async ({real, run, signal}: PlainLogOptions): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	let told = 0;
	const say = (line: string) => real.write(`${line}\r\n`);
	const tell = () => {
		const events = run.events();
		for (const event of events.slice(told)) say(eventLine(event, run.state()));
		told = events.length;
	};
	tell();
	say(wayBack);
	const stopEvents = run.subscribe(tell);
	const stopInput = real.readRaw(() => resolve());
	const leave = () => {
		real.write(passThroughScreens);
		resolve();
	};
	signal.addEventListener('abort', leave, {once: true});
	if (signal.aborted) leave();
	await promise;
	signal.removeEventListener('abort', leave);
	stopInput();
	stopEvents();
};
