import type {NotFound} from '../ec2/rows.ts';

/** ELB's words for what it does not know; most name no culprit. */
export const notFound = {
	loadBalancer: {code: 'LoadBalancerNotFound', message: () => 'One or more load balancers not found'},
	targetGroup: {code: 'TargetGroupNotFound', message: () => 'One or more target groups not found'},
	listener: {code: 'ListenerNotFound', message: () => 'One or more listeners not found'},
	subnet: {code: 'SubnetNotFound', message: id => `The subnet ID '${id}' does not exist`},
	securityGroup: {code: 'InvalidSecurityGroup', message: id => `Security group '${id}' does not exist`},
} satisfies Readonly<Record<string, NotFound>>;
