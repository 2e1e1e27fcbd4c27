import {type Deployment, fullName, globalName} from '../deployment.ts';
import {type Resource, reference} from '../graph.ts';
import type {VpcSide} from '../questions.ts';
import {nodesOf} from './node.ts';

/** Where the traffic of an inbound rule comes from. */
export type Source = {readonly cidr: string} | {readonly group: Resource<'security-group'>};

/** Makes the security groups of one VPC. A group lets nothing in until it has rules. */
export const groupsOf = (side: VpcSide, deployment: Deployment, vpc: Resource<'vpc'>) => {
	const node = nodesOf(side);
	const group = (name: string): Resource<'security-group'> =>
		node(
			'security-group',
			{name: `security-group-${name}`, label: `Security group ${name}`},
			{
				vpcId: reference(vpc, 'vpcId'),
				groupName: `${globalName(deployment)}-${name}`,
				description: `privatelink-wizard ${fullName(deployment)}: ${name}`,
			},
		);
	/** The only inbound rule of a group: one TCP port from one source. */
	const admit = (to: Resource<'security-group'>, port: number, from: Source): Resource<'security-group-rules'> => {
		const name = to.id.slice(`${side}.security-group-`.length);
		const source = 'cidr' in from ? {cidr: from.cidr} : {groupId: reference(from.group, 'groupId')};
		return node(
			'security-group-rules',
			{name: `security-group-rules-${name}`, label: `Rules of security group ${name}`},
			{groupId: reference(to, 'groupId'), rules: [{port, ...source}]},
		);
	};
	return {group, admit};
};
