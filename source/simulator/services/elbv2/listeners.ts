import type {Context} from '../../operation.ts';
import type {World} from '../../world.ts';
import {rowsIn} from '../ec2/rows.ts';

export type ListenerRow = World['listeners'][string];

/** The target group that a listener forwards to. */
export const targetGroupOf = ({shown}: ListenerRow): string | undefined => {
	const [action] = shown.DefaultActions ?? [];
	return action?.TargetGroupArn ?? action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
};

/** The listeners that forward to a target group. */
export const listenersTo = (
	context: Pick<Context, 'world' | 'account' | 'region'>,
	targetGroupArn: string,
): readonly ListenerRow[] =>
	rowsIn(context, context.world.listeners).filter(row => targetGroupOf(row) === targetGroupArn);

/** Brings what target groups show of their load balancers in line with the listeners. */
export const showBalancers = (context: Context): void => {
	for (const {id, shown} of rowsIn(context, context.world.targetGroups)) {
		const arns = listenersTo(context, id).map(listener => listener.shown.LoadBalancerArn ?? '');
		shown.LoadBalancerArns = [...new Set(arns)];
	}
};

/** Removes the listeners that a predicate picks. */
export const dropListeners = (context: Context, picks: (row: ListenerRow) => boolean): void => {
	for (const row of rowsIn(context, context.world.listeners)) if (picks(row)) delete context.world.listeners[row.id];
	showBalancers(context);
};
