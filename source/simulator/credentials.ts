import {type Context, ServiceError} from './operation.ts';
import type {World} from './world.ts';

/** Somebody signs in: short-lived credentials count from here. `now` is world time, ms. */
export const signIn = (world: World, now: number): void => {
	world.scenario.signedInAt = now;
	world.scenario.signIns++;
};

/** Whether the caller's credentials have run out, as the scenario has it. */
const areExpired = ({world, now}: Context): boolean => {
	const {plan, signedInAt, signIns} = world.scenario;
	if (!plan.credentials) return false;
	const {seconds, signIns: short, renewedAfter = Number.POSITIVE_INFINITY} = plan.credentials;
	const age = (now - signedInAt) / 1000;
	return signIns <= short && age >= seconds && age < seconds + renewedAfter;
};

/** @throws ServiceError in the service's own words when the caller's credentials have run out */
export const refuseExpired = (service: string, context: Context): void => {
	if (!areExpired(context)) return;
	switch (service) {
		case 'ec2':
			throw new ServiceError('RequestExpired', 'Request has expired.', 400);
		case 'ssm':
			throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', 400);
		default:
			throw new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403);
	}
};
