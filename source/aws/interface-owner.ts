import type {NetworkInterface} from '@aws-sdk/client-ec2';

/**
 * What a network interface serves: the id of its instance, or what AWS writes into the description of its own
 * interfaces: the id of a NAT gateway or endpoint, or the path of a load balancer.
 */
export const servedBy = ({Attachment, Description = ''}: NetworkInterface): string | undefined =>
	Attachment?.InstanceId ?? /\b(nat-\w+|vpce-\w+)/.exec(Description)?.[1] ?? /^ELB (\S+)$/.exec(Description)?.[1];

/** The path in a load balancer's ARN, e.g. `net/name/50dc6c495c0c9188`, by which its interfaces name it. */
export const loadBalancerPath = (arn: string | undefined): string => arn?.split(':loadbalancer/')[1] ?? '';
