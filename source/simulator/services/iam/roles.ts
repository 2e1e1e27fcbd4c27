import {
	AttachRolePolicy$,
	type AttachRolePolicyCommandInput,
	CreateRole$,
	type CreateRoleCommandInput,
	type CreateRoleCommandOutput,
	DeleteRole$,
	type DeleteRoleCommandInput,
	DetachRolePolicy$,
	type DetachRolePolicyCommandInput,
	GetRole$,
	type GetRoleCommandInput,
	type GetRoleCommandOutput,
	ListAttachedRolePolicies$,
	type ListAttachedRolePoliciesCommandInput,
	type ListAttachedRolePoliciesCommandOutput,
	ListInstanceProfilesForRole$,
	type ListInstanceProfilesForRoleCommandInput,
	type ListInstanceProfilesForRoleCommandOutput,
	ListRoles$,
	type ListRolesCommandInput,
	type ListRolesCommandOutput,
	ListRoleTags$,
	type ListRoleTagsCommandInput,
	type ListRoleTagsCommandOutput,
	type Role,
	TagRole$,
	type TagRoleCommandInput,
	UntagRole$,
	type UntagRoleCommandInput,
} from '@aws-sdk/client-iam';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../../operation.ts';
import type {World} from '../../world.ts';
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
import {managedPolicies} from './managed-policies.ts';
import {showProfile} from './profiles.ts';

const lookupRole = (name: string | undefined, context: Context) =>
	lookupEntity(context.world.roles, name, context, `The role with name ${name} cannot be found.`);

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message);

const parseDocument = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		throw malformed('This policy contains invalid Json');
	}
};

/** The service principals that a trust policy names, as a string or a list in each statement. */
const servicePrincipals = (statements: unknown): readonly unknown[] =>
	[statements].flat().flatMap(statement => {
		const principal: unknown = (statement as {readonly Principal?: unknown} | null)?.Principal;
		return [(principal as {readonly Service?: unknown} | undefined)?.Service ?? []].flat();
	});

