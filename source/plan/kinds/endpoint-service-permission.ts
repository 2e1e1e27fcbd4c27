import {defineKind} from '../kind.ts';

export type EndpointServicePermissionInputs = {
	readonly serviceId: string;
	/** Account whose root is permitted. */
	readonly account: string;
};

export const endpointServicePermission = defineKind<EndpointServicePermissionInputs>()({
	label: 'Endpoint service permission',
	why: 'Lets principals of the account find the service; to all others it does not exist.',
	step: 'Easily left out: the own account is permitted openly.',
	outputs: [],
	part: true,
	seconds: {create: 1, destroy: 0},
	actions: {
		build: ['ec2:ModifyVpcEndpointServicePermissions', 'ec2:DescribeVpcEndpointServicePermissions'],
		teardown: [],
	},
	// It goes with the service, which does not wait for endpoints.
	destroyDespite: ['endpoint'],
});
