import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {contains, overlaps, parseCidr} from '../../source/plan/cidr.ts';
import type {Problem} from '../../source/plan/problem.ts';
import {type Answers, type QuestionId, questions, subnetKeys, vpcSides} from '../../source/plan/questions.ts';
import {
	answersOf,
	defaultSettings,
	draftSettings,
	ownAnswersOf,
	parseSettings,
	type Settings,
	settingsSchema,
} from '../../source/plan/settings.ts';
import {anySettings, settingsOf} from './arbitraries.ts';

const problemsOf = (answers: Answers): readonly Problem[] => {
	const parsed = parseSettings(answers);
	return 'problems' in parsed ? parsed.problems : [];
};

const mend = (answers: Answers, problems: readonly Problem[]): Answers => ({
	...answers,
	...Object.fromEntries(problems.map(({field, suggestion}) => [field, suggestion])),
});

const isConsistent = (settings: Settings): boolean =>
	vpcSides.every(side => {
		const vpc = parseCidr(settings[`${side}Cidr`]);
		const subnets = subnetKeys.map(key => parseCidr(settings[`${side}Subnets`][key]));
		return subnets.every(
			(one, index) =>
				vpc && one && contains(vpc, one) && subnets.slice(index + 1).every(other => other && !overlaps(one, other)),
		);
	});

describe('default settings', () => {
	it('are the values of the procedure', () => {
		expect(defaultSettings).toEqual({
			name: 'lab',
			region: 'us-east-1',
			providerCidr: '11.0.0.0/16',
			consumerCidr: '21.0.0.0/16',
			providerSubnets: {
				public1: '11.0.0.0/24',
				public2: '11.0.1.0/24',
				private1: '11.0.2.0/24',
				private2: '11.0.3.0/24',
			},
			consumerSubnets: {
				public1: '21.0.0.0/24',
				public2: '21.0.1.0/24',
				private1: '21.0.2.0/24',
				private2: '21.0.3.0/24',
			},
			image: 'ubuntu',
			instanceType: 't3.micro',
			sessionPath: 'endpoints',
		});
		expect(settingsOf({})).toEqual(defaultSettings);
	});
});

