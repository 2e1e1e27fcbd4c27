import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {virtualClock} from '../../../source/clock.ts';
import type {Simulator} from '../../../source/simulator/simulator.ts';
import {apiSimulator} from '../../helpers/simulator.ts';

/** A request and what came back, in bytes. */
export type Exchange = {
	readonly service: string;
	/** As it stands in the story. */
	readonly operation: string;
	readonly at: number;
	readonly request: {readonly headers: Readonly<Record<string, string>>; readonly body: string};
	readonly response: {
		readonly status: number;
		readonly headers: Readonly<Record<string, string>>;
		readonly body: string;
	};
};

/** The code of a refusal; undefined for an answer. */
export const codeOf = ({response: {status, body}}: Exchange): string | undefined =>
	status === 200 ? undefined : (/<Code>([^<]+)</.exec(body)?.[1] ?? /"__type":"([^"]+)"/.exec(body)?.[1]);

const folder = path.join(import.meta.dirname, 'stories');

export const storyNames = readdirSync(folder).map(file => path.basename(file, '.txt'));

/** Literal, as clients send them. */
const versions: Readonly<Record<string, string>> = {
	ec2: '2016-11-15',
	elasticloadbalancing: '2015-12-01',
	iam: '2010-05-08',
	sts: '2011-06-15',
};
const targets: Readonly<Record<string, string>> = {ssm: 'AmazonSSM', kms: 'TrentService'};

const encodeForm = (text: string): string =>
	text
		.split('&')
		.map(pair => {
			const at = pair.indexOf('=');
			return `${pair.slice(0, at)}=${encodeURIComponent(pair.slice(at + 1))}`;
		})
		.join('&');

const requestOf = (service: string, rest: string, key: string): Exchange['request'] => {
	const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260105/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
	const target = targets[service];
	if (target === undefined) {
		const body = rest.includes('Version=') ? rest : `${rest}&Version=${versions[service]}`;
		return {
			headers: {'content-type': 'application/x-www-form-urlencoded; charset=utf-8', authorization},
			body: encodeForm(body),
		};
	}
	const [operation = '', ...json] = rest.split(' ');
	return {
		headers: {'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${operation}`, authorization},
		body: json.join(' '),
	};
};

const operationOf = (rest: string): string => /(?:^|&)Action=(\w+)/.exec(rest)?.[1] ?? rest.split(' ')[0] ?? '';

/** What stands in the first element or member of that name. */
const valueIn = (text: string, name: string): string => {
	const found = new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1];
	if (found === undefined) throw new Error(`There is no ${name} in ${text}`);
	return found;
};

/**
 * Plays a story on a new world with seed 1, in virtual time. Its lines: `SERVICE request` (as it stands on the wire, but
 * for the encoding of values and the version), `keep NAME ELEMENT` of the last answer, `wait SECONDS`, `as ACCESSKEY`,
 * `online INSTANCE` (no machine runs here: it says that one does), `plan SCENARIO`, `# words`. `{NAME}` stands for what was kept.
 */
export const play = async (
	name: string,
	seen: (exchange: Exchange, simulator: Simulator) => void | Promise<void> = () => {},
): Promise<readonly Exchange[]> => {
	const clock = virtualClock();
	const simulator = apiSimulator({clock});
	simulator.start();
	const kept = new Map<string, string>();
	const exchanges: Exchange[] = [];
	let key = 'AKIAIOSFODNN7EXAMPLE';
	const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, word) => kept.get(word) ?? whole);
	for (const line of readFileSync(path.join(folder, `${name}.txt`), 'utf8').split('\n')) {
		const [verb = '', ...words] = fill(line).split(' ');
		const rest = words.join(' ');
		if (verb === '' || verb === '#') continue;
		if (verb === 'wait') await clock.sleep(1000 * Number(rest));
		else if (verb === 'as') key = rest;
		else if (verb === 'keep') kept.set(words[0] ?? '', valueIn(exchanges.at(-1)?.response.body ?? '', words[1] ?? ''));
		else if (verb === 'plan') Object.assign(simulator.world.scenario, {plan: JSON.parse(rest)});
		else if (verb === 'online') {
			const machine = simulator.world.machines[rest];
			if (!machine) throw new Error(`There is no machine ${rest}`);
			machine.power = 'up';
			machine.agent = {state: 'online', reason: '', lastPing: clock.now()};
		} else {
			const request = requestOf(verb, rest, key);
			const bytes = new TextEncoder().encode(request.body);
			const answer = simulator.handle({method: 'POST', path: '/', headers: request.headers, body: bytes});
			const {status, headers, body} = answer;
			const exchange: Exchange = {
				service: verb,
				operation: operationOf(rest),
				at: clock.now(),
				request,
				response: {status, headers, body: new TextDecoder().decode(body)},
			};
			exchanges.push(exchange);
			await seen(exchange, simulator);
		}
	}
	await simulator.close();
	return exchanges;
};

/** XML with a line an element; nothing is lost, as none of our answers has space between elements. */
const laidOut = (body: string): string => {
	if (!body.startsWith('<')) return body;
	let depth = 0;
	return body
		.split(/(?<=>)(?=<)/)
		.map(piece => {
			if (piece.startsWith('</')) depth--;
			const line = '  '.repeat(Math.max(0, depth)) + piece;
			if (/^<[^/?]/.test(piece) && !piece.includes('</') && !piece.endsWith('/>')) depth++;
			return line;
		})
		.join('\n');
};

const told = (headers: Readonly<Record<string, string>>): string =>
	Object.entries(headers)
		.map(([name, value]) => `${name}: ${value}`)
		.join('\n');

/** Exchanges as a person reads them. */
export const format = (exchanges: readonly Exchange[]): string =>
	exchanges
		.map(({operation, at, request, response}) =>
			[
				`=== ${operation} at ${new Date(at).toISOString()}`,
				`POST / HTTP/1.1\n${told(request.headers)}\n\n${request.body}\n`,
				`HTTP/1.1 ${response.status}\n${told(response.headers)}\n\n${laidOut(response.body)}\n`,
			].join('\n'),
		)
		.join('\n');
