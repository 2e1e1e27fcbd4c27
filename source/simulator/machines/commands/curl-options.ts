import {type OptionTable, type ParsedOptions, parseOptions} from '../options.ts';

/** The options of curl that this one has. Those that change nothing here are accepted as scripts give them. */
const table = {
	silent: {short: 's'},
	'show-error': {short: 'S'},
	fail: {short: 'f'},
	'fail-with-body': {},
	output: {short: 'o', value: true},
	'dump-header': {short: 'D', value: true},
	'write-out': {short: 'w', value: true},
	include: {short: 'i'},
	head: {short: 'I'},
	verbose: {short: 'v'},
	location: {short: 'L'},
	ipv4: {short: '4'},
	ipv6: {short: '6'},
	request: {short: 'X', value: true},
	header: {short: 'H', value: true},
	'user-agent': {short: 'A', value: true},
	data: {short: 'd', value: true},
	insecure: {short: 'k'},
	'max-time': {short: 'm', value: true},
	'connect-timeout': {value: true},
	retry: {value: true},
	'retry-delay': {value: true},
	'retry-max-time': {value: true},
	'retry-all-errors': {},
	'retry-connrefused': {},
	'no-progress-meter': {},
	'progress-bar': {short: '#'},
	'no-buffer': {short: 'N'},
	'http1.1': {},
	compressed: {},
	noproxy: {value: true},
	url: {value: true},
	version: {short: 'V'},
	help: {short: 'h'},
} as const satisfies OptionTable;

export type CurlRequest = {
	readonly urls: readonly string[];
	readonly method: string;
	/** In lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Milliseconds; absent: no limit. */
	readonly maxTime?: number;
	readonly connectTimeout?: number;
	readonly retries: number;
	/** Milliseconds; absent: doubles from one second on. */
	readonly retryDelay?: number;
	readonly retryMaxTime?: number;
	readonly retryOn: 'transient' | 'refused' | 'all';
	readonly failOnError: 'no' | 'yes' | 'with-body';
	readonly follow: boolean;
	readonly ipv6: boolean;
	readonly include: boolean;
	readonly verbose: boolean;
	readonly silent: boolean;
	readonly showError: boolean;
	readonly output?: string;
	readonly dumpHeader?: string;
	readonly writeOut: string;
};

const last = (values: readonly string[] | undefined): string | undefined => values?.at(-1);

const milliseconds = (value: string | undefined): number | undefined =>
	value === undefined ? undefined : Math.round(1000 * Number(value));

const parseHeaders = (lines: readonly string[]): Readonly<Record<string, string>> =>
	Object.fromEntries(
		lines.map(line => {
			const [name = '', ...value] = line.split(':');
			return [name.trim().toLowerCase(), value.join(':').trim()];
		}),
	);

const methodOf = (options: ParsedOptions['options']): string =>
	last(options['request']) ?? (options['head'] ? 'HEAD' : options['data'] ? 'POST' : 'GET');

/** Leaves out what is undefined. */
const defined = <Given extends Record<string, unknown>>(given: Given) =>
	Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Given]?: Exclude<Given[Key], undefined>;
	};

/** What the arguments ask for, or `version`, or an error in curl's words. */
export const readCurlOptions = (args: readonly string[]): CurlRequest | 'version' | {readonly error: string} => {
	const {options, operands, unknown} = parseOptions(args, table);
	if (unknown !== undefined) {
		return {
			error: `curl: option ${unknown}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
		};
	}
	if (options['version']) return 'version';
	const urls = [...(options['url'] ?? []), ...operands];
	if (urls.length === 0) {
		return {error: "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n"};
	}
	return {
		urls,
		method: methodOf(options),
		headers: {
			'user-agent': last(options['user-agent']) ?? 'curl/8.5.0',
			accept: '*/*',
			...parseHeaders(options['header'] ?? []),
		},
		retries: Number(last(options['retry']) ?? 0),
		retryOn: options['retry-all-errors'] ? 'all' : options['retry-connrefused'] ? 'refused' : 'transient',
		failOnError: options['fail-with-body'] ? 'with-body' : options['fail'] ? 'yes' : 'no',
		follow: options['location'] !== undefined,
		ipv6: options['ipv6'] !== undefined,
		include: options['include'] !== undefined || options['head'] !== undefined,
		verbose: options['verbose'] !== undefined,
		silent: options['silent'] !== undefined,
		showError: options['silent'] === undefined || options['show-error'] !== undefined,
		writeOut: last(options['write-out']) ?? '',
		...defined({
			maxTime: milliseconds(last(options['max-time'])),
			connectTimeout: milliseconds(last(options['connect-timeout'])),
			retryDelay: milliseconds(last(options['retry-delay'])),
			retryMaxTime: milliseconds(last(options['retry-max-time'])),
			output: last(options['output']),
			dumpHeader: last(options['dump-header']),
		}),
	};
};
