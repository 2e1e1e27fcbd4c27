/** USD per hour, us-east-1 on-demand list. */
const instancePrices: Readonly<Record<string, number>> = {
	't3.nano': 0.0052,
	't3.micro': 0.0104,
	't3.small': 0.0208,
	't3.medium': 0.0416,
	't4g.micro': 0.0084,
	't4g.small': 0.0168,
};

/** USD per hour of an instance type, or `undefined`-safe 0 when the list does not have it (the plan says so). */
export const instancePrice = (instanceType: string): number => instancePrices[instanceType] ?? 0;
