import type {Clock} from '../../clock.ts';
import type {Socket} from '../../session/port.ts';
import type {MachineHost} from '../machines/port.ts';
import {digestHex, seededRandom} from '../random.ts';
import type {SessionRecord, World} from '../world.ts';
import type {Agent} from './agent.ts';
import {startCommand} from './command-agent.ts';
import {createLink} from './link.ts';
import {startShell} from './shell-agent.ts';

/** A session under way: what runs on the machine, and the line to its client while there is one. */
export type ServedSession = {
	/** Goes on over this socket, whose first frame was accepted; returns what takes its further frames. */
	readonly attach: (socket: Socket) => (frame: Uint8Array | string) => void;
	/** The service ends it: the client is told `reason` (may be empty). */
	readonly terminate: (reason: string) => void;
	/** Aborted when it has ended. */
	readonly signal: AbortSignal;
};

/** The document without a terminal; every other document is a shell on one. */
const commandDocument = 'AWS-StartNonInteractiveCommand';

/**
 * How long a session may stand without input and output, ms: Session Manager's default.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html
 */
const idleTimeout = 20 * 60_000;

/** Starts what a session runs. */
export const serveSession = ({
	world,
	clock,
	machines,
	randomUuid,
	record,
}: {
	readonly world: World;
	readonly clock: Clock;
	readonly machines: MachineHost;
	readonly randomUuid: () => string;
	readonly record: SessionRecord;
}): ServedSession => {
	let agent: Agent | undefined;
	const link = createLink({
		clock,
		random: seededRandom(world.seed, Number.parseInt(digestHex(record.id, 8), 16)),
		randomUuid,
		sessionId: record.id,
		onInput: (payloadType, payload) => agent?.input(payloadType, payload),
		onEnd: () => {
			record.state = 'terminated';
		},
	});

	const endWhenIdle = async () => {
		try {
			for (let left = idleTimeout; left > 0; left = link.lastActivity() + idleTimeout - clock.now())
				await clock.sleep(left, link.signal);
			// What the service says of it is not known.
			link.close('Session timed out due to inactivity.');
		} catch (error) {
			if (!link.signal.aborted) throw error;
		}
	};

	const start = () => {
		try {
			const run = record.documentName === commandDocument ? startCommand : startShell;
			agent = run({world, clock, machines, record, link});
			void endWhenIdle();
		} catch (error) {
			// The machine is not up: the service tells the client in the closing message.
			link.close(error instanceof Error ? error.message : String(error));
		}
	};

	return {
		attach: socket => {
			const receive = link.attach(socket);
			if (!agent) start();
			return receive;
		},
		terminate: link.close,
		signal: link.signal,
	};
};
