import type {AwsClients} from '../clients.ts';
import {stateOf} from '../observation.ts';
import type {filter} from '../tags.ts';
import {tagRecord} from '../tags.ts';

/** Something that stands. */
export type Item = {
	readonly kind: string;
	/** Id, ARN or name. */
	readonly id: string;
	readonly tags: Readonly<Record<string, string>>;
	readonly vpcId?: string | undefined;
	/** The account or AWS service it belongs to. */
	readonly owner?: string | undefined;
	/** By what name the things that AWS makes for it call it; absent: by its id. */
	readonly servedAs?: string | undefined;
	/** What AWS made it for. */
	readonly serves?: string | undefined;
	/** AWS made it for a service, and alone may delete it. */
	readonly isManaged?: boolean | undefined;
	/** USD, us-east-1 list price. */
	readonly hourlyCost: number;
};

export type Filter = ReturnType<typeof filter>;

/** One kind of thing and how to list it. */
export type Source = {
	/** What a person calls it, in the plural. */
	readonly checked: string;
	/** The name of its filter by VPC; absent: it has none, or its listing takes no filters. */
	readonly vpcFilter?: string | undefined;
	readonly list: (clients: AwsClients, by: Filter) => Promise<readonly Item[]>;
};

/** What most of EC2's things show of themselves. */
type Shown = {
	readonly VpcId?: string | undefined;
	readonly OwnerId?: string | undefined;
	readonly Tags?: Parameters<typeof tagRecord>[0];
};

/** An item of what AWS shows; free of charge unless `more` says otherwise. */
export const toItem = (
	kind: string,
	id: string | undefined,
	{VpcId, OwnerId, Tags}: Shown,
	more: Partial<Item> = {},
): Item => ({
	kind,
	id: id ?? '',
	tags: tagRecord(Tags),
	vpcId: VpcId,
	owner: OwnerId,
	hourlyCost: 0,
	...more,
});

const ended: readonly string[] = ['deleting', 'deleted', 'shutting-down', 'terminated'];

/** Whether a thing in this state is there and not on its way out. */
export const stands = (state: string | undefined): boolean => !ended.includes(stateOf(state));
