// CommonJS whose names plain Node does not see.
import xterm, {type Terminal} from '@xterm/headless';
import type {Size} from './layout.ts';

/** Rows that a panel keeps above the ones in view. */
const scrollback = 5000;

/** A terminal without a screen of its own, to be drawn by `TerminalView`. */
export const createPanelTerminal = ({columns, rows}: Size): Terminal =>
	new xterm.Terminal({cols: columns, rows, scrollback, allowProposedApi: true});

/** What may wait to be read by a terminal, bytes: it throws output away that is far more. */
const highWater = 1 << 20;

/** Writes to a terminal; the promise that it may return is settled once the terminal has kept up. */
export const createPatientWriter = (terminal: Terminal): ((bytes: Uint8Array) => Promise<void> | undefined) => {
	let waiting = 0;
	let keptUp: PromiseWithResolvers<void> | undefined;
	return bytes => {
		waiting += bytes.length;
		terminal.write(bytes, () => {
			waiting -= bytes.length;
			if (waiting > 0) return;
			keptUp?.resolve();
			keptUp = undefined;
		});
		if (waiting <= highWater) return undefined;
		keptUp ??= Promise.withResolvers<void>();
		return keptUp.promise;
	};
};

/** Everything that was written, as text; rows that a terminal had only wrapped are whole again. */
export const transcriptOf = (terminal: Terminal): string => {
	const buffer = terminal.buffer.active;
	let text = '';
	for (let row = 0; row < buffer.length; row++) {
		const line = buffer.getLine(row);
		if (!line) continue;
		const isContinued = buffer.getLine(row + 1)?.isWrapped === true;
		text += line.translateToString(!isContinued) + (isContinued ? '' : '\n');
	}
	return `${text.trimEnd()}\n`;
};
