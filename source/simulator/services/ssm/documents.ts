import {ServiceError} from '../../operation.ts';

/** A parameter of a session document. */
type DocumentParameter = {readonly required: boolean; readonly pattern?: RegExp};

/** What Session Manager opens where no document is named: the account's preferences, a shell by default. */
export const defaultDocument = 'SSM-SessionManagerRunShell';

/** By document, its parameters by name. */
const documents: Readonly<Record<string, Readonly<Record<string, DocumentParameter>>>> = {
	[defaultDocument]: {},
	'AWS-StartInteractiveCommand': {command: {required: true}},
	'AWS-StartNonInteractiveCommand': {
		command: {required: true},
		separateOutputStream: {required: false, pattern: /^(true|false)$/i},
		stdoutSeparatorPrefix: {required: false},
		stderrSeparatorPrefix: {required: false},
	},
};

type Parameters = Readonly<Record<string, readonly string[]>>;

const invalid = (message: string) => new ServiceError('InvalidParameters', message);

/**
 * Checks what a session is to be started with.
 * @throws ServiceError InvalidDocument, InvalidParameters
 */
export const checkDocument = (name: string, parameters: Parameters): void => {
	const declared = Object.hasOwn(documents, name) ? documents[name] : undefined;
	if (!declared) throw new ServiceError('InvalidDocument', `Document with name ${name} does not exist.`);
	for (const [key, values] of Object.entries(parameters)) {
		const parameter = Object.hasOwn(declared, key) ? declared[key] : undefined;
		if (!parameter) throw invalid(`Parameter "${key}" is not defined in document ${name}`);
		const [value = ''] = values;
		if (values.length !== 1) throw invalid(`Parameter "${key}" takes one value`);
		if (parameter.pattern && !parameter.pattern.test(value)) throw invalid(`Parameter "${key}" has an invalid value`);
	}
	for (const [key, {required}] of Object.entries(declared)) {
		if (required && !parameters[key]?.[0]) throw invalid(`Parameter "${key}" requires a value`);
	}
};
