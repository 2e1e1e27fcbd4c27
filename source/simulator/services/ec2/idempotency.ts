import {type Context, ServiceError} from '../../operation.ts';

/**
 * Makes a thing once per ClientToken. A repeated request gets the thing of the first; one whose thing is described no
 * longer makes a new one.
 * @throws ServiceError IdempotentParameterMismatch when the token was used with other parameters,
 * InvalidParameterValue for one that is too long.
 */
export const once = <Result>(
	context: Context,
	operation: string,
	input: {readonly ClientToken?: string | undefined},
	{
		again,
		make,
	}: {
		/** The answer for the ids that the first request made; undefined when they are gone. */
		readonly again: (id: string) => Result | undefined;
		readonly make: () => {readonly id: string; readonly result: Result};
	},
): Result => {
	if (!input.ClientToken) return make().result;
	if (!/^[\x20-\x7e]{1,64}$/.test(input.ClientToken)) {
		throw new ServiceError(
			'InvalidParameterValue',
			`Value (${input.ClientToken}) for parameter clientToken is invalid. It must be at most 64 ASCII characters.`,
		);
	}
	const key = `${operation} ${context.account} ${context.region} ${input.ClientToken}`;
	const parameters = JSON.stringify(input);
	const record = context.world.tokens[key];
	if (record && record.parameters !== parameters) {
		throw new ServiceError(
			'IdempotentParameterMismatch',
			'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
		);
	}
	const known = record && again(record.id);
	if (known !== undefined) return known;
	const {id, result} = make();
	context.world.tokens[key] = {parameters, id};
	return result;
};
