import {z} from 'zod';

const subnets = z.strictObject({public1: z.string(), public2: z.string(), private1: z.string(), private2: z.string()});

/** The four subnets of one VPC, as CIDRs. */
export type Subnets = Readonly<z.infer<typeof subnets>>;

export const settingsSchema = z
	.strictObject({
		name: z.string(),
		region: z.string(),
		/** Names or ids of two zones; absent: the first two by id that offer the instance type. */
		azs: z.array(z.string()).length(2).readonly().optional(),
		providerCidr: z.string(),
		consumerCidr: z.string(),
		providerSubnets: subnets.readonly(),
		consumerSubnets: subnets.readonly(),
		image: z.enum(['ubuntu', 'amazon-linux']),
		instanceType: z.string(),
		sessionPath: z.enum(['endpoints', 'nat']),
	})
	.readonly();

/** Every answer that a plan needs. */
export type Settings = z.infer<typeof settingsSchema>;
