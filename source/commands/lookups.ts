import {UserError} from '../errors.ts';
import {fullName} from '../plan/deployment.ts';
import {ownAnswersOf} from '../plan/settings.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import type {Access, FoundDeployment, Place} from '../ui/ports.ts';
import {type Connection, explained} from './connection.ts';
import {livingOn} from './living.ts';
import {type Standing, standingOn} from './status.ts';

/** How long the screens wait for AWS to say whose the credentials are, ms. */
const accessPatience = 5_000;

/** Errors as a person can mend them. */
export const plainly = async <T>(work: () => Promise<T>): Promise<T> => {
	try {
		return await work();
	} catch (error) {
		throw explained(error);
	}
};

/** Whose the credentials are, or why that is not known; 5 s at most. */
export const findAccess = async (connect: () => Promise<Connection>): Promise<Access> => {
	const {promise: tooLate, resolve} = Promise.withResolvers<Access>();
	const timer = setTimeout(
		() =>
			resolve({
				state: 'denied',
				message: `AWS has not said within ${accessPatience / 1000} s whose credentials these are.`,
				nextSteps: ['Check the network connection, or practise on the simulator.'],
			}),
		accessPatience,
	);
	const asked = connect().then(
		({target, caller, region}): Access => ({state: 'granted', target, ...caller, region}),
		(error: unknown): Access => {
			const reason = explained(error);
			if (!(reason instanceof UserError)) throw reason;
			return {state: 'denied', message: reason.message, nextSteps: reason.nextSteps};
		},
	);
	try {
		return await Promise.race([asked, tooLate]);
	} finally {
		clearTimeout(timer);
	}
};

const things = ({counts}: Standing): number => Object.values(counts).reduce((sum, amount) => sum + amount, 0);

/**
 * What stands in the regions that may have something. A role is shown in every region: where a deployment has most is
 * its own.
 */
export const findDeployments = async (
	place: Place,
	living: readonly Journaled[],
	regions: readonly string[],
	home: Home,
	connect: (place: Place, region: string) => Promise<Connection>,
): Promise<readonly FoundDeployment[]> => {
	// Nothing was ever built there: no world has to be opened to know that it is empty.
	if (place === 'simulator' && living.length === 0) return [];
	const all = [...new Set([...regions, ...living.map(({deployment}) => deployment.place.region)])];
	const found = await plainly(() =>
		Promise.all(
			all.map(async region => {
				const connection = await connect(place, region);
				const standing = await standingOn(
					connection,
					livingOn(home, connection).filter(({deployment}) => deployment.place.region === region),
				);
				return standing.map(each => ({each, region}));
			}),
		),
	);
	return [...Map.groupBy(found.flat(), ({each}) => each.fullName).values()].flatMap(same => {
		const [own] = same.toSorted((a, b) => things(b.each) - things(a.each));
		if (!own) return [];
		const journaled = living.find(({deployment}) => fullName(deployment) === own.each.fullName);
		const {vpcIds: _vpcIds, createdAt: _createdAt, ...shown} = own.each;
		return [
			{
				...shown,
				place,
				region: journaled?.deployment.place.region ?? own.region,
				...(journaled ? {answers: ownAnswersOf(journaled.deployment.settings)} : {}),
			},
		];
	});
};
