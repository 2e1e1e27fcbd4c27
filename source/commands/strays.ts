import {findDeployments} from '../aws/found.ts';
import {UserError} from '../errors.ts';
import {fullName} from '../plan/deployment.ts';
import {readJournals} from '../store/deployments.ts';
import type {Home} from '../store/home.ts';
import type {Connection} from './connection.ts';
import {patiently} from './patience.ts';

/**
 * What stands by its tags though no journal here knows it must not be built a second time, nor be called nothing.
 * @param name a name or full name; undefined: whatever stands
 * @throws UserError naming what stands and who made it
 */
export const refuseStrays = async (connection: Connection, home: Home, name: string | undefined): Promise<void> => {
	const {deployments, damaged} = readJournals(home.deployments);
	const known = new Set([
		...deployments.map(({deployment}) => fullName(deployment)),
		...damaged.map(each => each.fullName),
	]);
	const found = await patiently(connection, 'Describe', () => findDeployments(connection.clients));
	const strays = found.filter(
		stray =>
			!known.has(stray.fullName) &&
			(name === undefined || stray.fullName === name || stray.fullName.startsWith(`${name}.`)),
	);
	if (strays.length === 0) return;
	const one = strays.map(({fullName: each, createdBy}) => `${each} (made by ${createdBy})`).join(', ');
	throw new UserError(`${one} stands on ${connection.target}, but its journal is not here.`, {
		nextSteps: [
			`Bring back its folder below ${home.deployments}, or run this where it was built.`,
			'See what stands of it with: privatelink-wizard status',
		],
	});
};
