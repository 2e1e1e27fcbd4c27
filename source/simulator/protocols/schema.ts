import {NormalizedSchema} from '@smithy/core/schema';
import type {StaticOperationSchema, StaticStructureSchema} from '@smithy/types';

/** The input of an operation; `isUnitSchema()` where it takes none. */
export const inputOf = (schema: StaticOperationSchema): NormalizedSchema => NormalizedSchema.of(schema[4]);

/** The output of an operation; `isUnitSchema()` where it gives none. */
export const outputOf = (schema: StaticOperationSchema): NormalizedSchema => NormalizedSchema.of(schema[5]);

export const nameOf = (schema: StaticOperationSchema): string => schema[2];

/** Names of the members that a structure cannot do without: the schema lists them first and counts them. */
export const requiredMembers = (structure: NormalizedSchema): readonly string[] => {
	const [, , , , names, , count] = structure.getSchema() as StaticStructureSchema;
	return names.slice(0, count ?? 0);
};

/** What a wire name is built from. */
export type NameTraits = {readonly xmlName?: string; readonly ec2QueryName?: string};

export const nameTraits = (traits: object): NameTraits => traits as NameTraits;
