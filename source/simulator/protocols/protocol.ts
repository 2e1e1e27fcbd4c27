import type {StaticOperationSchema} from '@smithy/types';
import type {ServiceError} from '../operation.ts';

/** A request as it came off the wire. Header names are lower-case. */
export type WireRequest = {
	readonly method: string;
	/** With the query string, where there is one. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: Uint8Array;
};

export type WireResponse = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** Absent: at once and whole. Whoever carries the response to the client has to see to it. */
	readonly delivery?: Delivery;
};

/** How a response reaches its client: so many ms later, or not at all, as the connection is reset in its place. */
export type Delivery = {readonly delay: number; readonly lost: boolean};

/** A request as a protocol reads it. */
export type WireCall = {
	/** The name of the operation that is asked for; empty where the request names none. */
	readonly operation: string;
	/** The version of the API; empty where the request names none. */
	readonly version: string;
	/** @throws ServiceError in the protocol's own words for parameters that are unknown, missing or malformed. */
	readonly input: (schema: StaticOperationSchema) => unknown;
};

/** One of AWS's wire protocols, driven by the SDK's schemas. */
export type Protocol = {
	readonly read: (request: WireRequest) => WireCall;
	readonly encode: (schema: StaticOperationSchema, output: unknown, requestId: string) => WireResponse;
	readonly encodeError: (error: ServiceError, requestId: string) => WireResponse;
	/** What AWS says to an operation that it does not have. */
	readonly unknownOperation: (name: string) => ServiceError;
};

/** How a protocol says what is wrong with a parameter; `path` leads to it, by its names on the wire. */
export type Complaints = {
	readonly unknown: (path: readonly string[]) => ServiceError;
	readonly missing: (path: readonly string[]) => ServiceError;
	readonly malformed: (path: readonly string[], value: unknown, expected: string) => ServiceError;
};

/** Packs text as a response's body. */
export const respond = (status: number, contentType: string, requestId: string, text: string): WireResponse => ({
	status,
	headers: {'content-type': contentType, 'x-amzn-requestid': requestId},
	body: new TextEncoder().encode(text),
});
