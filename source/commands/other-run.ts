import path from 'node:path';
import process from 'node:process';
import {realClock} from '../clock.ts';
import {UserError} from '../errors.ts';
import {lockOwner} from '../lock.ts';
import {type Deployment, fullName} from '../plan/deployment.ts';
import type {Home} from '../store/home.ts';
import {lockFile} from '../store/journal.ts';
import type {Surroundings} from './command.ts';

/** How long a run that was asked to stop may take to settle what is in flight, and how often it is looked at; host ms. */
const patience = {limit: 60_000, interval: 200} as const;

/** The pid of the run that works on a deployment; undefined when none does. */
export const runningOn = (home: Home, deployment: Pick<Deployment, 'name' | 'id'>): number | undefined =>
	lockOwner(lockFile(path.join(home.deployments, fullName(deployment))));

/**
 * Asks the run that works on a deployment to stop, as Ctrl-C in its terminal would, and waits until it has: what it has in
 * flight is settled and in its journal then.
 * @throws UserError naming its pid when it does not stop
 */
export const stopOther = async (
	deployment: Deployment,
	{home, warn, signal}: Pick<Surroundings, 'home' | 'warn' | 'signal'>,
): Promise<void> => {
	const pid = runningOn(home, deployment);
	if (pid === undefined) return;
	warn(`Another run (pid ${pid}) works on ${fullName(deployment)}: it is asked to stop.`);
	process.kill(pid, 'SIGTERM');
	const clock = realClock();
	const deadline = clock.now() + patience.limit;
	while (runningOn(home, deployment) === pid) {
		if (clock.now() >= deadline) {
			throw new UserError(`The run with pid ${pid} was asked to stop and still works on ${fullName(deployment)}.`, {
				nextSteps: ['Stop it with Ctrl-C in its terminal, then run the same command again.'],
			});
		}
		await clock.sleep(patience.interval, signal);
	}
};
