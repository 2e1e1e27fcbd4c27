import {describe, expect, it} from 'vitest';
import {AwsError, classify, refuseDead, throwUnsuccessful} from '../../source/aws/errors.ts';
import type {ErrorClass} from '../../source/engine/ports.ts';
import {serviceError} from './recorded-clients.ts';

type Row = [code: string, operation: string, expected: ErrorClass, message?: string, status?: number];

const table: readonly Row[] = [
	// Not ready yet.
	['Unavailable', 'CreateVpcEndpoint', 'not-yet', 'The service is unavailable', 503],
	[
		'InvalidServiceName',
		'CreateVpcEndpoint',
		'not-yet',
		"The Vpc Endpoint Service 'com.amazonaws.vpce.r.vpce-svc-0a' does not exist",
	],
	['InvalidServiceName', 'CreateVpcEndpoint', 'fatal', "The Vpc Endpoint Service 'com.amazonaws.r.ssm' does not exist"],
	[
		'InvalidParameter',
		'CreateVpcEndpoint',
		'not-yet',
		'Enabling private DNS requires both enableDnsSupport and enableDnsHostnames',
	],
	['ValidationError', 'CreateTargetGroup', 'not-yet', "The VPC ID 'vpc-0a' is not found"],
	['InvalidParameterValue', 'RunInstances', 'not-yet', 'Value (p) for parameter x. Invalid IAM Instance Profile name'],
	['InvalidParameterValue', 'RunInstances', 'not-yet', 'IAM Instance Profile "p" has no associated IAM Roles'],
	['InvalidVpcID.NotFound', 'CreateSubnet', 'not-yet'],
	['InvalidRouteTableId.NotFound', 'CreateRoute', 'not-yet'],
	['InvalidGroup.NotFound', 'AuthorizeSecurityGroupIngress', 'not-yet'],
	['NatGatewayNotFound', 'DescribeNatGateways', 'not-yet'],
	['SubnetNotFoundException', 'CreateLoadBalancer', 'not-yet'],
	['InvalidSecurityGroupException', 'CreateLoadBalancer', 'not-yet'],
	['LoadBalancerNotFoundException', 'CreateListener', 'not-yet'],
	['InvalidTargetException', 'RegisterTargets', 'not-yet'],
	['NoSuchEntityException', 'AddRoleToInstanceProfile', 'not-yet'],
	['InvalidNetworkLoadBalancerArn.NotFound', 'CreateVpcEndpointServiceConfiguration', 'not-yet'],
	['InvalidVpcEndpointId.NotFound', 'AcceptVpcEndpointConnections', 'not-yet'],
	['TargetNotConnected', 'StartSession', 'not-yet'],
	// Told inside of a 200: only the code says it.
	['InternalError', 'DeleteVpcEndpoints', 'ambiguous', 'An internal error has occurred', 200],
	// Gone.
	['InvalidVpcID.NotFound', 'DeleteVpc', 'gone'],
	['InvalidInstanceID.NotFound', 'TerminateInstances', 'gone'],
	['InvalidAllocationID.NotFound', 'ReleaseAddress', 'gone'],
	['Gateway.NotAttached', 'DetachInternetGateway', 'gone'],
	['InvalidAssociationID.NotFound', 'DisassociateRouteTable', 'gone'],
	['InvalidPermission.NotFound', 'RevokeSecurityGroupIngress', 'gone'],
	['TargetGroupNotFoundException', 'DeregisterTargets', 'gone'],
	['NoSuchEntityException', 'RemoveRoleFromInstanceProfile', 'gone'],
	['InvalidVpcEndpointId.NotFound', 'RejectVpcEndpointConnections', 'gone'],
	['InvalidState', 'RejectVpcEndpointConnections', 'gone'],
	// A token that stands for something else.
	['IdempotentInstanceTerminated', 'RunInstances', 'spent'],
	['IdempotentParameterMismatch', 'RunInstances', 'spent'],
	// Held by something.
	['DependencyViolation', 'DeleteSubnet', 'dependency'],
	['InvalidGroup.InUse', 'DeleteSecurityGroup', 'dependency'],
	['ResourceInUseException', 'DeleteLoadBalancer', 'dependency'],
	['ResourceInUseException', 'DeleteTargetGroup', 'dependency'],
	['DeleteConflictException', 'DeleteRole', 'dependency'],
	['InvalidIPAddress.InUse', 'ReleaseAddress', 'dependency'],
	['AuthFailure', 'ReleaseAddress', 'dependency'],
	['ExistingVpcEndpointConnections', 'DeleteVpcEndpointServiceConfigurations', 'dependency'],
	// There already.
	['InvalidPermission.Duplicate', 'AuthorizeSecurityGroupIngress', 'exists'],
	['RouteAlreadyExists', 'CreateRoute', 'exists'],
	['Resource.AlreadyAssociated', 'AttachInternetGateway', 'exists'],
	['InvalidSubnet.Conflict', 'CreateSubnet', 'exists'],
	['InvalidGroup.Duplicate', 'CreateSecurityGroup', 'exists'],
	['DuplicateListenerException', 'CreateListener', 'exists'],
	['DuplicateLoadBalancerNameException', 'CreateLoadBalancer', 'exists'],
	['DuplicateTargetGroupNameException', 'CreateTargetGroup', 'exists'],
	['EntityAlreadyExistsException', 'CreateRole', 'exists', '', 409],
	['LimitExceededException', 'AddRoleToInstanceProfile', 'exists', '', 409],
	[
		'InvalidParameter',
		'CreateVpcEndpointServiceConfiguration',
		'exists',
		'LBs are already associated with another VPC Endpoint Service Configuration',
	],
	['InvalidState', 'AcceptVpcEndpointConnections', 'exists'],
	// Too fast.
	['RequestLimitExceeded', 'DescribeVpcs', 'throttled', '', 503],
	['ThrottlingException', 'StartSession', 'throttled'],
	['Throttling', 'DescribeLoadBalancers', 'throttled'],
	['PriorRequestNotCompleteException', 'CreateLoadBalancer', 'throttled', '', 429],
	['ConcurrentModificationException', 'CreateRole', 'throttled', '', 409],
	['ConcurrentTagAccess', 'CreateVpc', 'throttled'],
	['Anything', 'CreateVpc', 'throttled', '', 429],
	// Perhaps it happened.
	['InternalError', 'CreateVpc', 'ambiguous', '', 500],
	['ServiceUnavailable', 'CreateVpc', 'ambiguous', '', 503],
	['Unavailable', 'CreateNatGateway', 'ambiguous', '', 503],
	['InternalServerError', 'StartSession', 'ambiguous', '', 500],
	['ServiceFailureException', 'CreateRole', 'ambiguous', '', 500],
	// Whose are you?
	['ExpiredToken', 'GetCallerIdentity', 'credentials'],
	['ExpiredTokenException', 'GetParameter', 'credentials'],
	['RequestExpired', 'DescribeVpcs', 'credentials'],
	['InvalidClientTokenId', 'GetCallerIdentity', 'credentials', '', 403],
	['UnrecognizedClientException', 'GetParameter', 'credentials'],
	['AuthFailure', 'DescribeVpcs', 'credentials', '', 401],
	['SignatureDoesNotMatch', 'GetCallerIdentity', 'credentials', '', 403],
	// No retry helps.
	['UnauthorizedOperation', 'CreateVpc', 'fatal', '', 403],
	['AccessDenied', 'CreateRole', 'fatal', '', 403],
	['AccessDeniedException', 'StartSession', 'fatal'],
	['VpcLimitExceeded', 'CreateVpc', 'fatal'],
	['AddressLimitExceeded', 'AllocateAddress', 'fatal'],
	['VcpuLimitExceeded', 'RunInstances', 'fatal'],
	['LimitExceededException', 'CreateRole', 'fatal', '', 409],
	['TooManyLoadBalancersException', 'CreateLoadBalancer', 'fatal'],
	['InsufficientInstanceCapacity', 'RunInstances', 'fatal', '', 500],
	['Unsupported', 'RunInstances', 'fatal'],
	['InvalidParameterCombination', 'RunInstances', 'fatal', 'The specified instance type is not eligible for Free Tier'],
	[
		'InvalidParameter',
		'CreateVpcEndpoint',
		'fatal',
		'The VPC endpoint service x does not support the availability zone of the subnet',
	],
	['InvalidAMIID.NotFound', 'RunInstances', 'fatal'],
	['AuthFailure', 'RunInstances', 'fatal', 'Not authorized for images: [ami-0a]'],
	['ParameterNotFound', 'GetParameter', 'fatal'],
	['NotAvailableInZone', 'CreateNatGateway', 'fatal', 'Nat Gateway is not available in this availability zone'],
	['VolumeTypeNotAvailableInZone', 'RunInstances', 'fatal'],
	['OptInRequired', 'RunInstances', 'fatal'],
	['PendingVerification', 'RunInstances', 'fatal'],
	['Blocked', 'RunInstances', 'fatal'],
	['OperationNotPermitted', 'TerminateInstances', 'fatal'],
	['OperationNotPermittedException', 'DeleteLoadBalancer', 'fatal'],
	['OperationNotPermittedException', 'CreateLoadBalancer', 'fatal'],
	[
		'ValidationError',
		'CreateLoadBalancer',
		'fatal',
		'The following Availability Zones us-west-1a cannot be associated with a load balancer. Please try a different Availability Zone.',
	],
	[
		'InvalidParameterValue',
		'CreateSubnet',
		'fatal',
		'Subnets can currently only be created in the following availability zones: us-west-1b, us-west-1c.',
	],
];

