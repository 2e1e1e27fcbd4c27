import {ServiceError} from '../operation.ts';
import type {Service} from '../services.ts';

/** Why a signed request is not believed. */
export type Doubt =
	/** The Authorization header or the time is missing a part. */
	| 'incomplete'
	| 'unknown-key'
	/** The session token is missing, another one, or of a key that has none. */
	| 'wrong-token'
	| 'expired-token'
	/** Signed too long ago, or in the future. */
	| 'skewed'
	/** Another secret, another request, or another scope. */
	| 'mismatch';

type Words = {
	readonly code: string;
	/** HTTP. */
	readonly status: number;
	/** Absent: what was found wrong is said. */
	readonly message?: string;
};

/** How the services differ: EC2 has its own words, the query services and those with JSON have theirs. */
type Family = 'ec2' | 'query' | 'json';

const notValidated = 'AWS was not able to validate the provided access credentials';
const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';

/**
 * What AWS answers. EC2 tells no unknown key from a wrong clock: https://github.com/aws/aws-sdk-java/issues/519; that it
 * answers with 401: https://github.com/hashicorp/terraform-provider-aws/issues/1102; a wrong secret:
 * https://github.com/mitchellh/vagrant-aws/issues/138; expired credentials: https://github.com/aws/aws-sdk-go-v2/issues/1674.
 * STS on a wrong clock: https://github.com/aws/aws-cli/issues/6676; JSON services: https://github.com/aws/aws-sdk-net/issues/1506.
 */
const words: Readonly<Record<Family, Readonly<Record<Doubt, Words>>>> = {
	ec2: {
		incomplete: {code: 'AuthFailure', status: 401, message: notValidated},
		'unknown-key': {code: 'AuthFailure', status: 401, message: notValidated},
		'wrong-token': {code: 'AuthFailure', status: 401, message: notValidated},
		'expired-token': {code: 'RequestExpired', status: 400, message: 'Request has expired.'},
		skewed: {code: 'AuthFailure', status: 401, message: notValidated},
		mismatch: {code: 'SignatureDoesNotMatch', status: 403},
	},
	query: {
		incomplete: {code: 'IncompleteSignature', status: 400},
		'unknown-key': {code: 'InvalidClientTokenId', status: 403, message: invalidToken},
		'wrong-token': {code: 'InvalidClientTokenId', status: 403, message: invalidToken},
		'expired-token': {code: 'ExpiredToken', status: 403, message: expiredToken},
		skewed: {code: 'SignatureDoesNotMatch', status: 403},
		mismatch: {code: 'SignatureDoesNotMatch', status: 403},
	},
	json: {
		incomplete: {code: 'IncompleteSignatureException', status: 400},
		'unknown-key': {code: 'UnrecognizedClientException', status: 400, message: invalidToken},
		'wrong-token': {code: 'UnrecognizedClientException', status: 400, message: invalidToken},
		'expired-token': {code: 'ExpiredTokenException', status: 400, message: expiredToken},
		skewed: {code: 'InvalidSignatureException', status: 400},
		mismatch: {code: 'InvalidSignatureException', status: 400},
	},
};

const familyOf = ({name, target}: Pick<Service, 'name' | 'target'>): Family =>
	name === 'ec2' ? 'ec2' : target === '' ? 'query' : 'json';

/** The answer of a service to a request that it does not believe; `found` says what is wrong with it. */
export const refusal = (service: Pick<Service, 'name' | 'target'>, doubt: Doubt, found: string): ServiceError => {
	const {code, status, message = found} = words[familyOf(service)][doubt];
	return new ServiceError(code, message, status);
};
