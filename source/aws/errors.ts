import type {ClassifiedError} from '../engine/ports.ts';
import {UserError} from '../errors.ts';
import {type ErrorRule, errorRules} from './error-rules.ts';

/** An error that AWS told inside an answer (`Unsuccessful[]` in a 200), or that follows from what an answer shows. */
export class AwsError extends Error {
	readonly code: string;
	/** What to do, where more is known than the code tells. */
	readonly nextSteps: readonly string[] | undefined;

	constructor(code: string, message: string, nextSteps?: readonly string[]) {
		super(message);
		this.name = 'AwsError';
		this.code = code;
		this.nextSteps = nextSteps;
	}
}

type UnsuccessfulItem = {
	readonly ResourceId?: string | undefined;
	readonly Error?: {readonly Code?: string | undefined; readonly Message?: string | undefined} | undefined;
};

/** Some operations answer 200 and tell their failures in a list. @throws AwsError for the first of them. */
export const throwUnsuccessful = ({
	Unsuccessful,
}: {
	readonly Unsuccessful?: readonly UnsuccessfulItem[] | undefined;
}): void => {
	const [item] = Unsuccessful ?? [];
	if (!item) return;
	const {Code = 'Unsuccessful', Message = 'AWS gave no reason'} = item.Error ?? {};
	throw new AwsError(Code, item.ResourceId ? `${Message} (${item.ResourceId})` : Message);
};

/** The parts of an error that tell what it is; absent parts are empty. */
type Reading = {readonly code: string; readonly message: string; readonly status: number; readonly known: boolean};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Node's codes of a connection that failed, and the SDK's names for a time-out. */
const networkError =
	/^(ECONN(RESET|REFUSED|ABORTED)|EPIPE|EPROTO|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|UND_ERR_\w+|TimeoutError|NetworkingError)$/;

/** Node's codes of a certificate that it does not trust. */
const certificateError = /CERT|^ERR_(TLS|SSL)_/;

const read = (error: Error & Readonly<Record<string, unknown>>): Reading => {
	const metadata = error['$metadata'];
	const status = typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
	const ofService = '$fault' in error || '$response' in error;
	// Modelled errors carry the name of their class: `NoSuchEntityException` is `NoSuchEntity` on the wire.
	const name = error.name.replace(/(?<=.)Exception$/, '');
	const own = text(error['code']);
	const ofNetwork = networkError.test(own) || networkError.test(error.name) || certificateError.test(own);
	const ofProvider = /ProviderError$/.test(error.name);
	return {
		code: error instanceof AwsError || (ofNetwork && own) ? own : name,
		message: error.message,
		status: typeof status === 'number' ? status : 0,
		known: error instanceof AwsError || ofService || ofNetwork || ofProvider,
	};
};

const destroying = /^(Delete|Terminate|Release|Detach|Disassociate|Revoke|Deregister|Remove|Reject)/;

const applies = (rule: ErrorRule, {code, message}: Reading, operation: string): boolean =>
	(typeof rule.code === 'string' ? rule.code === code : rule.code.test(code)) &&
	(rule.message?.test(message) ?? true) &&
	(rule.operation?.test(operation) ?? true) &&
	(rule.while === undefined || (rule.while === 'destroying') === destroying.test(operation));

const checkNetwork = 'Check the network connection and the region, then run the same command again: it goes on.';

/**
 * Says what an error means for the one who called `operation`. Codes that no rule knows are `fatal`, or `ambiguous` when
 * the server or the network failed.
 * @throws the error itself when it is not AWS's, the SDK's or the network's
 */
export const classify = (error: unknown, operation: string): ClassifiedError => {
	if (!(error instanceof Error)) throw error;
	const reading = read(error as Error & Readonly<Record<string, unknown>>);
	if (!reading.known) throw error;
	const {code, message, status} = reading;
	const rule = errorRules.find(each => applies(each, reading, operation));
	if (rule) {
		const {class: found, why, stops = found === 'credentials'} = rule;
		const told = error instanceof AwsError ? error.nextSteps : undefined;
		const nextSteps = told ?? rule.nextSteps ?? [];
		return {class: found, code, message, nextSteps, ...(why === undefined ? {} : {why}), ...(stops ? {stops} : {})};
	}
	if (status === 429) return {class: 'throttled', code, message, nextSteps: []};
	if (status >= 500) return {class: 'ambiguous', code, message, nextSteps: []};
	if (networkError.test(code)) {
		return {class: 'ambiguous', code, message, nextSteps: [checkNetwork]};
	}
	return {class: 'fatal', code, message, nextSteps: []};
};

/** Whether a code says that something else holds what shall be destroyed. */
export const isDependency = (code: string): boolean =>
	errorRules.some(rule => rule.class === 'dependency' && rule.code instanceof RegExp && rule.code.test(code));

/**
 * A request repeated under the token of a thing that was deleted or has failed since is answered with that thing.
 * @throws AwsError `IdempotentResourceGone` when `state` says so: only a new generation makes a new one
 */
export const refuseDead = (id: string | undefined, state: string | undefined): void => {
	if (!/^(deleting|deleted|shutting-down|terminated|failed|rejected|expired)$/i.test(state ?? '')) return;
	throw new AwsError('IdempotentResourceGone', `${id} was made by the same request and is ${state}`);
};

/**
 * What a person can do about an error of AWS, outside of a run.
 * @throws the error itself when it is not AWS's, the SDK's or the network's
 */
export const toUserError = (error: unknown, operation: string): UserError => {
	const {class: found, code, message, nextSteps} = classify(error, operation);
	// Without any credentials AWS was not even asked.
	const stranger = /ProviderError$/.test(code) ? 'No AWS credentials' : 'AWS does not know who you are';
	const what = found === 'credentials' ? `${stranger}: ${message}` : `${operation}: ${code}: ${message}`;
	return new UserError(what, {nextSteps, cause: error});
};
