import {CreateRoleCommand, GetRoleCommand, IAMClient} from '@aws-sdk/client-iam';
import {GetParameterCommand, SSMClient} from '@aws-sdk/client-ssm';
import {describe, expect, it} from 'vitest';
import {isMutating, scopeOf} from '../../source/simulator/dispatch.ts';
import {apiSimulator, clientConfig, sendRaw} from '../helpers/simulator.ts';

const codeOf = (text: string) => /<Code>(.*)<\/Code>/.exec(text)?.[1];

const role = {RoleName: 'r', AssumeRolePolicyDocument: '{"Statement":[]}'};

describe('scopeOf', () => {
	const request = (authorization?: string) => ({
		method: 'POST',
		path: '/',
		headers: {authorization},
		body: new Uint8Array(),
	});

	it('reads key, region and service from a SigV4 signature', () => {
		const header =
			'AWS4-HMAC-SHA256 Credential=AKIA/20260105/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
		expect(scopeOf(request(header))).toEqual({accessKey: 'AKIA', region: 'eu-west-1', service: 'ec2'});
	});

	it.each([undefined, '', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=AKIA/20260105/eu-west-1, SignedHeaders=host'])(
		'finds nothing in %j',
		header => {
			expect(scopeOf(request(header))).toBeUndefined();
		},
	);
});

describe('a request', () => {
	it.each([
		['ec2', 'Action=Explode&Version=2016-11-15', 'InvalidAction'],
		['ec2', 'Version=2016-11-15', 'MissingAction'],
		['ec2', 'Action=DescribeVpcs&Version=2003-01-01', 'NoSuchVersion'],
		['iam', 'Action=Explode&Version=2010-05-08', 'InvalidAction'],
		['iam', 'Action=GetRole&Version=2010-05-08', 'ValidationError'],
		['iam', 'Action=GetRole&Version=2010-05-08&RoleName=r&Colour=red', 'UnknownParameter'],
		['sts', 'Action=Explode&Version=2011-06-15', 'InvalidAction'],
		['s3', 'Action=Explode', 'SignatureDoesNotMatch'],
	])('to %s with %s is %s', (service, body, code) => {
		const {text, response} = sendRaw(apiSimulator(), {service, body});
		expect(codeOf(text)).toBe(code);
		expect(response.status).toBeGreaterThanOrEqual(400);
		expect(response.headers['x-amzn-requestid']).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
	});

	it('that is not signed is refused in the words of its service', () => {
		const ec2 = sendRaw(apiSimulator(), {service: undefined, body: 'Action=DescribeVpcs&Version=2016-11-15'});
		expect(ec2.status).toBe(403);
		expect(ec2.text).toContain('<Response><Errors><Error><Code>MissingAuthenticationToken</Code>');
		const iam = sendRaw(apiSimulator(), {service: undefined, body: 'Action=ListRoles&Version=2010-05-08'});
		expect(iam.text).toContain('<Type>Sender</Type><Code>MissingAuthenticationToken</Code>');
		const headers = {'x-amz-target': 'AmazonSSM.GetParameter'};
		const ssm = sendRaw(apiSimulator(), {service: undefined, headers, body: '{"Name":"a"}'});
		expect(JSON.parse(ssm.text)).toMatchObject({__type: 'MissingAuthenticationTokenException'});
	});

	it('in JSON for an operation or a service that does not exist is UnknownOperationException', () => {
		for (const target of ['AmazonSSM.Explode', 'DynamoDB_20120810.Explode']) {
			const {status, text} = sendRaw(apiSimulator(), {service: 'ssm', headers: {'x-amz-target': target}, body: '{}'});
			expect([status, JSON.parse(text).__type]).toEqual([400, 'UnknownOperationException']);
		}
	});

	it('on a dry run changes nothing and says what would have been', () => {
		const simulator = apiSimulator();
		const {status, text} = sendRaw(simulator, {
			service: 'ec2',
			body: 'Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16&DryRun=true',
		});
		expect([status, codeOf(text)]).toEqual([412, 'DryRunOperation']);
		expect(simulator.world.vpcs).toEqual({});
	});
});

describe('the log', () => {
	it('holds every call with its time, place and error, and whether it changes anything', async () => {
		const simulator = apiSimulator();
		const iam = new IAMClient(clientConfig(simulator));
		const ssm = new SSMClient(clientConfig(simulator, 'eu-west-1'));
		await iam.send(new CreateRoleCommand(role));
		await expect(iam.send(new CreateRoleCommand(role))).rejects.toThrow();
		await iam.send(new GetRoleCommand({RoleName: 'r'}));
		await expect(ssm.send(new GetParameterCommand({Name: 'none'}))).rejects.toThrow();
		sendRaw(simulator, {service: 'iam', body: 'Action=Explode&Version=2010-05-08'});

		const at = Date.parse('2026-01-05T09:00:00Z');
		const common = {
			at,
			service: 'iam',
			account: '111122223333',
			region: 'us-east-1',
			requestId: expect.stringMatching(/^[\da-f-]{36}$/),
		};
		expect(simulator.world.calls).toEqual([
			{...common, operation: 'CreateRole', mutating: true},
			{...common, operation: 'CreateRole', mutating: true, error: 'EntityAlreadyExists'},
			{...common, operation: 'GetRole', mutating: false},
			{
				...common,
				service: 'ssm',
				region: 'eu-west-1',
				operation: 'GetParameter',
				mutating: false,
				error: 'ParameterNotFound',
			},
			{...common, operation: 'Explode', mutating: true, error: 'InvalidAction'},
		]);
		expect(new Set(simulator.world.calls.map(call => call.requestId)).size).toBe(5);
	});

	it.each([
		['CreateVpc', true],
		['TerminateInstances', true],
		['StartSession', false],
		['TerminateSession', false],
		['AssociateRouteTable', true],
		['DescribeVpcs', false],
		['GetRole', false],
		['ListRoles', false],
		['SimulatePrincipalPolicy', false],
	])('takes %s for a change: %s', (operation, expected) => {
		expect(isMutating(operation)).toBe(expected);
	});
});

describe('a change', () => {
	it('is saved before it is answered; a look is not saved', async () => {
		const saved: string[][] = [];
		const simulator = apiSimulator({save: world => saved.push(Object.keys(world.roles))});
		const iam = new IAMClient(clientConfig(simulator));
		const answer = iam.send(new CreateRoleCommand(role)).then(() => saved.length);
		expect(await answer).toBe(1);
		await iam.send(new GetRoleCommand({RoleName: 'r'}));
		expect(saved).toEqual([['arn:aws:iam::111122223333:role/r']]);
	});
});

describe('a seed', () => {
	const run = async (seed: number, looks: number) => {
		const simulator = apiSimulator({seed});
		const iam = new IAMClient(clientConfig(simulator));
		const first = await iam.send(new CreateRoleCommand(role));
		for (let look = 0; look < looks; look++) await iam.send(new GetRoleCommand({RoleName: 'r'}));
		const second = await iam.send(new CreateRoleCommand({...role, RoleName: 's'}));
		return [first.Role?.RoleId, second.Role?.RoleId];
	};

	it('gives the same ids again, however often somebody looks in between; another one gives others', async () => {
		const [first, second] = await run(7, 0);
		expect(first).not.toBe(second);
		expect(await run(7, 0)).toEqual([first, second]);
		expect(await run(7, 5)).toEqual([first, second]);
		expect(await run(8, 0)).not.toContain(first);
	});
});
