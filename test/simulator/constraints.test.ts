import {AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient} from '@aws-sdk/client-iam';
import {AssumeRoleCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, it} from 'vitest';
import {checkConstraints} from '../../source/simulator/constraints.ts';
import {apiSimulator, clientConfig} from '../helpers/simulator.ts';

describe('what breaks a constraint of the model', () => {
	const constraints = {
		Name: {min: 1, max: 4, pattern: '[a-z]+'},
		Count: {min: 1, max: 3},
		'Tags[].Key': {max: 2},
		'Keys[]': {max: 1},
		Word: {values: ['on', 'off']},
	};

	it.each([
		[{Name: 'abcde'}, "Value 'abcde' at 'name'", 'have length less than or equal to 4'],
		[{Name: ''}, "Value '' at 'name'", 'have length greater than or equal to 1'],
		[{Name: 'a1'}, "Value 'a1' at 'name'", 'satisfy regular expression pattern: [a-z]+'],
		[{Count: 0}, "Value '0' at 'count'", 'have value greater than or equal to 1'],
		[{Count: 4}, "Value '4' at 'count'", 'have value less than or equal to 3'],
		[{Tags: [{Key: 'a'}, {Key: 'abc'}]}, "Value 'abc' at 'tags.2.member.key'", 'have length less than or equal to 2'],
		[{Keys: ['ab']}, "Value 'ab' at 'keys.1.member'", 'have length less than or equal to 1'],
		[{Word: 'On'}, "Value 'On' at 'word'", 'satisfy enum value set: [on, off]'],
	])('is named with its place and what it must: %j', (input, place, must) => {
		expect(() => checkConstraints(input, constraints)).toThrow(
			`1 validation error detected: ${place} failed to satisfy constraint: Member must ${must}`,
		);
	});

	it('is told all at once', () => {
		expect(() => checkConstraints({Name: 'a1', Count: 0}, constraints)).toThrow(
			/^2 validation errors detected: Value 'a1' at 'name' .*; Value '0' at 'count' /,
		);
	});

	it('is nothing where all fits, and where nothing is said of a member', () => {
		const input = {Name: 'abcd', Count: 3, Tags: [{Key: 'ab', Value: 'any'}], Keys: ['a'], Word: 'off', Other: 'any'};
		expect(() => checkConstraints(input, constraints)).not.toThrow();
	});
});

describe('IAM and STS', () => {
	const AssumeRolePolicyDocument = '{}';

	it.each([
		['maxSessionDuration', new CreateRoleCommand({RoleName: 'a', AssumeRolePolicyDocument, MaxSessionDuration: 60})],
		['description', new CreateRoleCommand({RoleName: 'a', AssumeRolePolicyDocument, Description: 'the lab’s'})],
		['path', new CreateRoleCommand({RoleName: 'a', AssumeRolePolicyDocument, Path: `/${'a'.repeat(512)}/`})],
		['roleName', new GetRoleCommand({RoleName: 'no blanks'})],
		['policyArn', new AttachRolePolicyCommand({RoleName: 'a', PolicyArn: 'arn:x'})],
	])('refuse a %s that cannot be one', async (member, command) => {
		const iam = new IAMClient(clientConfig(apiSimulator()));
		await expect(iam.send(command as GetRoleCommand)).rejects.toMatchObject({
			name: 'ValidationError',
			message: expect.stringContaining(`at '${member}' failed to satisfy constraint`),
		});
	});

	it('tell of several members at once', async () => {
		const sts = new STSClient(clientConfig(apiSimulator()));
		const call = sts.send(new AssumeRoleCommand({RoleArn: 'arn:x', RoleSessionName: 'a', ExternalId: '?'}));
		await expect(call).rejects.toMatchObject({
			name: 'ValidationError',
			message: expect.stringContaining('3 validation errors detected'),
		});
	});
});
