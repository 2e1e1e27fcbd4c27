import type {Operation} from '../operation.ts';
import * as instances from './ssm/instances.ts';
import * as parameters from './ssm/parameters.ts';
import * as sessions from './ssm/sessions.ts';

/** Systems Manager: public parameters, managed instances, sessions. */
export const operations: readonly Operation[] = [
	...parameters.operations,
	...instances.operations,
	...sessions.operations,
];
