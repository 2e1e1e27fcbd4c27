import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {callerIdentity, clientToken, partitionOf, sessionHostsOf} from '../../source/aws/identity.ts';
import {UserError} from '../../source/errors.ts';
import {recordClients} from './recorded-clients.ts';

describe('identity', () => {
	it('is what STS says', async () => {
		const {clients} = recordClients({getCallerIdentity: {Account: '111122223333', Arn: 'arn:somebody'}});
		expect(await callerIdentity(clients)).toEqual({account: '111122223333', arn: 'arn:somebody'});
	});

	it('says what to do without credentials, and that the simulator needs none', async () => {
		const missing = Object.assign(new Error('Could not load credentials'), {name: 'CredentialsProviderError'});
		const error = await callerIdentity(recordClients({getCallerIdentity: missing}).clients).catch(
			(caught: unknown) => caught,
		);
		expect(error).toBeInstanceOf(UserError);
		expect(error).toMatchObject({
			message: 'No AWS credentials: Could not load credentials',
			nextSteps: expect.arrayContaining([expect.stringContaining('--simulate')]),
		});
	});

	it.each([
		['us-east-1', 'aws', 'amazonaws.com'],
		['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
		['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
		['eu-nowhere-9', 'aws', 'amazonaws.com'],
	])('knows that %s is in %s', (region, partition, dnsSuffix) => {
		expect(partitionOf(region)).toEqual({partition, dnsSuffix});
	});

	it.each([
		['us-east-1', 'ssmmessages.us-east-1.amazonaws.com'],
		['us-gov-west-1', 'ssmmessages-fips.us-gov-west-1.amazonaws.com'],
		['cn-north-1', 'ssmmessages.cn-north-1.amazonaws.com.cn'],
		['eu-west-1', 'ssmmessages.eu-west-1.api.aws'],
	])('knows a host of the data channels of %s', (region, host) => {
		expect(sessionHostsOf(region)).toContain(host);
	});

	it('gives each resource and generation a token of its own, always the same', () => {
		const part = fc.string({minLength: 1, unit: fc.constantFrom(...'abz27.-')});
		fc.assert(
			fc.property(part, part, fc.nat(99), fc.nat(99), (deployment, resource, generation, other) => {
				const token = clientToken(deployment, resource, generation);
				expect(token).toMatch(/^[0-9a-f]{64}$/);
				expect(clientToken(deployment, resource, generation)).toBe(token);
				if (other !== generation) expect(clientToken(deployment, resource, other)).not.toBe(token);
				expect(clientToken(`${deployment}x`, resource, generation)).not.toBe(token);
				expect(clientToken(deployment, `${resource}x`, generation)).not.toBe(token);
			}),
		);
	});
});
