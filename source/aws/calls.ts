import type {Command} from '@smithy/core/client';

// biome-ignore lint/suspicious/noExplicitAny: the SDK's own name for "whatever the command's input is".
type AnyCommand = new (input: any) => Command<any, any, any, any, any>;

type InputOf<C extends AnyCommand> = InstanceType<C>['input'];

type OutputOf<C extends AnyCommand> =
	Awaited<ReturnType<ReturnType<InstanceType<C>['resolveMiddleware']>>> extends {output: infer Output} ? Output : never;

/** SDK commands as functions from their input to their output. */
export type Calls<Commands extends Readonly<Record<string, AnyCommand>>> = {
	readonly [Name in keyof Commands]: (input: InputOf<Commands[Name]>) => Promise<OutputOf<Commands[Name]>>;
};

/** What sends commands: an SDK client. */
// biome-ignore lint/suspicious/noExplicitAny: each client's `send` takes its own commands only.
type Sender = {readonly send: (command: any) => Promise<any>};

/** One function per command, so that a call reads `ec2.createVpc({…})`. Each throws what the SDK throws. */
export const bindCalls = <const Commands extends Readonly<Record<string, AnyCommand>>>(
	client: Sender,
	commands: Commands,
): Calls<Commands> =>
	Object.fromEntries(
		Object.entries(commands).map(([name, Operation]) => [name, (input: object) => client.send(new Operation(input))]),
	) as unknown as Calls<Commands>;
