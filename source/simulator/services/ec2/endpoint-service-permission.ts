import {
	type AllowedPrincipal,
	DescribeVpcEndpointServicePermissions$,
	type DescribeVpcEndpointServicePermissionsRequest,
	type DescribeVpcEndpointServicePermissionsResult,
	ModifyVpcEndpointServicePermissions$,
	type ModifyVpcEndpointServicePermissionsRequest,
	type ModifyVpcEndpointServicePermissionsResult,
	type PrincipalType,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {digestHex} from '../../random.ts';
import {type FilterGetters, filterRows, paginate} from '../ec2-describe.ts';
import {notFound} from './not-found.ts';
import {need} from './rows.ts';

const typeOf = (principal: string): PrincipalType | undefined => {
	if (principal === '*') return 'All';
	// Principals with a path are not supported.
	const [, name = ''] = /^arn:[a-z-]+:iam::\d{12}:(root|role\/[^/]+|user\/[^/]+)$/.exec(principal) ?? [];
	if (name === 'root') return 'Account';
	if (name.startsWith('role/')) return 'Role';
	return name.startsWith('user/') ? 'User' : undefined;
};

/** Whether a service lets the caller make endpoints to it. */
export const permits = (principals: readonly string[], {principal, partition, account}: Context): boolean =>
	principals.some(each => each === '*' || each === principal || each === `arn:${partition}:iam::${account}:root`);

const shownPermission = (serviceId: string, principal: string): AllowedPrincipal => ({
	Principal: principal,
	PrincipalType: typeOf(principal),
	ServiceId: serviceId,
	ServicePermissionId: `vpce-svc-perm-0${digestHex(`${serviceId} ${principal}`, 16)}`,
	Tags: [],
});

const modify = (
	input: ModifyVpcEndpointServicePermissionsRequest,
	context: Context,
): ModifyVpcEndpointServicePermissionsResult => {
	const {id, hidden} = need(context, context.world.endpointServices, input.ServiceId, notFound.endpointService);
	const added = input.AddAllowedPrincipals ?? [];
	const removed = input.RemoveAllowedPrincipals ?? [];
	const wrong = [...added, ...removed].find(principal => typeOf(principal) === undefined);
	if (wrong !== undefined) throw new ServiceError('InvalidPrincipal', `Invalid Principal: '${wrong}'`);
	hidden.principals = [...new Set([...hidden.principals, ...added])].filter(each => !removed.includes(each));
	return {
		ReturnValue: true,
		AddedPrincipals: added.map(principal => {
			const {Tags, ...permission} = shownPermission(id, principal);
			return permission;
		}),
	};
};

const getters: FilterGetters<{readonly shown: AllowedPrincipal}> = {
	principal: ({shown}) => shown.Principal,
	'principal-type': ({shown}) => shown.PrincipalType,
};

const describe = (
	input: DescribeVpcEndpointServicePermissionsRequest,
	context: Context,
): DescribeVpcEndpointServicePermissionsResult => {
	const {id, hidden} = need(context, context.world.endpointServices, input.ServiceId, notFound.endpointService);
	const rows = hidden.principals.map(principal => ({shown: shownPermission(id, principal)}));
	const {page, NextToken} = paginate(filterRows(rows, input.Filters, getters, false), input);
	return {AllowedPrincipals: page.map(({shown}) => shown), NextToken};
};

export const operations: readonly Operation[] = [
	operation(ModifyVpcEndpointServicePermissions$, modify),
	operation(DescribeVpcEndpointServicePermissions$, describe),
];
