import type {Subnet} from '@aws-sdk/client-ec2';
import {type CatalogueInstanceType, typesOfZone, type Zone} from '../../catalogue.ts';
import {isZone} from '../../faults.ts';
import {type Context, ServiceError} from '../../operation.ts';
import type {Row} from '../../world.ts';
import {rowsIn} from './rows.ts';
import {zonesOf} from './zones.ts';

/** How many instances a zone has room for; undefined where the scenario says nothing of it. */
const roomOf = ({id}: Zone, {world, region}: Context): number | undefined =>
	Object.entries(world.scenario.plan.capacity ?? {}).find(([zone]) => isZone(zone, id, region))?.[1];

/** The zones that offer the type and have room for so many more. */
const zonesWithRoom = (type: CatalogueInstanceType, count: number, context: Context): readonly Zone[] => {
	const standing = rowsIn(context, context.world.instances).filter(
		({shown}) => shown.State?.Name === 'pending' || shown.State?.Name === 'running',
	);
	return zonesOf(context.region).filter(zone => {
		const used = standing.filter(({shown}) => shown.Placement?.AvailabilityZone === zone.name).length;
		return typesOfZone(zone).includes(type) && used + count <= (roomOf(zone, context) ?? Number.POSITIVE_INFINITY);
	});
};

/**
 * EC2 answers with a server's error when a zone has no machines left.
 * @throws ServiceError InsufficientInstanceCapacity, in the words of https://github.com/commonwarexyz/monorepo/issues/2859
 */
export const checkCapacity = (
	type: CatalogueInstanceType,
	count: number,
	{shown}: Row<Subnet>,
	context: Context,
): void => {
	const zones = zonesWithRoom(type, count, context);
	if (zones.some(({id}) => id === shown.AvailabilityZoneId)) return;
	const others = zones.length > 0 ? ` or choosing ${zones.map(({name}) => name).join(', ')}` : '';
	throw new ServiceError(
		'InsufficientInstanceCapacity',
		`We currently do not have sufficient ${type.name} capacity in the Availability Zone you requested (${shown.AvailabilityZone}). Our system will be working on provisioning additional capacity. You can currently get ${type.name} capacity by not specifying an Availability Zone in your request${others}.`,
		500,
	);
};
