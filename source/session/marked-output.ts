import {shellWord} from './documents.ts';

/**
 * A script that runs another one and then says `marker` and its exit code, for sessions that tell no exit code. The marker
 * stands nowhere in it as a whole: a terminal that shows the script does not show the marker.
 */
export const markedScript = (script: string, marker: string): string => {
	const half = marker.length / 2;
	const [first, second] = [marker.slice(0, half), marker.slice(half)].map(shellWord);
	return `sh -c ${shellWord(script)} 2>&1; printf '%s%s:%d:' ${first} ${second} $?`;
};

/** Output of a marked script. */
export type MarkedOutput = {
	readonly add: (bytes: Uint8Array) => void;
	/** No more comes: gives away what was held back, and the exit code where the marker came. */
	readonly end: () => number | undefined;
};

/**
 * Passes on what a marked script writes, without the marker and what comes after it. Only what may be the beginning of the
 * marker is held back. `onTerminal`: lines end with CR LF, which becomes LF.
 */
export const createMarkedOutput = (
	{marker, onTerminal}: {readonly marker: string; readonly onTerminal: boolean},
	pass: (bytes: Uint8Array) => void,
): MarkedOutput => {
	const whole = new RegExp(`${marker}:(\\d+):`);
	const partly = beginningOf(marker);
	let held = '';
	let exitCode: number | undefined;
	const give = (text: string) => {
		const plain = onTerminal ? text.replaceAll('\r\n', '\n') : text;
		if (plain !== '') pass(Buffer.from(plain, 'latin1'));
	};
	return {
		add: bytes => {
			if (exitCode !== undefined) return;
			const text = held + Buffer.from(bytes).toString('latin1');
			const found = whole.exec(text);
			if (found) {
				exitCode = Number(found[1]);
				held = '';
				return give(text.slice(0, found.index));
			}
			held = partly.exec(text)?.[0] ?? '';
			give(text.slice(0, text.length - held.length));
		},
		end: () => {
			give(held);
			held = '';
			return exitCode;
		},
	};
};

/** What at the end of a text may be the beginning of the marker and its exit code, or of a line's end. */
const beginningOf = (marker: string): RegExp => {
	const prefixes = Array.from(marker, (_, index) => marker.slice(0, index + 1));
	return new RegExp(`(?:\\r?(?:${prefixes.toReversed().join('|')}|${marker}:\\d*)|\\r)$`);
};
