import type {Constraints} from '../../constraints.ts';

const word = String.raw`[\w+=,.@-]*`;

/** What STS allows of the members of its requests, but for durations, which differ from one operation to the next. */
export const constraints: Constraints = {
	EncodedMessage: {min: 1, max: 10_240},
	ExternalId: {min: 2, max: 1224, pattern: String.raw`[\w+=,.@:\/-]*`},
	'PolicyArns[].arn': {min: 20, max: 2048},
	RoleArn: {min: 20, max: 2048},
	RoleSessionName: {min: 2, max: 64, pattern: word},
	SerialNumber: {min: 9, max: 256, pattern: String.raw`[\w+=/:,.@-]*`},
	SourceIdentity: {min: 2, max: 64, pattern: word},
	'Tags[].Key': {min: 1, max: 128, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+`},
	'Tags[].Value': {max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`},
	TokenCode: {min: 6, max: 6, pattern: String.raw`[\d]*`},
};
