import {
	AddRoleToInstanceProfileCommand,
	AttachRolePolicyCommand,
	CreateInstanceProfileCommand,
	CreateRoleCommand,
	DeleteConflictException,
	DeleteInstanceProfileCommand,
	DeleteRoleCommand,
	DetachRolePolicyCommand,
	EntityAlreadyExistsException,
	GetInstanceProfileCommand,
	GetRoleCommand,
	IAMClient,
	LimitExceededException,
	ListAttachedRolePoliciesCommand,
	ListInstanceProfilesCommand,
	ListInstanceProfilesForRoleCommand,
	ListInstanceProfileTagsCommand,
	ListRolesCommand,
	ListRoleTagsCommand,
	NoSuchEntityException,
	RemoveRoleFromInstanceProfileCommand,
	TagInstanceProfileCommand,
	TagRoleCommand,
	UntagInstanceProfileCommand,
	UntagRoleCommand,
} from '@aws-sdk/client-iam';
import {beforeEach, describe, expect, it} from 'vitest';
import type {Simulator} from '../../source/simulator/simulator.ts';
import {apiSimulator, clientConfig} from '../helpers/simulator.ts';

const document = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
});
const policy = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

let simulator: Simulator;
let iam: IAMClient;

beforeEach(() => {
	simulator = apiSimulator();
	iam = new IAMClient(clientConfig(simulator));
});

const createRole = (name = 'role', path = '/wizard/') =>
	iam.send(
		new CreateRoleCommand({
			RoleName: name,
			Path: path,
			AssumeRolePolicyDocument: document,
			Description: 'mine & "yours" <b>',
			Tags: [{Key: 'owner', Value: 'me'}],
		}),
	);

