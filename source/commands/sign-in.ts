const goOn = 'Then run the same command again: it goes on where it stopped.';

/** What to do when AWS takes the credentials no longer; `profile` is the AWS profile that was named. */
export const signInOnAws = (profile: string | undefined): readonly string[] => [
	profile === undefined
		? 'The credentials of the default chain (no AWS profile is named) are used up: sign in again (aws sso login), or renew the keys.'
		: `The credentials of the AWS profile ${profile} are used up. Sign in again: aws sso login --profile ${profile}`,
	goOn,
];

export const signInOnSimulator: readonly string[] = [
	'On AWS you would sign in again now: aws sso login --profile NAME. On the simulator every command is a new sign-in.',
	goOn,
];
