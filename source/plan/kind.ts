/** A price per hour by AWS's us-east-1 on-demand list. */
export type PriceLine = {
	readonly item: string;
	readonly quantity: number;
	/** USD per hour for one. */
	readonly unitPrice: number;
	/** AWS bills a started hour whole. */
	readonly wholeHours: boolean;
	/** The list has no price for it: `unitPrice` is 0 and what is shown says so. */
	readonly unlisted?: true;
};

/** What is true on paper of one kind of resource; the calls are in `aws/resources/` under the same file name. */
export type Kind<Inputs, Output extends string> = {
	/** What a person calls it, as AWS spells it: `NAT gateway`. */
	readonly label: string;
	/** One sentence: why the deployment has it. */
	readonly why: string;
	/** The step of the manual procedure that makes it, in words. */
	readonly step: string;
	/** The names of what is known once it exists; references in the graph name these. */
	readonly outputs: readonly Output[];
	/** How long it usually takes, in seconds, from the call until it is ready or gone. */
	readonly seconds: {readonly create: number; readonly destroy: number};
	/** IAM actions, as a policy names them. */
	readonly actions: {readonly build: readonly string[]; readonly teardown: readonly string[]};
	/**
	 * Teardown edges that no build edge implies: kinds of the same side (and shared) that must be gone before this one goes.
	 */
	readonly destroyAfter?: readonly string[];
	/**
	 * Build edges whose reverse does not bind teardown: kinds that may still be going while this one goes.
	 */
	readonly destroyDespite?: readonly string[];
	/**
	 * It is part of what its inputs name, and has no tags or name of its own to be found by: without that it is not there.
	 */
	readonly part?: true;
	/** Absent: free of charge. */
	readonly price?: (inputs: Inputs) => readonly PriceLine[];
	/** Made only by a person's decision: creating it accepts, destroying it rejects. */
	readonly gate?: true;
};

/** Declares a kind with its types. */
export const defineKind =
	<Inputs>() =>
	<const Output extends string>(kind: Kind<Inputs, Output>): Kind<Inputs, Output> =>
		kind;
