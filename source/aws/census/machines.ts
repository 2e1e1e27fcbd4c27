import type {Instance} from '@aws-sdk/client-ec2';
import {listPrices} from '../../plan/list-prices.ts';
import {instancePrice} from '../../plan/price.ts';
import {stateOf} from '../observation.ts';
import {collect} from '../pages.ts';
import {type Source, stands, toItem} from './source.ts';

/** USD per hour without the volume, which is counted by itself; 0 for a type that the list does not have. */
const instanceCost = ({State, InstanceType, PublicIpAddress}: Instance): number =>
	stateOf(State?.Name) === 'stopped'
		? 0
		: instancePrice(InstanceType ?? '') + (PublicIpAddress ? listPrices.publicAddress : 0);

/** USD per GB and hour of a gp3 volume: the list's root volume has 8 GB. */
const gigabyteCost = listPrices.rootVolume / 8;

/** Machines and their disks. */
export const machineSources: readonly Source[] = [
	{
		checked: 'instances',
		vpcFilter: 'vpc-id',
		list: async (clients, by) => {
			const ec2 = await clients.ec2();
			const reservations = await collect(
				token => ec2.describeInstances({Filters: [by], NextToken: token}),
				page => page.Reservations,
			);
			return reservations.flatMap(({Instances = [], OwnerId, RequesterId}) =>
				Instances.filter(({State}) => stands(State?.Name)).map(one =>
					toItem('instance', one.InstanceId, one, {owner: RequesterId ?? OwnerId, hourlyCost: instanceCost(one)}),
				),
			);
		},
	},
	{
		checked: 'volumes',
		list: async (clients, by) => {
			const ec2 = await clients.ec2();
			return collect(
				token => ec2.describeVolumes({Filters: [by], NextToken: token}),
				page =>
					page.Volumes?.filter(({State}) => stands(State)).map(one =>
						toItem('volume', one.VolumeId, {Tags: one.Tags}, {hourlyCost: gigabyteCost * (one.Size ?? 0)}),
					),
			);
		},
	},
];
