import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, it} from 'vitest';
import {apiSimulator, clientConfig} from '../helpers/simulator.ts';

describe('GetCallerIdentity', () => {
	it.each([
		['us-east-1', 'aws'],
		['us-gov-west-1', 'aws-us-gov'],
		['cn-north-1', 'aws-cn'],
	])('in %s says who calls, in the partition %s', async (region, partition) => {
		const sts = new STSClient(clientConfig(apiSimulator(), region));
		const {UserId, Account, Arn} = await sts.send(new GetCallerIdentityCommand({}));
		expect(Account).toBe('111122223333');
		expect(Arn).toBe(`arn:${partition}:iam::111122223333:user/simulator`);
		expect(UserId).toMatch(/^AIDA\w{17}$/);
	});
});