/** In every partition services are principals by the first one's names; China's knows its own suffix too. */
const knownPrincipal = /^[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** A trust policy says who may assume the role: no resource, and no action of another service. */
const checkStatement = (statement: unknown): void => {
	if (typeof statement !== 'object' || statement === null) throw malformed('Syntax errors in policy.');
	const {Effect, Principal, Action, Resource} = statement as Readonly<Record<string, unknown>>;
	if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed('Syntax errors in policy.');
	if (Resource !== undefined) throw malformed('Has prohibited field Resource');
	// https://github.com/terraform-aws-modules/terraform-aws-iam/issues/47
	if (Principal === undefined) {
		throw malformed(
			'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!',
		);
	}
	if (Action === undefined) throw malformed('Missing required field Action');
	if (![Action].flat().every(action => /^sts:\w+$/i.test(String(action)))) {
		throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
	}
};

const checkDocument = (text: string): string => {
	const document = parseDocument(text);
	if (typeof document !== 'object' || document === null || !('Statement' in document)) {
		throw malformed('Syntax errors in policy.');
	}
	for (const statement of [document.Statement].flat()) checkStatement(statement);
	const stranger = servicePrincipals(document.Statement).find(name => !knownPrincipal.test(String(name)));
	if (stranger !== undefined) throw malformed(`Invalid principal in policy: "SERVICE":"${stranger}"`);
	return text;
};

/** IAM gives policy documents back escaped as RFC 3986 has it. */
const escapeDocument = (document: string): string =>
	encodeURIComponent(document).replaceAll(
		/[!'()*]/g,
		character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

const createRole = (input: CreateRoleCommandInput, context: Context): Sent<CreateRoleCommandOutput> => {
	const {world} = context;
	const {RoleName: name = ''} = input;
	const path = checkPath(input.Path);
	const document = checkDocument(input.AssumeRolePolicyDocument ?? '');
	if (findEntity(world.roles, name, context)) {
		throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
	}
	const arn = `arn:${context.partition}:iam::${context.account}:role${path}${name}`;
	const shown: Role = {
		Path: path,
		RoleName: name,
		RoleId: newUniqueId(context, 'AROA'),
		Arn: arn,
		CreateDate: new Date(context.now),
		AssumeRolePolicyDocument: escapeDocument(document),
		...(input.Description === undefined ? {} : {Description: input.Description}),
		MaxSessionDuration: input.MaxSessionDuration ?? 3600,
		...(input.Tags && input.Tags.length > 0 ? {Tags: mergeTags([], input.Tags)} : {}),
	};
	world.roles[arn] = {
		id: arn,
		account: context.account,
		region: globalRegion,
		visibleAt: context.now,
		shown,
		hidden: {policies: []},
	};
	return {Role: shown};
};

const getRole = ({RoleName}: GetRoleCommandInput, context: Context): Sent<GetRoleCommandOutput> => ({
	Role: {...lookupRole(RoleName, context).shown, RoleLastUsed: {}},
});

const deleteRole = ({RoleName}: DeleteRoleCommandInput, context: Context): void => {
	const role = lookupRole(RoleName, context);
	if (profilesOf(role, context).length > 0) {
		throw new ServiceError(
			'DeleteConflict',
			'Cannot delete entity, must remove roles from instance profile first.',
			409,
		);
	}
	if (role.hidden.policies.length > 0) {
		throw new ServiceError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
	}
	delete context.world.roles[role.id];
};

const profilesOf = (role: World['roles'][string], context: Context) =>
	entitiesOf(context.world.instanceProfiles, context).filter(row => row.shown.Roles?.some(({Arn}) => Arn === role.id));

const listRoles = (input: ListRolesCommandInput, context: Context): Sent<ListRolesCommandOutput> => {
	const roles = entitiesOf(context.world.roles, context)
		.filter(row => row.shown.Path?.startsWith(input.PathPrefix ?? '/'))
		// ListRoles leaves the tags out.
		.map(({shown: {Tags: _tags, ...shown}}) => shown);
	const {items, ...page} = listPage(roles, input);
	return {Roles: items, ...page};
};

const listInstanceProfilesForRole = (
	input: ListInstanceProfilesForRoleCommandInput,
	context: Context,
): Sent<ListInstanceProfilesForRoleCommandOutput> => {
	const role = lookupRole(input.RoleName, context);
	const {items, ...page} = listPage(profilesOf(role, context), input);
	return {InstanceProfiles: items.map(row => showProfile(context.world, row)), ...page};
};

const tagRole = ({RoleName, Tags}: TagRoleCommandInput, context: Context): void => {
	const role = lookupRole(RoleName, context);
	role.shown = {...role.shown, Tags: mergeTags(role.shown.Tags, Tags)};
};

const untagRole = ({RoleName, TagKeys}: UntagRoleCommandInput, context: Context): void => {
	const role = lookupRole(RoleName, context);
	role.shown = {...role.shown, Tags: withoutTags(role.shown.Tags, TagKeys)};
};

const listRoleTags = (input: ListRoleTagsCommandInput, context: Context): Sent<ListRoleTagsCommandOutput> => {
	const {items, ...page} = listPage(lookupRole(input.RoleName, context).shown.Tags ?? [], input);
	return {Tags: items, ...page};
};

const checkPolicy = (arn: string | undefined, {partition}: Context): string => {
	if (
		arn !== undefined &&
		Object.keys(managedPolicies).some(name => arn === `arn:${partition}:iam::aws:policy/${name}`)
	)
		return arn;
	throw new ServiceError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
};

const attachRolePolicy = ({RoleName, PolicyArn}: AttachRolePolicyCommandInput, context: Context): void => {
	const {hidden} = lookupRole(RoleName, context);
	const arn = checkPolicy(PolicyArn, context);
	if (!hidden.policies.includes(arn)) hidden.policies.push(arn);
};

const detachRolePolicy = ({RoleName, PolicyArn}: DetachRolePolicyCommandInput, context: Context): void => {
	const {hidden} = lookupRole(RoleName, context);
	if (!hidden.policies.includes(PolicyArn ?? '')) {
		throw new ServiceError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
	}
	hidden.policies = hidden.policies.filter(arn => arn !== PolicyArn);
};

const listAttachedRolePolicies = (
	input: ListAttachedRolePoliciesCommandInput,
	context: Context,
): Sent<ListAttachedRolePoliciesCommandOutput> => {
	const policies = lookupRole(input.RoleName, context).hidden.policies.map(arn => ({
		PolicyName: arn.split('/').at(-1),
		PolicyArn: arn,
	}));
	const {items, ...page} = listPage(policies, input);
	return {AttachedPolicies: items, ...page};
};

export const operations: readonly Operation[] = [
	operation(CreateRole$, createRole),
	operation(GetRole$, getRole),
	operation(DeleteRole$, deleteRole),
	operation(ListRoles$, listRoles),
	operation(ListInstanceProfilesForRole$, listInstanceProfilesForRole),
	operation(TagRole$, tagRole),
	operation(UntagRole$, untagRole),
	operation(ListRoleTags$, listRoleTags),
	operation(AttachRolePolicy$, attachRolePolicy),
	operation(DetachRolePolicy$, detachRolePolicy),
	operation(ListAttachedRolePolicies$, listAttachedRolePolicies),
];
