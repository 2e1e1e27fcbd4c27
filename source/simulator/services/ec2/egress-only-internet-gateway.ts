import {
	CreateEgressOnlyInternetGateway$,
	type CreateEgressOnlyInternetGatewayRequest,
	type CreateEgressOnlyInternetGatewayResult,
	DeleteEgressOnlyInternetGateway$,
	type DeleteEgressOnlyInternetGatewayRequest,
	type DeleteEgressOnlyInternetGatewayResult,
	DescribeEgressOnlyInternetGateways$,
	type DescribeEgressOnlyInternetGatewaysRequest,
	type DescribeEgressOnlyInternetGatewaysResult,
	type EgressOnlyInternetGateway,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {describeRows} from '../ec2-describe.ts';
import {once} from './idempotency.ts';
import {notFound} from './not-found.ts';
import {insert, need, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

/** Whether a gateway is that of a VPC, from its creation to its end. */
export const isGatewayOf = (vpcId: string, {Attachments}: EgressOnlyInternetGateway): boolean =>
	Attachments?.some(({VpcId}) => VpcId === vpcId) ?? false;

const create = (
	input: CreateEgressOnlyInternetGatewayRequest,
	context: Context,
): CreateEgressOnlyInternetGatewayResult => {
	const {egressOnlyInternetGateways: gateways, vpcs} = context.world;
	const {ClientToken} = input;
	const tags = creationTags(input.TagSpecifications, 'egress-only-internet-gateway');
	return once(context, 'CreateEgressOnlyInternetGateway', input, {
		again: id => gateways[id] && {EgressOnlyInternetGateway: gateways[id].shown, ClientToken},
		make: () => {
			const vpc = need(context, vpcs, input.VpcId, notFound.vpc);
			if (rowsIn(context, gateways).some(({shown}) => isGatewayOf(vpc.id, shown))) {
				throw new ServiceError(
					'InvalidParameterValue',
					`Network ${vpc.id} already has an egress-only internet gateway attached`,
				);
			}
			const id = context.newId('eigw');
			const shown: EgressOnlyInternetGateway = {
				EgressOnlyInternetGatewayId: id,
				Attachments: [{State: 'attached', VpcId: vpc.id}],
				Tags: tags,
			};
			insert(context, gateways, id, shown, {});
			return {id, result: {EgressOnlyInternetGateway: shown, ClientToken}};
		},
	});
};

/** It filters by tags alone. */
const describe = (
	input: DescribeEgressOnlyInternetGatewaysRequest,
	context: Context,
): DescribeEgressOnlyInternetGatewaysResult => {
	const {page, NextToken} = describeRows(context, context.world.egressOnlyInternetGateways, {
		...input,
		ids: input.EgressOnlyInternetGatewayIds,
		largest: 255,
		notFound: notFound.egressOnlyInternetGateway,
		filters: input.Filters,
		getters: {},
	});
	return {EgressOnlyInternetGateways: page.map(({shown}) => shown), NextToken};
};

const remove = (
	input: DeleteEgressOnlyInternetGatewayRequest,
	context: Context,
): DeleteEgressOnlyInternetGatewayResult => {
	const {egressOnlyInternetGateways: gateways} = context.world;
	const {id} = need(context, gateways, input.EgressOnlyInternetGatewayId, notFound.egressOnlyInternetGateway);
	delete gateways[id];
	return {ReturnCode: true};
};

export const operations: readonly Operation[] = [
	operation(CreateEgressOnlyInternetGateway$, create),
	operation(DescribeEgressOnlyInternetGateways$, describe),
	operation(DeleteEgressOnlyInternetGateway$, remove),
];
