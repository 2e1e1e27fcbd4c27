import type {IncomingMessage} from 'node:http';

/** The longest body that is taken, bytes; AWS's own limits for these services are far below. */
const longestBody = 2 ** 20;

/** Reads a request's body; undefined where it is too long: the rest of it was not kept. @throws when the client goes away */
export const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
	if (Number(request.headers['content-length'] ?? 0) > longestBody) return undefined;
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of request.iterator({destroyOnReturn: false})) {
		length += (chunk as Uint8Array).length;
		if (length > longestBody) return undefined;
		chunks.push(chunk as Uint8Array);
	}
	return Buffer.concat(chunks);
};
