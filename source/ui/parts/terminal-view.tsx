import type {Terminal} from '@xterm/headless';
import {Box, type DOMElement, Text} from 'ink';
import {useRef, useState, useSyncExternalStore} from 'react';
import {useCursorAt} from '../use-cursor-at.ts';
import {useIsOnTop} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {clampOffset} from '../viewport.ts';
import {terminalRow} from './terminal-row.ts';

export type TerminalViewProps = {
	readonly terminal: Terminal;
	/** The first row in view, counted from the oldest one; without it the view shows what is current, and the cursor. */
	readonly top?: number | undefined;
	readonly isActive?: boolean;
};

/** Draws a terminal cell by cell, in its own size; draws again when something was written to it. */
export const TerminalView = ({terminal, top, isActive = true}: TerminalViewProps) => {
	const {symbols, hasColour} = useTheme();
	const box = useRef<DOMElement>(null);
	const isOnTop = useIsOnTop();
	useTerminalChanges(terminal);
	const {cols, rows} = terminal;
	const buffer = terminal.buffer.active;
	const offset = clampOffset(top ?? buffer.baseY, rows, buffer.length);
	const hasCursor = isActive && isOnTop && top === undefined;
	useCursorAt(box, hasCursor ? {x: Math.min(buffer.cursorX, cols - 1), y: buffer.cursorY} : undefined);
	const options = {columns: cols, hasColour, replacement: symbols.replacement, cell: buffer.getNullCell()};
	const text = Array.from({length: rows}, (_, row) => {
		const line = buffer.getLine(offset + row);
		return line ? terminalRow(line, options) : '';
	}).join('\n');
	return (
		<Box ref={box} width={cols} height={rows} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{text}</Text>
		</Box>
	);
};

/** Draws the component again after each change of the terminal; Ink itself keeps to its frames per second. */
const useTerminalChanges = (terminal: Terminal): void => {
	const [store] = useState(() => changesOf(terminal));
	useSyncExternalStore(store.subscribe, store.count);
};

const changesOf = (terminal: Terminal) => {
	let changes = 0;
	return {
		subscribe: (onChange: () => void) => {
			const listener = () => {
				changes++;
				onChange();
			};
			const subscriptions = [
				terminal.onWriteParsed(listener),
				terminal.onResize(listener),
				terminal.onScroll(listener),
			];
			return () => {
				for (const subscription of subscriptions) subscription.dispose();
			};
		},
		count: () => changes,
	};
};
