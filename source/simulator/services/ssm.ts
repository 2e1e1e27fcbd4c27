import type {Operation, TimerTable} from '../operation.ts';
import * as commands from './ssm/commands.ts';
import * as instances from './ssm/instances.ts';
import * as parameters from './ssm/parameters.ts';
import * as sessions from './ssm/sessions.ts';

/** Systems Manager: public parameters, managed instances, sessions, commands. */
export const operations: readonly Operation[] = [
	...parameters.operations,
	...instances.operations,
	...sessions.operations,
	...commands.operations,
];

export const timers: TimerTable = commands.timers;