describe('classifying errors', () => {
	it.each<Row>(table)('%s of %s is %s', (code, operation, expected, message = 'said AWS', status = 400) => {
		const classified = classify(serviceError(code, message, status), operation);
		expect(classified).toMatchObject({class: expected, message, code: code.replace(/Exception$/, '')});
	});

	it.each(
		table.filter(([code, , expected]) => expected === 'credentials' || (expected === 'fatal' && code !== 'Anything')),
	)('says what to do about %s of %s (%s)', (code, operation, _, message = '', status = 400) => {
		expect(classify(serviceError(code, message, status), operation).nextSteps).not.toEqual([]);
	});

	it.each([
		['Blocked', 'RunInstances'],
		['PendingVerification', 'RunInstances'],
		['OptInRequired', 'RunInstances'],
		['OperationNotPermittedException', 'CreateLoadBalancer'],
		['VpcLimitExceeded', 'CreateVpc'],
		['NotAvailableInZone', 'CreateNatGateway'],
		['Unsupported', 'RunInstances'],
	])('starts nothing more after %s of %s: the whole account or its zones are meant', (code, operation) => {
		expect(classify(serviceError(code, 'said AWS'), operation)).toMatchObject({stops: true});
	});

	it.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'ECONNREFUSED', 'EPIPE'])(
		'%s leaves it open what happened',
		code => {
			expect(classify(Object.assign(new Error('socket'), {code}), 'CreateVpc')).toMatchObject({
				class: 'ambiguous',
				code,
			});
		},
	);

	it('a time-out of the SDK leaves it open too', () => {
		const error = Object.assign(new Error('slow'), {name: 'TimeoutError'});
		expect(classify(error, 'CreateVpc')).toMatchObject({class: 'ambiguous', code: 'TimeoutError'});
	});

	it('a certificate that is not trusted is no question of patience', () => {
		const error = Object.assign(new Error('self-signed'), {code: 'SELF_SIGNED_CERT_IN_CHAIN'});
		expect(classify(error, 'CreateVpc')).toMatchObject({class: 'fatal'});
	});

	it.each(['InvalidClientTokenId', 'AuthFailure', 'UnrecognizedClientException', 'RegionDisabledException'])(
		'%s may be said of a region that is not enabled',
		code => {
			expect(classify(serviceError(code, 'not valid', 401), 'DescribeVpcs').nextSteps[0]).toContain('check --region');
		},
	);

	it('without credentials the simulator is offered', () => {
		const error = Object.assign(new Error('Could not load credentials from any providers'), {
			name: 'CredentialsProviderError',
		});
		const {class: found, nextSteps} = classify(error, 'GetCallerIdentity');
		expect(found).toBe('credentials');
		expect(nextSteps.join(' ')).toContain('--simulate');
		expect(nextSteps.join(' ')).toContain('--aws-profile');
	});

	it.each([new TypeError('a bug'), Object.assign(new Error('no such file'), {code: 'ENOENT'}), 'text', undefined])(
		'throws again what is not of AWS: %s',
		error => {
			expect(() => classify(error, 'CreateVpc')).toThrow();
		},
	);

	it('knows an unknown code as fatal, in the words of AWS', () => {
		expect(classify(serviceError('SomethingNew', 'never heard'), 'CreateVpc')).toEqual({
			class: 'fatal',
			code: 'SomethingNew',
			message: 'never heard',
			nextSteps: [],
		});
	});
});

describe('failures inside an answer', () => {
	it('are thrown with their code', () => {
		const Unsuccessful = [{ResourceId: 'vpce-svc-1', Error: {Code: 'ExistingVpcEndpointConnections', Message: 'held'}}];
		expect(() => throwUnsuccessful({Unsuccessful})).toThrow(
			new AwsError('ExistingVpcEndpointConnections', 'held (vpce-svc-1)'),
		);
		expect(classify(new AwsError('ExistingVpcEndpointConnections', 'held'), 'DeleteX').class).toBe('dependency');
	});

	it('are none where the list is empty or missing', () => {
		expect(() => throwUnsuccessful({Unsuccessful: []})).not.toThrow();
		expect(() => throwUnsuccessful({})).not.toThrow();
	});

	it('a token whose thing was deleted is used up', () => {
		expect(() => refuseDead('nat-1', 'pending')).not.toThrow();
		expect(() => refuseDead('vpce-1', 'Deleted')).toThrow();
		expect(classify(new AwsError('IdempotentResourceGone', ''), 'CreateNatGateway').class).toBe('spent');
	});
});
