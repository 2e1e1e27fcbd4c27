import {
	CreateNetworkAcl$,
	type CreateNetworkAclRequest,
	type CreateNetworkAclResult,
	DeleteNetworkAcl$,
	type DeleteNetworkAclRequest,
	DescribeNetworkAcls$,
	type DescribeNetworkAclsRequest,
	type DescribeNetworkAclsResult,
	type NetworkAcl,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {once} from './idempotency.ts';
import {createNetworkAcl} from './network-acls.ts';
import {notFound} from './not-found.ts';
import {need, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

const create = (input: CreateNetworkAclRequest, context: Context): CreateNetworkAclResult => {
	const {networkAcls, vpcs} = context.world;
	const {ClientToken} = input;
	const tags = creationTags(input.TagSpecifications, 'network-acl');
	return once(context, 'CreateNetworkAcl', input, {
		again: id => networkAcls[id] && {NetworkAcl: networkAcls[id].shown, ClientToken},
		make: () => {
			const vpc = need(context, vpcs, input.VpcId, notFound.vpc);
			const siblings = rowsIn(context, networkAcls).filter(({shown}) => shown.VpcId === vpc.id);
			checkQuota(context, 'networkAcls', siblings.length);
			const {id, shown} = createNetworkAcl(context, {vpcId: vpc.id, tags});
			return {id, result: {NetworkAcl: shown, ClientToken}};
		},
	});
};

const getters: FilterGetters<Row<NetworkAcl>> = {
	'network-acl-id': ({id}) => id,
	'association.association-id': ({shown}) =>
		(shown.Associations ?? []).map(({NetworkAclAssociationId}) => NetworkAclAssociationId),
	'association.network-acl-id': ({shown}) => (shown.Associations ?? []).map(({NetworkAclId}) => NetworkAclId),
	'association.subnet-id': ({shown}) => (shown.Associations ?? []).map(({SubnetId}) => SubnetId),
	default: ({shown}) => shown.IsDefault,
	'entry.cidr': ({shown}) => (shown.Entries ?? []).map(({CidrBlock}) => CidrBlock),
	'entry.egress': ({shown}) => (shown.Entries ?? []).map(({Egress}) => Egress),
	'entry.protocol': ({shown}) => (shown.Entries ?? []).map(({Protocol}) => Protocol),
	'entry.rule-action': ({shown}) => (shown.Entries ?? []).map(({RuleAction}) => RuleAction),
	'entry.rule-number': ({shown}) => (shown.Entries ?? []).map(({RuleNumber}) => RuleNumber),
	'owner-id': ({shown}) => shown.OwnerId,
	'vpc-id': ({shown}) => shown.VpcId,
};

const describe = (input: DescribeNetworkAclsRequest, context: Context): DescribeNetworkAclsResult => {
	const {page, NextToken} = describeRows(context, context.world.networkAcls, {
		...input,
		ids: input.NetworkAclIds,
		notFound: notFound.networkAcl,
		filters: input.Filters,
		getters,
	});
	return {NetworkAcls: page.map(({shown}) => shown), NextToken};
};

/** Subnets are associated with default ones alone: nothing else can hold one. */
const remove = (input: DeleteNetworkAclRequest, context: Context): void => {
	const {id, shown} = need(context, context.world.networkAcls, input.NetworkAclId, notFound.networkAcl);
	if (shown.IsDefault) {
		throw new ServiceError('InvalidParameterValue', `cannot delete default network ACL ${id}`);
	}
	delete context.world.networkAcls[id];
};

export const operations: readonly Operation[] = [
	operation(CreateNetworkAcl$, create),
	operation(DescribeNetworkAcls$, describe),
	operation(DeleteNetworkAcl$, remove),
];