describe('roles', () => {
	it('are created with what AWS makes of them, and shown again', async () => {
		const {Role: created} = await createRole();
		const {Role: shown} = await iam.send(new GetRoleCommand({RoleName: 'role'}));
		expect(shown).toMatchObject({
			RoleName: 'role',
			Path: '/wizard/',
			Arn: 'arn:aws:iam::111122223333:role/wizard/role',
			MaxSessionDuration: 3600,
			CreateDate: new Date('2026-01-05T09:00:00Z'),
			Description: 'mine & "yours" <b>',
			Tags: [{Key: 'owner', Value: 'me'}],
			RoleLastUsed: {},
		});
		expect(shown?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
		expect(created?.RoleId).toBe(shown?.RoleId);
		expect(shown?.AssumeRolePolicyDocument).toContain('%22');
		expect(decodeURIComponent(shown?.AssumeRolePolicyDocument ?? '')).toBe(document);
	});

	it('exist once by name', async () => {
		await createRole();
		const again = createRole();
		await expect(again).rejects.toThrow(EntityAlreadyExistsException);
		await expect(again).rejects.toMatchObject({
			message: 'Role with name role already exists.',
			$metadata: {httpStatusCode: 409},
		});
	});

	it('are refused with a name, a path or a document that cannot be one', async () => {
		await expect(createRole('no blanks')).rejects.toMatchObject({name: 'ValidationError'});
		await expect(createRole('x'.repeat(65))).rejects.toThrow('less than or equal to 64');
		await expect(createRole('role', 'no-slash')).rejects.toMatchObject({name: 'ValidationError'});
		const malformed = iam.send(new CreateRoleCommand({RoleName: 'role', AssumeRolePolicyDocument: '{'}));
		await expect(malformed).rejects.toMatchObject({name: 'MalformedPolicyDocumentException'});
		expect(simulator.world.roles).toEqual({});
	});

	const allow = {Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'};

	it.each([
		['Has prohibited field Resource', {...allow, Resource: '*'}],
		['AssumeRole policy may only specify STS AssumeRole actions.', {...allow, Action: ['sts:AssumeRole', 'ec2:*']}],
		['AssumeRole policy may only specify STS AssumeRole actions.', {...allow, Action: '*'}],
		['Missing required field Action', {...allow, Action: undefined}],
		[/a statement with no principals!$/, {...allow, Principal: undefined}],
		['Syntax errors in policy.', {...allow, Effect: 'allow'}],
	])('are refused with a document that trusts nobody or too much: %s', async (message, statement) => {
		const AssumeRolePolicyDocument = JSON.stringify({Version: '2012-10-17', Statement: statement});
		await expect(iam.send(new CreateRoleCommand({RoleName: 'role', AssumeRolePolicyDocument}))).rejects.toMatchObject({
			name: 'MalformedPolicyDocumentException',
			message: typeof message === 'string' ? message : expect.stringMatching(message),
		});
	});

	it('that are not there are NoSuchEntity', async () => {
		const missing = iam.send(new GetRoleCommand({RoleName: 'none'}));
		await expect(missing).rejects.toThrow(NoSuchEntityException);
		await expect(missing).rejects.toMatchObject({
			message: 'The role with name none cannot be found.',
			$metadata: {httpStatusCode: 404},
		});
		// A name that every object has is no role either.
		await expect(iam.send(new GetRoleCommand({RoleName: 'constructor'}))).rejects.toThrow(NoSuchEntityException);
	});

	it('are listed by path, page by page, without their tags', async () => {
		await createRole('a');
		await createRole('b', '/');
		await createRole('c');
		const first = await iam.send(new ListRolesCommand({PathPrefix: '/wizard/', MaxItems: 1}));
		expect(first).toMatchObject({IsTruncated: true, Roles: [{RoleName: 'a'}]});
		expect(first.Roles?.[0]).not.toHaveProperty('Tags');
		const rest = await iam.send(new ListRolesCommand({PathPrefix: '/wizard/', Marker: first.Marker}));
		expect(rest).toMatchObject({IsTruncated: false, Roles: [{RoleName: 'c'}]});
		expect(rest.Marker).toBeUndefined();
	});

	it('are tagged and untagged', async () => {
		await createRole();
		await iam.send(
			new TagRoleCommand({
				RoleName: 'role',
				Tags: [
					{Key: 'a', Value: ''},
					{Key: 'owner', Value: '2'},
				],
			}),
		);
		const tagged = await iam.send(new ListRoleTagsCommand({RoleName: 'role'}));
		expect(tagged.Tags).toEqual([
			{Key: 'owner', Value: '2'},
			{Key: 'a', Value: ''},
		]);
		await iam.send(new UntagRoleCommand({RoleName: 'role', TagKeys: ['owner']}));
		const left = await iam.send(new ListRoleTagsCommand({RoleName: 'role'}));
		expect(left.Tags).toEqual([{Key: 'a', Value: ''}]);
	});

	it('hold policies of AWS, each once, and are not deleted while they do', async () => {
		await createRole();
		await iam.send(new AttachRolePolicyCommand({RoleName: 'role', PolicyArn: policy}));
		await iam.send(new AttachRolePolicyCommand({RoleName: 'role', PolicyArn: policy}));
		const attached = await iam.send(new ListAttachedRolePoliciesCommand({RoleName: 'role'}));
		expect(attached.AttachedPolicies).toEqual([{PolicyName: 'AmazonSSMManagedInstanceCore', PolicyArn: policy}]);

		const refused = iam.send(new DeleteRoleCommand({RoleName: 'role'}));
		await expect(refused).rejects.toThrow(DeleteConflictException);
		await expect(refused).rejects.toThrow('must detach all policies first');

		await iam.send(new DetachRolePolicyCommand({RoleName: 'role', PolicyArn: policy}));
		await expect(iam.send(new DetachRolePolicyCommand({RoleName: 'role', PolicyArn: policy}))).rejects.toThrow(
			NoSuchEntityException,
		);
		await iam.send(new DeleteRoleCommand({RoleName: 'role'}));
		expect(simulator.world.roles).toEqual({});
	});

	it('take no policy that does not exist', async () => {
		await createRole();
		const attach = iam.send(new AttachRolePolicyCommand({RoleName: 'role', PolicyArn: `${policy}s`}));
		await expect(attach).rejects.toThrow('does not exist or is not attachable');
	});
});

describe('instance profiles', () => {
	const createProfile = () => iam.send(new CreateInstanceProfileCommand({InstanceProfileName: 'p', Path: '/wizard/'}));
	const addRole = (name = 'role') =>
		iam.send(new AddRoleToInstanceProfileCommand({InstanceProfileName: 'p', RoleName: name}));

	it('are created without a role and show the one that is added', async () => {
		await createRole();
		const {InstanceProfile: created} = await createProfile();
		expect(created).toMatchObject({
			InstanceProfileName: 'p',
			Arn: 'arn:aws:iam::111122223333:instance-profile/wizard/p',
			Roles: [],
		});
		await addRole();
		const {InstanceProfile: shown} = await iam.send(new GetInstanceProfileCommand({InstanceProfileName: 'p'}));
		expect(shown?.Roles).toMatchObject([{RoleName: 'role', Arn: 'arn:aws:iam::111122223333:role/wizard/role'}]);
		const listed = await iam.send(new ListInstanceProfilesCommand({PathPrefix: '/wizard/'}));
		expect(listed.InstanceProfiles).toHaveLength(1);
		const ofRole = await iam.send(new ListInstanceProfilesForRoleCommand({RoleName: 'role'}));
		expect(ofRole.InstanceProfiles).toMatchObject([{InstanceProfileName: 'p'}]);
	});

	it('exist once by name and are NoSuchEntity when they do not exist', async () => {
		await createProfile();
		await expect(createProfile()).rejects.toThrow('Instance Profile p already exists.');
		await expect(iam.send(new GetInstanceProfileCommand({InstanceProfileName: 'q'}))).rejects.toThrow(
			'Instance Profile q cannot be found.',
		);
	});

	it('take one role', async () => {
		await createRole('role');
		await createRole('other');
		await createProfile();
		await expect(addRole('none')).rejects.toThrow(NoSuchEntityException);
		await addRole();
		await expect(addRole()).rejects.toThrow(LimitExceededException);
		await expect(addRole('other')).rejects.toThrow(LimitExceededException);
	});

	it('hold role and profile together until the role is removed', async () => {
		await createRole();
		await createProfile();
		await addRole();
		await expect(iam.send(new DeleteRoleCommand({RoleName: 'role'}))).rejects.toThrow(DeleteConflictException);
		await expect(iam.send(new DeleteInstanceProfileCommand({InstanceProfileName: 'p'}))).rejects.toThrow(
			DeleteConflictException,
		);
		const remove = {InstanceProfileName: 'p', RoleName: 'role'};
		await iam.send(new RemoveRoleFromInstanceProfileCommand(remove));
		await expect(iam.send(new RemoveRoleFromInstanceProfileCommand(remove))).rejects.toThrow(NoSuchEntityException);
		await iam.send(new DeleteInstanceProfileCommand({InstanceProfileName: 'p'}));
		await iam.send(new DeleteRoleCommand({RoleName: 'role'}));
		expect(simulator.world.instanceProfiles).toEqual({});
	});

	it('reach EC2 some seconds after their creation, and again after each change of the role', async () => {
		await createRole();
		await createProfile();
		const {hidden} = simulator.world.instanceProfiles['arn:aws:iam::111122223333:instance-profile/wizard/p']!;
		expect(hidden.usableAt).toBeGreaterThan(simulator.world.time + 1_000);
		expect(hidden.usableAt).toBeLessThan(simulator.world.time + 60_000);
		hidden.usableAt = 0;
		await addRole();
		expect(hidden.usableAt).toBeGreaterThan(simulator.world.time + 1_000);
	});

	it('are tagged and untagged', async () => {
		await createProfile();
		const name = {InstanceProfileName: 'p'};
		await iam.send(
			new TagInstanceProfileCommand({
				...name,
				Tags: [
					{Key: 'a', Value: '1'},
					{Key: 'b', Value: '2'},
				],
			}),
		);
		await iam.send(new UntagInstanceProfileCommand({...name, TagKeys: ['a']}));
		const {Tags} = await iam.send(new ListInstanceProfileTagsCommand(name));
		expect(Tags).toEqual([{Key: 'b', Value: '2'}]);
	});
});

describe('the tags of IAM', () => {
	it.each([
		[[{Key: 'aws:x', Value: ''}], 'InvalidInput'],
		[
			[
				{Key: 'Owner', Value: 'a'},
				{Key: 'owner', Value: 'b'},
			],
			'InvalidInput',
		],
		[[{Key: 'k'.repeat(129), Value: ''}], 'ValidationError'],
		[[{Key: 'k', Value: 'me & "you"'}], 'ValidationError'],
		[[{Key: 'k,l', Value: ''}], 'ValidationError'],
		[Array.from({length: 51}, (_, index) => ({Key: `k${index}`, Value: ''})), 'LimitExceeded'],
	])('like %j are refused with %s', async (Tags, code) => {
		await createRole();
		const refused = await iam.send(new TagRoleCommand({RoleName: 'role', Tags})).catch((error: Error) => error);
		expect((refused as Error).name.replace(/Exception$/, '')).toBe(code);
	});
});
