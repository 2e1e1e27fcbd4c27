import {describe, expect, it} from 'vitest';
import {startSession, terminateSession} from '../../source/aws/session.ts';
import {recordClients} from './recorded-clients.ts';

const started = {SessionId: 's-1', TokenValue: 'token', StreamUrl: 'wss://stream'};

describe('sessions', () => {
	it('name the document and its parameters', async () => {
		const request = {
			instanceId: 'i-1',
			documentName: 'AWS-StartNonInteractiveCommand',
			parameters: {command: ['uptime'], separateOutputStream: ['true']},
		};
		const {clients, calls} = recordClients({startSession: started});
		expect(await startSession(clients, request)).toEqual({
			sessionId: 's-1',
			token: 'token',
			streamUrl: 'wss://stream',
		});
		expect(calls[0]?.input).toEqual({
			Target: 'i-1',
			DocumentName: 'AWS-StartNonInteractiveCommand',
			Parameters: {command: ['uptime'], separateOutputStream: ['true']},
		});
	});

	it('are shells where no document is named', async () => {
		const {clients, calls} = recordClients({startSession: started, terminateSession: {}});
		await startSession(clients, {instanceId: 'i-1'});
		await terminateSession(clients, 's-1');
		expect(calls.map(({input}) => input)).toEqual([
			{Target: 'i-1', DocumentName: undefined, Parameters: undefined},
			{SessionId: 's-1'},
		]);
	});
});
