import type {AwsClients} from '../aws/clients.ts';
import {classify} from '../aws/errors.ts';
import type {ErrorClass} from '../engine/ports.ts';
import {startRetries} from '../engine/retry.ts';
import type {Connection} from './connection.ts';

/** Makes a call, again while its error can be cured by that. */
type Insist = <T>(operation: string, call: () => Promise<T>) => Promise<T>;

const insistently = <Calls extends object>(calls: Calls, insist: Insist): Calls =>
	Object.fromEntries(
		Object.entries(calls).map(([name, call]: [string, (input: object) => Promise<unknown>]) => [
			name,
			(input: object) => insist(name.charAt(0).toUpperCase() + name.slice(1), () => call(input)),
		]),
	) as Calls;

/**
 * Does work that only reads with clients that make each call again while AWS throttles, fails or is not ready for it: a
 * busy moment must not end a command whose changes are all made. Only the call that failed is made again, not the whole
 * work, whose other calls would then use up what little rate there is.
 * @param signal ends it before the connection's own does
 * @param curable what is worth another call; absent: all that the engine repeats, too
 * @throws what a repetition cannot cure, or what is left when patience ends
 */
export const patiently = async <T>(
	{clients, clock, signal: leaving}: Pick<Connection, 'clients' | 'clock' | 'signal'>,
	work: (clients: AwsClients) => Promise<T>,
	{signal, curable}: {readonly signal?: AbortSignal; readonly curable?: readonly ErrorClass[]} = {},
): Promise<T> => {
	// One call that failed for good ends the work: the others are not to go on with nobody waiting for them.
	const over = new AbortController();
	const either = AbortSignal.any([leaving, over.signal, ...(signal ? [signal] : [])]);
	const insist: Insist = async (operation, call) => {
		const retries = startRetries(clock);
		for (;;) {
			try {
				return await call();
			} catch (error) {
				const {class: found} = classify(error, operation);
				const delay = curable && !curable.includes(found) ? undefined : retries.next(found);
				if (delay === undefined) throw error;
				await clock.sleep(delay, either);
			}
		}
	};
	try {
		return await work({
			...clients,
			ec2: async () => insistently(await clients.ec2(), insist),
			elbv2: async () => insistently(await clients.elbv2(), insist),
			iam: async () => insistently(await clients.iam(), insist),
			kms: async () => insistently(await clients.kms(), insist),
			ssm: async () => insistently(await clients.ssm(), insist),
			sts: async () => insistently(await clients.sts(), insist),
		});
	} finally {
		over.abort();
	}
};
