import {containsAddress} from '../plan/cidr.ts';

/** How long the request is repeated before it counts as failed. */
export type Patience = {
	/** How often curl tries again; each try takes up to 10 s and is followed by 5 s of rest. */
	readonly retries: number;
	/** Seconds after which it tries no more, well below the 20 minutes after which an idle session is ended. */
	readonly seconds: number;
};

/** After a build: a connection that is `available` may take minutes until it carries traffic. */
export const freshlyBuilt: Patience = {retries: 90, seconds: 450};

/** On a deployment that stands: it answers, or something is wrong. */
export const standing: Patience = {retries: 3, seconds: 60};

const separator = '--- resolved ---';

/**
 * The command that a session runs on the consumer's private instance: curl with retries, the answer with its headers,
 * the address that answered, then what the endpoint's name resolves to. It ends with curl's exit code.
 */
export const requestCommand = (host: string, {retries, seconds}: Patience): string =>
	[
		`curl -sS -i --connect-timeout 5 --max-time 10 --retry ${retries} --retry-delay 5 --retry-max-time ${seconds} --retry-all-errors -w '\\n%{remote_ip}\\n' http://${host}/`,
		'code=$?',
		`echo '${separator}'`,
		`getent hosts ${host}`,
		'exit $code',
		// One line: a document's parameter is no place for others.
	].join('; ');

/** What came back, as far as it could be read. */
export type Answer = {
	readonly status: number;
	readonly server: string;
	readonly remoteAddress: string;
	readonly body: string;
	/** Addresses that the name resolved to. */
	readonly resolved: readonly string[];
};

/** Reads the output of `requestCommand`; undefined when no HTTP answer is in it. */
export const readAnswer = (stdout: string): Answer | undefined => {
	const [exchange = '', resolution = ''] = stdout.replaceAll('\r\n', '\n').split(`${separator}\n`);
	// With retries curl prints every answer; the last one counts.
	const start = exchange.lastIndexOf('\nHTTP/') + 1;
	const text = exchange.slice(start);
	const status = /^HTTP\/[\d.]+ (\d{3})/.exec(text)?.[1];
	const blank = text.indexOf('\n\n');
	if (status === undefined || blank === -1) return undefined;
	const head = text.slice(0, blank);
	const rest = text.slice(blank + 2).trimEnd();
	const lastLine = rest.lastIndexOf('\n');
	return {
		status: Number(status),
		server: /^server: *(.*)$/im.exec(head)?.[1] ?? '',
		remoteAddress: rest.slice(lastLine + 1).trim(),
		body: `${rest.slice(0, Math.max(0, lastLine)).trimEnd()}\n`,
		resolved: resolution.split('\n').flatMap(line => line.trim().split(/\s+/)[0] || []),
	};
};

/** What the answer must show to prove that it came over PrivateLink from this deployment's Apache. */
export type Expected = {
	readonly consumerCidr: string;
	/** `<name>.<id>` */
	readonly deployment: string;
	/** Of the provider's private instance. */
	readonly instanceId: string;
};

/** Why the answer proves nothing; undefined when it proves the request. */
export const objection = (answer: Answer, {consumerCidr, deployment, instanceId}: Expected): string | undefined => {
	if (answer.status !== 200) return `the answer has the status ${answer.status}, not 200`;
	const outside = [answer.remoteAddress, ...answer.resolved].find(address => !containsAddress(consumerCidr, address));
	if (outside !== undefined) return `the address ${outside} is not inside the consumer VPC (${consumerCidr})`;
	if (answer.resolved.length === 0) return 'the name of the endpoint did not resolve';
	const marker = `privatelink-wizard ${deployment} ${instanceId}`;
	if (!answer.body.includes(marker)) return `the page is not that of this deployment: it lacks "${marker}"`;
	return undefined;
};
