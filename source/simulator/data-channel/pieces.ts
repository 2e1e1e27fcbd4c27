/** The agent reads at most so many bytes into one message. */
const longest = 1024;

/** Cuts a stream of bytes into messages as the agent does. */
export type Pieces = {
	readonly add: (bytes: Uint8Array) => void;
	/** Gives away what was kept. */
	readonly flush: () => void;
};

/**
 * Calls `emit` with pieces of at most 1024 bytes that end with a whole UTF-8 character; the beginning of a character is
 * kept for the next piece. Bytes that are no UTF-8 pass through.
 */
export const cutIntoPieces = (emit: (piece: Uint8Array) => void): Pieces => {
	let kept: Uint8Array = new Uint8Array();
	return {
		add: bytes => {
			let rest: Uint8Array = Buffer.concat([kept, bytes]);
			while (rest.length > 0) {
				const window = rest.subarray(0, longest);
				const whole = window.length - unfinishedLength(window);
				if (whole === 0) break;
				emit(window.subarray(0, whole));
				rest = rest.subarray(whole);
			}
			kept = rest;
		},
		flush: () => {
			if (kept.length > 0) emit(kept);
			kept = new Uint8Array();
		},
	};
};

/** How many bytes at the end begin a character without finishing it: 0 to 3. */
const unfinishedLength = (bytes: Uint8Array): number => {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte >= 0xc0) return characterLength(byte) > back ? back : 0;
		if (byte < 0x80) return 0;
	}
	return 0;
};

/** The length that a character's first byte announces. */
const characterLength = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2);
