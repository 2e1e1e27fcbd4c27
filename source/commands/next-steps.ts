import type {RunOutcome} from '../engine/events.ts';
import type {Invocation} from '../flags.ts';
import type {Deployment} from '../plan/deployment.ts';

/** The commands that act on a deployment, ready to paste. */
export const commandsFor = ({simulate, awsProfile}: Invocation, {name, place}: Pick<Deployment, 'name' | 'place'>) => {
	const where = simulate
		? ' --simulate'
		: `${awsProfile ? ` --aws-profile ${awsProfile}` : ''} --region ${place.region}`;
	return {
		goOn: `privatelink-wizard up${where} --name ${name} --yes --accept`,
		verify: `privatelink-wizard verify${where} ${name}`,
		status: `privatelink-wizard status${where} ${name}`,
		down: `privatelink-wizard down${where} --confirm ${name}`,
	};
};

/** What a person may do after a build that ended so. */
export const afterBuild = (outcome: RunOutcome, invocation: Invocation, deployment: Deployment): string => {
	if (invocation.command === 'demo') return 'The same step by step: privatelink-wizard up --simulate';
	const {goOn, verify, down} = commandsFor(invocation, deployment);
	switch (outcome) {
		case 'done':
			return `Again: ${verify} · Tear down: ${down}`;
		case 'waiting':
			return `Accept and go on: ${goOn} · Tear down: ${down}`;
		case 'rejected':
			return `Ask again with a new endpoint: ${goOn} · Tear down: ${down}`;
		case 'unverified':
			return `Try again: ${verify} · Tear down: ${down}`;
		default:
			return `Go on: ${goOn} · Tear down: ${down}`;
	}
};
