import type {Deployment} from './deployment.ts';
import {type Answers, subnetKeys, subnetQuestionId, type VpcSide, vpcSides} from './questions.ts';
import {parseSettings, type Settings} from './settings.ts';

/**
 * What a deployment was born as, as the values of two tags: where every journal of it is lost, any one resource tells
 * enough to go on. Elastic Load Balancing and IAM take letters, digits, blanks and `_ . : / = + - @` only, 256 at most.
 */
export type BirthTags = {readonly settings: string; readonly addresses: string};

const blocksOf = (settings: Settings, side: VpcSide): readonly string[] => [
	settings[`${side}Cidr`],
	...subnetKeys.map(key => settings[`${side}Subnets`][key]),
];

/** The tags of a deployment; the same for its whole life. */
export const birthTagsOf = ({settings, place}: Pick<Deployment, 'settings' | 'place'>): BirthTags => {
	const write = (parts: Readonly<Record<string, string>>) =>
		Object.entries(parts)
			.map(([key, value]) => `${key}=${value}`)
			.join(' ');
	return {
		settings: write({
			region: place.region,
			zones: place.zones.map(({id}) => id).join('+'),
			image: settings.image,
			ami: place.imageId,
			type: settings.instanceType,
			session: settings.sessionPath,
		}),
		addresses: write(Object.fromEntries(vpcSides.map(side => [side, blocksOf(settings, side).join('+')]))),
	};
};

/** What the tags tell: the settings, and what AWS had said of the place. */
export type Birth = {
	readonly settings: Settings;
	readonly zoneIds: readonly [string, string];
	readonly imageId: string;
};

const read = (text: string): Readonly<Record<string, string>> =>
	Object.fromEntries(text.split(' ').map(part => [part.split('=', 1)[0], part.slice(part.indexOf('=') + 1)]));

/** Answers as they stand in the two tags; undefined where a tag is not as this program writes it. */
const answersIn = (settings: string, addresses: string): Answers | undefined => {
	const {region, zones, image, type, session} = read(settings);
	const blocks = read(addresses);
	if (!region || !zones || !image || !type || !session) return undefined;
	const ofSide = (side: VpcSide): Answers | undefined => {
		const [vpc, ...subnets] = (blocks[side] ?? '').split('+');
		if (subnets.length !== subnetKeys.length) return undefined;
		return {
			[`${side}Cidr`]: vpc,
			...Object.fromEntries(subnetKeys.map((key, index) => [subnetQuestionId(side, key), subnets[index]])),
		};
	};
	const [provider, consumer] = vpcSides.map(ofSide);
	if (!provider || !consumer) return undefined;
	return {
		...provider,
		...consumer,
		region,
		azs: zones.replace('+', ','),
		image,
		instanceType: type,
		sessionPath: session,
	};
};

/** The two tags of the deployment called `name` read again; undefined when somebody has changed them. */
export const readBirth = (name: string, {settings, addresses}: BirthTags): Birth | undefined => {
	const answers = answersIn(settings, addresses);
	const parsed = answers && parseSettings({...answers, name});
	const imageId = read(settings)['ami'];
	if (!parsed || !('settings' in parsed) || !imageId) return undefined;
	const [first, second] = parsed.settings.azs ?? [];
	return first && second ? {settings: parsed.settings, zoneIds: [first, second], imageId} : undefined;
};
