const signature = 'only a request over HTTP is doubted: the tests of signatures';
const credentials = 'only what a scenario gives runs out: the tests of credentials';
const connection = 'no answer at all: the line is cut';
const large = 'takes dozens of things to reach: the tests of the service';

/** Error codes that no golden file holds, each with the reason. */
export const withoutGolden: Readonly<Record<string, string>> = {
	AuthFailure: signature,
	IncompleteSignature: signature,
	IncompleteSignatureException: signature,
	InvalidClientTokenId: signature,
	InvalidSignatureException: signature,
	RequestExpired: signature,
	SignatureDoesNotMatch: signature,
	UnrecognizedClientException: signature,
	ExpiredToken: credentials,
	ExpiredTokenException: credentials,
	ConnectionReset: connection,
	ECONNRESET: connection,
	InsufficientFreeAddressesInSubnet: large,
	TagLimitExceeded: large,
	TooManyTags: large,
	InvalidConfigurationRequest: 'one of several words for settings that do not fit: the tests of load balancers',
	InvalidSubnet: 'a subnet that is too fresh or in another VPC: the tests of load balancers',
	TargetGroupAssociationLimit: 'a target group of another load balancer: the tests of load balancers',
	Unsupported: 'a type that a zone does not offer: the tests of instances',
	UnsupportedOperation: 'what only the simulator cannot do, in words of its own',
};
