import {request} from 'node:http';
import {connect} from 'node:net';

export type Heard = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
};

/** Sends one request to a server on the loopback. */
export const ask = (
	port: number,
	{
		method = 'POST',
		path = '/',
		headers = {},
		body = '',
	}: {
		readonly method?: string;
		readonly path?: string;
		readonly headers?: Readonly<Record<string, string>>;
		readonly body?: string | Uint8Array;
	},
): Promise<Heard> =>
	new Promise((resolve, reject) => {
		const sent = request({host: '127.0.0.1', port, method, path, headers, agent: false}, response => {
			let text = '';
			response
				.setEncoding('utf8')
				.on('data', chunk => {
					text += chunk;
				})
				.on('end', () => resolve({status: response.statusCode ?? 0, headers: response.headers, text}))
				.on('error', reject);
		});
		sent.on('error', reject).end(body);
	});

/** Sends bytes as they are and gives all that comes back until the server closes. */
export const talk = (port: number, bytes: string): Promise<string> =>
	new Promise(resolve => {
		let heard = '';
		const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
		socket
			.setEncoding('latin1')
			.on('data', chunk => {
				heard += chunk;
			})
			// A server that cuts the connection has said what it has to say.
			.on('error', () => {})
			.on('close', () => resolve(heard));
	});
