import type {ErrorClass} from '../engine/ports.ts';

/** The first rule of the list that fits decides. */
export type ErrorRule = {
	/** AWS's code, without a trailing `Exception`. */
	readonly code: string | RegExp;
	readonly message?: RegExp;
	readonly operation?: RegExp;
	/** What the operation does to the resource. */
	readonly while?: 'creating' | 'destroying';
	readonly class: ErrorClass;
	/** What it means, where AWS's words do not say it. */
	readonly why?: string;
	/** Whether nothing else can come to its end either; default: with credentials only. */
	readonly stops?: boolean;
	readonly nextSteps?: readonly string[];
};

const goOn = 'Then run the same command again: it goes on where it stopped.';

const credentials = [
	'Give credentials: --aws-profile NAME, AWS_PROFILE, or sign in again (aws sso login).',
	'Without an AWS account: --simulate builds the same on the embedded simulator and needs no credentials.',
];

const permission = [
	'Have the action allowed that the message names (aws sts decode-authorization-message reads an encoded one).',
	goOn,
];

/** A quota is of the whole account: what is built besides would only cost. */
const quota = (what: string): Pick<ErrorRule, 'class' | 'why' | 'stops' | 'nextSteps'> => ({
	class: 'fatal',
	stops: true,
	why: 'The account has as many as its quota allows in this region.',
	nextSteps: [
		`Ask for more ${what} in the Service Quotas console of this region, or free some, or choose another region.`,
		goOn,
	],
});

/** What else is built would have to be torn down with it. */
const wrongZone: Pick<ErrorRule, 'class' | 'why' | 'stops' | 'nextSteps'> = {
	class: 'fatal',
	stops: true,
	why: 'AWS does not have it in a zone of this deployment, which stays in the zones that it was born in.',
	nextSteps: ['Tear this down and build it in other zones (--azs) or of another --instance-type.'],
};

const credentialRules: readonly ErrorRule[] = [
	// An address that is still mapped, or was just given back, is answered with the code of bad credentials.
	{code: 'AuthFailure', operation: /^ReleaseAddress$/, class: 'dependency'},
	// Of an image that was withdrawn or that the account may not use: https://github.com/DataBiosphere/toil/issues/3512
	{
		code: 'AuthFailure',
		message: /Not authorized for images/i,
		class: 'fatal',
		stops: true,
		why: 'The image was withdrawn, or the account allows only certain images. A deployment keeps the image that it was born with.',
		nextSteps: ['Tear this down and build it anew, with another --image where the account allows only certain ones.'],
	},
	{
		// All of them are said of a region that is not enabled: https://github.com/turbot/steampipe-plugin-aws/issues/75
		code: /^(InvalidClientTokenId|AuthFailure|UnrecognizedClient|RegionDisabled)$/,
		class: 'credentials',
		nextSteps: [
			'Or the region is not enabled for the account, or belongs to another partition than the credentials: check --region.',
			...credentials,
		],
	},
	{
		code: /^(ExpiredToken|RequestExpired|InvalidAccessKeyId|MissingAuthenticationToken)$/,
		class: 'credentials',
		nextSteps: credentials,
	},
	{code: /^(CredentialsProvider|TokenProvider|Provider)Error$/, class: 'credentials', nextSteps: credentials},
	{
		code: /^(SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)$/,
		class: 'credentials',
		nextSteps: ['Check the secret access key and the clock of this machine.', ...credentials],
	},
	{
		code: /^(UnauthorizedOperation|AccessDenied|NotAuthorized|Client\.UnauthorizedOperation)$/,
		message: /CreateServiceLinkedRole|AWSServiceRoleForElasticLoadBalancing/,
		class: 'fatal',
		nextSteps: ["The account's first load balancer needs iam:CreateServiceLinkedRole.", ...permission],
	},
	{
		code: /^(UnauthorizedOperation|AccessDenied|NotAuthorized|Client\.UnauthorizedOperation)$/,
		class: 'fatal',
		nextSteps: permission,
	},
	{
		code: /^(OptInRequired|PendingVerification|Blocked|SubscriptionRequired)$/,
		class: 'fatal',
		stops: true,
		nextSteps: [`AWS has not released the account for this yet: see its e-mail or the console. ${goOn}`],
	},
];

