import type {World} from './world.ts';

/** Who sent a request. */
export type Caller = {
	/** 12 digits. */
	readonly account: string;
	/** What stands behind `arn:<partition>:<service>::<account>:`, e.g. `user/simulator` or `assumed-role/name/session`. */
	readonly principal: string;
	/** AWS's unique id of the principal, e.g. `AIDA…`. */
	readonly userId: string;
	/** Came with a session token. */
	readonly isSession?: boolean;
	/** ARN of the role that was assumed: its policies say what the caller may do. */
	readonly role?: string;
	/** ARNs of the policies that narrow the session down. */
	readonly sessionPolicies?: readonly string[];
};

/** A long-term access key of a simulated account. */
export type AccessKey = Caller & {readonly accessKeyId: string; readonly secretAccessKey: string};

/**
 * The accounts that every world has, by their access keys: the keys of AWS's own documentation, which no real account
 * accepts. The first account is that of `--simulate`.
 */
export const accessKeys = [
	{
		accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
		secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
		account: '111122223333',
		principal: 'user/simulator',
		userId: 'AIDACKCEVSQ6C2EXAMPLE',
	},
	{
		accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
		secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
		account: '444455556666',
		principal: 'user/consumer',
		userId: 'AIDAI44QH8DHBEXAMPLEK',
	},
] as const satisfies readonly AccessKey[];

/** The caller of a request that names no known key and cannot be doubted, as it comes from the same process. */
export const ownCaller: Caller = accessKeys[0];

/** Whoever a timer works for is the account itself. */
export const rootOf = (account: string): Caller => ({account, principal: 'root', userId: account});

/** A short-term access key: the world keeps those that it gave out. */
export type TemporaryKey = AccessKey & {
	readonly sessionToken: string;
	/** The host's time, ms. */
	readonly expiresAt: number;
};

/** The access key with that id; undefined for one that the world does not know. */
export const findKey = (
	{temporaryKeys}: Pick<World, 'temporaryKeys'>,
	accessKeyId: string,
): AccessKey | TemporaryKey | undefined =>
	accessKeys.find(key => key.accessKeyId === accessKeyId) ??
	(Object.hasOwn(temporaryKeys, accessKeyId) ? temporaryKeys[accessKeyId] : undefined);