describe('the subnets of a VPC', () => {
	it.each([
		['10.1.0.0/16', ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24', '10.1.3.0/24']],
		['10.1.0.0/22', ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24', '10.1.3.0/24']],
		['10.1.0.0/23', ['10.1.0.0/25', '10.1.0.128/25', '10.1.1.0/25', '10.1.1.128/25']],
		['10.1.0.0/24', ['10.1.0.0/26', '10.1.0.64/26', '10.1.0.128/26', '10.1.0.192/26']],
		['10.1.0.64/26', ['10.1.0.64/28', '10.1.0.80/28', '10.1.0.96/28', '10.1.0.112/28']],
	])('follow %s', (consumerCidr, expected) => {
		expect(Object.values(settingsOf({consumerCidr}).consumerSubnets)).toEqual(expected);
	});

	it('stay where they were put', () => {
		const {providerSubnets} = settingsOf({providerCidr: '10.1.0.0/16', providerPrivate2: '10.1.64.0/20'});
		expect(providerSubnets).toEqual({
			public1: '10.1.0.0/24',
			public2: '10.1.1.0/24',
			private1: '10.1.2.0/24',
			private2: '10.1.64.0/20',
		});
	});
});

describe('settings from answers', () => {
	it('are whole, in their VPCs and apart, whatever fits', () => {
		fc.assert(
			fc.property(anySettings, settings => {
				expect(settingsSchema.parse(settings)).toEqual(settings);
				expect(isConsistent(settings)).toBe(true);
			}),
		);
	});

	it('turn into answers and back', () => {
		fc.assert(
			fc.property(anySettings, settings => {
				expect(settingsOf(answersOf(settings))).toEqual(settings);
				expect(settingsOf(ownAnswersOf(settings))).toEqual(settings);
			}),
		);
	});

	it('are saved without what only follows', () => {
		const own = ownAnswersOf(settingsOf({providerCidr: '10.1.0.0/16', consumerPublic2: '21.0.9.0/24'}));
		expect(own).toEqual({
			name: 'lab',
			region: 'us-east-1',
			providerCidr: '10.1.0.0/16',
			consumerCidr: '21.0.0.0/16',
			consumerPublic2: '21.0.9.0/24',
			image: 'ubuntu',
			instanceType: 't3.micro',
			sessionPath: 'endpoints',
		});
	});

	it('take blanks around an answer for nothing', () => {
		expect(settingsOf({name: ' lab ', azs: ' use1-az4 , us-east-1b '}).azs).toEqual(['use1-az4', 'us-east-1b']);
	});

	it('name all problems at once, each once', () => {
		const problems = problemsOf({
			name: 'My Lab!',
			region: 'Virginia',
			providerCidr: '11.0.5.0/16',
			consumerCidr: '21.0.0.0/8',
			image: 'debian',
			sessionPath: 'n',
		});
		expect(problems.map(({field}) => field)).toEqual([
			'name',
			'region',
			'providerCidr',
			'consumerCidr',
			'image',
			'sessionPath',
		]);
	});

	it('report a pair of overlapping answers once', () => {
		const problems = problemsOf({providerPublic1: '11.0.8.0/24', providerPrivate1: '11.0.8.0/25'});
		expect(problems.map(({field}) => field)).toEqual(['providerPublic1']);
	});
});

const text = (id: QuestionId): fc.Arbitrary<string> =>
	fc.oneof(
		fc.string(),
		fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', '127.0.0.1/16', '11.0.0.0/28', '11.0.0.7/20', '11.0.0.0/17', '21.0.0.0'),
		fc.tuple(fc.ipV4(), fc.integer({min: 0, max: 40})).map(([address, prefix]) => `${address}/${prefix}`),
		fc.tuple(fc.integer({min: 0, max: 15}), fc.integer({min: 16, max: 29})).map(([n, p]) => `11.0.${n * 16}.0/${p}`),
		fc.constantFrom(
			...questions.filter(question => question.id === id).map(question => question.read(defaultSettings)),
		),
	);

const anyAnswers: fc.Arbitrary<Answers> = fc.record(
	Object.fromEntries(questions.map(({id}) => [id, text(id)])) as Record<QuestionId, fc.Arbitrary<string>>,
	{requiredKeys: []},
);

describe('suggestions', () => {
	it('mend the answer they belong to', () => {
		fc.assert(
			fc.property(anyAnswers, answers => {
				for (const {field, suggestion} of problemsOf(answers)) {
					if (/(Public|Private)[12]$/.test(field)) continue;
					expect(problemsOf({[field]: suggestion})).toEqual([]);
				}
			}),
		);
	});

	it('lead to settings that fit, all taken together', () => {
		fc.assert(
			fc.property(anyAnswers, answers => {
				const problems = problemsOf(answers);
				fc.pre(!problems.some(({message}) => message.includes('no room in')));
				const mended = mend(answers, problems);
				expect(problemsOf(mended)).toEqual([]);
				expect(isConsistent(settingsOf(mended))).toBe(true);
			}),
			{numRuns: 200},
		);
	});

	it('make room step by step in a VPC that is full', () => {
		fc.assert(
			fc.property(anyAnswers, answers => {
				let mended = answers;
				for (const _subnet of subnetKeys) mended = mend(mended, problemsOf(mended));
				expect(problemsOf(mended)).toEqual([]);
			}),
			{numRuns: 200},
		);
	});

	it('differ from what was answered', () => {
		fc.assert(
			fc.property(anyAnswers, answers => {
				for (const {value, suggestion} of problemsOf(answers)) expect(suggestion).not.toBe(value);
			}),
		);
	});
});

describe('the words of a problem', () => {
	it.each<readonly [QuestionId, string, string, string]>([
		['name', '9lives', 'A name is 1 to 15 lower-case letters, digits and hyphens, and starts with a letter.', 'lives'],
		['name', '', 'A name is 1 to 15 lower-case letters, digits and hyphens, and starts with a letter.', 'lab'],
		['region', 'us-east', "Not the code of a region: AWS's have the form us-east-1.", 'us-east-1'],
		['azs', 'use1-az1', 'Two different zones are needed, with a comma between them.', 'us-east-1a,us-east-1b'],
		['azs', 'use1-az1,use1-az1', 'Two different zones are needed, with a comma between them.', 'us-east-1a,us-east-1b'],
		[
			'azs',
			'eu-west-1a,us-east-1b',
			'"eu-west-1a" is neither the name of a zone in us-east-1 nor the id of a zone.',
			'us-east-1a,us-east-1b',
		],
		['providerCidr', '11.0.5.0/16', 'A /16 block does not begin at 11.0.5.0.', '11.0.0.0/16'],
		['providerCidr', '10.0.0.0/8', 'AWS takes prefixes from /16 to /28, not /8.', '10.0.0.0/16'],
		['providerCidr', '10.0.0.0/30', 'AWS takes prefixes from /16 to /28, not /30.', '10.0.0.0/26'],
		['providerCidr', '10.0.0.0/28', 'A /28 has no room for four subnets of at least /28 each.', '10.0.0.0/26'],
		['providerCidr', '127.0.0.0/16', "127.0.0.0/8 is every machine's loopback: no VPC can use it.", '11.0.0.0/16'],
		['consumerCidr', '0.0.0.0/0', '0.0.0.0/8 stands for "this network": no VPC can use it.', '21.0.0.0/16'],
		['consumerCidr', 'ten', 'Not an IPv4 CIDR block (four decimal numbers, a slash, a prefix length).', '21.0.0.0/16'],
		[
			'consumerCidr',
			'10.9.8.7',
			'Not an IPv4 CIDR block (four decimal numbers, a slash, a prefix length).',
			'10.9.0.0/16',
		],
		['providerPublic1', '10.0.0.0/24', 'Outside its VPC 11.0.0.0/16.', '11.0.0.0/24'],
		['providerPublic1', '11.0.2.0/24', 'Overlaps provider private subnet 1 (11.0.2.0/24).', '11.0.0.0/24'],
		['providerPublic1', '11.0.0.0/16', 'Overlaps provider public subnet 2 (11.0.1.0/24).', '11.0.128.0/17'],
		['consumerPrivate2', '21.0.3.1/24', 'A /24 block does not begin at 21.0.3.1.', '21.0.3.0/24'],
		['consumerPrivate2', '21.0.3.0/29', 'AWS takes prefixes from /16 to /28, not /29.', '21.0.3.0/28'],
		['image', 'amazon', 'The choices are ubuntu and amazon-linux.', 'amazon-linux'],
		['image', 'debian', 'The choices are ubuntu and amazon-linux.', 'ubuntu'],
		['sessionPath', 'NAT', 'The choices are endpoints and nat.', 'nat'],
		['instanceType', 'micro', "Not an instance type: EC2's have the form t3.micro, family and size.", 't3.micro'],
	])('%s %j', (field, value, message, suggestion) => {
		expect(problemsOf({[field]: value})).toEqual([{field, value, message, suggestion}]);
	});

	it('say that the other subnets fill the VPC', () => {
		const problems = problemsOf({
			providerPublic2: '11.0.0.0/17',
			providerPrivate1: '11.0.128.0/18',
			providerPrivate2: '11.0.192.0/18',
			providerPublic1: '11.0.8.0/24',
		});
		expect(problems[0]).toEqual({
			field: 'providerPublic1',
			value: '11.0.8.0/24',
			message: 'Overlaps provider public subnet 2 (11.0.0.0/17). The other subnets leave no room in 11.0.0.0/16.',
			suggestion: '11.0.0.0/24',
		});
		expect(problems[1]?.suggestion).toBe('11.0.64.0/18');
	});

	it('look at a subnet for itself while its VPC is wrong', () => {
		const draft = draftSettings({providerCidr: 'soon', providerPublic1: '10.0.0.0/24'});
		const validate = questions.find(({id}) => id === 'providerPublic1')?.validate;
		expect(validate?.('10.0.0.0/24', draft)).toBeUndefined();
		expect(validate?.('10.0.0.1/24', draft)?.message).toBe('A /24 block does not begin at 10.0.0.1.');
	});
});
