import {type HttpRequest, type HttpResponse, respond, statusLine} from './http.ts';
import type {Identity} from './identity.ts';

/** The link-local address of the instance metadata service. */
export const metadataAddress = '169.254.169.254';

const tokenPath = '/latest/api/token';
const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds';
const longestTtl = 21_600;

/** Tokens say whose they are and until when (ms): nothing of them needs to be kept. */
const tokenFor = (instanceId: string, until: number): string =>
	`AQAE${Buffer.from(`${instanceId} ${until}`).toString('base64url')}==`;

const isValidToken = (token: string | undefined, instanceId: string, now: number): boolean => {
	const text = Buffer.from(token?.replace(/^AQAE|==$/g, '') ?? '', 'base64url').toString();
	const [owner, until] = text.split(' ');
	return owner === instanceId && Number(until) > now;
};

const entries = (identity: Identity, userData: string): Readonly<Record<string, string | undefined>> => ({
	'meta-data/ami-id': identity.imageId,
	'meta-data/hostname': identity.privateDnsName,
	'meta-data/instance-id': identity.instanceId,
	'meta-data/instance-type': identity.instanceType,
	'meta-data/local-hostname': identity.privateDnsName,
	'meta-data/local-ipv4': identity.privateIp,
	'meta-data/mac': identity.mac,
	'meta-data/public-ipv4': identity.publicIp,
	'meta-data/security-groups': identity.groupNames.join('\n'),
	'meta-data/placement/availability-zone': identity.zone,
	'meta-data/placement/availability-zone-id': identity.zoneId,
	'meta-data/placement/region': identity.region,
	'meta-data/iam/info':
		identity.profileArn && JSON.stringify({Code: 'Success', InstanceProfileArn: identity.profileArn}, undefined, 2),
	'meta-data/iam/security-credentials/': identity.roleName,
	[`meta-data/network/interfaces/macs/${identity.mac}/subnet-id`]: identity.subnetId,
	[`meta-data/network/interfaces/macs/${identity.mac}/vpc-id`]: identity.vpcId,
	'dynamic/instance-identity/document': JSON.stringify(
		{
			accountId: identity.account,
			availabilityZone: identity.zone,
			imageId: identity.imageId,
			instanceId: identity.instanceId,
			instanceType: identity.instanceType,
			privateIp: identity.privateIp,
			region: identity.region,
		},
		undefined,
		2,
	),
	'user-data': userData || undefined,
});

/** The value at a path, or the listing of a directory: its members, directories with a slash. */
const read = (all: Readonly<Record<string, string | undefined>>, path: string): string | undefined => {
	if (all[path] !== undefined) return all[path];
	const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
	const below = Object.keys(all).filter(key => all[key] !== undefined && key.startsWith(prefix));
	const members = below.map(key => {
		const [first = '', ...rest] = key.slice(prefix.length).split('/');
		return rest.length > 0 ? `${first}/` : first;
	});
	return members.length > 0 ? [...new Set(members)].join('\n') : undefined;
};

/**
 * The instance metadata service, version 2 only: a PUT gives a token, every GET needs one.
 * @param now world time, ms
 */
export const metadataResponse = (
	identity: Identity,
	userData: string,
	request: HttpRequest,
	now: number,
): HttpResponse => {
	const answer = (status: number, body: string) =>
		respond(request.method, status, {'Content-Type': 'text/plain', Server: 'EC2ws'}, body);
	const refuse = (status: number) => answer(status, `<h1>${statusLine(status)}</h1>\n`);
	if (request.method === 'PUT') {
		if (request.path !== tokenPath) return refuse(403);
		const ttl = Number(request.headers[ttlHeader]);
		if (!(ttl >= 1 && ttl <= longestTtl)) return refuse(400);
		return answer(200, tokenFor(identity.instanceId, now + ttl * 1000));
	}
	if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
	if (!isValidToken(request.headers['x-aws-ec2-metadata-token'], identity.instanceId, now)) return refuse(401);
	const value = read(entries(identity, userData), request.path.replace(/^\/latest\/?/, ''));
	return value === undefined ? refuse(404) : answer(200, value);
};
