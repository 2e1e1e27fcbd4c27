import {isPublic, overlaps, parseCidr} from './cidr.ts';
import {listedPrice} from './list-prices.ts';
import {vpcSides} from './questions.ts';
import type {Settings} from './settings.ts';

/** Something a person should know before building; nothing that stops it. */
export type Notice = {
	readonly id: 'public-range' | 'overlap' | 'session-path' | 'unlisted-price' | 'cost';
	readonly message: string;
};

const publicRange = (settings: Settings): readonly Notice[] => {
	const found = vpcSides.flatMap(side => {
		const text = settings[`${side}Cidr`];
		const cidr = parseCidr(text);
		return cidr && isPublic(cidr) ? [`${text} (${side})`] : [];
	});
	if (found.length === 0) return [];
	return [
		{
			id: 'public-range',
			message: `${found.join(' and ')}: public address space that belongs to somebody else. AWS allows it; inside the VPC the real hosts behind these addresses cannot be reached.`,
		},
	];
};

const overlap = ({providerCidr, consumerCidr}: Settings): readonly Notice[] => {
	const provider = parseCidr(providerCidr);
	const consumer = parseCidr(consumerCidr);
	if (!provider || !consumer || !overlaps(provider, consumer)) return [];
	return [
		{
			id: 'overlap',
			message: `The VPCs overlap (${providerCidr} and ${consumerCidr}). PrivateLink does not mind, since nothing routes between them; the load balancer's rule for the consumer's addresses then also admits those of the provider's own that coincide.`,
		},
	];
};

const sessionPathMessages: Readonly<Record<Settings['sessionPath'], string>> = {
	endpoints:
		'The consumer has no NAT gateway, so its private instance could never reach Session Manager: interface endpoints for ssm and ssmmessages in its zone close that gap and leave it without a way to the internet. --session-path nat builds a NAT gateway instead.',
	nat: 'The consumer gets a NAT gateway, so that its private instance reaches Session Manager; it can then reach the internet too. --session-path endpoints does without and costs less.',
};

const unlistedPrice = ({instanceType}: Settings): readonly Notice[] =>
	listedPrice(instanceType) === undefined
		? [
				{
					id: 'unlisted-price',
					message: `The price of ${instanceType} is not on the built-in list: the cost shown leaves out the instances.`,
				},
			]
		: [];

/** What a person should know before building, in the order of the review. */
export const notices = (settings: Settings): readonly Notice[] => [
	...publicRange(settings),
	...overlap(settings),
	{id: 'session-path', message: sessionPathMessages[settings.sessionPath]},
	...unlistedPrice(settings),
	{
		id: 'cost',
		message:
			'AWS charges from the first minute, also while the connection waits for a decision, until the teardown; NAT gateway, load balancer and interface endpoints by the hour, a started one counted whole.',
	},
];
