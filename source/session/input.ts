import {encodeJson, payloadTypes} from './message.ts';

/** Bytes in one message of input, as the genuine client reads them. */
const chunkLength = 1024;

export type TerminalSize = {readonly columns: number; readonly rows: number};

/** What goes to the far side. Until `open` it waits: an agent discards what comes before it is ready. */
export type Input = {
	readonly send: (bytes: Uint8Array) => void;
	/** While waiting only the latest size counts; it goes first. A size that was sent last is not sent again. */
	readonly resize: (size: TerminalSize) => void;
	readonly open: () => void;
};

/** Input that `transmit` puts on the channel. */
export const createInput = (transmit: (payloadType: number, payload: Uint8Array) => void): Input => {
	const queue: Uint8Array[] = [];
	let size: TerminalSize | undefined;
	let isOpen = false;

	const sendSize = ({columns, rows}: TerminalSize) => transmit(payloadTypes.size, encodeJson({cols: columns, rows}));
	const sendBytes = (bytes: Uint8Array) => {
		for (let start = 0; start < bytes.length; start += chunkLength)
			transmit(payloadTypes.output, bytes.subarray(start, start + chunkLength));
	};

	return {
		send: bytes => {
			if (isOpen) sendBytes(bytes);
			else queue.push(bytes.slice());
		},
		resize: next => {
			if (size?.columns === next.columns && size.rows === next.rows) return;
			size = next;
			if (isOpen) sendSize(next);
		},
		open: () => {
			isOpen = true;
			if (size) sendSize(size);
			queue.splice(0).forEach(sendBytes);
		},
	};
};
