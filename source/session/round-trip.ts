/** What was learnt of the time between a message and its acknowledgement, all in ms. */
export type RoundTrip = {
	readonly mean: number;
	readonly variation: number;
	/** How long an acknowledgement may take before the message is sent again. */
	readonly timeout: number;
};

/** The values both genuine peers start with. */
export const initialRoundTrip: RoundTrip = {mean: 100, variation: 0, timeout: 200};

const longestTimeout = 1000;
const shortestMargin = 10;

/** The round trip after one more acknowledgement, which took `sample` ms. */
export const measure = (before: RoundTrip, sample: number): RoundTrip => {
	const variation = (3 / 4) * before.variation + (1 / 4) * Math.abs(before.mean - sample);
	const mean = (7 / 8) * before.mean + (1 / 8) * sample;
	return {mean, variation, timeout: Math.min(longestTimeout, mean + Math.max(shortestMargin, 4 * variation))};
};
