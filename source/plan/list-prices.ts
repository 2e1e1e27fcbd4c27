/** AWS's on-demand list for us-east-1, USD per hour. */
export const listPrices = {
	natGateway: 0.045,
	/** In use or idle. */
	publicAddress: 0.005,
	/** Without capacity units (at most 0.006 per hour here). */
	loadBalancer: 0.0225,
	/** Per zone, in every state of the endpoint. */
	endpoint: 0.01,
	/** 8 GB of gp3 at 0.08 per GB and month of 730 hours. */
	rootVolume: (8 * 0.08) / 730,
} as const;

const instancePrices: Readonly<Record<string, number>> = {
	't2.micro': 0.0116,
	't3.nano': 0.0052,
	't3.micro': 0.0104,
	't3.small': 0.0208,
	't3.medium': 0.0416,
	't3.large': 0.0832,
	't3a.micro': 0.0094,
	't4g.nano': 0.0042,
	't4g.micro': 0.0084,
	't4g.small': 0.0168,
	't4g.medium': 0.0336,
};

/** USD per hour of an instance type (Linux, on demand); `undefined` when the list does not have it. */
export const listedPrice = (instanceType: string): number | undefined => instancePrices[instanceType];
