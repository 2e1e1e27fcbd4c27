import {
	AttachInternetGateway$,
	type AttachInternetGatewayRequest,
	type AttachmentStatus,
	CreateInternetGateway$,
	type CreateInternetGatewayRequest,
	type CreateInternetGatewayResult,
	DeleteInternetGateway$,
	type DeleteInternetGatewayRequest,
	DescribeInternetGateways$,
	type DescribeInternetGatewaysRequest,
	type DescribeInternetGatewaysResult,
	DetachInternetGateway$,
	type DetachInternetGatewayRequest,
	type InternetGateway,
} from '@aws-sdk/client-ec2';
import {type Context, type Operation, operation, ServiceError, type TimerTable} from '../../operation.ts';
import {checkQuota} from '../../quotas.ts';
import type {Row} from '../../world.ts';
import {describeRows, type FilterGetters} from '../ec2-describe.ts';
import {interfacesWhere} from './interfaces.ts';
import {notFound} from './not-found.ts';
import {markRoutes} from './route-tables.ts';
import {after, insert, need, onRow, rowsIn} from './rows.ts';
import {creationTags} from './tagging.ts';

/** An attached gateway is `available` on the wire; the model's enum lacks the word. */
const attached = 'available' as string as AttachmentStatus;

const create = (input: CreateInternetGatewayRequest, context: Context): CreateInternetGatewayResult => {
	const tags = creationTags(input.TagSpecifications, 'internet-gateway');
	checkQuota(context, 'internetGateways', rowsIn(context, context.world.internetGateways).length);
	const id = context.newId('igw');
	const shown: InternetGateway = {InternetGatewayId: id, Attachments: [], OwnerId: context.account, Tags: tags};
	insert(context, context.world.internetGateways, id, shown, {});
	return {InternetGateway: shown};
};

const needGateway = (id: string | undefined, context: Context): Row<InternetGateway> =>
	need(context, context.world.internetGateways, id, notFound.internetGateway);

const attach = (input: AttachInternetGatewayRequest, context: Context): void => {
	const {id, shown} = needGateway(input.InternetGatewayId, context);
	const vpc = need(context, context.world.vpcs, input.VpcId, notFound.vpc);
	const [attachment] = shown.Attachments ?? [];
	if (attachment) {
		throw new ServiceError(
			'Resource.AlreadyAssociated',
			`resource ${id} is already attached to network ${attachment.VpcId}`,
		);
	}
	const others = rowsIn(context, context.world.internetGateways);
	if (others.some(other => other.shown.Attachments?.some(({VpcId}) => VpcId === vpc.id))) {
		throw new ServiceError('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
	}
	shown.Attachments = [{State: 'attaching', VpcId: vpc.id}];
	after(context, 'internetGatewayAttach', 'internet-gateway-attached', id);
};

const detach = (input: DetachInternetGatewayRequest, context: Context): void => {
	const {id, shown} = needGateway(input.InternetGatewayId, context);
	const vpc = need(context, context.world.vpcs, input.VpcId, notFound.vpc);
	if (!shown.Attachments?.some(({VpcId}) => VpcId === vpc.id)) {
		throw new ServiceError('Gateway.NotAttached', `resource ${id} is not attached to network ${vpc.id}`);
	}
	if (interfacesWhere(context, ({VpcId, Association}) => VpcId === vpc.id && Association !== undefined).length > 0) {
		throw new ServiceError(
			'DependencyViolation',
			`Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
		);
	}
	shown.Attachments = [];
	markRoutes(context, id, 'blackhole');
};

const getters: FilterGetters<Row<InternetGateway>> = {
	'internet-gateway-id': ({id}) => id,
	'attachment.state': ({shown}) => (shown.Attachments ?? []).map(({State}) => State),
	'attachment.vpc-id': ({shown}) => (shown.Attachments ?? []).map(({VpcId}) => VpcId),
	'owner-id': ({shown}) => shown.OwnerId,
};

const describe = (input: DescribeInternetGatewaysRequest, context: Context): DescribeInternetGatewaysResult => {
	const {page, NextToken} = describeRows(context, context.world.internetGateways, {
		...input,
		ids: input.InternetGatewayIds,
		notFound: notFound.internetGateway,
		filters: input.Filters,
		getters,
	});
	return {InternetGateways: page.map(({shown}) => shown), NextToken};
};

const remove = (input: DeleteInternetGatewayRequest, context: Context): void => {
	const {id, shown} = needGateway(input.InternetGatewayId, context);
	if ((shown.Attachments ?? []).length > 0) {
		throw new ServiceError(
			'DependencyViolation',
			`The internetGateway '${id}' has dependencies and cannot be deleted.`,
		);
	}
	delete context.world.internetGateways[id];
};

export const operations: readonly Operation[] = [
	operation(CreateInternetGateway$, create),
	operation(AttachInternetGateway$, attach),
	operation(DetachInternetGateway$, detach),
	operation(DescribeInternetGateways$, describe),
	operation(DeleteInternetGateway$, remove),
];

export const timers: TimerTable = {
	'internet-gateway-attached': onRow(
		world => world.internetGateways,
		({id, shown}, context) => {
			const [attachment] = shown.Attachments ?? [];
			if (!attachment) return;
			attachment.State = attached;
			markRoutes(context, id, 'active');
		},
	),
};
