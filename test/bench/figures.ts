/** The value below which the share `q` (0 to 1) of the samples lies. */
export const quantile = (samples: readonly number[], q: number): number => {
	const sorted = samples.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
};

/** Prints a figure and whether it keeps to its limit; one that does not makes the exit code 1. */
export const figure = (name: string, value: string, isKept = true): void => {
	if (!isKept) process.exitCode = 1;
	console.log(`${isKept ? 'ok  ' : 'MISS'} ${name}: ${value}`);
};
