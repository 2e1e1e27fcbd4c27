import {noScenario} from '../command-line.ts';
import type {RunOutcome} from '../engine/events.ts';
import type {RunState} from '../engine/projection.ts';
import type {Invocation} from '../flags.ts';
import {type Deployment, fullName, taggable} from '../plan/deployment.ts';

/** What of an invocation the commands after it repeat. */
type Acting = Pick<Invocation, 'simulate' | 'awsProfile'> &
	Partial<Pick<Invocation, 'decision'>> & {
		/** ARN of whoever runs them; absent: of whoever made the deployment. */
		readonly caller?: string;
	};

/** What the commands name a deployment by. */
type Named = Pick<Deployment, 'name'> &
	Partial<Pick<Deployment, 'id'>> & {readonly place: Pick<Deployment['place'], 'region' | 'callerArn'>};

/** What confirms a teardown: the name, and the full name of what somebody else made. */
const wordFor = ({name, id, place}: Named, caller: string | undefined): string =>
	id === undefined || caller === undefined || taggable(caller) === taggable(place.callerArn)
		? name
		: fullName({name, id});

/** The commands that act on a deployment, ready to paste. */
export const commandsFor = ({simulate, awsProfile, decision, caller}: Acting, deployment: Named) => {
	const {name, place} = deployment;
	const where = simulate
		? ' --simulate'
		: `${awsProfile ? ` --aws-profile ${awsProfile}` : ''} --region ${place.region}`;
	return {
		decide: `privatelink-wizard approve${where} ${name} --accept`,
		cutOff: (endpointId: string) => `privatelink-wizard approve${where} ${name} ${endpointId} --reject`,
		// Whoever has not decided beforehand is asked.
		goOn: `privatelink-wizard up${where} --name ${name} --yes${decision ? ` --${decision}` : ''}`,
		acceptAndGoOn: `privatelink-wizard up${where} --name ${name} --yes --accept`,
		verify: `privatelink-wizard verify${where} ${name}`,
		session: `privatelink-wizard session${where} ${name}`,
		status: `privatelink-wizard status${where} ${name}`,
		down: `privatelink-wizard down${where} --confirm ${wordFor(deployment, caller)}`,
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
export const stepsAfterBuild = (outcome: RunOutcome, invocation: Caller, deployment: Named): readonly string[] => {
	if (invocation.command === 'demo') return ['The same step by step: privatelink-wizard up --simulate'];
	const {decide, goOn, acceptAndGoOn, verify, session, down, serve} = commandsFor(invocation, deployment);
	const {goOn: askAnew} = commandsFor({...invocation, decision: undefined}, deployment);
	const tearDown = `Tear down: ${down}`;
	switch (outcome) {
		case 'done':
			return [`Again: ${verify}`, `A shell there: ${session}`, tearDown];
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

/** What a person may do after a teardown that ended so, each with its command; none when nothing is left. */
const stepsAfterTeardown = (outcome: RunOutcome, invocation: Acting, deployment: Named): readonly string[] => {
	if (outcome === 'done') return [];
	const {down, serve} = commandsFor(invocation, deployment);
	return [`Go on with it: ${down}`, ...(serve === undefined ? [] : [`For the AWS CLI, serve this world: ${serve}`])];
};

/** What a person may do after the last run that is known of a deployment; one that has no end was killed. */
export const stepsAfter = (
	{verb, outcome = 'interrupted'}: Pick<RunState, 'verb' | 'outcome'>,
	invocation: Caller,
	deployment: Named,
): readonly string[] =>
	verb === 'down'
		? stepsAfterTeardown(outcome, invocation, deployment)
		: stepsAfterBuild(outcome, invocation, deployment);

/** What may be done after a build, in one line. */
export const afterBuild = (...what: Parameters<typeof stepsAfterBuild>): string => stepsAfterBuild(...what).join(' · ');

/** A teardown's in one line; nothing when nothing is left. */
export const afterTeardown =
	(invocation: Acting) =>
	(outcome: RunOutcome, deployment: Named): string | undefined =>
		stepsAfterTeardown(outcome, invocation, deployment).join(' · ') || undefined;
