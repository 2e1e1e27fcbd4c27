import {
	ResumeSession$,
	type ResumeSessionCommandInput,
	type ResumeSessionCommandOutput,
	StartSession$,
	type StartSessionCommandInput,
	type StartSessionCommandOutput,
	TerminateSession$,
	type TerminateSessionCommandInput,
	type TerminateSessionCommandOutput,
} from '@aws-sdk/client-ssm';
import {isIn} from '../../lookup.ts';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../../operation.ts';
import {drawHex} from '../../random.ts';
import type {SessionRecord} from '../../world.ts';
import {checkSessionDocument, defaultDocument} from './documents.ts';
import {connectedMachine} from './instances.ts';

const newToken = ({world}: Context): string => Buffer.from(drawHex(world, 128), 'hex').toString('base64');

const streamUrl = (sessionId: string, {streamOrigin}: Context): string =>
	`${streamOrigin}/v1/data-channel/${sessionId}?role=publish_subscribe`;

const startSession = (input: StartSessionCommandInput, context: Context): Sent<StartSessionCommandOutput> => {
	const {world, account, principal, region} = context;
	const {Target = '', DocumentName = defaultDocument, Parameters = {}} = input;
	checkSessionDocument(DocumentName, Parameters);
	if (!connectedMachine(Target, context)) throw new ServiceError('TargetNotConnected', `${Target} is not connected.`);
	const session: SessionRecord = {
		id: `${principal.split('/').at(-1)}-${drawHex(world, 17)}`,
		account,
		region,
		instanceId: Target,
		documentName: DocumentName,
		parameters: Parameters,
		owner: principal,
		token: newToken(context),
		state: 'connected',
	};
	world.sessions[session.id] = session;
	return {SessionId: session.id, TokenValue: session.token, StreamUrl: streamUrl(session.id, context)};
};

const findSession = (id: string | undefined, context: Context): SessionRecord | undefined => {
	const {sessions} = context.world;
	const session = id !== undefined && Object.hasOwn(sessions, id) ? sessions[id] : undefined;
	return session && isIn(session, context) ? session : undefined;
};

const resumeSession = ({SessionId}: ResumeSessionCommandInput, context: Context): Sent<ResumeSessionCommandOutput> => {
	const session = findSession(SessionId, context);
	if (!session) throw new ServiceError('DoesNotExistException', `Session ${SessionId} does not exist.`);
	// An answer without a token says that the session is over.
	if (session.state === 'terminated') return {SessionId: session.id};
	session.token = newToken(context);
	return {SessionId: session.id, TokenValue: session.token, StreamUrl: streamUrl(session.id, context)};
};

/** Ends a session; one that is over or unknown is none to end. */
const terminateSession = (
	{SessionId}: TerminateSessionCommandInput,
	context: Context,
): Sent<TerminateSessionCommandOutput> => {
	const session = findSession(SessionId, context);
	if (session?.state === 'connected') {
		session.state = 'terminated';
		context.sessionEnded(session.id);
	}
	return {SessionId};
};

export const operations: readonly Operation[] = [
	operation(StartSession$, startSession),
	operation(ResumeSession$, resumeSession),
	operation(TerminateSession$, terminateSession),
];
