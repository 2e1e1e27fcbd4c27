import type {StaticOperationSchema} from '@smithy/types';
import type {Caller} from './accounts.ts';
import type {TimerPayload, World} from './world.ts';

/** An error as AWS answers it. `code` is the code on the wire; `status` the HTTP status. */
export class ServiceError extends Error {
	readonly code: string;
	readonly status: number;

	constructor(code: string, message: string, status = 400) {
		super(message);
		this.name = 'ServiceError';
		this.code = code;
		this.status = status;
	}
}

/** What a handler and a timer may use. All changes to the world are synchronous. */
export type Context = {
	readonly world: World;
	/** World time, ms. */
	readonly now: number;
	/** The host's time, ms: what credentials live by. */
	readonly hostNow: number;
	/** Of the request's SigV4 scope; for timers, of their payload. */
	readonly region: string;
	/** Of the caller, 12 digits; for timers, of their payload. */
	readonly account: string;
	readonly partition: string;
	readonly dnsSuffix: string;
	/** What the addresses of data channels begin with, e.g. `wss://ssmmessages.us-east-1.amazonaws.com`. */
	readonly streamOrigin: string;
	/** ARN of the caller. */
	readonly principal: string;
	/** AWS's unique id of the caller, e.g. `AIDA…`. */
	readonly userId: string;
	readonly caller: Caller;
	/** A number in [0, 1) from the world's seed. */
	readonly random: () => number;
	/** A fresh id: prefix and 17 hex digits, e.g. `vpc-0a1b…` for `newId('vpc')`. */
	readonly newId: (prefix: string) => string;
	/** Has `kind` called with `payload` after `milliseconds` of world time. */
	readonly schedule: (milliseconds: number, kind: string, payload: TimerPayload) => void;
	/** Tells the machines' host, once this change is made, that a machine was switched on or off. */
	readonly powerChanged: (instanceId: string) => void;
	/** Tells the data channel, once this change is made, that a session was terminated by the service. */
	readonly sessionEnded: (sessionId: string) => void;
	/** Tells who runs commands, once this change is made, that an invocation began or was ended by the service. */
	readonly invocationChanged: (commandId: string, instanceId: string) => void;
};

/** One API operation: its SDK schema and what it does. */
export type Operation = {
	readonly schema: StaticOperationSchema;
	// biome-ignore lint/suspicious/noExplicitAny: the schema types carry no input and output types; `operation` gives them.
	readonly handle: (input: any, context: Context) => unknown;
};

/** An SDK's output type as a service sends it: `$metadata` is the SDK's own. */
export type Sent<Output> = Omit<Output, '$metadata'>;

/** Pairs a schema with its handler: `operation(CreateVpc$, (input: CreateVpcCommandInput, context): Sent<CreateVpcCommandOutput> => …)`. */
export const operation = <Input, Output>(
	schema: StaticOperationSchema,
	handle: (input: Input, context: Context) => Output,
): Operation => ({schema, handle});

/** What happens when a timer is due, by the timer's kind. */
export type TimerTable = Readonly<Record<string, (payload: TimerPayload, context: Context) => void>>;
