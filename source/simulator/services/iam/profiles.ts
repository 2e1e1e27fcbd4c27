import {
	AddRoleToInstanceProfile$,
	type AddRoleToInstanceProfileCommandInput,
	CreateInstanceProfile$,
	type CreateInstanceProfileCommandInput,
	type CreateInstanceProfileCommandOutput,
	DeleteInstanceProfile$,
	type DeleteInstanceProfileCommandInput,
	GetInstanceProfile$,
	type GetInstanceProfileCommandInput,
	type GetInstanceProfileCommandOutput,
	type InstanceProfile,
	ListInstanceProfiles$,
	type ListInstanceProfilesCommandInput,
	type ListInstanceProfilesCommandOutput,
	ListInstanceProfileTags$,
	type ListInstanceProfileTagsCommandInput,
	type ListInstanceProfileTagsCommandOutput,
	RemoveRoleFromInstanceProfile$,
	type RemoveRoleFromInstanceProfileCommandInput,
	TagInstanceProfile$,
	type TagInstanceProfileCommandInput,
	UntagInstanceProfile$,
	type UntagInstanceProfileCommandInput,
} from '@aws-sdk/client-iam';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../../operation.ts';
import {drawSeconds} from '../../timings.ts';
import type {Row, World} from '../../world.ts';
import {
	checkPath,
	entitiesOf,
	findEntity,
	globalRegion,
	listPage,
	lookupEntity,
	mergeTags,
	newUniqueId,
	withoutTags,
} from './entities.ts';

type ProfileRow = Row<InstanceProfile, {usableAt: number}>;

const lookupProfile = (name: string | undefined, context: Context): ProfileRow =>
	lookupEntity(context.world.instanceProfiles, name, context, `Instance Profile ${name} cannot be found.`);

/** A profile with its role as it is now. */
export const showProfile = (world: World, {shown}: ProfileRow): InstanceProfile => ({
	...shown,
	Roles: (shown.Roles ?? []).map(role => {
		const {Tags: _tags, ...current} = world.roles[role.Arn ?? '']?.shown ?? role;
		return current;
	}),
});

/** EC2 learns of a profile, and of a change of its role, some seconds after IAM. */
const propagate = (row: ProfileRow, context: Context): void => {
	row.hidden.usableAt = context.now + Math.round(drawSeconds(context, 'profilePropagation') * 1000);
};

const createInstanceProfile = (
	input: CreateInstanceProfileCommandInput,
	context: Context,
): Sent<CreateInstanceProfileCommandOutput> => {
	const {world, now} = context;
	const {InstanceProfileName: name = ''} = input;
	const path = checkPath(input.Path);
	if (findEntity(world.instanceProfiles, name, context)) {
		throw new ServiceError('EntityAlreadyExists', `Instance Profile ${name} already exists.`, 409);
	}
	const arn = `arn:${context.partition}:iam::${context.account}:instance-profile${path}${name}`;
	const shown: InstanceProfile = {
		Path: path,
		InstanceProfileName: name,
		InstanceProfileId: newUniqueId(context, 'AIPA'),
		Arn: arn,
		CreateDate: new Date(now),
		Roles: [],
		...(input.Tags && input.Tags.length > 0 ? {Tags: mergeTags([], input.Tags)} : {}),
	};
	const row: ProfileRow = {
		id: arn,
		account: context.account,
		region: globalRegion,
		visibleAt: now,
		shown,
		hidden: {usableAt: now},
	};
	propagate(row, context);
	world.instanceProfiles[arn] = row;
	return {InstanceProfile: shown};
};

const getInstanceProfile = (
	{InstanceProfileName}: GetInstanceProfileCommandInput,
	context: Context,
): Sent<GetInstanceProfileCommandOutput> => ({
	InstanceProfile: showProfile(context.world, lookupProfile(InstanceProfileName, context)),
});

const deleteInstanceProfile = ({InstanceProfileName}: DeleteInstanceProfileCommandInput, context: Context): void => {
	const profile = lookupProfile(InstanceProfileName, context);
	if ((profile.shown.Roles ?? []).length > 0) {
		throw new ServiceError(
			'DeleteConflict',
			'Cannot delete entity, must remove roles from instance profile first.',
			409,
		);
	}
	delete context.world.instanceProfiles[profile.id];
};

const listInstanceProfiles = (
	input: ListInstanceProfilesCommandInput,
	context: Context,
): Sent<ListInstanceProfilesCommandOutput> => {
	const profiles = entitiesOf(context.world.instanceProfiles, context)
		.filter(row => row.shown.Path?.startsWith(input.PathPrefix ?? '/'))
		.map(row => {
			// Lists leave the tags out.
			const {Tags: _tags, ...shown} = showProfile(context.world, row);
			return shown;
		});
	const {items, ...page} = listPage(profiles, input);
	return {InstanceProfiles: items, ...page};
};

const addRole = (input: AddRoleToInstanceProfileCommandInput, context: Context): void => {
	const profile = lookupProfile(input.InstanceProfileName, context);
	const role = lookupEntity(
		context.world.roles,
		input.RoleName,
		context,
		`The role with name ${input.RoleName} cannot be found.`,
	);
	if ((profile.shown.Roles ?? []).length > 0) {
		throw new ServiceError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409);
	}
	profile.shown = {...profile.shown, Roles: [role.shown]};
	propagate(profile, context);
};

const removeRole = (input: RemoveRoleFromInstanceProfileCommandInput, context: Context): void => {
	const profile = lookupProfile(input.InstanceProfileName, context);
	if (!profile.shown.Roles?.some(role => role.RoleName === input.RoleName)) {
		throw new ServiceError('NoSuchEntity', `The role with name ${input.RoleName} cannot be found.`, 404);
	}
	profile.shown = {...profile.shown, Roles: []};
	propagate(profile, context);
};

const tagInstanceProfile = ({InstanceProfileName, Tags}: TagInstanceProfileCommandInput, context: Context): void => {
	const profile = lookupProfile(InstanceProfileName, context);
	profile.shown = {...profile.shown, Tags: mergeTags(profile.shown.Tags, Tags)};
};

const untagInstanceProfile = (input: UntagInstanceProfileCommandInput, context: Context): void => {
	const profile = lookupProfile(input.InstanceProfileName, context);
	profile.shown = {...profile.shown, Tags: withoutTags(profile.shown.Tags, input.TagKeys)};
};

const listInstanceProfileTags = (
	input: ListInstanceProfileTagsCommandInput,
	context: Context,
): Sent<ListInstanceProfileTagsCommandOutput> => {
	const {items, ...page} = listPage(lookupProfile(input.InstanceProfileName, context).shown.Tags ?? [], input);
	return {Tags: items, ...page};
};

export const operations: readonly Operation[] = [
	operation(CreateInstanceProfile$, createInstanceProfile),
	operation(GetInstanceProfile$, getInstanceProfile),
	operation(DeleteInstanceProfile$, deleteInstanceProfile),
	operation(ListInstanceProfiles$, listInstanceProfiles),
	operation(AddRoleToInstanceProfile$, addRole),
	operation(RemoveRoleFromInstanceProfile$, removeRole),
	operation(TagInstanceProfile$, tagInstanceProfile),
	operation(UntagInstanceProfile$, untagInstanceProfile),
	operation(ListInstanceProfileTags$, listInstanceProfileTags),
];
