import {destroy} from './destroy.ts';
import type {Target} from './ports.ts';
import {callsOf, type TaskContext} from './task.ts';
import {lookNow} from './wait.ts';

/**
 * What was built of the kinds that a request delivered twice makes two of. The second one is of no use to anybody; it
 * costs, and counts against the quotas.
 */
export const mayBeDoubled = ({kinds, targets}: Pick<TaskContext, 'kinds' | 'targets'>): readonly Target[] =>
	[...targets.values()].filter(({kind}) => callsOf(kinds, kind).canDouble);

/** Destroys whatever stands beside the target with the same tags. @throws TaskFailure when it cannot */
export const removeDoubles = async (context: TaskContext, target: Target): Promise<void> => {
	const seen = await lookNow(context, target);
	const others = seen.state === 'absent' ? [] : (seen.others ?? []);
	for (const outputs of others) await destroy(context, {...target, outputs});
};
