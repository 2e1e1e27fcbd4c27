import type {AwsClients} from './clients.ts';

export type SessionRequest = {
	readonly instanceId: string;
	/** A session document; absent: the account's own, an interactive shell. */
	readonly documentName?: string;
	readonly parameters?: Readonly<Record<string, readonly string[]>>;
};

export type StartedSession = {readonly sessionId: string; readonly token: string; readonly streamUrl: string};

/** Opens a Session Manager session. @throws TargetNotConnected while the agent is not there yet. */
export const startSession = async (clients: AwsClients, request: SessionRequest): Promise<StartedSession> => {
	const ssm = await clients.ssm();
	const {
		SessionId = '',
		TokenValue = '',
		StreamUrl = '',
	} = await ssm.startSession({
		Target: request.instanceId,
		DocumentName: request.documentName,
		Parameters:
			request.parameters &&
			Object.fromEntries(Object.entries(request.parameters).map(([name, values]) => [name, [...values]])),
	});
	return {sessionId: SessionId, token: TokenValue, streamUrl: StreamUrl};
};

/** A fresh token for a session whose connection broke; undefined when the session is over. */
export const resumeSession = async (
	clients: AwsClients,
	sessionId: string,
): Promise<{readonly token: string; readonly streamUrl: string} | undefined> => {
	const ssm = await clients.ssm();
	const {TokenValue, StreamUrl = ''} = await ssm.resumeSession({SessionId: sessionId});
	return TokenValue ? {token: TokenValue, streamUrl: StreamUrl} : undefined;
};

/** Ends a session; ending it twice is fine. */
export const terminateSession = async (clients: AwsClients, sessionId: string): Promise<void> => {
	const ssm = await clients.ssm();
	await ssm.terminateSession({SessionId: sessionId});
};
