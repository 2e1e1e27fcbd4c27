import type {Instance, Reservation} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import type {Row} from '../../world.ts';

export type ShownReservation = Pick<Reservation, 'ReservationId' | 'OwnerId' | 'Groups' | 'Instances'>;

/** Instances of one launch share their token and time; its reservation has the digits of the first of them. */
export const reservationsOf = (
	rows: readonly Row<Instance, {userData: string}>[],
	context: Context,
): readonly ShownReservation[] => {
	const launches = Map.groupBy(rows, ({id, shown}) =>
		shown.ClientToken ? `${shown.ClientToken} ${shown.LaunchTime?.getTime()}` : id,
	);
	return [...launches.values()].map(members => ({
		ReservationId: members[0]?.id.replace(/^i-/, 'r-'),
		OwnerId: context.account,
		Groups: [],
		Instances: members.map(({shown}) => shown),
	}));
};
