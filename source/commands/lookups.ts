import {existsSync} from 'node:fs';
import {UserError} from '../errors.ts';
import {fullName} from '../plan/deployment.ts';
import {ownAnswersOf} from '../plan/settings.ts';
import type {Journaled} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import type {Access, FoundDeployment, Place} from '../ui/ports.ts';
import {type Connection, explained} from './connection.ts';
import {livingOn} from './living.ts';
import {standingEverywhere} from './status.ts';

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

/**
 * What stands in the regions that may have something, by tags and by journals. What another principal made is told apart:
 * it is meant by its full name alone.
 */
export const findDeployments = async (
	place: Place,
	living: readonly Journaled[],
	region: string,
	home: Home,
	connect: (place: Place, region: string) => Promise<Connection>,
): Promise<readonly FoundDeployment[]> => {
	// Nothing was ever built there: no world has to be opened to know that it is empty.
	if (place === 'simulator' && living.length === 0 && !existsSync(home.world)) return [];
	const standing = await plainly(async () => {
		const connection = await connect(place, region);
		return await standingEverywhere(connection, livingOn(home, connection));
	});
	return standing.map(({vpcIds: _vpcIds, createdAt: _createdAt, birth, isOwn, hasJournal, ...shown}) => {
		const journaled = living.find(({deployment}) => fullName(deployment) === shown.fullName);
		const settings = journaled?.deployment.settings ?? birth?.settings;
		return {
			...shown,
			place,
			...(isOwn ? {} : {isForeign: true as const}),
			...(hasJournal ? {} : {isStray: true as const}),
			...(settings ? {answers: ownAnswersOf(settings)} : {}),
		};
	});
};