const waitingRules: readonly ErrorRule[] = [
	{
		// As the SDK lists them; ConcurrentModification is IAM's, ConcurrentTagAccess EC2's.
		code: /^(Throttling|Throttled|RequestLimitExceeded|RequestThrottled|TooManyRequests|SlowDown|PriorRequestNotComplete|BandwidthLimitExceeded|EC2Throttled|ConcurrentModification|ConcurrentTagAccess|ResourceCountExceeded|TransactionInProgress)$/,
		class: 'throttled',
		nextSteps: [`Wait until others use less of the account's request rate. ${goOn}`],
	},
	// Inside of a 200, for one thing of a batch: there is no status to tell it by.
	{code: /^Internal(Error|Failure|ServerError)$/, class: 'ambiguous'},
	// A service that says `Available` may refuse its first endpoints for minutes.
	{
		code: /^(Unavailable|ServiceUnavailable)$/,
		operation: /^CreateVpcEndpoint$/,
		class: 'not-yet',
		why: 'a fresh endpoint service may refuse endpoints for some minutes though it says Available: asking again',
	},
	{code: 'InvalidServiceName', message: /vpce-svc-/, operation: /^CreateVpcEndpoint$/, class: 'not-yet'},
	// The VPC's DNS attributes were just set, or the private zone of an endpoint that was deleted is not gone yet.
	{
		code: 'InvalidParameter',
		message: /enableDns|conflicting DNS domain/i,
		operation: /^CreateVpcEndpoint$/,
		class: 'not-yet',
	},
	// Elastic Load Balancing does not know a fresh VPC yet.
	{code: 'ValidationError', message: /is not found/i, while: 'creating', class: 'not-yet'},
	{
		code: 'InvalidParameterValue',
		message: /Invalid IAM Instance Profile|has no associated IAM Roles/i,
		class: 'not-yet',
	},
	{code: 'InvalidTarget', operation: /^RegisterTargets$/, class: 'not-yet'},
	{code: 'InvalidSecurityGroup', operation: /^(CreateLoadBalancer|SetSecurityGroups)$/, class: 'not-yet'},
	{code: 'TargetNotConnected', class: 'not-yet'},
	{code: 'InvalidInstanceId', class: 'not-yet'},
	{code: /^(IncorrectState|IncorrectInstanceState|InvalidState)$/, while: 'creating', class: 'not-yet'},
	{code: 'Gateway.NotAttached', while: 'creating', class: 'not-yet'},
];

const existingRules: readonly ErrorRule[] = [
	// Somebody decided already: what became of it shows.
	{code: /^(InvalidState|IncorrectState)$/, operation: /^AcceptVpcEndpointConnections$/, class: 'exists'},
	{code: /^(InvalidState|IncorrectState)$/, operation: /^RejectVpcEndpointConnections$/, class: 'gone'},
	{code: 'LimitExceeded', operation: /^AddRoleToInstanceProfile$/, class: 'exists'},
	{
		code: 'InvalidParameter',
		message: /already associated with another VPC Endpoint Service/i,
		class: 'exists',
	},
	{
		code: /^(InvalidPermission\.Duplicate|RouteAlreadyExists|Resource\.AlreadyAssociated|InvalidSubnet\.Conflict|InvalidGroup\.Duplicate|DuplicateListener|EntityAlreadyExists|DuplicateLoadBalancerName|DuplicateTargetGroupName)$/,
		class: 'exists',
	},
];

const dependencyRules: readonly ErrorRule[] = [
	{
		code: /^(DependencyViolation|InvalidGroup\.InUse|InvalidIPAddress\.InUse|ResourceInUse|DeleteConflict|ExistingVpcEndpointConnections|InvalidNetworkInterface\.InUse)$/,
		class: 'dependency',
	},
	{code: /^(IncorrectState|IncorrectInstanceState|InvalidState)$/, while: 'destroying', class: 'dependency'},
	{
		code: 'OperationNotPermitted',
		operation: /^TerminateInstances$/,
		class: 'fatal',
		nextSteps: [`Somebody switched on termination protection: switch it off. ${goOn}`],
	},
	{
		code: 'OperationNotPermitted',
		operation: /^DeleteLoadBalancer$/,
		class: 'fatal',
		nextSteps: [`Somebody switched on deletion protection of the load balancer: switch it off. ${goOn}`],
	},
];

