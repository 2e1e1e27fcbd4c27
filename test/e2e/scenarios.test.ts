import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {
	CreateNatGatewayCommand,
	CreateVpcCommand,
	DescribeRegionsCommand,
	DescribeVpcsCommand,
	EC2Client,
} from '@aws-sdk/client-ec2';
import {describe, expect, it} from 'vitest';
import {scenarios} from '../../source/command-line.ts';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {bin, eventOf, eventsOf, temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';

const up = ['up', '--simulate', '--yes', '--accept', '--seed', '1', '--speed', '1000'];

describe('the built bin', () => {
	it('lists the scenarios for a name that it does not know, exit 2', async () => {
		const {code, stdout, stderr} = await bin([...up, '--scenario', 'nothing-like-it'], {home: temporaryFolder()});
		expect(code).toBe(2);
		expect(stdout).toBe('');
		for (const [name, about] of Object.entries(scenarios)) expect(stderr).toMatch(new RegExp(`${name} +${about}`));
	});

	it('names the place in a file that does not fit, exit 2, before anything is begun', async () => {
		const home = temporaryFolder();
		const file = path.join(home, 'mine.json');
		writeFileSync(file, JSON.stringify({faults: [{operation: 'CreateVpc', fault: {type: 'boom'}}]}));
		const {code, stderr} = await bin([...up, '--scenario', file], {home});
		expect(code).toBe(2);
		expect(stderr).toContain(`The scenario in ${file} does not fit:\n  faults[0].fault.type: `);
	});

	it('says in lines why a build stopped and what to do, exit 1; the scenario stays on until it is ended', async () => {
		const home = temporaryFolder();
		const first = await bin([...up, '--scenario', 'quota-vpc'], {home});
		expect(first.code).toBe(1);
		expect(first.stdout).toMatch(/Finished: failed\. 1 step of 65 failed/);
		expect(first.stdout).toContain('Quota "VPCs per Region" (default 5)');
		expect(first.stderr).toBe('');
		const second = await bin([...up, '--name', 'lab'], {home});
		expect(second.stdout).toContain('VpcLimitExceeded');
		const last = await bin(['down', '--simulate', '--confirm', 'lab', '--scenario', 'none', '--output', 'json'], {
			home,
		});
		expect(eventOf(eventsOf(last), 'run-finished').outcome).toBe('done');
		expect(last.code).toBe(0);
	});

	it('serves a scenario to any client: denials, lost replies, limits', async () => {
		const home = temporaryFolder();
		const file = path.join(home, 'mine.json');
		const plan = {
			denied: ['ec2:CreateNatGateway'],
			rates: {DescribeRegions: {capacity: 1, refillPerSecond: 0}},
			faults: [{operation: 'CreateVpc', times: 1, fault: {type: 'reset', performed: true}}],
		};
		writeFileSync(file, JSON.stringify(plan));
		const {endpoint} = await standingSimulator(home, ['--scenario', file]);
		const ec2 = new EC2Client({
			region: 'us-east-1',
			endpoint,
			credentials: accessKeys[0],
			maxAttempts: 1,
		});
		await expect(ec2.send(new CreateVpcCommand({CidrBlock: '10.0.0.0/16'}))).rejects.toMatchObject({
			code: 'ECONNRESET',
		});
		const {Vpcs = []} = await ec2.send(new DescribeVpcsCommand({}));
		expect(Vpcs).toHaveLength(1);
		await expect(
			ec2.send(new CreateNatGatewayCommand({SubnetId: 'subnet-0123456789abcdef0', AllocationId: 'eipalloc-1'})),
		).rejects.toMatchObject({name: 'UnauthorizedOperation'});
		await ec2.send(new DescribeRegionsCommand({}));
		await expect(ec2.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({
			name: 'RequestLimitExceeded',
			$metadata: {httpStatusCode: 503},
		});
		ec2.destroy();
	});

	it('tells a failure as JSON with AWS’s code, why, and the next steps', async () => {
		const ended = await bin([...up, '--scenario', 'vcpu-quota', '--output', 'json'], {home: temporaryFolder()});
		expect(ended.code).toBe(1);
		const failed = eventsOf(ended).filter(event => event.type === 'task-failed');
		expect(failed[0]).toMatchObject({
			error: {
				code: 'VcpuLimitExceeded',
				why: expect.any(String),
				nextSteps: expect.arrayContaining([expect.stringContaining('--quota-code L-1216C47A')]),
			},
		});
	});
});
