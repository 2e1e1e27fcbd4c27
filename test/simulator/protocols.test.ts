import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type {NormalizedSchema} from '@smithy/core/schema';
import type {StaticOperationSchema} from '@smithy/types';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {virtualClock} from '../../source/clock.ts';
import {ServiceError} from '../../source/simulator/operation.ts';
import {awsJson} from '../../source/simulator/protocols/json.ts';
import type {Protocol} from '../../source/simulator/protocols/protocol.ts';
import {awsQuery, ec2Query} from '../../source/simulator/protocols/query.ts';
import {inputOf, nameOf, outputOf, requiredMembers} from '../../source/simulator/protocols/schema.ts';
import {inProcessHandler} from '../../source/simulator/transport.ts';

type AnyClient = {readonly send: (command: never) => Promise<{$metadata: {requestId?: string}}>};
type AnyCommand = new (input: never) => object;

type Speaker = {
	readonly protocol: Protocol;
	readonly connect: (handle: Parameters<typeof inProcessHandler>[0]) => AnyClient;
	/** Those with the strangest shapes. */
	readonly commands: readonly AnyCommand[];
	/** EC2's clients do not send lists without items. */
	readonly sendsEmptyLists: boolean;
};

const config = (handle: Parameters<typeof inProcessHandler>[0]) => ({
	region: 'us-east-1',
	endpoint: 'http://simulator.invalid',
	credentials: {accessKeyId: 'AKIA', secretAccessKey: 'secret'},
	requestHandler: inProcessHandler(handle, virtualClock()),
	maxAttempts: 1,
});

const speakers: Readonly<Record<string, Speaker>> = {
	'EC2 query': {
		protocol: ec2Query('http://ec2.amazonaws.com/doc/2016-11-15/'),
		connect: handle => new ec2.EC2Client(config(handle)) as AnyClient,
		commands: [
			ec2.CreateVpcCommand,
			ec2.DescribeVpcsCommand,
			ec2.ModifyVpcAttributeCommand,
			ec2.DescribeVpcAttributeCommand,
			ec2.AuthorizeSecurityGroupIngressCommand,
			ec2.CreateNatGatewayCommand,
			ec2.DescribeNatGatewaysCommand,
			ec2.RunInstancesCommand,
			ec2.DescribeInstancesCommand,
			ec2.CreateVpcEndpointCommand,
			ec2.DescribeVpcEndpointsCommand,
			ec2.DescribeVpcEndpointConnectionsCommand,
			ec2.DescribeVpcEndpointServicesCommand,
			ec2.DeleteVpcEndpointsCommand,
			ec2.DeleteVpcCommand,
			ec2.GetConsoleOutputCommand,
			// A blob, and a command of which the SDK says "unit" as its output.
			ec2.ImportKeyPairCommand,
		],
		sendsEmptyLists: false,
	},
	'AWS query of ELB': {
		protocol: awsQuery('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/', '2015-12-01'),
		connect: handle => new elbv2.ElasticLoadBalancingV2Client(config(handle)) as AnyClient,
		commands: [
			elbv2.CreateLoadBalancerCommand,
			elbv2.DescribeLoadBalancersCommand,
			elbv2.CreateListenerCommand,
			elbv2.CreateTargetGroupCommand,
			elbv2.DescribeTargetHealthCommand,
			elbv2.ModifyLoadBalancerAttributesCommand,
			elbv2.AddTagsCommand,
		],
		sendsEmptyLists: true,
	},
	'AWS query of IAM': {
		protocol: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/', '2010-05-08'),
		connect: handle => new iam.IAMClient(config(handle)) as AnyClient,
		commands: [
			iam.CreateRoleCommand,
			iam.GetRoleCommand,
			iam.ListRolesCommand,
			iam.TagRoleCommand,
			iam.DeleteRoleCommand,
			iam.GetInstanceProfileCommand,
			// Maps in the answer.
			iam.GetAccountSummaryCommand,
			iam.SimulatePrincipalPolicyCommand,
		],
		sendsEmptyLists: true,
	},
	'AWS query of STS': {
		protocol: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/', '2011-06-15'),
		connect: handle => new sts.STSClient(config(handle)) as AnyClient,
		commands: [sts.GetCallerIdentityCommand],
		sendsEmptyLists: true,
	},
	'JSON 1.1': {
		protocol: awsJson,
		connect: handle => new ssm.SSMClient(config(handle)) as AnyClient,
		commands: [
			ssm.StartSessionCommand,
			ssm.GetParameterCommand,
			ssm.DescribeInstanceInformationCommand,
			ssm.SendCommandCommand,
			ssm.GetCommandInvocationCommand,
			ssm.TerminateSessionCommand,
			ssm.PutInventoryCommand,
			ssm.DescribeMaintenanceWindowTasksCommand,
		],
		sendsEmptyLists: true,
	},
};

