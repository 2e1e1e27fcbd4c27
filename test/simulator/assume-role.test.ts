import {CreateVpcCommand, DescribeVpcsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {AttachRolePolicyCommand, CreateRoleCommand, IAMClient, ListRolesCommand} from '@aws-sdk/client-iam';
import {DescribeInstanceInformationCommand, SSMClient} from '@aws-sdk/client-ssm';
import {
	AssumeRoleCommand,
	type AssumeRoleCommandInput,
	GetCallerIdentityCommand,
	GetSessionTokenCommand,
	STSClient,
} from '@aws-sdk/client-sts';
import {beforeEach, describe, expect, it} from 'vitest';
import {accessKeys} from '../../source/simulator/accounts.ts';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {apiSimulator, clientConfig} from '../helpers/simulator.ts';

const [own, other] = accessKeys;
const role = `arn:aws:iam::${own.account}:role/reader`;

let simulator: Simulator;

beforeEach(() => {
	simulator = apiSimulator();
});

type Key = {readonly accessKeyId: string; readonly secretAccessKey: string};

const config = (key: Key) => ({...clientConfig(simulator), credentials: key});

const createRole = async (principal: unknown, more: object = {}, policies: readonly string[] = []) => {
	const iam = new IAMClient(config(own));
	const statement = {Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more};
	const {Role} = await iam.send(
		new CreateRoleCommand({
			RoleName: 'reader',
			AssumeRolePolicyDocument: JSON.stringify({Version: '2012-10-17', Statement: [statement]}),
			MaxSessionDuration: 7200,
		}),
	);
	for (const name of policies) {
		await iam.send(new AttachRolePolicyCommand({RoleName: 'reader', PolicyArn: `arn:aws:iam::aws:policy/${name}`}));
	}
	return Role;
};

const assume = (key: Key, input: Partial<AssumeRoleCommandInput> = {}) =>
	new STSClient(config(key)).send(new AssumeRoleCommand({RoleArn: role, RoleSessionName: 'me', ...input}));

const keyOf = ({Credentials}: Awaited<ReturnType<typeof assume>>): Key => ({
	accessKeyId: Credentials?.AccessKeyId ?? '',
	secretAccessKey: Credentials?.SecretAccessKey ?? '',
});

describe('AssumeRole', () => {
	it('gives credentials that are the role’s', async () => {
		const created = await createRole({AWS: `arn:aws:iam::${own.account}:root`});
		const answer = await assume(own);
		const {Credentials, AssumedRoleUser} = answer;
		expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
		expect(Credentials?.SecretAccessKey).toMatch(/^[\w+/]{40}$/);
		expect(Credentials?.Expiration).toEqual(new Date(simulator.world.time + 3_600_000));
		const arn = `arn:aws:sts::${own.account}:assumed-role/reader/me`;
		expect(AssumedRoleUser).toEqual({Arn: arn, AssumedRoleId: `${created?.RoleId}:me`});
		expect(await new STSClient(config(keyOf(answer))).send(new GetCallerIdentityCommand({}))).toMatchObject({
			Account: own.account,
			Arn: arn,
			UserId: `${created?.RoleId}:me`,
		});
	});

	it.each([
		['the account', {AWS: `arn:aws:iam::${other.account}:root`}],
		['the account’s number', {AWS: other.account}],
		['the user', {AWS: ['arn:aws:iam::999999999999:root', `arn:aws:iam::${other.account}:user/consumer`]}],
		['everybody', '*'],
		['everybody, by a list', {AWS: '*'}],
	])('lets in whom the trust policy names: %s', async (_whom, principal) => {
		await createRole(principal);
		expect((await assume(other)).AssumedRoleUser?.Arn).toContain('assumed-role/reader/me');
	});

	it.each([
		['another account', {AWS: `arn:aws:iam::${own.account}:root`}, {}],
		['another user', {AWS: `arn:aws:iam::${other.account}:user/somebody`}, {}],
		['a service', {Service: 'ec2.amazonaws.com'}, {}],
		['another action', {AWS: '*'}, {Action: 'sts:AssumeRoleWithSAML'}],
		['a denial', {AWS: '*'}, {Effect: 'Deny'}],
		['a condition that is not met', {AWS: '*'}, {Condition: {StringEquals: {'sts:ExternalId': 'secret'}}}],
		['a condition that is not known', {AWS: '*'}, {Condition: {IpAddress: {'aws:SourceIp': '0.0.0.0/0'}}}],
	])('keeps out everybody else: %s', async (_whom, principal, more) => {
		await createRole(principal, more);
		await expect(assume(other)).rejects.toMatchObject({
			name: 'AccessDenied',
			message: `User: arn:aws:iam::${other.account}:user/consumer is not authorized to perform: sts:AssumeRole on resource: ${role}`,
			$metadata: {httpStatusCode: 403},
		});
		expect(simulator.world.temporaryKeys).toEqual({});
	});

	it('says the same of a role that does not exist', async () => {
		await expect(assume(own)).rejects.toMatchObject({name: 'AccessDenied'});
	});

	it('takes the external id that is agreed on', async () => {
		await createRole({AWS: '*'}, {Condition: {StringEquals: {'sts:ExternalId': 'secret'}}});
		await expect(assume(other, {ExternalId: 'guess'})).rejects.toMatchObject({name: 'AccessDenied'});
		expect(await assume(other, {ExternalId: 'secret'})).toHaveProperty('Credentials');
	});

	it.each([
		[{DurationSeconds: 899}, /'899' at 'durationSeconds'.*greater than or equal to 900/],
		[{DurationSeconds: 43_201}, /less than or equal to 43200/],
		[{DurationSeconds: 7201}, /exceeds the MaxSessionDuration set for this role/],
		[{RoleSessionName: 'a b'}, /'a b' at 'roleSessionName'/],
		[{RoleSessionName: 'a'}, /greater than or equal to 2/],
		[{RoleArn: 'arn:aws:iam::111122223333:user/x'}, /is invalid/],
	])('refuses %j', async (input, message) => {
		await createRole({AWS: '*'});
		await expect(assume(own, input)).rejects.toMatchObject({
			name: 'ValidationError',
			message: expect.stringMatching(message),
		});
	});

	it('from a role to the next lasts an hour at most', async () => {
		await createRole({AWS: '*'}, {}, ['AdministratorAccess']);
		const key = keyOf(await assume(own));
		await expect(assume(key, {DurationSeconds: 3601})).rejects.toMatchObject({
			message: expect.stringContaining('role chaining'),
		});
		expect(await assume(key, {DurationSeconds: 3600})).toHaveProperty('Credentials');
	});
});

describe('whoever assumed a role', () => {
	const vpcs = (key: Key) => new EC2Client(config(key)).send(new DescribeVpcsCommand({}));

	it('may do nothing without a policy, but ask who it is', async () => {
		await createRole({AWS: '*'});
		const key = keyOf(await assume(own));
		await expect(vpcs(key)).rejects.toMatchObject({name: 'UnauthorizedOperation'});
		await expect(new IAMClient(config(key)).send(new ListRolesCommand({}))).rejects.toMatchObject({
			name: 'AccessDenied',
			message: expect.stringContaining(`User: arn:aws:sts::${own.account}:assumed-role/reader/me is not authorized`),
		});
		await expect(new SSMClient(config(key)).send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
			name: 'AccessDeniedException',
		});
		expect(await new STSClient(config(key)).send(new GetCallerIdentityCommand({}))).toHaveProperty('Arn');
	});

	it('may do what the role’s policies allow, in the role’s account', async () => {
		await createRole({AWS: '*'}, {}, ['ReadOnlyAccess']);
		const key = keyOf(await assume(other));
		expect(await vpcs(key)).toHaveProperty('Vpcs');
		expect(simulator.world.calls.at(-1)?.account).toBe(own.account);
		await expect(
			new EC2Client(config(key)).send(new CreateVpcCommand({CidrBlock: '10.0.0.0/16'})),
		).rejects.toMatchObject({
			name: 'UnauthorizedOperation',
		});
	});

	it('may do no more than the session’s policies allow', async () => {
		await createRole({AWS: '*'}, {}, ['AdministratorAccess']);
		const PolicyArns = [{arn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'}];
		await expect(vpcs(keyOf(await assume(own, {PolicyArns})))).rejects.toMatchObject({name: 'UnauthorizedOperation'});
	});
});

describe('GetSessionToken', () => {
	it('gives the user temporary credentials, with which there are no more', async () => {
		const {Credentials} = await new STSClient(config(own)).send(new GetSessionTokenCommand({DurationSeconds: 900}));
		const key = {accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? ''};
		const sts = new STSClient(config(key));
		expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toContain('user/simulator');
		await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({name: 'AccessDenied'});
	});
});
