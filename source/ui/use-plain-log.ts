import {useApp, useStdin, useStdout} from 'ink';
import {useLayoutEffect, useRef} from 'react';
import type {KeyTable} from './keys.ts';
import {showPlainLog} from './plain-log.ts';
import type {RunHandle} from './ports.ts';
import {useKeys} from './use-keys.ts';
import {realTerminal} from './whole-terminal.ts';

const keyTable: KeyTable<'plain'> = [
	{
		keys: ['p'],
		hint: 'plain text',
		help: "the log as plain lines on the terminal's own screen, to select and to search; any key comes back",
		isAside: true,
		action: 'plain',
	},
];

/** A key that hands the terminal to the log of a run as plain lines, until another one. */
export const usePlainLog = (run: RunHandle, isActive = true): void => {
	const {suspendTerminal} = useApp();
	const {stdin} = useStdin();
	const {stdout} = useStdout();
	const gone = useRef<AbortController>(undefined);
	// Told while the tree is taken down, before Ink leaves the alternate screen.
	useLayoutEffect(() => {
		const controller = new AbortController();
		gone.current = controller;
		return () => controller.abort();
	}, []);
	const show = async () => {
		const real = realTerminal(stdin as NodeJS.ReadStream, stdout);
		const signal = gone.current?.signal ?? AbortSignal.abort();
		await suspendTerminal(() => showPlainLog({real, run, signal}));
	};
	useKeys(keyTable, () => void show(), {isActive});
};
