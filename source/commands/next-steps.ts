import type {RunOutcome} from '../engine/events.ts';
import {type Invocation, noScenario} from '../flags.ts';
import type {Deployment} from '../plan/deployment.ts';

/** What of an invocation the commands after it repeat. */
type Acting = Pick<Invocation, 'simulate' | 'awsProfile'> & Partial<Pick<Invocation, 'decision'>>;

/** The commands that act on a deployment, ready to paste. */
export const commandsFor = (
	{simulate, awsProfile, decision}: Acting,
	{name, place}: Pick<Deployment, 'name' | 'place'>,
) => {
	const where = simulate
		? ' --simulate'
		: `${awsProfile ? ` --aws-profile ${awsProfile}` : ''} --region ${place.region}`;
	return {
		decide: `privatelink-wizard approve${where} ${name} --accept`,
		// Whoever has not decided beforehand is asked.
		goOn: `privatelink-wizard up${where} --name ${name} --yes${decision ? ` --${decision}` : ''}`,
		acceptAndGoOn: `privatelink-wizard up${where} --name ${name} --yes --accept`,
		verify: `privatelink-wizard verify${where} ${name}`,
		status: `privatelink-wizard status${where} ${name}`,
		down: `privatelink-wizard down${where} --confirm ${name}`,
		// What the AWS CLI can do on AWS it can do on a simulated world that is served.
		serve: simulate ? 'privatelink-wizard simulator' : undefined,
	};
};

/** Who runs a command, and where. */
type Caller = Acting &
	Pick<Invocation, 'command'> & {
		/** The scenario that is on, in words. */
		readonly trouble?: string | undefined;
	};

/** What a person may do after a build that ended so, each with its command. */
export const stepsAfterBuild = (
	outcome: RunOutcome,
	invocation: Caller,
	deployment: Pick<Deployment, 'name' | 'place'>,
): readonly string[] => {
	if (invocation.command === 'demo') return ['The same step by step: privatelink-wizard up --simulate'];
	const {decide, goOn, acceptAndGoOn, verify, down, serve} = commandsFor(invocation, deployment);
	const {goOn: askAnew} = commandsFor({...invocation, decision: undefined}, deployment);
	const tearDown = `Tear down: ${down}`;
	switch (outcome) {
		case 'done':
			return [`Again: ${verify}`, tearDown];
		case 'waiting':
			return [`Decide (--accept or --reject): ${decide}`, `Accept and go on: ${acceptAndGoOn}`, tearDown];
		case 'rejected':
			return [`Ask again with a new endpoint: ${askAnew}`, tearDown];
		case 'unverified':
			return [`Try again: ${verify}`, tearDown];
		default:
			return [
				`Go on: ${goOn}`,
				...(invocation.trouble === undefined ? [] : [`Go on without the trouble: ${goOn} --scenario ${noScenario}`]),
				tearDown,
				...(serve === undefined ? [] : [`For the AWS CLI, serve this world: ${serve}`]),
			];
	}
};

/** The same in one line. */
export const afterBuild = (...what: Parameters<typeof stepsAfterBuild>): string => stepsAfterBuild(...what).join(' · ');

/** What a person may do after a teardown that ended so; nothing when nothing is left. */
export const afterTeardown =
	(invocation: Pick<Invocation, 'simulate' | 'awsProfile'>) =>
	(outcome: RunOutcome, deployment: Deployment): string | undefined => {
		if (outcome === 'done') return undefined;
		const {down, serve} = commandsFor(invocation, deployment);
		const steps = [
			`Go on with it: ${down}`,
			...(serve === undefined ? [] : [`For the AWS CLI, serve this world: ${serve}`]),
		];
		return steps.join(' · ');
	};
