import type {Target} from '../engine/ports.ts';
import {fullName, tagKeys} from '../plan/deployment.ts';

type Tags = Readonly<Record<string, string>>;
type Tag = {readonly Key?: string | undefined; readonly Value?: string | undefined};

/** Tags as AWS takes them. */
export const tagList = (tags: Tags): {Key: string; Value: string}[] =>
	Object.entries(tags).map(([Key, Value]) => ({Key, Value}));

/** Tags as AWS gives them, by key. */
export const tagRecord = (tags: readonly Tag[] | undefined): Tags =>
	Object.fromEntries((tags ?? []).map(({Key = '', Value = ''}) => [Key, Value]));

/** The same tags on each thing that one EC2 call makes. */
export const tagSpecifications = <const Type extends string>(tags: Tags, ...types: readonly Type[]) =>
	types.map(ResourceType => ({ResourceType, Tags: tagList(tags)}));

/** A filter of EC2's Describe operations. */
export const filter = (Name: string, ...Values: readonly string[]) => ({Name, Values: [...new Set(Values)]});

/** Everything of the deployment that the targets belong to. */
export const deploymentFilter = (targets: readonly Target[]) =>
	filter(`tag:${tagKeys.deployment}`, ...targets.map(({deployment}) => fullName(deployment)));

/** GuardDuty's Runtime Monitoring marks what it puts into VPCs: https://github.com/hashicorp/terraform-provider-aws/issues/46747 */
export const isOfGuardDuty = (tags: Readonly<Record<string, string>>): boolean => tags['GuardDutyManaged'] === 'true';
