import {createHash, randomBytes} from 'node:crypto';
import type {AwsClients} from '../aws/clients.ts';
import {findArchitecture, findImage, findOfferings, findRegions, findZones} from '../aws/discovery.ts';
import {partitionOf} from '../aws/identity.ts';
import {usageError} from '../errors.ts';
import type {Deployment} from '../plan/deployment.ts';
import {defaultSettings, type Settings} from '../plan/settings.ts';
import {chooseZones} from '../plan/zones.ts';
import type {Connection} from './connection.ts';

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The 8 characters of `a-z2-7` that tell a deployment from all others; `seed` makes them repeatable. */
export const drawId = (seed?: string): string => {
	const bytes = seed === undefined ? randomBytes(8) : createHash('sha256').update(seed).digest().subarray(0, 8);
	return [...bytes].map(byte => base32[byte % base32.length]).join('');
};

const findKnownArchitecture = async (clients: AwsClients, instanceType: string) => {
	try {
		return await findArchitecture(clients, instanceType);
	} catch (error) {
		if ((error as Error).name !== 'InvalidInstanceType') throw error;
		throw usageError(`--instance-type "${instanceType}": ${(error as Error).message}`, [
			`For example: --instance-type ${defaultSettings.instanceType}`,
		]);
	}
};

/**
 * A new deployment: everything that AWS has to say about its place is asked once and kept.
 * @throws UserError (exit 2) for a region or zones that do not do
 */
export const bearDeployment = async (
	{clients, clock, caller, target}: Connection,
	settings: Settings,
	id: string,
): Promise<Deployment> => {
	const regions = await findRegions(clients);
	if (!regions.includes(settings.region)) {
		throw usageError(`--region "${settings.region}": not a region that this account can use.`, [
			`Regions: ${regions.join(', ')}.`,
		]);
	}
	const architecture = await findKnownArchitecture(clients, settings.instanceType);
	const [available, offering] = await Promise.all([findZones(clients), findOfferings(clients, settings.instanceType)]);
	const chosen = chooseZones(available, offering, settings.azs);
	if ('problem' in chosen) {
		const {value, message, suggestion} = chosen.problem;
		throw usageError(`--azs "${value}": ${message}`, suggestion ? [`For example: --azs ${suggestion}`] : []);
	}
	return {
		name: settings.name,
		id,
		target,
		settings,
		place: {
			account: caller.account,
			callerArn: caller.arn,
			...partitionOf(settings.region),
			region: settings.region,
			zones: chosen.zones,
			imageId: await findImage(clients, settings.image, architecture),
		},
		createdAt: new Date(clock.now()).toISOString(),
	};
};
