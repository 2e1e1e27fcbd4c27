import type {Zone} from './deployment.ts';
import type {Problem} from './problem.ts';

export type ChosenZones = {readonly zones: readonly [Zone, Zone]} | {readonly problem: Problem};

/** `use1-az10` comes after `use1-az2`. */
const byId = new Intl.Collator('en', {numeric: true});

const problemWith = (wanted: readonly string[], message: string, suggestion: string): ChosenZones => ({
	problem: {field: 'azs', value: wanted.join(','), message, suggestion},
});

const inWords = (zones: readonly Zone[]): string => zones.map(({id, name}) => `${name} (${id})`).join(', ');

/**
 * The two zones of a deployment. Both VPCs use them, kept by id: zone names differ from account to account.
 *
 * @param available the region's zones
 * @param offering ids of the zones that offer the instance type; not all do (us-east-1e has no t3)
 * @param wanted names or ids; absent or empty: the first two by id that offer it. Their order is kept.
 * @returns a problem whose suggestion is empty when the region has no two zones that would do
 */
export const chooseZones = (
	available: readonly Zone[],
	offering: readonly string[],
	wanted: readonly string[] = [],
): ChosenZones => {
	const fit = available.filter(({id}) => offering.includes(id)).toSorted((a, b) => byId.compare(a.id, b.id));
	const [first, second] = fit;
	if (!first || !second) {
		const found = fit.length === 0 ? 'None of the zones' : `Only ${inWords(fit)}`;
		return problemWith(wanted, `${found} offers the instance type, and two are needed: choose another type.`, '');
	}
	if (wanted.length === 0) return {zones: [first, second]};
	const suggestion = `${first.name},${second.name}`;
	const named = wanted.map(word => ({word, zone: available.find(({id, name}) => id === word || name === word)}));
	const stranger = named.find(({zone}) => !zone);
	if (stranger) {
		return problemWith(wanted, `There is no zone "${stranger.word}"; there are ${inWords(available)}.`, suggestion);
	}
	const zones = named.flatMap(({zone}) => zone ?? []);
	const unfit = zones.filter(zone => !fit.includes(zone));
	if (unfit.length > 0) {
		return problemWith(wanted, `${inWords(unfit)}: the instance type is not offered there.`, suggestion);
	}
	const [one, other, ...more] = zones;
	if (more.length > 0) return problemWith(wanted, `Two zones are needed, not ${zones.length}.`, suggestion);
	if (!one || !other || one === other) {
		return problemWith(wanted, 'Two different zones are needed.', suggestion);
	}
	return {zones: [one, other]};
};
