import {
	AddTags$,
	type AddTagsInput,
	DescribeTags$,
	type DescribeTagsInput,
	type DescribeTagsOutput,
	RemoveTags$,
	type RemoveTagsInput,
	type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {type Context, type Operation, operation, ServiceError} from '../../operation.ts';
import {need} from '../ec2/rows.ts';
import {invalid} from './names.ts';
import {notFound} from './not-found.ts';

const tagLimit = 50;

/**
 * The record that a list of tags means.
 * @throws ServiceError DuplicateTagKeys, TooManyTags, ValidationError
 */
export const recordOf = (tags: readonly Tag[] | undefined): Record<string, string> => {
	const keys = (tags ?? []).map(({Key}) => Key ?? '');
	if (new Set(keys).size < keys.length) {
		throw new ServiceError('DuplicateTagKeys', 'A tag key was specified more than once');
	}
	const reserved = keys.find(key => /^aws:/i.test(key));
	if (reserved !== undefined) throw invalid(`The tag key '${reserved}' is not valid`);
	if (keys.length > tagLimit) {
		throw new ServiceError('TooManyTags', `The maximum number of tags of a resource is ${tagLimit}`);
	}
	return Object.fromEntries((tags ?? []).map(({Key = '', Value = ''}) => [Key, Value]));
};

type Tagged = {readonly hidden: {tags: Record<string, string>}};

/** What an ARN names; its kind stands in the ARN. */
const findTagged = (arn: string, context: Context): Tagged => {
	const {loadBalancers, targetGroups, listeners} = context.world;
	switch (arn.split(':')[5]?.split('/')[0]) {
		case 'loadbalancer':
			return need(context, loadBalancers, arn, notFound.loadBalancer);
		case 'targetgroup':
			return need(context, targetGroups, arn, notFound.targetGroup);
		case 'listener':
			return need(context, listeners, arn, notFound.listener);
		default:
			throw invalid(`'${arn}' is not a valid load balancer, target group or listener ARN`);
	}
};

const add = (input: AddTagsInput, context: Context): object => {
	const wanted = recordOf(input.Tags);
	const rows = (input.ResourceArns ?? []).map(arn => findTagged(arn, context));
	const results = rows.map(({hidden}) => ({...hidden.tags, ...wanted}));
	if (results.some(tags => Object.keys(tags).length > tagLimit)) {
		throw new ServiceError('TooManyTags', `The maximum number of tags of a resource is ${tagLimit}`);
	}
	for (const [index, {hidden}] of rows.entries()) hidden.tags = results[index] ?? hidden.tags;
	return {};
};

const remove = (input: RemoveTagsInput, context: Context): object => {
	for (const {hidden} of (input.ResourceArns ?? []).map(arn => findTagged(arn, context))) {
		hidden.tags = Object.fromEntries(Object.entries(hidden.tags).filter(([key]) => !input.TagKeys?.includes(key)));
	}
	return {};
};

const describe = (input: DescribeTagsInput, context: Context): DescribeTagsOutput => ({
	TagDescriptions: (input.ResourceArns ?? []).map(arn => ({
		ResourceArn: arn,
		Tags: Object.entries(findTagged(arn, context).hidden.tags).map(([Key, Value]) => ({Key, Value})),
	})),
});

export const operations: readonly Operation[] = [
	operation(AddTags$, add),
	operation(RemoveTags$, remove),
	operation(DescribeTags$, describe),
];
