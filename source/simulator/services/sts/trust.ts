import {isLike} from '../../faults.ts';

/** Who asks to be let in, and with what. */
export type Applicant = {
	readonly account: string;
	/** ARN of the user or session. */
	readonly arn: string;
	/** ARN of the role behind a session. */
	readonly role?: string | undefined;
	readonly externalId?: string | undefined;
};

type Statement = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

/** `arn:…:iam::111122223333:root` and the bare number mean the whole account. */
const isMeant = (principal: string, {account, arn, role}: Applicant): boolean =>
	principal === '*' ||
	principal === account ||
	principal === arn ||
	principal === role ||
	new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(principal);

const namesApplicant = ({Principal: principal}: Statement, applicant: Applicant): boolean => {
	if (principal === '*') return true;
	const aws = typeof principal === 'object' && principal !== null && 'AWS' in principal ? principal.AWS : undefined;
	return listOf(aws).some(each => isMeant(each, applicant));
};

/** The conditions that are known: on the external id. What is not known is not fulfilled. */
const isFulfilled = ({Condition: condition}: Statement, {externalId}: Applicant): boolean =>
	Object.entries((condition ?? {}) as Readonly<Record<string, object>>).every(([operator, tests]) =>
		Object.entries(tests).every(
			([key, values]) =>
				/^StringEquals$/i.test(operator) &&
				/^sts:ExternalId$/i.test(key) &&
				externalId !== undefined &&
				listOf(values).includes(externalId),
		),
	);

/** Whether a trust policy, as JSON, lets an applicant do `action`, e.g. `sts:AssumeRole`. A denial outweighs. */
export const trusts = (policy: string, applicant: Applicant, action: string): boolean => {
	const {Statement: statements} = JSON.parse(policy) as {readonly Statement: Statement | readonly Statement[]};
	const fitting = [statements]
		.flat()
		.filter(
			statement =>
				listOf(statement['Action']).some(pattern => isLike(pattern, action)) &&
				namesApplicant(statement, applicant) &&
				isFulfilled(statement, applicant),
		);
	return (
		fitting.some(({Effect: effect}) => effect === 'Allow') && !fitting.some(({Effect: effect}) => effect === 'Deny')
	);
};
