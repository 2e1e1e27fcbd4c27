import {type Context, ServiceError} from './operation.ts';
import {drawId, drawRandom} from './random.ts';

/** What EC2 refuses before it says that a request would have succeeded: what is wrong with the request in itself. */
const refusedFirst =
	/^(Missing|Unknown|InvalidParameter|InvalidID$|InvalidServiceName$)|Malformed$|NotFound$|NotSpecified$/;

const wouldSucceed = () =>
	new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);

const nothing = () => {};

/**
 * Tries a request on a copy of the world, so that it has no effect. Quotas, states and dependencies are not looked at.
 * @throws ServiceError always: DryRunOperation (412), or what is wrong with the request
 */
export const dryRun = (context: Context, perform: (context: Context) => unknown): never => {
	const world = structuredClone({...context.world, calls: []});
	try {
		perform({
			...context,
			world,
			random: () => drawRandom(world),
			newId: prefix => drawId(world, prefix),
			schedule: nothing,
			powerChanged: nothing,
			sessionEnded: nothing,
			invocationChanged: nothing,
		});
	} catch (error) {
		if (!(error instanceof ServiceError) || refusedFirst.test(error.code)) throw error;
	}
	throw wouldSucceed();
};
