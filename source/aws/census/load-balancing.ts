import type {TagDescription} from '@aws-sdk/client-elastic-load-balancing-v2';
import {listPrices} from '../../plan/list-prices.ts';
import type {Elbv2} from '../clients.ts';
import {loadBalancerPath} from '../interface-owner.ts';
import {unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {type Source, toItem} from './source.ts';

/** Elastic Load Balancing tells the tags of at most 20 things at a time. */
const tagsPerCall = 20;

/** One that went meanwhile fails the call for its whole batch: then each is asked for by itself. */
const describeTags = async (elbv2: Elbv2, arns: readonly string[]): Promise<readonly TagDescription[]> => {
	const answer = await unlessMissing(elbv2.describeTags({ResourceArns: [...arns]}), undefined);
	if (answer) return answer.TagDescriptions ?? [];
	if (arns.length === 1) return [];
	const each: TagDescription[] = [];
	for (const arn of arns) each.push(...(await describeTags(elbv2, [arn])));
	return each;
};

const tagsOf = async (elbv2: Elbv2, arns: readonly string[]) => {
	const batches = Array.from({length: Math.ceil(arns.length / tagsPerCall)}, (_, index) =>
		arns.slice(index * tagsPerCall, (index + 1) * tagsPerCall),
	);
	const descriptions: TagDescription[] = [];
	// One after the other: an account may have hundreds, and all of Elastic Load Balancing shares one bucket.
	for (const batch of batches) descriptions.push(...(await describeTags(elbv2, batch)));
	return new Map(descriptions.map(({ResourceArn = '', Tags}) => [ResourceArn, Tags]));
};

/** Load balancers and target groups: their listings know no filters, and leave the tags out. */
export const loadBalancingSources: readonly Source[] = [
	{
		checked: 'load balancers',
		list: async clients => {
			const elbv2 = await clients.elbv2();
			const shown = await collect(
				token => elbv2.describeLoadBalancers({Marker: token}),
				page => page.LoadBalancers,
			);
			const tags = await tagsOf(
				elbv2,
				shown.map(({LoadBalancerArn = ''}) => LoadBalancerArn),
			);
			return shown.map(({LoadBalancerArn: arn = '', VpcId}) =>
				toItem(
					'load-balancer',
					arn,
					{VpcId, Tags: tags.get(arn)},
					{
						servedAs: loadBalancerPath(arn),
						hourlyCost: listPrices.loadBalancer,
					},
				),
			);
		},
	},
	{
		checked: 'target groups',
		list: async clients => {
			const elbv2 = await clients.elbv2();
			const shown = await collect(
				token => elbv2.describeTargetGroups({Marker: token}),
				page => page.TargetGroups,
			);
			const tags = await tagsOf(
				elbv2,
				shown.map(({TargetGroupArn = ''}) => TargetGroupArn),
			);
			return shown.map(({TargetGroupArn: arn = '', VpcId}) =>
				toItem('target-group', arn, {VpcId, Tags: tags.get(arn)}),
			);
		},
	},
];
