import type {Operation, TimerTable} from '../../operation.ts';
import * as listener from './listener.ts';
import * as loadBalancer from './load-balancer.ts';
import * as loadBalancerSettings from './load-balancer-settings.ts';
import * as tags from './tags.ts';
import * as target from './target.ts';
import * as targetGroup from './target-group.ts';
import * as targetHealth from './target-health.ts';

/** Everything that the simulator's Elastic Load Balancing answers. */
export const operations: readonly Operation[] = [
	...listener.operations,
	...loadBalancer.operations,
	...loadBalancerSettings.operations,
	...tags.operations,
	...target.operations,
	...targetGroup.operations,
];

export const timers: TimerTable = {...loadBalancer.timers, ...target.timers, ...targetHealth.timers};
