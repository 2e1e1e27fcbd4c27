import type {IncomingMessage, ServerResponse} from 'node:http';
import {UserError} from '../../errors.ts';
import {isSameSecret} from '../signature/same-secret.ts';

/** Sends values until the returned function is called. */
type Streaming = (send: (value: unknown) => void) => () => void;

/** What an admin call answers: a value, or values as long as the client listens. */
export type AdminAnswer = {readonly value: unknown} | {readonly stream: Streaming};

/** By method and path, e.g. `POST /_simulator/scenario`. @throws UserError for an input that does not do */
export type AdminCalls = Readonly<Record<string, (input: string) => AdminAnswer>>;

/** The calls that are not AWS's, for who has the token. */
export type Admin = {readonly token: string; readonly calls: AdminCalls};

const prefix = '/_simulator/';

export const isAdmin = ({url = ''}: IncomingMessage): boolean => url.startsWith(prefix);

type Reply = {readonly status: number; readonly value: unknown};

const replyTo = (call: () => AdminAnswer): Reply | {readonly stream: Streaming} => {
	try {
		const answer = call();
		return 'value' in answer ? {status: 200, value: answer.value} : answer;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {status: 400, value: {message: error.message, nextSteps: error.nextSteps}};
	}
};

const refusalOf = (status: number, message: string): Reply => ({status, value: {message}});

const answerOf = (
	{token, calls}: Admin,
	{method = '', url = '', headers}: IncomingMessage,
	body: Uint8Array,
): Reply | {readonly stream: Streaming} => {
	const [, given = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
	if (!isSameSecret(given, token)) return refusalOf(403, 'Only the owner of this world may do that.');
	const name = `${method} ${url.split('?')[0]}`;
	const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
	return call ? replyTo(() => call(new TextDecoder().decode(body))) : refusalOf(404, `There is no ${name}.`);
};

/** Answers a call for who presents the token as `Authorization: Bearer …`; all answers are JSON. */
export const answerAdmin = (
	admin: Admin,
	request: IncomingMessage,
	body: Uint8Array,
	response: ServerResponse,
): void => {
	const answer = answerOf(admin, request, body);
	if ('stream' in answer) {
		response.writeHead(200, {'content-type': 'application/x-ndjson'});
		response.flushHeaders();
		response.on(
			'close',
			answer.stream(value => response.write(`${JSON.stringify(value)}\n`)),
		);
	} else {
		response.writeHead(answer.status, {'content-type': 'application/json'}).end(`${JSON.stringify(answer.value)}\n`);
	}
};
