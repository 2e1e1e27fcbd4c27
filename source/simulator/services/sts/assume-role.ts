import type {AssumeRoleCommandInput, AssumeRoleCommandOutput} from '@aws-sdk/client-sts';
import {type Context, type Sent, ServiceError} from '../../operation.ts';
import type {World} from '../../world.ts';
import {managedPolicies} from '../iam/managed-policies.ts';
import {issueKey} from './temporary-keys.ts';
import {trusts} from './trust.ts';

/** Seconds. A session of a role that was assumed from another one lasts an hour at most. */
const durations = {shortest: 900, longest: 43_200, usual: 3600, chained: 3600} as const;

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

const failed = (value: unknown, member: string, constraint: string): ServiceError =>
	invalid(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`);

/** @throws ServiceError for a duration that the API does not take at all */
export const checkDuration = (seconds: number, longest: number): number => {
	if (seconds < durations.shortest) {
		throw failed(seconds, 'durationSeconds', `Member must have value greater than or equal to ${durations.shortest}`);
	}
	if (seconds > longest) {
		throw failed(seconds, 'durationSeconds', `Member must have value less than or equal to ${longest}`);
	}
	return seconds;
};

const checkArn = (arn: string): string => {
	if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(arn)) throw invalid(`${arn} is invalid`);
	return arn;
};

/** Policies of the session: AWS's own ones by ARN. */
const checkPolicies = ({Policy, PolicyArns}: AssumeRoleCommandInput): readonly string[] | undefined => {
	if (Policy !== undefined) {
		throw new ServiceError('UnsupportedOperation', 'The simulator takes session policies by PolicyArns only.');
	}
	const arns = PolicyArns?.map(({arn = ''}) => arn);
	const unknown = arns?.find(arn => !Object.hasOwn(managedPolicies, arn.split('/').at(-1) ?? ''));
	if (unknown !== undefined) throw invalid(`The specified policy ${unknown} does not exist.`);
	return arns;
};

/** What the trust policy has to allow for what is asked. */
const actionsOf = ({Tags, SourceIdentity}: AssumeRoleCommandInput): readonly string[] => [
	'sts:AssumeRole',
	...(Tags && Tags.length > 0 ? ['sts:TagSession'] : []),
	...(SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
];

type Role = World['roles'][string];

/** A role that does not exist is answered as one that does not trust the caller: nobody learns which. */
const trustingRole = (arn: string, input: AssumeRoleCommandInput, context: Context): Role => {
	const {world, now, caller, principal} = context;
	const role = Object.hasOwn(world.roles, arn) ? world.roles[arn] : undefined;
	const applicant = {account: caller.account, arn: principal, role: caller.role, externalId: input.ExternalId};
	const policy = decodeURIComponent(role?.shown.AssumeRolePolicyDocument ?? '');
	const refused = actionsOf(input).find(action => !role || role.visibleAt > now || !trusts(policy, applicant, action));
	if (role && refused === undefined) return role;
	const words = `User: ${principal} is not authorized to perform: ${refused} on resource: ${arn}`;
	throw new ServiceError('AccessDenied', words, 403);
};

const durationFor = (
	{shown}: Role,
	{DurationSeconds: seconds = durations.usual}: AssumeRoleCommandInput,
	{caller}: Context,
) => {
	if (caller.isSession && seconds > durations.chained) {
		throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
	}
	if (seconds > (shown.MaxSessionDuration ?? durations.usual)) {
		throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
	}
	return seconds;
};

/** AssumeRole: temporary credentials for a role whose trust policy lets the caller in. */
export const assumeRole = (input: AssumeRoleCommandInput, context: Context): Sent<AssumeRoleCommandOutput> => {
	const arn = checkArn(input.RoleArn ?? '');
	const {RoleSessionName: session = ''} = input;
	if (input.DurationSeconds !== undefined) checkDuration(input.DurationSeconds, durations.longest);
	const sessionPolicies = checkPolicies(input);
	const role = trustingRole(arn, input, context);
	const {RoleName: name = '', RoleId: id = ''} = role.shown;
	const caller = {
		account: role.account,
		principal: `assumed-role/${name}/${session}`,
		userId: `${id}:${session}`,
		role: role.id,
		isSession: true,
		...(sessionPolicies ? {sessionPolicies} : {}),
	};
	return {
		Credentials: issueKey(context, caller, durationFor(role, input, context)),
		AssumedRoleUser: {
			AssumedRoleId: caller.userId,
			Arn: `arn:${context.partition}:sts::${role.account}:${caller.principal}`,
		},
		...(input.SourceIdentity === undefined ? {} : {SourceIdentity: input.SourceIdentity}),
	};
};
