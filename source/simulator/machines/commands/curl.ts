import type {ExecResult, ResolvedCommandContext} from 'just-bash';
import type {Computer} from '../computer.ts';
import {fail, type MachineCommand, print} from './command.ts';
import {type CurlRequest, readCurlOptions} from './curl-options.ts';
import {headerLines, type Transfer, transfer} from './curl-transfer.ts';

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6);

/** The variables of `--write-out`. */
const variables: Readonly<Record<string, (done: Transfer, request: CurlRequest) => string>> = {
	http_code: ({response}) => String(response?.status ?? 0).padStart(3, '0'),
	response_code: ({response}) => String(response?.status ?? 0).padStart(3, '0'),
	http_version: ({response}) => (response ? '1.1' : '0'),
	remote_ip: done => done.remoteAddress,
	remote_port: done => String(done.remotePort),
	local_ip: done => done.localAddress,
	time_connect: done => seconds(done.remoteAddress ? done.connectTime : 0),
	time_starttransfer: done => seconds(done.response ? done.totalTime : 0),
	time_total: done => seconds(done.totalTime),
	size_download: ({response}) => String(Buffer.byteLength(response?.body ?? '')),
	content_type: ({response}) => response?.headers['Content-Type'] ?? '',
	url: done => done.url,
	url_effective: done => done.url,
	method: (_, request) => request.method,
	scheme: done => done.url.split(':')[0] ?? '',
	exitcode: done => String(done.exitCode),
	errormsg: done => done.error,
	num_redirects: () => '0',
};

const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r'};

const writeOut = (request: CurlRequest, done: Transfer): string =>
	request.writeOut
		.replace(/\\([ntr])/g, (_, letter: string) => escapes[letter] ?? letter)
		.replace(/%\{(\w+)\}/g, (_, name: string) => variables[name]?.(done, request) ?? '')
		.replaceAll('%%', '%');

/** HTTP statuses that curl takes for transient. */
const transientStatuses = [408, 429, 500, 502, 503, 504];

/** Why curl would try again; undefined when it would not. */
const problemOf = (request: CurlRequest, {exitCode, response}: Transfer): string | undefined => {
	if (exitCode === 6 || exitCode === 28) return exitCode === 28 ? 'timeout' : retryAny(request);
	if (response && transientStatuses.includes(response.status)) return 'HTTP error';
	if (exitCode === 7 && request.retryOn !== 'transient') return 'connection refused';
	return exitCode === 0 ? undefined : retryAny(request);
};

const retryAny = ({retryOn}: CurlRequest): string | undefined =>
	retryOn === 'all' ? '(retrying all errors)' : undefined;

const longestDelay = 600_000;

/** Follows redirects, at most 50 as curl does. */
const followed = async (
	computer: Computer,
	request: CurlRequest,
	url: string,
	signal: AbortSignal | undefined,
	left = 50,
): Promise<Transfer> => {
	const done = await transfer(computer, request, url, signal);
	const location = done.response?.headers['Location'];
	const redirects = request.follow && location !== undefined && Math.floor((done.response?.status ?? 0) / 100) === 3;
	if (!redirects) return done;
	if (left === 0) return {...done, exitCode: 47, error: 'Maximum (50) redirects followed'};
	return followed(computer, request, new URL(location, done.url).href, signal, left - 1);
};

/** A URL with its retries: the last transfer, and what curl wrote to stderr on the way. */
const retried = async (
	computer: Computer,
	request: CurlRequest,
	url: string,
	signal: AbortSignal | undefined,
): Promise<{readonly done: Transfer; readonly stderr: string}> => {
	const start = computer.clock.now();
	let stderr = '';
	for (let attempt = 0; ; attempt++) {
		const done = await followed(computer, request, url, signal);
		if (request.verbose) stderr += done.trace.map(line => `${line}\n`).join('');
		const problem = problemOf(request, done);
		const delay = request.retryDelay || Math.min(1000 * 2 ** attempt, longestDelay);
		const late = computer.clock.now() - start + delay > (request.retryMaxTime ?? Number.POSITIVE_INFINITY);
		if (problem === undefined || attempt >= request.retries || late) {
			if (done.error !== '' && request.showError) stderr += `curl: (${done.exitCode}) ${done.error}\n`;
			return {done, stderr};
		}
		if (!request.silent) {
			const left = request.retries - attempt;
			stderr += `Warning: Problem: ${problem}. Will retry in ${Math.ceil(delay / 1000)} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.\n`;
		}
		await computer.clock.sleep(delay, signal);
	}
};

const deliver = async (request: CurlRequest, done: Transfer, {fs, cwd}: ResolvedCommandContext): Promise<string> => {
	const {response} = done;
	const heads = response
		? headerLines(response)
				.map(line => `${line}\r\n`)
				.join('')
		: '';
	const withBody = done.exitCode !== 22 || request.failOnError === 'with-body';
	const content = (request.include ? heads : '') + (response && withBody ? response.body : '');
	if (request.dumpHeader !== undefined && request.dumpHeader !== '-') {
		await fs.writeFile(fs.resolvePath(cwd, request.dumpHeader), heads);
	}
	const toFile = request.output !== undefined && request.output !== '-';
	if (toFile && response && request.output !== '/dev/null') {
		await fs.writeFile(fs.resolvePath(cwd, request.output ?? ''), content);
	}
	return (request.dumpHeader === '-' ? heads : '') + (toFile ? '' : content) + writeOut(request, done);
};

/** curl over the simulated network: it gets an answer only where the packet walk ends at a server. */
export const curl: MachineCommand = {
	name: 'curl',
	run: async (args, {computer}, shell) => {
		const request = readCurlOptions(args);
		if (request === 'version') return print('curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0\nProtocols: http https\n');
		if ('error' in request) return fail(2, request.error);
		let result: ExecResult = print('');
		for (const url of request.urls) {
			const {done, stderr} = await retried(computer, request, url, shell.signal);
			result = {
				stdout: result.stdout + (await deliver(request, done, shell)),
				stderr: result.stderr + stderr,
				exitCode: done.exitCode,
			};
		}
		return result;
	},
};
