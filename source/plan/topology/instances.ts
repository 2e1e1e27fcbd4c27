import {type Deployment, fullName} from '../deployment.ts';
import {type Resource, reference} from '../graph.ts';
import type {VpcSide} from '../questions.ts';
import type {Network} from './network.ts';
import {nodesOf} from './node.ts';
import type {SessionRole} from './session-role.ts';

type Needs = {
	readonly network: Network;
	readonly group: Resource<'security-group'>;
	readonly role: SessionRole;
	/** What else the private instance waits for. */
	readonly privateAfter?: readonly Resource[];
};

/**
 * The two instances of a VPC, in the first zone. They are launched only when their role is usable and their way out
 * works: user data runs once, and an agent that cannot reach Session Manager at boot sleeps for minutes to an hour.
 */
export const instancesOf = (
	side: VpcSide,
	deployment: Deployment,
	{network, group, role, privateAfter = []}: Needs,
	{withApache}: {readonly withApache: boolean},
) => {
	const {settings, place} = deployment;
	const node = nodesOf(side);
	const inputs = {
		groupIds: [reference(group, 'groupId')],
		profileName: reference(role.profileRole, 'profileName'),
		imageId: place.imageId,
		instanceType: settings.instanceType,
	};
	const publicInstance = node(
		'instance',
		{name: 'instance-public', label: 'Public instance'},
		{...inputs, subnetId: reference(network.subnets.public1, 'subnetId'), publicAddress: true},
		[role.policy, ...network.publicReady],
	);
	const userData = {template: `${settings.image}.sh`, values: {DEPLOYMENT: fullName(deployment)}};
	const privateInstance = node(
		'instance',
		{name: 'instance-private', label: 'Private instance'},
		{
			...inputs,
			subnetId: reference(network.subnets.private1, 'subnetId'),
			publicAddress: false,
			...(withApache ? {userData} : {}),
		},
		[role.policy, ...network.privateReady, ...privateAfter],
	);
	return {privateInstance, resources: [publicInstance, privateInstance]};
};
