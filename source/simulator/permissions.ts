import {isLike} from './faults.ts';
import type {Context} from './operation.ts';
import {managedPolicies} from './services/iam/managed-policies.ts';

/** Nobody needs a permission for it. */
const free = 'sts:GetCallerIdentity';

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? '';

const allow = (policies: readonly string[], action: string): boolean =>
	policies.some(arn => managedPolicies[nameOf(arn)]?.some(pattern => isLike(pattern, action)));

/**
 * Whether the caller's policies allow an action, e.g. `ec2:CreateVpc`. The users of an account may do everything; who
 * assumed a role may do what the role's policies and those of the session allow.
 */
export const isAllowed = ({world, caller: {role, sessionPolicies}}: Context, action: string): boolean => {
	if (role === undefined || action === free) return true;
	const policies = Object.hasOwn(world.roles, role) ? (world.roles[role]?.hidden.policies ?? []) : [];
	return allow(policies, action) && (sessionPolicies === undefined || allow(sessionPolicies, action));
};
