import type {Caller} from './accounts.ts';
import {refuseExpired} from './credentials.ts';
import {denialOf} from './denials.ts';
import {dryRun} from './dry-run.ts';
import {deliveryOf, type FaultOf, type FaultyCall, faultOfScenario, strike} from './faults.ts';
import {takeTokens} from './limits.ts';
import {type Context, type Operation, ServiceError} from './operation.ts';
import type {Delivery, WireCall, WireRequest, WireResponse} from './protocols/protocol.ts';
import {type Service, services} from './services.ts';
import {refusal} from './signature/refusals.ts';
import type {CallRecord} from './world.ts';

/** Where a signature says that it is for. */
export type Scope = {readonly accessKey: string; readonly region: string; readonly service: string};

/** The credential scope of a SigV4 Authorization header; undefined where there is none. The signature is not checked. */
export const scopeOf = ({headers}: WireRequest): Scope | undefined => {
	const match = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(
		headers['authorization'] ?? '',
	);
	const [, accessKey, region, service] = match ?? [];
	return accessKey && region && service ? {accessKey, region, service} : undefined;
};

/** Tells who sent a request for a service. @throws ServiceError for one whose signature does not hold */
export type Authenticate = (request: WireRequest, scope: Scope, service: Service) => Caller;

/** The service that is meant: by the target header, else by the signature, else by the version of the API. */
const serviceOf = (request: WireRequest, scope: Scope | undefined): Service | undefined => {
	const target = request.headers['x-amz-target'];
	if (target !== undefined) return services.find(each => each.target !== '' && target.startsWith(`${each.target}.`));
	const named = services.find(each => each.name === scope?.service && each.target === '');
	if (named || scope) return named;
	return services.find(each => each.version !== '' && each.version === each.protocol.read(request).version);
};

/** @throws ServiceError for a request that is not signed, or signed for another service */
const requireScope = (scope: Scope | undefined, service: Service): Scope => {
	if (!scope) {
		throw new ServiceError(
			service.target === '' ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException',
			'Request is missing Authentication Token',
			service.target === '' ? 403 : 400,
		);
	}
	if (scope.service !== service.name) {
		throw refusal(service, 'mismatch', `Credential should be scoped to correct service: '${service.name}'. `);
	}
	return scope;
};

const operationOf = (service: Service, call: WireCall): Operation => {
	if (call.version !== '' && call.version !== service.version) {
		throw new ServiceError(
			'NoSuchVersion',
			`The requested version (${call.version}) of service ${service.name} does not exist`,
		);
	}
	const operation = service.operations.get(call.operation);
	if (!operation) throw service.protocol.unknownOperation(call.operation);
	return operation;
};

/** Whether an operation only looks, by its name. */
export const isLook = (operation: string): boolean =>
	/^(Describe|Get|List|Simulate)/.test(operation) && operation !== 'GetSessionToken';

/** Whether an operation changes resources, by its name: sessions and credentials come and go without leaving anything. */
export const isMutating = (operation: string): boolean =>
	!isLook(operation) && !/^((Start|Resume|Terminate)Session|AssumeRole|GetSessionToken)$/.test(operation);

const isDryRun = (input: unknown): boolean =>
	typeof input === 'object' && input !== null && 'DryRun' in input && input.DryRun === true;

/** @throws ServiceError for a caller whose credentials ran out, who asks too often, or who may not */
const admit = (call: FaultyCall, context: Context): void => {
	refuseExpired(call.service, context);
	takeTokens(context.world, call, context.now, context.world.scenario.plan.rates);
	const denial = denialOf(call, context);
	if (denial) throw denial;
};

const perform = (service: Service, input: FaultyCall['input'], operation: Operation, context: Context): unknown => {
	service.check?.(input);
	if (service.dryRun && isDryRun(input)) return dryRun(context, copy => operation.handle(input, copy));
	return operation.handle(input, context);
};

/** An answer, and what the world's log says of the call. */
export type Answer = {readonly response: WireResponse; readonly record: CallRecord};

/**
 * Answers one request: finds the operation, reads its input, performs it, writes its output, or the error in the
 * service's own envelope.
 * @throws whatever an operation throws that is no ServiceError: a bug
 */
export const dispatch = (
	request: WireRequest,
	{
		now,
		requestId,
		authenticate,
		contextOf,
		faults = () => undefined,
	}: {
		readonly now: number;
		readonly requestId: string;
		readonly authenticate: Authenticate;
		readonly contextOf: (region: string, caller: Caller) => Context;
		/** Asked before the world's scenario. */
		readonly faults?: FaultOf;
	},
): Answer => {
	const scope = scopeOf(request);
	const service = serviceOf(request, scope) ?? fallback(request, scope);
	const call = service.protocol.read(request);
	let caller: Caller | undefined;
	let delivery: Delivery | undefined;
	const recordOf = (error?: string): CallRecord => ({
		at: now,
		service: service.name,
		operation: call.operation,
		account: caller?.account ?? '',
		region: scope?.region ?? '',
		mutating: isMutating(call.operation),
		requestId,
		...(error === undefined ? {} : {error}),
	});
	const deliver = (response: WireResponse): WireResponse => (delivery ? {...response, delivery} : response);
	try {
		const required = requireScope(scope, service);
		caller = authenticate(request, required, service);
		const operation = operationOf(service, call);
		const context = contextOf(required.region, caller);
		const input = call.input(operation.schema) as FaultyCall['input'];
		const {name} = service;
		const {account} = caller;
		const mutating = isMutating(call.operation);
		const faulty = {service: name, operation: call.operation, account, region: required.region, input, mutating};
		admit(faulty, context);
		const fault = faults(faulty) ?? faultOfScenario(faulty, context);
		delivery = deliveryOf(fault);
		const output = strike(fault, name, () => perform(service, input, operation, context));
		return {response: deliver(service.protocol.encode(operation.schema, output, requestId)), record: recordOf()};
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		return {response: deliver(service.protocol.encodeError(error, requestId)), record: recordOf(error.code)};
	}
};

/** Whose words to use for a request that no service of ours is meant by: the one it is signed for, or any of its protocol. */
const fallback = (request: WireRequest, scope: Scope | undefined): Service => {
	const json = request.headers['x-amz-target'] !== undefined;
	const speakers = services.filter(each => (each.target !== '') === json);
	const service = speakers.find(({name}) => name === scope?.service) ?? speakers[0];
	if (!service) throw new TypeError('The simulator has no services');
	return service;
};
