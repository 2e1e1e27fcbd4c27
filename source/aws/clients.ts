import type {AwsCredentialIdentity, AwsCredentialIdentityProvider, HttpRequest, RequestSigner} from '@smithy/types';
import type {connectEc2} from './clients/ec2.ts';
import type {connectElbv2} from './clients/elbv2.ts';
import type {connectIam} from './clients/iam.ts';
import type {connectKms} from './clients/kms.ts';
import type {connectSsm} from './clients/ssm.ts';
import type {connectSts} from './clients/sts.ts';

/** Answers SDK requests inside the process; nothing of it may take more than microtasks. */
export type InProcessHandler = {
	readonly handle: (request: HttpRequest) => Promise<{
		readonly response: {
			readonly statusCode: number;
			readonly headers: Record<string, string>;
			readonly body?: Uint8Array | undefined;
		};
	}>;
};

export type AwsConfig = {
	readonly region: string;
	/** Absent: AWS's own, or AWS_ENDPOINT_URL. */
	readonly endpoint?: string;
	/** Given: no socket is opened and no AWS configuration, credential or network is consulted. */
	readonly requestHandler?: InProcessHandler;
	/** Absent: the SDK's default chain. */
	readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
	/** Name of an AWS profile; absent: AWS_PROFILE or the default one. */
	readonly awsProfile?: string;
	/** Wraps the loading of a client; `clock.hold` where time is virtual. */
	readonly hold?: <T>(work: () => Promise<T>) => Promise<T>;
};

export type Ec2 = ReturnType<typeof connectEc2>;
export type Elbv2 = ReturnType<typeof connectElbv2>;
export type Iam = ReturnType<typeof connectIam>;
export type Kms = ReturnType<typeof connectKms>;
export type Ssm = ReturnType<typeof connectSsm>;
export type Sts = ReturnType<typeof connectSts>;

/** The service clients; each is loaded at its first use. */
export type AwsClients = {
	readonly region: string;
	readonly ec2: () => Promise<Ec2>;
	readonly elbv2: () => Promise<Elbv2>;
	readonly iam: () => Promise<Iam>;
	readonly kms: () => Promise<Kms>;
	readonly ssm: () => Promise<Ssm>;
	readonly sts: () => Promise<Sts>;
	/** Forgets the credentials: the next calls look for them anew, in files that were changed meanwhile, too. */
	readonly renew: () => void;
};

/** Creates the clients. No call is made and nothing is loaded until one of them is asked for. */
export const createClients = (config: AwsConfig): AwsClients => {
	const {requestHandler} = config;
	const settings = (service: string) =>
		requestHandler ? inProcessSettings(config, requestHandler, service) : socketSettings(config);
	// An SDK client keeps credentials that have no date of expiry for as long as it lives.
	let age = 0;
	const lazily = <T>(load: () => Promise<T>): (() => Promise<T>) => {
		let loaded: {readonly age: number; readonly client: Promise<T>} | undefined;
		return () => {
			if (loaded?.age !== age) loaded = {age, client: config.hold ? config.hold(load) : load()};
			return loaded.client;
		};
	};
	return {
		region: config.region,
		ec2: lazily(async () => (await import('./clients/ec2.ts')).connectEc2(settings('ec2'))),
		elbv2: lazily(async () => (await import('./clients/elbv2.ts')).connectElbv2(settings('elasticloadbalancing'))),
		iam: lazily(async () => (await import('./clients/iam.ts')).connectIam(settings('iam'))),
		kms: lazily(async () => (await import('./clients/kms.ts')).connectKms(settings('kms'))),
		ssm: lazily(async () => (await import('./clients/ssm.ts')).connectSsm(settings('ssm'))),
		sts: lazily(async () => (await import('./clients/sts.ts')).connectSts(settings('sts'))),
		renew: () => {
			age++;
		},
	};
};

/** One attempt: a blind retry of a create without a client token is how orphans are born. The engine retries. */
const oneAttempt = {maxAttempts: 1, retryMode: 'standard'} as const;

const socketSettings = ({region, endpoint, credentials, awsProfile}: AwsConfig) => ({
	...oneAttempt,
	region,
	...(endpoint === undefined ? {} : {endpoint}),
	...(credentials === undefined ? {} : {credentials}),
	...(awsProfile === undefined ? {} : {profile: awsProfile}),
	// The SDK's providers would remember the files' first content for the whole process.
	ignoreCache: true,
	// The SDK's defaults would wait for a silent server for a quarter of an hour.
	requestHandler: {connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true},
});

const inProcessCredentials = {accessKeyId: 'INPROCESS', secretAccessKey: 'in-process'};

/** Every value that the SDK would otherwise look up in files or the environment: only promises are left on the path. */
const inProcessSettings = (
	{region, endpoint, credentials = inProcessCredentials}: AwsConfig,
	handler: InProcessHandler,
	service: string,
) => ({
	...oneAttempt,
	region,
	endpoint: endpoint ?? 'http://in-process.invalid',
	credentials,
	requestHandler: {...handler, destroy: () => {}, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({})},
	defaultsMode: 'standard' as const,
	useDualstackEndpoint: false,
	useFipsEndpoint: false,
	userAgentAppId: async () => undefined,
	authSchemePreference: async () => [],
	cacheMiddleware: true,
	signer: async () => scopeSigner(credentials, `${region}/${service}`),
});

/** Names the key and the scope as a signature does, without computing one. */
const scopeSigner = (credentials: AwsConfig['credentials'], scope: string): RequestSigner => {
	const key = typeof credentials === 'object' ? credentials.accessKeyId : inProcessCredentials.accessKeyId;
	const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/${scope}/aws4_request, SignedHeaders=host, Signature=none`;
	return {sign: async request => ({...request, headers: {...request.headers, authorization}})};
};
