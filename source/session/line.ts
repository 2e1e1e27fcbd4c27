import type {Clock} from '../clock.ts';
import {UserError} from '../errors.ts';
import type {Channel} from './channel.ts';
import {type Liveness, watchLiveness} from './liveness.ts';
import type {Connection, Resume} from './port.ts';

/** How the line under a session stands: the session outlives its sockets. */
export type LineState =
	| {readonly state: 'connected'}
	/** Opened anew by itself. */
	| {readonly state: 'reconnecting'; readonly reason: string}
	/** Left until somebody asks for it to be opened anew. */
	| {readonly state: 'broken'; readonly reason: string};

export type Line = {
	/** Goes over this socket from now on. */
	readonly use: (connection: Connection) => void;
	/** Reads nothing more until this is settled. */
	readonly waitFor: (taken: Promise<unknown>) => void;
	/** The far side gave a sign of life. */
	readonly heard: () => void;
	/** The socket closed by itself. */
	readonly disconnected: (code: number) => void;
	/** The far side cannot be reached though the socket is open. */
	readonly giveUp: (reason: string) => void;
	/** Opens a broken line anew; silent otherwise. */
	readonly reconnect: () => void;
};

/** As the genuine client tries: at once, then five times with pauses that double, ms. */
const attempts = 6;
const firstPause = 150;

/**
 * Keeps a line under `channel` until `signal` is aborted. Without `resume` a line that breaks is over: `onOver` hears why.
 * `present` makes the first frame of a socket from its token.
 */
export const createLine = ({
	clock,
	channel,
	present,
	resume,
	onState,
	onOver,
	signal,
}: {
	readonly clock: Clock;
	readonly channel: Channel;
	readonly present: (token: string) => string;
	readonly resume: Resume | undefined;
	readonly onState: (state: LineState) => void;
	readonly onOver: (reason: string) => void;
	readonly signal: AbortSignal;
}): Line => {
	let current: {readonly socket: Connection['socket']; readonly gone: AbortController} | undefined;
	let liveness: Liveness | undefined;
	/** Tries since the far side was last heard: a service that takes a socket only to close it must not be called for ever. */
	let tries = 0;
	let holds = 0;
	let broken: string | undefined;
	let isBusy = false;
	/** Why the line that was just opened is closed again. */
	let closedAgain: string | undefined;

	const letGo = () => {
		current?.gone.abort();
		current = undefined;
		liveness = undefined;
	};

	const watch = async (watched: Liveness, gone: AbortSignal) => {
		try {
			await watched.dead;
		} catch (error) {
			if (gone.aborted) return;
			throw error;
		}
		giveUp('The far side has not answered for 30 s.');
	};

	const use = ({socket, token}: Connection) => {
		const gone = new AbortController();
		current = {socket, gone};
		socket.send(present(token));
		channel.attach(socket);
		// It may have been closed meanwhile.
		if (current?.socket !== socket) return;
		const either = AbortSignal.any([gone.signal, signal]);
		if (holds > 0) socket.pause();
		liveness = watchLiveness(socket, {clock, isHeld: () => holds > 0, signal: either});
		void watch(liveness, either);
	};

	const giveUp = (reason: string) => {
		const {socket} = current ?? {};
		letGo();
		channel.detach();
		socket?.close();
		if (!resume) return onOver(reason);
		broken = reason;
		onState({state: 'broken', reason});
	};

	/** One try; undefined when it succeeded, else why not. */
	const tryOnce = async (open: Resume): Promise<string | undefined> => {
		try {
			const next = await open(signal);
			if (next === 'over') {
				onOver('The session has ended while the connection was down.');
				return undefined;
			}
			if (signal.aborted) {
				next.socket.close();
				return undefined;
			}
			closedAgain = undefined;
			use(next);
			if (closedAgain === undefined) onState({state: 'connected'});
			return closedAgain;
		} catch (error) {
			if (error instanceof UserError) return error.message;
			throw error;
		}
	};

	const openAnew = async (open: Resume, reason: string): Promise<void> => {
		if (isBusy) return;
		isBusy = true;
		broken = undefined;
		onState({state: 'reconnecting', reason});
		let why: string | undefined = reason;
		try {
			while (why !== undefined && tries < attempts) {
				if (tries > 0) await clock.sleep(firstPause * 2 ** (tries - 1), signal);
				tries++;
				why = await tryOnce(open);
			}
		} catch (error) {
			if (signal.aborted) return;
			throw error;
		} finally {
			isBusy = false;
		}
		if (why !== undefined && !signal.aborted) giveUp(why);
	};

	return {
		use,
		waitFor: taken => {
			holds++;
			if (holds === 1) current?.socket.pause();
			const letGoOn = () => {
				holds--;
				if (holds === 0) current?.socket.resume();
			};
			taken.then(letGoOn, letGoOn);
		},
		heard: () => {
			tries = 0;
			liveness?.heard();
		},
		disconnected: code => {
			letGo();
			const reason = `The connection was closed with code ${code}.`;
			closedAgain = reason;
			if (resume) void openAnew(resume, reason);
			else onOver(reason);
		},
		giveUp,
		reconnect: () => {
			if (broken === undefined || !resume) return;
			tries = 0;
			void openAnew(resume, broken);
		},
	};
};
