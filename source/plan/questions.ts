import {cutSubnets, subnetFlaw, vpcFlaw} from './address-rules.ts';
import {choiceFlaw, defaults, instanceTypeFlaw, nameFlaw, type Rule, regionFlaw, zonesFlaw} from './answer-rules.ts';
import {type Cidr, formatCidr, parseCidr} from './cidr.ts';
import type {Problem} from './problem.ts';
import type {Settings} from './settings.ts';

export const images = ['ubuntu', 'amazon-linux'] as const;

/** How Session Manager reaches the consumer's private instance. */
export const sessionPaths = ['endpoints', 'nat'] as const;

/** The four subnets of a VPC in the order of their addresses. */
export const subnetKeys = ['public1', 'public2', 'private1', 'private2'] as const;

export type SubnetKey = (typeof subnetKeys)[number];

export const vpcSides = ['provider', 'consumer'] as const;

export type VpcSide = (typeof vpcSides)[number];

export type QuestionId =
	| 'name'
	| 'region'
	| 'azs'
	| `${VpcSide}Cidr`
	| `${VpcSide}${Capitalize<SubnetKey>}`
	| 'image'
	| 'instanceType'
	| 'sessionPath';

/** Answers as text, by question; what is absent has its default. */
export type Answers = Partial<Readonly<Record<QuestionId, string>>>;

export type Choice = {readonly value: string; readonly label: string};

/** What defaults may follow from. */
export type VpcCidrs = Pick<Settings, 'providerCidr' | 'consumerCidr'>;

export type Question = {
	readonly id: QuestionId;
	/** Without its dashes. */
	readonly flag: string;
	readonly label: string;
	readonly help: string;
	/** The answer when none is given; a function where it follows from the VPCs' CIDRs. */
	readonly default: string | ((cidrs: VpcCidrs) => string);
	/** All answers there are; absent: any text that validates. */
	readonly choices?: readonly Choice[];
	/** True: the wizard asks for it. False: it can be edited from the review or given by flag. */
	readonly asked: boolean;
	/** The answer that settings hold. */
	readonly read: (settings: Settings) => string;
	/** What is wrong with an answer, given all the others. */
	readonly validate: (text: string, settings: Settings) => Problem | undefined;
};

const ask = ({rule, ...question}: Omit<Question, 'validate'> & {readonly rule: Rule}): Question => ({
	...question,
	validate: (value, settings) => {
		const flaw = rule(value, settings);
		return flaw && {field: question.id, value, ...flaw};
	},
});

const defaultCidrs: Readonly<Record<VpcSide, string>> = {provider: '11.0.0.0/16', consumer: '21.0.0.0/16'};

const capitalized = <Text extends string>(text: Text): Capitalize<Text> =>
	`${text.charAt(0).toUpperCase()}${text.slice(1)}` as Capitalize<Text>;

/** The question for one subnet of one VPC. */
export const subnetQuestionId = (side: VpcSide, key: SubnetKey): QuestionId => `${side}${capitalized(key)}`;

const vpcQuestion = (side: VpcSide, help: string): Question =>
	ask({
		id: `${side}Cidr`,
		flag: `${side}-cidr`,
		label: `${capitalized(side)} CIDR`,
		help,
		default: defaultCidrs[side],
		asked: true,
		read: settings => settings[`${side}Cidr`],
		rule: text => vpcFlaw(text, defaultCidrs[side]),
	});

/** The block of a VPC, unless there is something wrong with it. */
const vpcBlock = (cidrs: VpcCidrs, side: VpcSide): Cidr | undefined =>
	vpcFlaw(cidrs[`${side}Cidr`], '') ? undefined : parseCidr(cidrs[`${side}Cidr`]);

/** The default of a subnet. Where the VPC's own CIDR is wrong it follows the default one, which is what gets suggested. */
const followingSubnet = (cidrs: VpcCidrs, side: VpcSide, key: SubnetKey): string => {
	const block = vpcBlock(cidrs, side) ?? parseCidr(defaultCidrs[side]);
	const cut = block && cutSubnets(block)[subnetKeys.indexOf(key)];
	return cut ? formatCidr(cut) : '';
};

