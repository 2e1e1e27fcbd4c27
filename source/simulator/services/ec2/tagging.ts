import type {Tag, TagSpecification} from '@aws-sdk/client-ec2';
import {ServiceError} from '../../operation.ts';
import {tagsFor} from '../ec2-describe.ts';

const tagLimit = 50;

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

/**
 * EC2's rules for the tags of one resource.
 * @throws ServiceError InvalidParameterValue, TagLimitExceeded.
 */
export const checkTags = (tags: readonly Tag[]): void => {
	const keys = tags.map(({Key}) => Key ?? '');
	const twice = keys.find((key, index) => keys.indexOf(key) !== index);
	if (twice !== undefined) throw invalid(`Duplicate tag key '${twice}' specified.`);
	for (const {Key = '', Value = ''} of tags) {
		if (Key === '') throw invalid('Tag key cannot be null or empty.');
		if (/^aws:/i.test(Key)) throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
		if (Key.length > 128) throw invalid('Tag key exceeds the maximum length of 128 characters');
		if (Value.length > 256) throw invalid('Tag value exceeds the maximum length of 256 characters');
	}
	if (tags.length > tagLimit) {
		throw new ServiceError(
			'TagLimitExceeded',
			`The maximum number of Tags for a resource has been reached: ${tagLimit}.`,
		);
	}
};

/**
 * The tags that a creating request has for `resourceType`.
 * @throws ServiceError InvalidParameterValue for a resource type that the operation does not create.
 */
export const creationTags = (
	specifications: readonly TagSpecification[] | undefined,
	resourceType: string,
	allowed: readonly string[] = [resourceType],
): Tag[] => {
	for (const {ResourceType = '', Tags} of specifications ?? []) {
		if (ResourceType === '') throw invalid('Tag specification resource type must have a value');
		if (!allowed.includes(ResourceType)) {
			throw invalid(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
		}
		if (!Tags || Tags.length === 0) throw invalid('Tag specification must have at least one tag');
	}
	const tags = tagsFor(specifications, resourceType);
	checkTags(tags);
	return tags;
};
