import {classify} from '../aws/errors.ts';
import {type SessionRequest, type StartedSession, startSession} from '../aws/session.ts';
import {type Obstacles, sessionObstacles} from '../aws/session-obstacles.ts';
import {UserError} from '../errors.ts';
import type {Connection} from './connection.ts';

/** An agent that is online may still refuse sessions for minutes after its start, ms. */
const patience = 5 * 60_000;
const pause = 5_000;

/**
 * StartSession, again for up to 5 minutes while the target is not connected; `onWait` hears then what may keep it away.
 * @throws UserError with what keeps the agent away; what else AWS answers; the signal's reason
 */
export const startWhenConnected = async (
	connection: Pick<Connection, 'clients' | 'clock'>,
	request: SessionRequest,
	signal: AbortSignal,
	onWait: (causes: readonly string[]) => void = () => {},
): Promise<StartedSession> => {
	const {clients, clock} = connection;
	const deadline = clock.now() + patience;
	for (let isFirst = true; ; isFirst = false) {
		try {
			return await startSession(clients, request);
		} catch (error) {
			const {class: found, code} = classify(error, 'StartSession');
			const isAway = code === 'TargetNotConnected';
			if (found === 'fatal' || found === 'credentials') throw error;
			const isLate = clock.now() > deadline;
			if (isLate && !isAway) throw error;
			const obstacles = isAway && (isFirst || isLate) ? await obstaclesOf(connection, request) : undefined;
			if (obstacles && (isLate || obstacles.isFinal)) throw notConnected(request, obstacles, error);
			if (obstacles) onWait(obstacles.causes);
			await clock.sleep(pause, signal);
		}
	}
};

/** Who may not describe anything still hears that nobody answered. */
const obstaclesOf = async (
	{clients}: Pick<Connection, 'clients'>,
	{instanceId}: SessionRequest,
): Promise<Obstacles> => {
	try {
		return await sessionObstacles(clients, instanceId);
	} catch (error) {
		const {code, message} = classify(error, 'DescribeInstances');
		return {causes: [`Why could not be looked up: ${code}: ${message}`], isFinal: false};
	}
};

const notConnected = ({instanceId}: SessionRequest, {causes}: Obstacles, cause: unknown): UserError =>
	new UserError(`No session can be opened on ${instanceId}: Session Manager's agent is not connected.`, {
		nextSteps: [...causes, 'Try again once that is mended: an agent that sleeps wakes by a restart of the instance.'],
		cause,
	});
