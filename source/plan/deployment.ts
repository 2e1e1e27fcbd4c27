import {birthTagsOf} from './birth-tags.ts';
import type {Settings} from './settings.ts';

export type Zone = {readonly id: string; readonly name: string};

/** What AWS said about the place where a deployment lives; resolved once, at its birth. */
export type Place = {
	/** 12 digits. */
	readonly account: string;
	/** `aws`, `aws-cn`, `aws-us-gov`, … as the SDK knows it for the region. */
	readonly partition: string;
	/** The partition's DNS suffix. */
	readonly dnsSuffix: string;
	readonly region: string;
	/** The two availability zones, kept by id. */
	readonly zones: readonly [Zone, Zone];
	readonly imageId: string;
	/** ARN of the principal that made the deployment. */
	readonly callerArn: string;
};

/** A deployment as it was born; frozen as the first line of its journal. */
export type Deployment = {
	readonly name: string;
	/** 8 characters of `a-z2-7`, drawn at birth. */
	readonly id: string;
	/** What every screen shows: `simulator`, `aws <account> <region>` or `endpoint <host:port> <account> <region>`. */
	readonly target: string;
	readonly settings: Settings;
	readonly place: Place;
	/** ISO 8601, AWS time. */
	readonly createdAt: string;
};

/** `<name>.<id>`: what the deployment tag holds. */
export const fullName = (deployment: Pick<Deployment, 'name' | 'id'>): string => `${deployment.name}.${deployment.id}`;

/** The name of everything AWS wants named uniquely; at most 28 of the 32 characters of a load balancer's name. */
export const globalName = (deployment: Pick<Deployment, 'name' | 'id'>): string =>
	`plw-${deployment.name}-${deployment.id}`;

/** The tag keys of this program. */
export const tagKeys = {
	deployment: 'privatelink-wizard:deployment',
	resource: 'privatelink-wizard:resource',
	createdBy: 'privatelink-wizard:created-by',
	createdAt: 'privatelink-wizard:created-at',
	generation: 'privatelink-wizard:generation',
	version: 'privatelink-wizard:version',
	settings: 'privatelink-wizard:settings',
	addresses: 'privatelink-wizard:addresses',
} as const;

/** The version that `tagKeys.version` and the journal carry. */
const formatVersion = '1';

/** What IAM and Elastic Load Balancing take as a tag's value: names of users and of role sessions may hold more. */
export const taggable = (text: string): string => text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, 256);

/** The tags of one resource in one generation; all but three are the same for the deployment's whole life. */
export const tagsFor = (
	deployment: Deployment,
	resource: {readonly id: string; readonly label: string; readonly side: string},
	generation: number,
): Readonly<Record<string, string>> => {
	const birth = birthTagsOf(deployment);
	return {
		Name: `${fullName(deployment)} ${resource.side} ${resource.label}`,
		[tagKeys.deployment]: fullName(deployment),
		[tagKeys.resource]: resource.id,
		[tagKeys.createdBy]: taggable(deployment.place.callerArn),
		[tagKeys.createdAt]: deployment.createdAt,
		[tagKeys.generation]: String(generation),
		[tagKeys.version]: formatVersion,
		[tagKeys.settings]: birth.settings,
		[tagKeys.addresses]: birth.addresses,
	};
};
