import type {Flaw} from './problem.ts';
import type {Choice} from './questions.ts';
import type {Settings} from './settings.ts';

/** What is wrong with an answer as text, given all the others. */
export type Rule = (text: string, settings: Settings) => Flaw | undefined;

/** What is suggested when nothing nearer to the answer would do. */
export const defaults = {name: 'lab', region: 'us-east-1', instanceType: 't3.micro'} as const;

const nearestName = (text: string): string => {
	const likely = text
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replace(/^[^a-z]+/, '')
		.slice(0, 15)
		.replace(/-+$/, '');
	return likely === '' ? defaults.name : likely;
};

/** The rule for the name of a deployment: it becomes part of names that AWS limits to 32 characters. */
export const nameFlaw: Rule = text =>
	/^[a-z][a-z0-9-]{0,14}$/.test(text)
		? undefined
		: {
				message: 'A name is 1 to 15 lower-case letters, digits and hyphens, and starts with a letter.',
				suggestion: nearestName(text),
			};

const regionPattern = /^[a-z]{2,5}(-[a-z]+){1,2}-\d{1,2}$/;

/** The rule for the code of a region; whether the account has it, AWS says. */
export const regionFlaw: Rule = text =>
	regionPattern.test(text)
		? undefined
		: {message: "Not the code of a region: AWS's have the form us-east-1.", suggestion: defaults.region};

/** Reads `a,b`; blanks around the parts do not count. */
export const zonesFrom = (text: string): readonly string[] =>
	text
		.split(',')
		.map(part => part.trim())
		.filter(part => part !== '');

const zoneIdPattern = /^[a-z][a-z0-9]*-az\d+$/;

/** The rule for the two zones: names or ids, or nothing for the default; whether they exist, AWS says. */
export const zonesFlaw: Rule = (text, {region}) => {
	if (text.trim() === '') return undefined;
	const zones = zonesFrom(text);
	const suggestion = `${region}a,${region}b`;
	const isZone = (zone: string) =>
		zoneIdPattern.test(zone) || (zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)));
	const stranger = zones.find(zone => !isZone(zone));
	if (stranger !== undefined) {
		return {message: `"${stranger}" is neither the name of a zone in ${region} nor the id of a zone.`, suggestion};
	}
	return zones.length === 2 && new Set(zones).size === 2
		? undefined
		: {message: 'Two different zones are needed, with a comma between them.', suggestion};
};

/** The rule for an instance type; whether a zone offers it, AWS says. */
export const instanceTypeFlaw: Rule = text =>
	/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(text)
		? undefined
		: {
				message: "Not an instance type: EC2's have the form t3.micro, family and size.",
				suggestion: defaults.instanceType,
			};

/** The rule for an answer that is one of a few; the beginning of one is enough to suggest it. */
export const choiceFlaw =
	(choices: readonly Choice[], fallback: string): Rule =>
	text => {
		if (choices.some(({value}) => value === text)) return undefined;
		const near = choices.find(({value}) => text !== '' && value.startsWith(text.toLowerCase()));
		return {
			message: `The choices are ${choices.map(({value}) => value).join(' and ')}.`,
			suggestion: near?.value ?? fallback,
		};
	};
