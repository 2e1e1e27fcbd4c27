import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, expect, it} from 'vitest';
import type {Connection} from '../../source/commands/connection.ts';
import {sessionOn} from '../../source/commands/session.ts';
import {parseFlags} from '../../source/flags.ts';
import {homeOf} from '../../source/store/home.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let lab: Lab | undefined;

afterEach(async () => {
	await lab?.close();
	lab = undefined;
});

/** A connection that keeps what must stay secret: every token that was presented, every stream URL. */
const watched = (connection: Connection) => {
	const secrets = new Set<string>();
	const open = connection.openSocket;
	const openSocket: Connection['openSocket'] = async (url, signal) => {
		secrets.add(url);
		const socket = await open(url, signal);
		return {
			...socket,
			send: data => {
				if (typeof data === 'string') secrets.add(JSON.parse(data).TokenValue);
				socket.send(data);
			},
		};
	};
	const there: Connection = {...connection, openSocket, inRegion: async () => there};
	return {there, secrets};
};

const filesBelow = (folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name));

it('tells tokens and stream URLs nowhere: in no event, line, error, journal or argument', async () => {
	lab = await openLab();
	const {there, secrets} = watched(lab.connection);
	Object.assign(lab.connection, {openSocket: there.openSocket, inRegion: there.inRegion});
	const told: unknown[] = [await lab.up('--yes', '--accept'), await lab.verify()];
	const session = async (args: readonly string[], broken: Partial<Connection> = {}) => {
		const lines: string[] = [];
		const say = (line: string | Uint8Array) => void lines.push(Buffer.from(line).toString());
		const connection: Connection = {...there, ...broken, inRegion: async () => connection};
		const code = await sessionOn(
			connection,
			parseFlags(['session', '--simulate', ...args]),
			{
				env: {},
				cwd: lab!.home,
				home: homeOf({PRIVATELINK_WIZARD_HOME: lab!.home}),
				signal: new AbortController().signal,
				mode: 'plain',
				write: say,
				warn: say,
				stopIsTheEnd: () => {},
				onExit: () => () => {},
				holdTerminal: () => () => {},
				reportCrash: error => {
					throw error;
				},
			},
			{
				isTerminal: false,
				stdinIsTerminal: false,
				size: () => ({columns: 80, rows: 24}),
				onResize: () => () => {},
				readRaw: () => () => {},
				readAll: async () => '',
				write: say,
			},
		).catch((error: Error) => {
			lines.push(JSON.stringify(error, Object.getOwnPropertyNames(error)), String(error.stack), String(error.cause));
		});
		told.push({code, lines});
	};
	// Resumed on the way, with a token of its own.
	lab.simulator.dataChannels.setFaults({close: {code: 1006, afterFrames: 6}});
	await session(['--', 'sleep 20; echo $0; env; exit 3']);
	lab.simulator.dataChannels.setFaults({});
	await session(['--', 'true'], {openSocket: () => Promise.reject(new Error('refused'))});
	const kept = filesBelow(lab.home).map(file => readFileSync(file, 'utf8'));
	expect(kept.length).toBeGreaterThan(0);
	expect(secrets.size).toBeGreaterThan(5);
	const everything = [JSON.stringify(told), ...kept, process.argv.join(' '), JSON.stringify(lab.world.calls)].join(
		'\n',
	);
	expect([...secrets].filter(secret => everything.includes(secret))).toEqual([]);
});
