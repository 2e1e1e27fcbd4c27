import type {Observation, Target} from '../engine/ports.ts';
import {fullName, tagKeys} from '../plan/deployment.ts';
import type {Outputs} from '../plan/graph.ts';
import {compared, ready} from './observation.ts';
import {tagRecord} from './tags.ts';

/** Where this program's roles and instance profiles live in IAM, which knows no regions. */
export const iamPath = '/privatelink-wizard/';

type Entity = {
	readonly Path?: string | undefined;
	readonly Tags?: Parameters<typeof tagRecord>[0];
};

/** A name alone makes nothing ours: what IAM has by it counts when it lies on our path and carries our tag. */
export const seeEntity = ({deployment}: Target, {Path, Tags}: Entity = {}, outputs: Outputs): Observation =>
	compared(ready('exists', outputs), {
		'its path': [Path, iamPath],
		[`its tag ${tagKeys.deployment}`]: [tagRecord(Tags)[tagKeys.deployment] ?? 'none', fullName(deployment)],
	});