/** Text of all sorts that XML can carry; the SDK's XML reader drops blanks at the ends. */
const text = fc
	.oneof(
		fc.string({unit: 'grapheme', maxLength: 12}),
		fc.constantFrom('<a href="x">&amp;</a>', ']]>', '100%+1', 'ü\r\n–🙂'),
	)
	.map(each => each.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').trim())
	.map(each => each || 'x');

const deepest = 6;

/** Any value that the schema allows; `depth` keeps recursive shapes finite. */
const anyOf = (schema: NormalizedSchema, emptyLists: boolean, depth = deepest): fc.Arbitrary<unknown> => {
	if (schema.isStructSchema()) return structureOf(schema, emptyLists, depth);
	if (schema.isListSchema()) {
		const options = {minLength: emptyLists ? 0 : 1, maxLength: 12};
		// Twelve, since the eleventh must not come before the second; but few where the items are large.
		const item = schema.getValueSchema();
		return fc.array(anyOf(item, emptyLists, depth - 1), item.isStructSchema() ? {...options, maxLength: 2} : options);
	}
	if (schema.isMapSchema()) {
		return fc.dictionary(text, anyOf(schema.getValueSchema(), emptyLists, depth - 1), {
			minKeys: 1,
			maxKeys: 3,
			noNullPrototype: true,
		});
	}
	if (schema.isBooleanSchema()) return fc.boolean();
	if (schema.isNumericSchema()) return fc.integer();
	if (schema.isBigIntegerSchema()) return fc.bigInt({min: -(2n ** 62n), max: 2n ** 62n});
	if (schema.isTimestampSchema()) {
		return fc.date({min: new Date('1971-01-01Z'), max: new Date('2100-01-01Z'), noInvalidDate: true});
	}
	if (schema.isBlobSchema()) return fc.uint8Array({minLength: 1, maxLength: 9}).map(bytes => new Uint8Array(bytes));
	return text;
};

const structureOf = (schema: NormalizedSchema, emptyLists: boolean, depth: number): fc.Arbitrary<unknown> => {
	const required = requiredMembers(schema);
	const members = [...schema.structIterator()].filter(
		([name, member]) => depth > 0 || required.includes(name) || !isNested(member),
	);
	const tokens = members.filter(([, member]) => member.isIdempotencyToken()).map(([name]) => name);
	return fc
		.record(
			Object.fromEntries(members.map(([name, member]) => [name, anyOf(member, emptyLists, depth - 1)])),
			// The SDK invents tokens that are not given.
			{requiredKeys: [...required, ...tokens], noNullPrototype: true},
		)
		.filter(value => Object.keys(value).length > 0 || members.length === 0 || depth === deepest);
};

const isNested = (schema: NormalizedSchema): boolean =>
	schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema();

const schemaOf = (Command: AnyCommand): StaticOperationSchema =>
	(new Command({} as never) as {schema: StaticOperationSchema}).schema;

/** Sends `input` through the real client to the protocol, which answers `output`. */
const converse = async ({protocol, connect}: Speaker, Command: AnyCommand, input: unknown, output: unknown) => {
	const heard: unknown[] = [];
	const client = connect(request => {
		const call = protocol.read(request);
		heard.push(call.operation, call.input(schemaOf(Command)));
		return protocol.encode(schemaOf(Command), output, '11111111-2222-4333-8444-555555555555');
	});
	const {$metadata, ...answer} = await client.send(new Command(input as never) as never);
	return {operation: heard[0], input: heard[1], answer, requestId: $metadata.requestId};
};

describe.each(Object.entries(speakers))('%s', (_name, speaker) => {
	it.each(speaker.commands.map(Command => [nameOf(schemaOf(Command)), Command] as const))(
		'understands every input of %s and is understood with every output',
		async (name, Command) => {
			const schema = schemaOf(Command);
			const input = inputOf(schema);
			const output = outputOf(schema);
			const none = fc.constant({});
			await fc.assert(
				fc.asyncProperty(
					input.isUnitSchema() ? none : anyOf(input, speaker.sendsEmptyLists),
					output.isUnitSchema() ? none : anyOf(output, true),
					async (asked, answered) => {
						const heard = await converse(speaker, Command, asked, answered);
						expect(heard.operation).toBe(name);
						expect(heard.input).toEqual(asked);
						expect(heard.answer).toEqual(answered);
						expect(heard.requestId).toBe('11111111-2222-4333-8444-555555555555');
					},
				),
				{numRuns: 20},
			);
		},
	);
});

describe('the wire', () => {
	const ec2Protocol = ec2Query('http://ec2.amazonaws.com/doc/2016-11-15/');
	const iamProtocol = awsQuery('https://iam.amazonaws.com/doc/2010-05-08/', '2010-05-08');
	const request = (body: string, headers = {}, path = '/') => ({
		method: 'POST',
		path,
		headers,
		body: new TextEncoder().encode(body),
	});
	const textOf = ({body}: {readonly body: Uint8Array}) => new TextDecoder().decode(body);

	it('of EC2 names members as EC2 does and counts the tenth item after the ninth', () => {
		const numbers = Array.from({length: 12}, (_, index) => `Filter.1.Value.${12 - index}=v${12 - index}`).join('&');
		const call = ec2Protocol.read(request(`Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=vpc-id&${numbers}`));
		expect(call).toMatchObject({operation: 'DescribeVpcs', version: '2016-11-15'});
		expect(call.input(ec2.DescribeVpcs$)).toEqual({
			Filters: [{Name: 'vpc-id', Values: Array.from({length: 12}, (_, index) => `v${index + 1}`)}],
		});
	});

	it('may carry a query in the URL', () => {
		const call = ec2Protocol.read(request('', {}, '/?Action=DescribeVpcs&VpcId.1=vpc-1&Version=2016-11-15'));
		expect([call.operation, call.input(ec2.DescribeVpcs$)]).toEqual(['DescribeVpcs', {VpcIds: ['vpc-1']}]);
	});

	it('of the query protocol has a level for lists, and an empty value for those without items', () => {
		const call = iamProtocol.read(
			request('Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=a&Tags.member.1.Value='),
		);
		expect(call.input(iam.CreateRole$)).toMatchObject({Tags: [{Key: 'a', Value: ''}]});
		const empty = iamProtocol.read(request('Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Tags='));
		expect(empty.input(iam.CreateRole$)).toMatchObject({Tags: []});
	});

	it('of EC2 answers at the top level, under its namespace, with the request id', () => {
		const answer = ec2Protocol.encode(ec2.DescribeVpcs$, {Vpcs: [{VpcId: 'vpc-1', Tags: []}]}, 'id-1');
		expect(textOf(answer)).toBe(
			'<?xml version="1.0" encoding="UTF-8"?>\n' +
				'<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id-1</requestId>' +
				'<vpcSet><item><tagSet/><vpcId>vpc-1</vpcId></item></vpcSet></DescribeVpcsResponse>',
		);
		expect(textOf(ec2Protocol.encode(ec2.DeleteVpc$, undefined, 'id-1'))).toContain('<return>true</return>');
	});

	it('of the query protocol answers inside a result, with the request id after it', () => {
		const answer = iamProtocol.encode(iam.ListRoles$, {Roles: [], IsTruncated: false}, 'id-1');
		expect(textOf(answer)).toBe(
			'<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">' +
				'<ListRolesResult><Roles/><IsTruncated>false</IsTruncated></ListRolesResult>' +
				'<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ListRolesResponse>',
		);
	});

	it('of JSON has seconds for timestamps', () => {
		const output = {Parameter: {Name: 'a', LastModifiedDate: new Date(1_700_000_000_500)}};
		const answer = awsJson.encode(ssm.GetParameter$, output, 'id-1');
		expect(JSON.parse(textOf(answer))).toEqual({Parameter: {Name: 'a', LastModifiedDate: 1_700_000_000.5}});
		expect(answer.headers).toEqual({'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'id-1'});
	});

	it('carries empty text and the characters that XML has no way to write', async () => {
		const output = {Vpc: {VpcId: '', CidrBlock: 'a\u0007b'}};
		const {answer} = await converse(speakers['EC2 query']!, ec2.CreateVpcCommand, {}, output);
		expect(answer).toEqual({Vpc: {VpcId: '', CidrBlock: 'a\ufffdb'}});
	});

	const refusals: readonly (readonly [string, Protocol, StaticOperationSchema, string, string, string])[] = [
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'Colour=red', 'UnknownParameter', 'Colour'],
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'Filter.1.Nam=x', 'UnknownParameter', 'Filter.1.Nam'],
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'VpcId.first=x', 'UnknownParameter', 'VpcId.first'],
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'MaxResults.1=x', 'UnknownParameter', 'MaxResults.1'],
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'MaxResults=many', 'InvalidParameterValue', 'many'],
		['EC2', ec2Protocol, ec2.DescribeVpcs$, 'DryRun=perhaps', 'InvalidParameterValue', 'DryRun'],
		['EC2', ec2Protocol, ec2.DeleteVpc$, '', 'MissingParameter', 'VpcId'],
		['IAM', iamProtocol, iam.CreateRole$, 'RoleName=r', 'ValidationError', "'assumeRolePolicyDocument'"],
		['IAM', iamProtocol, iam.GetRole$, 'RoleName=r&Roles.member.1=x', 'UnknownParameter', 'Roles'],
		['IAM', iamProtocol, iam.ListRoles$, 'MaxItems=many', 'MalformedInput', 'MaxItems'],
		['SSM', awsJson, ssm.GetParameter$, '{"Name":"a","Colour":1}', 'UnknownParameter', 'Colour'],
		['SSM', awsJson, ssm.GetParameter$, '{}', 'ValidationException', "'name'"],
		['SSM', awsJson, ssm.GetParameter$, '{"Name":1}', 'SerializationException', 'Name'],
		['SSM', awsJson, ssm.GetParameter$, '{', 'SerializationException', 'JSON'],
		[
			'SSM',
			awsJson,
			ssm.StartSession$,
			'{"Target":"i","Parameters":{"a":"b"}}',
			'SerializationException',
			'Parameters.a',
		],
	];

	it.each(refusals)('of %s is refused where it does not fit: %#', (_service, protocol, schema, body, code, word) => {
		const read = () => protocol.read(request(body)).input(schema);
		expect(read).toThrow(ServiceError);
		expect(read).toThrow(expect.objectContaining({code, message: expect.stringContaining(word)}));
	});

	it('carries errors as the SDK knows them', async () => {
		const failing = (protocol: Protocol, code: string, status: number) => () =>
			protocol.encodeError(new ServiceError(code, 'a < b', status), 'id-1');
		const vpcs = new ec2.EC2Client(config(failing(ec2Protocol, 'InvalidVpcID.NotFound', 400)));
		await expect(vpcs.send(new ec2.DescribeVpcsCommand({}))).rejects.toMatchObject({
			name: 'InvalidVpcID.NotFound',
			message: 'a < b',
			$metadata: {httpStatusCode: 400, requestId: 'id-1'},
		});
		const roles = new iam.IAMClient(config(failing(iamProtocol, 'NoSuchEntity', 404)));
		await expect(roles.send(new iam.GetRoleCommand({RoleName: 'r'}))).rejects.toBeInstanceOf(iam.NoSuchEntityException);
		const elb = new elbv2.ElasticLoadBalancingV2Client(config(failing(iamProtocol, 'LoadBalancerNotFound', 400)));
		await expect(elb.send(new elbv2.DescribeLoadBalancersCommand({}))).rejects.toBeInstanceOf(
			elbv2.LoadBalancerNotFoundException,
		);
		const parameters = new ssm.SSMClient(config(failing(awsJson, 'ParameterNotFound', 400)));
		await expect(parameters.send(new ssm.GetParameterCommand({Name: 'p'}))).rejects.toMatchObject({
			name: 'ParameterNotFound',
			message: 'a < b',
			$fault: 'client',
		});
	});
});