const subnetLabel = (side: VpcSide, key: SubnetKey): string =>
	`${side} ${key.startsWith('public') ? 'public' : 'private'} subnet ${key.slice(-1)}`;

const subnetQuestion = (side: VpcSide, key: SubnetKey): Question =>
	ask({
		id: subnetQuestionId(side, key),
		flag: `${side}-${key.slice(0, -1)}-${key.slice(-1)}`,
		label: capitalized(subnetLabel(side, key)),
		help: `a block inside the ${side} CIDR, in the ${key.endsWith('1') ? 'first' : 'second'} availability zone`,
		default: cidrs => followingSubnet(cidrs, side, key),
		asked: false,
		read: settings => settings[`${side}Subnets`][key],
		rule: (text, settings) =>
			subnetFlaw(text, {
				vpc: vpcBlock(settings, side),
				siblings: subnetKeys
					.filter(other => other !== key)
					.map(other => ({label: subnetLabel(side, other), text: settings[`${side}Subnets`][other]})),
				fallback: followingSubnet(settings, side, key),
			}),
	});

const imageChoices: readonly Choice[] = [
	{value: 'ubuntu', label: 'Ubuntu 24.04 LTS with apache2'},
	{value: 'amazon-linux', label: 'Amazon Linux 2023 with httpd'},
];

const sessionPathChoices: readonly Choice[] = [
	{value: 'endpoints', label: "interface endpoints ssm and ssmmessages in the instance's zone; no way to the internet"},
	{value: 'nat', label: 'a NAT gateway in the consumer VPC'},
];

/** Every answer a plan needs: the one list behind screens, prompts, flags, the help and what is said to be missing. */
export const questions: readonly Question[] = [
	ask({
		id: 'name',
		flag: 'name',
		label: 'Name',
		help: 'what you call the deployment; part of the names of everything it makes',
		default: defaults.name,
		asked: true,
		read: ({name}) => name,
		rule: nameFlaw,
	}),
	ask({
		id: 'region',
		flag: 'region',
		label: 'Region',
		help: 'the AWS region that both VPCs are in',
		default: defaults.region,
		asked: true,
		read: ({region}) => region,
		rule: regionFlaw,
	}),
	ask({
		id: 'azs',
		flag: 'azs',
		label: 'Availability zones',
		help: 'two names or ids, with a comma; empty: the first two by id that offer the instance type',
		default: '',
		asked: true,
		read: ({azs}) => azs?.join(',') ?? '',
		rule: zonesFlaw,
	}),
	vpcQuestion('provider', 'addresses of the VPC that offers the service'),
	vpcQuestion('consumer', 'addresses of the VPC that stands for the data centre'),
	...vpcSides.flatMap(side => subnetKeys.map(key => subnetQuestion(side, key))),
	ask({
		id: 'image',
		flag: 'image',
		label: 'Image',
		help: 'what the instances run',
		default: 'ubuntu',
		choices: imageChoices,
		asked: false,
		read: ({image}) => image,
		rule: choiceFlaw(imageChoices, 'ubuntu'),
	}),
	ask({
		id: 'instanceType',
		flag: 'instance-type',
		label: 'Instance type',
		help: 'of all four EC2 instances',
		default: defaults.instanceType,
		asked: false,
		read: ({instanceType}) => instanceType,
		rule: instanceTypeFlaw,
	}),
	ask({
		id: 'sessionPath',
		flag: 'session-path',
		label: 'Session Manager path',
		help: "how Session Manager reaches the consumer's private instance: endpoints or nat",
		default: 'endpoints',
		choices: sessionPathChoices,
		asked: false,
		read: ({sessionPath}) => sessionPath,
		rule: choiceFlaw(sessionPathChoices, 'endpoints'),
	}),
];

/** The answer to a question when none is given. */
export const defaultOf = (question: Question, cidrs: VpcCidrs): string =>
	typeof question.default === 'string' ? question.default : question.default(cidrs);
