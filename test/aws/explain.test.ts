import {describe, expect, it} from 'vitest';
import {AwsError} from '../../source/aws/errors.ts';
import {explain} from '../../source/aws/explain.ts';
import {recordClients, serviceError} from './recorded-clients.ts';

const principal = 'arn:aws:sts::111122223333:assumed-role/Developer/Ana';

/** What is said of a denial, in one text. */
const told = async (message: string, decoded?: object): Promise<string> => {
	const answers = decoded === undefined ? {} : {decodeAuthorizationMessage: {DecodedMessage: JSON.stringify(decoded)}};
	const {clients} = recordClients(answers);
	const error = serviceError(decoded === undefined ? 'AccessDenied' : 'UnauthorizedOperation', message, 403);
	const explained = await explain(clients, error, 'RunInstances');
	if (!(explained instanceof AwsError)) return expect.fail('was not explained');
	return [explained.message, ...(explained.nextSteps ?? [])].join('\n');
};

const allowing = '{"Effect":"Allow","Action":"iam:CreateRole","Resource":"*"}';

describe('a denial', () => {
	const denied = `User: ${principal} is not authorized to perform: iam:CreateRole on resource: *`;

	it.each(['', ' because no identity-based policy allows the iam:CreateRole action'])(
		'that nothing allows (%s) names the statement that allows it',
		async ending => {
			expect(await told(denied + ending)).toContain(`add to a policy of ${principal}: ${allowing}`);
		},
	);

	it.each([
		['service control policy', ' because no service control policy allows the iam:CreateRole action'],
		['permissions boundary', ' because no permissions boundary allows the iam:CreateRole action'],
		['session policy', ' because no session policy allows the iam:CreateRole action'],
	])('that a %s does not allow either wants the statement there', async (where, ending) => {
		expect(await told(denied + ending)).toContain(`add to the ${where} of ${principal}: ${allowing}`);
	});

	it.each([
		['service control policy', ' with an explicit deny in a service control policy'],
		[
			'service control policy',
			' with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a/p-b',
		],
		['identity-based policy', ' with an explicit deny in an identity-based policy'],
		['permissions boundary', ' with an explicit deny in a permissions boundary'],
		['policy', ' with an explicit deny'],
	])('in a %s (%s) is not cured by a statement', async (where, ending) => {
		const text = await told(denied + ending);
		expect(text).not.toContain('"Allow"');
		expect(text).toContain(`A ${where} denies it`.replace('A i', 'An i'));
	});

	// As https://docs.aws.amazon.com/cli/latest/reference/sts/decode-authorization-message.html shows it.
	const decoded = (explicitDeny: boolean) => ({
		allowed: false,
		explicitDeny,
		matchedStatements: {items: []},
		failures: {items: []},
		context: {
			principal: {id: 'AROA:Ana', arn: principal},
			action: 'RunInstances',
			resource: 'arn:aws:ec2:r:a:instance/*',
		},
	});
	const encoded = 'You are not authorized to perform this operation. Encoded authorization failure message: EXAMPLE';

	it('that had to be decoded names the action as policies do', async () => {
		expect(await told(encoded, decoded(false))).toContain('"Action":"ec2:RunInstances"');
	});

	it('that had to be decoded and is explicit is not cured by a statement', async () => {
		const text = await told(encoded, decoded(true));
		expect(text).not.toContain('"Allow"');
		expect(text).toContain('A policy denies it');
	});
});