const missingRules: readonly ErrorRule[] = [
	{
		code: /^(InvalidAMIID\.(NotFound|Unavailable|Malformed)|ParameterNotFound|ParameterVersionNotFound)$/,
		class: 'fatal',
		nextSteps: ['The image is not offered in this region any more: choose another --image or --region.'],
	},
	{code: /^Idempotent(InstanceTerminated|ResourceGone|ParameterMismatch)$/, class: 'spent'},
	{code: /NotFound$|^NoSuchEntity$|^Gateway\.NotAttached$|^DoesNotExist$/, while: 'destroying', class: 'gone'},
	{code: /NotFound$|^NoSuchEntity$/, while: 'creating', class: 'not-yet'},
];

const fatalRules: readonly ErrorRule[] = [
	{code: 'VpcLimitExceeded', ...quota('VPCs (5 by default; this needs 2)')},
	{
		code: 'InternetGatewayLimitExceeded',
		...quota('internet gateways (5 by default; this needs 2)'),
	},
	{
		code: 'AddressLimitExceeded',
		...quota('Elastic IP addresses (5 by default; this needs 1 or 2)'),
	},
	{code: 'NatGatewayLimitExceeded', ...quota('NAT gateways (5 per zone by default)')},
	{
		code: /^(VcpuLimitExceeded|InstanceLimitExceeded)$/,
		...quota('vCPUs of "Running On-Demand Standard instances" (this needs 8)'),
	},
	{
		code: /^TooMany|LimitExceeded$|^ServiceQuotaExceeded$/,
		...quota('of what the message names'),
	},
	{
		// Sent with HTTP 500, though a retry does not cure it.
		code: /^(InsufficientInstanceCapacity|InsufficientAddressCapacity|InsufficientFreeAddressesInSubnet)$/,
		class: 'fatal',
		stops: true,
		why: 'AWS has none left there at the moment: it may have some again in minutes or in days. A deployment stays in the zones that it was born in.',
		nextSteps: [
			'Try again later with the same command, or tear this down and build it in other zones (--azs) or of another --instance-type.',
		],
	},
	{
		code: 'InvalidParameterCombination',
		message: /Free Tier/i,
		class: 'fatal',
		nextSteps: ['This account is on the free plan: choose --instance-type t3.micro, t3.small, t4g.micro or t4g.small.'],
	},
	{
		// NAT gateways and types of volumes are missing in some zones: https://github.com/sysdiglabs/terraform-aws-secure-for-cloud/pull/52
		code: /^(Unsupported|AvailabilityZoneNotSupported)$|NotAvailableInZone$/,
		...wrongZone,
	},
	{
		// Zones that are nearly full are closed to some: https://github.com/widdix/mastodon-on-aws/issues/13
		code: /^(InvalidParameter|InvalidParameterValue|ValidationError)$/,
		message:
			/does not support the availability zone|cannot be associated with a load balancer|Subnets can currently only be created in/i,
		...wrongZone,
	},
	{
		code: /^(InvalidInstanceType|UnsupportedOperation)$/,
		class: 'fatal',
		nextSteps: ['Choose another --instance-type.'],
	},
	{
		// Of accounts that are new: no permission and no quota changes it.
		code: 'OperationNotPermitted',
		operation: /^CreateLoadBalancer$/,
		class: 'fatal',
		stops: true,
		nextSteps: [`Ask AWS Support to have load balancers enabled for the account. ${goOn}`],
	},
	{
		code: 'InvalidServiceName',
		class: 'fatal',
		nextSteps: ['The region does not offer this service by an endpoint: choose --session-path nat.'],
	},
	{
		code: 'InvalidDocument',
		class: 'fatal',
		nextSteps: ['The session document is missing or blocked in this account: ask who administrates Systems Manager.'],
	},
];

/** AWS's error codes and what they mean for a build or a teardown. */
export const errorRules: readonly ErrorRule[] = [
	...credentialRules,
	...existingRules,
	...waitingRules,
	...dependencyRules,
	...missingRules,
	...fatalRules,
];
