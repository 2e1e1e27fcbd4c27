import type {Constraints} from '../../constraints.ts';

const name = (max: number) => ({min: 1, max, pattern: String.raw`[\w+=,.@-]+`});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const tagKey = {min: 1, max: 128, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+`};
const tagValue = {max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`};

/** What IAM allows of the members of its requests. */
export const constraints: Constraints = {
	AssumeRolePolicyDocument: {min: 1, max: 131_072},
	Description: {max: 1000, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`},
	InstanceProfileName: name(128),
	MaxItems: {min: 1, max: 1000},
	MaxSessionDuration: {min: 3600, max: 43_200},
	Path: {min: 1, max: 512},
	PathPrefix: {min: 1, max: 512, pattern: String.raw`\u002F[\u0021-\u007F]*`},
	PolicyArn: {min: 20, max: 2048},
	RoleName: name(64),
	'TagKeys[]': tagKey,
	'Tags[].Key': tagKey,
	'Tags[].Value': tagValue,
};
