/** One control sequence: CSI with its parts, a string (OSC, DCS, APC, PM, SOS) up to its end, or a short escape. */
const sequence =
	/\u001B(?:\[([0-?]*)([ -/]*)([@-~])|[\]PX^_][^\u0007\u001B\u0018\u001A]*(?:\u0007|\u001B\\|[\u0018\u001A]|(?=\u001B))|([ -/]*[0-~]))/g;

/** The beginning of one; its rest comes with the next chunk. */
const unfinished = /\u001B(?:[\]PX^_][^\u0007\u001B\u0018\u001A]*\u001B?|\[[0-?]*[ -/]*|[ -/]*)$/;

/** 8-bit controls do in some terminals what escape sequences do; ENQ asks for the answerback string. */
const controls = /[\u0080-\u009F\u0005]/g;

/** Moves, erases, scrolls, styles and sets modes; nothing that a terminal answers by typing, and nothing that prints. */
const drawing = /^[@A-HJ-MPSTXZ`abdefghlmrsu]$/;

const isDrawing = (parameters: string, between: string, final: string): boolean => {
	// The shape of the cursor.
	if (between === ' ') return final === 'q';
	if (between !== '' || !drawing.test(final)) return false;
	// What was above the screen is the person's own.
	if (final === 'J' && parameters === '3') return false;
	return parameters.startsWith('?') ? /[hlJK]/.test(final) : /^[0-9;:]*$/.test(parameters);
};

/** Cursor, lines, tab stops, keypad, character sets; a full reset would wipe the person's history. */
const isPlain = (rest: string): boolean => /^(?:[78DEHM=>]|[()*+][0-9A-Z])$/.test(rest);

/** Longer than any sequence of use: what is held back is then given up. */
const longestSequence = 65_536;

/**
 * Passes on what a shell far away writes, without what it must not do to the person's own terminal: set the title or the
 * clipboard, ask for answers that would be typed into the shell, wipe the history. Sequences may come in pieces.
 */
export const createOutputFilter = (): ((chunk: Uint8Array) => string) => {
	const decoder = new TextDecoder();
	let held = '';
	return chunk => {
		const text = held + decoder.decode(chunk, {stream: true});
		const tail = unfinished.exec(text)?.[0] ?? '';
		held = tail.length > longestSequence ? '' : tail;
		return text
			.slice(0, text.length - tail.length)
			.replace(
				sequence,
				(whole, parameters: string | undefined, between: string, final: string, rest: string | undefined) => {
					if (parameters !== undefined) return isDrawing(parameters, between, final) ? whole : '';
					return rest !== undefined && isPlain(rest) ? whole : '';
				},
			)
			.replace(controls, '');
	};
};
