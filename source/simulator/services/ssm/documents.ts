import {ServiceError} from '../../operation.ts';

/** A parameter of a document. */
type DocumentParameter = {
	readonly required: boolean;
	readonly pattern?: RegExp;
	/** Takes any number of values; one otherwise. */
	readonly list?: boolean;
};

type DocumentTable = Readonly<Record<string, Readonly<Record<string, DocumentParameter>>>>;

/** What Session Manager opens where no document is named: the account's preferences, a shell by default. */
export const defaultDocument = 'SSM-SessionManagerRunShell';

/** What sessions are started with: by document, its parameters by name. */
const sessionDocuments: DocumentTable = {
	[defaultDocument]: {},
	'AWS-StartInteractiveCommand': {command: {required: true}},
	'AWS-StartNonInteractiveCommand': {
		command: {required: true},
		separateOutputStream: {required: false, pattern: /^(true|false)$/i},
		stdoutSeparatorPrefix: {required: false},
		stderrSeparatorPrefix: {required: false},
	},
};

/** What Run Command runs; the patterns are those of the document. */
const commandDocuments: DocumentTable = {
	'AWS-RunShellScript': {
		commands: {required: true, list: true},
		workingDirectory: {required: false},
		/** Seconds, 1 to 172,800. */
		executionTimeout: {
			required: false,
			pattern: /^(?:[1-9]\d{0,4}|1[0-6]\d{4}|17[01]\d{3}|172[0-7]\d{2}|172800)$/,
		},
	},
};

type Parameters = Readonly<Record<string, readonly string[]>>;

const invalid = (message: string) => new ServiceError('InvalidParameters', message);

/** @throws ServiceError InvalidDocument, InvalidParameters */
const check = (documents: DocumentTable, name: string, parameters: Parameters): void => {
	const declared = Object.hasOwn(documents, name) ? documents[name] : undefined;
	if (!declared) throw new ServiceError('InvalidDocument', `Document with name ${name} does not exist.`);
	for (const [key, values] of Object.entries(parameters)) {
		const parameter = Object.hasOwn(declared, key) ? declared[key] : undefined;
		if (!parameter) throw invalid(`Parameter "${key}" is not defined in document ${name}`);
		const [value = ''] = values;
		if (values.length !== 1 && !parameter.list) throw invalid(`Parameter "${key}" takes one value`);
		if (parameter.pattern && !parameter.pattern.test(value)) throw invalid(`Parameter "${key}" has an invalid value`);
	}
	for (const [key, {required}] of Object.entries(declared)) {
		if (required && !parameters[key]?.[0]) throw invalid(`Parameter "${key}" requires a value`);
	}
};

/**
 * Checks what a session is to be started with.
 * @throws ServiceError InvalidDocument, InvalidParameters
 */
export const checkSessionDocument = (name: string, parameters: Parameters): void =>
	check(sessionDocuments, name, parameters);

/**
 * Checks what a command is to be sent with.
 * @throws ServiceError InvalidDocument, InvalidParameters
 */
export const checkCommandDocument = (name: string, parameters: Parameters): void =>
	check(commandDocuments, name, parameters);
