import type {Operation} from '../operation.ts';
import * as profiles from './iam/profiles.ts';
import * as roles from './iam/roles.ts';

/** Identity and Access Management: roles, their managed policies, instance profiles. */
export const operations: readonly Operation[] = [...roles.operations, ...profiles.operations];
