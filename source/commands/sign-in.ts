import type {AwsClients} from '../aws/clients.ts';
import {type Caller, callerIdentity} from '../aws/identity.ts';
import type {Clock} from '../clock.ts';
import type {Renewed} from '../engine/ports.ts';
import {UserError, usageError} from '../errors.ts';

const goOn = 'Then run the same command again: it goes on where it stopped.';

/** What to do when AWS takes the credentials no longer; `profile` is the AWS profile that was named. */
export const signInOnAws = (profile: string | undefined, isAttended = false): readonly string[] => [
	profile === undefined
		? 'Sign in again (aws sso login), or renew the keys: the credentials of the default chain are used up; no AWS profile is named.'
		: `Sign in again: aws sso login --profile ${profile}  The credentials of this AWS profile are used up.`,
	isAttended ? waitsForSignIn : goOn,
];

export const signInOnSimulator = (isAttended: boolean): readonly string[] => [
	'Any other command is a sign-in here: privatelink-wizard status --simulate  (On AWS: aws sso login --profile NAME.)',
	isAttended ? waitsForSignIn : goOn,
];

/** What is to be said where somebody is there: the run waits for it. */
const waitsForSignIn = 'This run waits, asks for nothing, and goes on by itself once they work again.';

/** How often it is asked whether the credentials work again, ms. */
const askEvery = 5_000;

const callerNow = async (clients: AwsClients): Promise<Caller | undefined> => {
	clients.renew();
	try {
		return await callerIdentity(clients);
	} catch (error) {
		// Not yet; or the network is away as well.
		if (error instanceof UserError) return undefined;
		throw error;
	}
};

/** Waits until the person has signed in on AWS. @throws UserError (exit 2) when that was to another account */
export const untilSignedIn =
	(clock: Clock, clients: AwsClients, {account}: Caller): Renewed =>
	async signal => {
		for (;;) {
			await clock.sleep(askEvery, signal);
			const caller = await callerNow(clients);
			if (caller?.account === account) return;
			if (caller) {
				throw usageError(
					`This run is on account ${account}; the new credentials belong to ${caller.account}. What was made is in the journal.`,
				);
			}
		}
	};
