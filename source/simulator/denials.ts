import {deflateRawSync, inflateRawSync} from 'node:zlib';
import {isLike} from './faults.ts';
import type {LimitedCall} from './limits.ts';
import {neededActions} from './needed-actions.ts';
import {type Context, ServiceError} from './operation.ts';
import {isAllowed} from './permissions.ts';

/** What an encoded authorization message says, as far as the simulator knows. */
type Decoded = {
	readonly allowed: false;
	readonly explicitDeny: boolean;
	readonly matchedStatements: {readonly items: readonly never[]};
	readonly failures: {readonly items: readonly never[]};
	readonly context: {
		readonly principal: {readonly id: string; readonly name: string; readonly arn: string};
		readonly action: string;
		readonly resource: string;
		readonly conditions: {readonly items: readonly never[]};
	};
};

/** Marks what this simulator encoded: other texts are not decoded. */
const mark = 'S1';

const encode = (decoded: Decoded): string => `${mark}${deflateRawSync(JSON.stringify(decoded)).toString('base64url')}`;

/** @throws ServiceError InvalidAuthorizationMessageException for what was not encoded here */
export const decodeMessage = (encoded: string): string => {
	try {
		if (!encoded.startsWith(mark)) throw new TypeError('not encoded here');
		return inflateRawSync(Buffer.from(encoded.slice(mark.length), 'base64url')).toString('utf8');
	} catch {
		throw new ServiceError('InvalidAuthorizationMessageException', 'The specified authorization message is not valid.');
	}
};

/**
 * The answer to a call that the scenario or the caller's policies deny; undefined for one that is allowed. EC2 encodes the details, the other
 * services say them. The words are those of IAM's troubleshooting guide:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const denialOf = (call: LimitedCall, context: Context): ServiceError | undefined => {
	const {denied = []} = context.world.scenario.plan;
	const refused = neededActions(call, context).find(
		({action}) => denied.some(pattern => isLike(pattern, action)) || !isAllowed(context, action),
	);
	if (!refused) return undefined;
	const {action, resource} = refused;
	const words = `User: ${context.principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
	switch (call.service) {
		case 'ec2': {
			const principal = {
				id: context.userId,
				name: context.principal.split('/').at(-1) ?? '',
				arn: context.principal,
			};
			const none = {items: []};
			const encoded = encode({
				allowed: false,
				explicitDeny: false,
				matchedStatements: none,
				failures: none,
				context: {principal, action, resource, conditions: none},
			});
			return new ServiceError(
				'UnauthorizedOperation',
				`You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
				403,
			);
		}
		case 'kms':
		case 'ssm':
			return new ServiceError('AccessDeniedException', words, 400);
		default:
			return new ServiceError('AccessDenied', words, 403);
	}
};
