import {classify, toUserError} from '../aws/errors.ts';
import {resumeSession, type StartedSession} from '../aws/session.ts';
import {UserError} from '../errors.ts';
import {openSession, type Session, type SessionOptions} from '../session/client.ts';
import type {Resume} from '../session/port.ts';
import type {Connection} from './connection.ts';

/**
 * Opens a session that AWS has started, and resumes it by ResumeSession when its connection breaks.
 * @throws UserError when the connection is refused; the signal's reason
 */
export const openStarted = async (
	{clients, clock, openSocket}: Connection,
	{sessionId, token, streamUrl}: StartedSession,
	options: Pick<SessionOptions, 'onOutput' | 'onLine'> & {readonly signal?: AbortSignal},
): Promise<Session> => {
	const resume: Resume = async signal => {
		try {
			const again = await resumeSession(clients, sessionId);
			return again ? {token: again.token, socket: await openSocket(streamUrl, signal)} : 'over';
		} catch (error) {
			if (signal.aborted) throw error;
			return overOrThrow(error);
		}
	};
	return openSession({socket: await openSocket(streamUrl, options.signal), token, clock, resume, ...options});
};

/** A session that AWS does not know any more is over. @throws UserError for what AWS or the network refused */
const overOrThrow = (error: unknown): 'over' => {
	if (error instanceof UserError) throw error;
	if (classify(error, 'ResumeSession').code === 'DoesNotExist') return 'over';
	throw toUserError(error, 'ResumeSession');
};
