import {guesses} from '../../../source/simulator/guesses.ts';
import {inputOf} from '../../../source/simulator/protocols/schema.ts';
import {quotas} from '../../../source/simulator/quotas.ts';
import {services} from '../../../source/simulator/services.ts';
import {type Timing, timings} from '../../../source/simulator/timings.ts';

/** What was seen of an operation while the stories of the golden files were played. */
export type Seen = {
	/** Parameters that its handler looked at, whether they were given or not. */
	readonly heeded: ReadonlySet<string>;
	/** Codes that it refused calls with. */
	readonly codes: ReadonlySet<string>;
};

const titles: Readonly<Record<string, string>> = {
	ec2: 'EC2',
	elasticloadbalancing: 'Elastic Load Balancing',
	iam: 'IAM',
	kms: 'KMS',
	ssm: 'Systems Manager',
	sts: 'STS',
};

const code = (words: Iterable<string>): string =>
	[...words]
		.toSorted()
		.map(word => `\`${word}\``)
		.join(', ') || '–';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n');

const membersOf = (schema: Parameters<typeof inputOf>[0]): readonly string[] => {
	const input = inputOf(schema);
	return input.isUnitSchema() ? [] : [...input.structIterator()].map(([name]) => name);
};

const operationsOf = (seen: ReadonlyMap<string, Seen>): string =>
	services
		.map(({name, operations, dryRun}) => {
			const rows = [...operations]
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
				.map(([operation, {schema}]) => {
					const {heeded, codes} = seen.get(`${name}:${operation}`) ?? {
						heeded: new Set<string>(),
						codes: new Set<string>(),
					};
					const taken = (member: string) => heeded.has(member) || (dryRun && member === 'DryRun');
					const members = membersOf(schema);
					return [operation, code(members.filter(taken)), code(members.filter(each => !taken(each))), code(codes)];
				});
			const head = ['operation', 'heeds', 'takes without effect', 'refused in the golden files with'];
			return `### ${titles[name] ?? name} (${operations.size} operations)\n\n${table(head, rows)}`;
		})
		.join('\n\n');

const timingRows = Object.entries<Timing>(timings).map(([name, timing]) => [
	name,
	`${timing.median} s`,
	String(timing.cv),
	'source' in timing ? timing.source : `*guess:* ${timing.guess}`,
]);

const quotaRows = Object.values(quotas).map(({code: refusal, limit, per}) => [`\`${refusal}\``, String(limit), per]);

const guessRows = guesses
	.filter(({topic}) => !topic.startsWith('How long it takes'))
	.map(({topic, guess, because, check}) => [topic, guess, because, check]);

/** `SIMULATOR.md`. */
export const pageOf = (seen: ReadonlyMap<string, Seen>): string => `# What the simulator does and does not do

Generated from the simulator by \`npm run golden\`; a test fails when it is out of date.

## In short

It answers the operations below over AWS's own wire protocols, so that any AWS client can talk to it: the SDKs, the AWS CLI, boto3. Parameters that AWS does not know are refused, required ones are demanded, and types are checked, all by the SDK's model of the API. What takes AWS time takes it here, drawn from the table of durations; what AWS refuses is refused with AWS's code.

**Really done:** instances run their user data in a sandboxed shell, install and start Apache, serve and fetch pages; the Session Manager agent registers when its role and its way to the service allow it; sessions and Run Command run on the machine; packets go only where security groups, routes, endpoints, load balancers and target health let them.

**Only kept and shown:** tags, descriptions, block devices, metadata options, egress-only internet gateways and other settings on which no packet and no program here depends.

**Not there:** any operation that is not listed (\`InvalidAction\`, \`UnknownOperationException\`); network ACLs that hold anything up (every subnet has the default one of its VPC), IPv6, peering and transit gateways; load balancers other than network ones; policies on users, and inline and customer-managed ones on roles (AWS's own on roles, session policies, a scenario's denials, trust policies and an endpoint service's permissions count); CloudTrail, CloudWatch, billing.

## Operations

*heeds*: parameters that the operation looks at. *takes without effect*: parameters that AWS knows and the simulator lets pass unread; a call that depends on one of them does not do here what it does on AWS. Refusals of the protocol, of signatures, rates and quotas can come with every operation and are not repeated in each row unless a golden file shows them there.

${operationsOf(seen)}

## Durations

Log-normal around the median; the coefficient of variation is the standard deviation over the mean. A world with a seed draws the same ones again.

${table(['what', 'median', 'variation', 'from'], timingRows)}

## Quotas

AWS's defaults; a scenario can set others.

${table(['refused with', 'limit', 'per'], quotaRows)}

## Guesses

What nobody published, and what the simulator does instead of knowing. Durations that are guessed stand above.

${table(['about', 'the simulator', 'because', 'how to check'], guessRows)}
`;
