import {type Timing, timings} from './timings.ts';

/** A thing of which nobody published how AWS does it, and what the simulator does instead of knowing. */
export type Guess = {
	readonly topic: string;
	/** What the simulator does. */
	readonly guess: string;
	/** What it was guessed from. */
	readonly because: string;
	/** How a real account would tell. */
	readonly check: string;
};

/** What AWS answers and does, as far as it is guessed. */
const behaviours: readonly Guess[] = [
	{
		topic: 'An endpoint service on a load balancer that is still provisioning',
		guess: 'CreateVpcEndpointServiceConfiguration is refused with InvalidParameter until the load balancer is active.',
		because: 'HyperShift waits for active before it calls; what AWS would answer earlier was not found.',
		check: 'Create a service on a Network Load Balancer right after CreateLoadBalancer.',
	},
	{
		topic: 'The time in which a fresh endpoint service answers 503',
		guess: 'Some tens of seconds, from the creation of the service.',
		because: 'aws-sdk-go-v2 issues 2254 and 2870 show the answer and name no duration.',
		check: 'Call CreateVpcEndpoint every second from the moment the service is created.',
	},
	{
		topic: 'Whether the owner of a service is permitted without being named',
		guess: 'The owner is a stranger to its own service until a principal permits it.',
		because: 'Samples and acceptance tests name their own account; no page says that they need not.',
		check: 'Create an endpoint to a service of the same account that has no allowed principals.',
	},
	{
		topic: 'Accepting a connection after it was rejected',
		guess: 'Refused in Unsuccessful: a rejected connection is over, and its endpoint has to be made anew.',
		because: 'The API reference says nothing; the cautious answer costs one more endpoint.',
		check: 'Reject a pending connection, then accept it.',
	},
	{
		topic: 'When a connection that nobody decides on expires',
		guess: 'Never.',
		because: 'The model has the state Expired; no duration was found, vendors speak of days.',
		check: 'Leave an endpoint in pendingAcceptance and look at it every day.',
	},
	{
		topic: 'What the free plan restricts besides instance types',
		guess: 'Nothing: NAT gateways, load balancers and endpoints are made as elsewhere.',
		because: 'Only refusals of instance types and images were reported.',
		check: 'Build a deployment on an account of the free plan.',
	},
	{
		topic: 'Whether the regional name of an endpoint leaves out a zone without targets',
		guess: 'It does not: the name leads to the interfaces of all zones.',
		because: 'Answers on re:Post say that the interfaces are health-checked, without numbers.',
		check: 'Turn cross-zone balancing off, stop the targets of one zone, and resolve the name for some minutes.',
	},
	{
		topic: 'Prices of instances and volumes, and that endpoints cost in every state',
		guess: 'The list prices of us-east-1, for every hour until the endpoint is deleted.',
		because: 'They are from memory.',
		check: 'Compare with the bill of a deployment.',
	},
	{
		topic: 'What DryRun looks at',
		guess:
			'Malformed, missing and unknown parameters are refused as ever; quotas, states and dependencies are not looked at.',
		because: 'EC2 documents that DryRun checks permissions; people meet refusals of bad ids on the way.',
		check: 'Call DeleteVpc with DryRun on a VPC with subnets, and with an id that does not exist.',
	},
	{
		topic: 'The codes of some malformed ids',
		guess:
			'InvalidElasticIpID.Malformed for addresses, InvalidAssociationID.Malformed for associations, InvalidVpcEndpointServiceId.Malformed for endpoint services, InvalidNetworkAclId.Malformed for network ACLs, InvalidSecurityGroupRuleId.Malformed for rules.',
		because: 'The list of error codes lacks them; AWS CloudFormation’s NAT gateway handler knows the first.',
		check: 'Name each of them by an id such as x-1.',
	},
	{
		topic: 'A ClientToken whose resource is described no longer',
		guess: 'It makes a new resource, but for instances, which are refused with IdempotentInstanceTerminated.',
		because: 'Only the latter is documented.',
		check: 'Create and delete a route table, and send the first request again.',
	},
	{
		topic: 'A ClientToken that is too long',
		guess: 'InvalidParameterValue, beyond 64 ASCII characters.',
		because: 'The length is documented, the refusal is not.',
		check: 'Send a token of 65 characters.',
	},
	{
		topic: 'Associating a subnet again with its own route table',
		guess: 'Resource.AlreadyAssociated, as with any other table.',
		because: 'The code is documented for a subnet that is associated; whether the same table counts is not.',
		check: 'Send AssociateRouteTable twice.',
	},
	{
		topic: 'What an egress-only internet gateway needs',
		guess:
			'A VPC without another one, with or without IPv6; a second one is refused as a second internet gateway is. How many a region has is not limited.',
		because: 'That a VPC has one is documented, and that a region has five by default; the codes are not.',
		check: 'Create two of them in a VPC without an IPv6 block.',
	},
	{
		topic: 'A batch that names a malformed id',
		guess: 'DeleteVpcEndpoints is refused as a whole; an unknown id of the right form is told in Unsuccessful.',
		because: 'Malformed parameters are refused before anything is looked up elsewhere.',
		check: 'Delete an endpoint together with the id x-1.',
	},
	{
		topic: 'The account that stands behind the network interfaces of AWS’s services',
		guess: 'amazon-elb for load balancers, one fixed account number each for endpoints and NAT gateways.',
		because: 'Transcripts of other accounts show such numbers; they may differ by region.',
		check: 'Describe the interfaces of a load balancer and an endpoint.',
	},
	{
		topic: 'When Elastic Load Balancing makes its service-linked role',
		guess:
			'For a load balancer or target group that finds no other one of the account standing: only then iam:CreateServiceLinkedRole is needed. The role does not show.',
		because: 'It is made with the first one of an account; the simulator does not remember it.',
		check: 'Make a target group in an account without the role, and list its roles.',
	},
	{
		topic: 'What the accounts call the zones of a region',
		guess: 'All accounts of a world have the same names for the same zone ids.',
		because: 'Every account has a mapping of its own, which AWS draws; ids are what two accounts have in common.',
		check: 'Compare DescribeAvailabilityZones in two accounts.',
	},
	{
		topic: 'When a target was found unhealthy that nobody looked at for a long time',
		guess: 'Longer ago than its checks need to be certain.',
		because: 'An idle world runs no health checks: they are made up for when somebody asks.',
		check: 'Stop a web server, and describe its health a second later, after hours without a look.',
	},
	{
		topic: 'The words of a refusal where only its code is documented',
		guess: 'The simulator’s own words, in AWS’s style.',
		because: 'Programs have to go by codes; the few messages that must be told apart are AWS’s.',
		check: 'Compare the golden files with the answers of an account.',
	},
];

const isGuessed = (timing: Timing): timing is Timing & {readonly guess: string} => 'guess' in timing;

/** `endpointAwsService` as `endpoint aws service`. */
const spaced = (name: string): string => name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

const durations: readonly Guess[] = Object.entries<Timing>(timings).flatMap(([name, timing]) =>
	isGuessed(timing)
		? [
				{
					topic: `How long it takes: ${spaced(name)}`,
					guess: `${timing.median} s, half of the time; a coefficient of variation of ${timing.cv}.`,
					because: timing.guess,
					check: 'Measure it on an account.',
				},
			]
		: [],
);

/** Everything that the simulator does without knowing that AWS does it so. */
export const guesses: readonly Guess[] = [...behaviours, ...durations];
