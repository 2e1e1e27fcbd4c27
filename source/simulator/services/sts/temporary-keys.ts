import type {Credentials} from '@aws-sdk/client-sts';
import type {Caller} from '../../accounts.ts';
import type {Context} from '../../operation.ts';
import {drawHex} from '../../random.ts';
import {newUniqueId} from '../iam/entities.ts';

/** Expired keys are told from unknown ones for so long, host ms. */
const memory = 24 * 3_600_000;

const newText = ({world}: Context, bytes: number): string =>
	Buffer.from(drawHex(world, bytes * 2), 'hex').toString('base64');

/**
 * Makes a key for `caller` that holds for so many seconds of the host's time: clients compare its end with their own
 * clock, and the simulator judges it by that.
 */
export const issueKey = (context: Context, caller: Caller, seconds: number): Credentials => {
	const {world, hostNow} = context;
	for (const [id, {expiresAt}] of Object.entries(world.temporaryKeys)) {
		if (expiresAt + memory < hostNow) delete world.temporaryKeys[id];
	}
	const accessKeyId = newUniqueId(context, 'ASIA').slice(0, 20);
	const secretAccessKey = newText(context, 30);
	const sessionToken = newText(context, 180);
	// Answers carry whole seconds.
	const expiresAt = (Math.floor(hostNow / 1000) + seconds) * 1000;
	world.temporaryKeys[accessKeyId] = {...caller, accessKeyId, secretAccessKey, sessionToken, expiresAt};
	return {
		AccessKeyId: accessKeyId,
		SecretAccessKey: secretAccessKey,
		SessionToken: sessionToken,
		Expiration: new Date(expiresAt),
	};
};
