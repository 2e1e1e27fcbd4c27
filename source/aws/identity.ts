import {createHash} from 'node:crypto';
import {partition} from '@aws-sdk/core/client';
import type {ResourceId} from '../plan/graph.ts';
import type {AwsClients} from './clients.ts';
import {toUserError} from './errors.ts';

export type Caller = {
	/** 12 digits. */
	readonly account: string;
	readonly arn: string;
};

/** Who the credentials belong to. @throws UserError with what to do when AWS does not say it. */
export const callerIdentity = async (clients: AwsClients): Promise<Caller> => {
	const sts = await clients.sts();
	try {
		const {Account = '', Arn = ''} = await sts.getCallerIdentity({});
		return {account: Account, arn: Arn};
	} catch (error) {
		throw toUserError(error, 'GetCallerIdentity');
	}
};

/** The partition of a region and the suffix of its DNS names, as the SDK knows them (also for regions it has not heard of). */
export const partitionOf = (region: string): {readonly partition: string; readonly dnsSuffix: string} => {
	const {name, dnsSuffix} = partition(region);
	return {partition: name, dnsSuffix};
};

/**
 * The hosts of a region that sessions' data channels lead to, ordinary, FIPS and dual-stack.
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export const sessionHostsOf = (region: string): readonly string[] => {
	const {dnsSuffix, dualStackDnsSuffix} = partition(region);
	return [dnsSuffix, dualStackDnsSuffix].flatMap(suffix => [
		`ssmmessages.${region}.${suffix}`,
		`ssmmessages-fips.${region}.${suffix}`,
	]);
};

/** The ClientToken of a resource in one generation: deterministic, 64 ASCII characters, AWS's longest. */
export const clientToken = (deploymentId: string, resource: ResourceId, generation: number): string =>
	createHash('sha256').update(`${deploymentId}/${resource}/${generation}`).digest('hex');
