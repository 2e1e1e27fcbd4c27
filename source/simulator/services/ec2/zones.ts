import {findRegion, type Zone} from '../../catalogue.ts';

/** The availability zones of a region; none for a region that the catalogue lacks. */
export const zonesOf = (region: string): readonly Zone[] => findRegion(region)?.zones ?? [];

/** The zone with a name or an id. */
export const findZone = (region: string, nameOrId: string | undefined): Zone | undefined =>
	zonesOf(region).find(({name, id}) => nameOrId === name || nameOrId === id);
