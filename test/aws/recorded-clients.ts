import type {AwsClients} from '../../source/aws/clients.ts';
import type {Target} from '../../source/engine/ports.ts';
import {type Deployment, tagsFor} from '../../source/plan/deployment.ts';
import type {Outputs} from '../../source/plan/graph.ts';
import type {InputsOf, KindName} from '../../source/plan/kinds.ts';
import {deployment} from '../helpers/deployment.ts';

export type RecordedCall = {readonly operation: string; readonly input: Record<string, unknown>};

/** What the fake service answers, by the name of the call; a function is given the input, an error is thrown. */
export type Answers = Readonly<Record<string, unknown>>;

/** Clients that record each call's input and answer with canned output; an operation without an answer fails. */
export const recordClients = (answers: Answers): {readonly clients: AwsClients; readonly calls: RecordedCall[]} => {
	const calls: RecordedCall[] = [];
	const service = new Proxy(
		{},
		{
			get: (_, name) => {
				// A promise that resolves to the service asks whether it is a promise itself.
				if (typeof name !== 'string' || name === 'then') return undefined;
				return async (input: Record<string, unknown>) => {
					calls.push({operation: name, input});
					if (!(name in answers)) throw new TypeError(`No answer for ${name}`);
					const answer = answers[name];
					const given = typeof answer === 'function' ? answer(input) : answer;
					if (given instanceof Error) throw given;
					return given;
				};
			},
		},
	);
	const connect = async () => service as never;
	return {
		clients: {
			region: 'us-east-1',
			ec2: connect,
			elbv2: connect,
			iam: connect,
			ssm: connect,
			sts: connect,
			kms: connect,
			renew: () => {},
		},
		calls,
	};
};

/** An error as the SDK throws it. */
export const serviceError = (name: string, message = '', status = 400): Error =>
	Object.assign(new Error(message), {name, $fault: 'client', $metadata: {httpStatusCode: status}});

type Options = {
	readonly id?: string;
	readonly generation?: number;
	readonly outputs?: Outputs;
	readonly deployment?: Deployment;
};

/** A target as the engine would make it. */
export const targetOf = <Name extends KindName>(
	kind: Name,
	inputs: InputsOf<Name>,
	{id = `provider.${kind}`, generation = 1, outputs = {}, deployment: of = deployment}: Options = {},
): Target<Name> => ({
	id,
	kind,
	inputs,
	deployment: of,
	generation,
	tags: tagsFor(of, {id, label: kind, side: 'provider'}, generation),
	clientToken: `token-${id}-${generation}`,
	outputs,
});

/** The tags of a target as AWS shows them. */
export const shownTags = (target: Target): {Key: string; Value: string}[] =>
	Object.entries(target.tags).map(([Key, Value]) => ({Key, Value}));
