import {
	CreateListenerCommand,
	CreateLoadBalancerCommand,
	CreateTargetGroupCommand,
	DeleteListenerCommand,
	DeleteLoadBalancerCommand,
	DeleteTargetGroupCommand,
	DeregisterTargetsCommand,
	DescribeListenersCommand,
	DescribeLoadBalancerAttributesCommand,
	DescribeLoadBalancersCommand,
	DescribeTagsCommand,
	DescribeTargetGroupsCommand,
	DescribeTargetHealthCommand,
	ElasticLoadBalancingV2Client,
	type ElasticLoadBalancingV2ClientConfig,
	ModifyLoadBalancerAttributesCommand,
	RegisterTargetsCommand,
	SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {bindCalls} from '../calls.ts';

/** Every Elastic Load Balancing operation the program uses. */
export const connectElbv2 = (config: ElasticLoadBalancingV2ClientConfig) =>
	bindCalls(new ElasticLoadBalancingV2Client(config), {
		createListener: CreateListenerCommand,
		createLoadBalancer: CreateLoadBalancerCommand,
		createTargetGroup: CreateTargetGroupCommand,
		deleteListener: DeleteListenerCommand,
		deleteLoadBalancer: DeleteLoadBalancerCommand,
		deleteTargetGroup: DeleteTargetGroupCommand,
		deregisterTargets: DeregisterTargetsCommand,
		describeListeners: DescribeListenersCommand,
		describeLoadBalancerAttributes: DescribeLoadBalancerAttributesCommand,
		describeLoadBalancers: DescribeLoadBalancersCommand,
		describeTags: DescribeTagsCommand,
		describeTargetGroups: DescribeTargetGroupsCommand,
		describeTargetHealth: DescribeTargetHealthCommand,
		modifyLoadBalancerAttributes: ModifyLoadBalancerAttributesCommand,
		registerTargets: RegisterTargetsCommand,
		setSecurityGroups: SetSecurityGroupsCommand,
	});
