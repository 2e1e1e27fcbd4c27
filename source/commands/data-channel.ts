import {generateDataKey} from '../aws/data-key.ts';
import {classify, toUserError} from '../aws/errors.ts';
import {resumeSession, type StartedSession} from '../aws/session.ts';
import {UserError} from '../errors.ts';
import {openSession, type Session, type SessionOptions} from '../session/client.ts';
import type {Resume} from '../session/port.ts';
import type {Connection} from './connection.ts';

/**
 * Opens a session that AWS has started, and resumes it by ResumeSession when its connection breaks. Where the
 * account's preferences encrypt sessions, KMS is asked for the key.
 * @throws UserError when the connection is refused; the signal's reason
 */
export const openStarted = async (
	{clients, clock, openSocket}: Connection,
	{sessionId, token, streamUrl}: StartedSession,
	{
		instanceId,
		...options
	}: Pick<SessionOptions, 'onOutput' | 'onLine'> & {readonly instanceId: string; readonly signal?: AbortSignal},
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
	const encryption = {
		sessionId,
		target: instanceId,
		generateDataKey: (keyId: string, context: Readonly<Record<string, string>>) =>
			generateDataKey(clients, keyId, context),
	};
	const socket = await openSocket(streamUrl, options.signal);
	return openSession({socket, token, clock, resume, encryption, ...options});
};

/** A session that AWS does not know any more is over. @throws UserError for what AWS or the network refused */
const overOrThrow = (error: unknown): 'over' => {
	if (error instanceof UserError) throw error;
	if (classify(error, 'ResumeSession').code === 'DoesNotExist') return 'over';
	throw toUserError(error, 'ResumeSession');
};
