import fc from 'fast-check';
import {type Cidr, formatCidr, networkOf} from '../../source/plan/cidr.ts';
import type {Deployment} from '../../source/plan/deployment.ts';
import {type Answers, images, sessionPaths} from '../../source/plan/questions.ts';
import {parseSettings, type Settings} from '../../source/plan/settings.ts';
import {deploymentWith} from '../helpers/deployment.ts';

/** Any block, host bits and all. */
export const anyCidr: fc.Arbitrary<Cidr> = fc.record({
	address: fc.integer({min: 0, max: 2 ** 32 - 1}),
	prefix: fc.integer({min: 0, max: 32}),
});

/** Blocks that a VPC of this program can have, as text. */
export const vpcCidr: fc.Arbitrary<string> = fc
	.record({
		first: fc.constantFrom(10, 11, 21, 100, 172, 192),
		rest: fc.integer({min: 0, max: 2 ** 24 - 1}),
		prefix: fc.integer({min: 16, max: 26}),
	})
	.map(({first, rest, prefix}) => formatCidr(networkOf({address: first * 2 ** 24 + rest, prefix})));

/** Answers that all fit, some of them left out. */
export const goodAnswers: fc.Arbitrary<Answers> = fc.record(
	{
		name: fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/),
		region: fc.constantFrom('us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1'),
		azs: fc.constantFrom('', 'use1-az1,use1-az2', 'euc1-az3, euc1-az1'),
		providerCidr: vpcCidr,
		consumerCidr: vpcCidr,
		image: fc.constantFrom(...images),
		instanceType: fc.constantFrom('t3.micro', 't4g.small', 'm7i-flex.large', 'u-6tb1.metal'),
		sessionPath: fc.constantFrom(...sessionPaths),
	},
	{requiredKeys: []},
);

/** The settings that answers give. @throws when they do not fit */
export const settingsOf = (answers: Answers): Settings => {
	const parsed = parseSettings(answers);
	if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
	return parsed.settings;
};

export const anySettings: fc.Arbitrary<Settings> = goodAnswers.map(settingsOf);

export const anyDeployment: fc.Arbitrary<Deployment> = anySettings.map(settings => deploymentWith(settings));
