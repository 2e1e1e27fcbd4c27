import {describe, expect, it} from 'vitest';
import {findArchitecture, findImage, findOfferings, findRegions, findZones} from '../../source/aws/discovery.ts';
import {recordClients} from './recorded-clients.ts';

describe('discovery', () => {
	it('lists the regions by name', async () => {
		const {clients} = recordClients({
			describeRegions: {Regions: [{RegionName: 'us-east-1'}, {RegionName: 'eu-west-1'}]},
		});
		expect(await findRegions(clients)).toEqual(['eu-west-1', 'us-east-1']);
	});

	it('lists zones that can be used, by id', async () => {
		const {clients, calls} = recordClients({
			describeAvailabilityZones: {
				AvailabilityZones: [
					{ZoneId: 'use1-az6', ZoneName: 'us-east-1a'},
					{ZoneId: 'use1-az1', ZoneName: 'us-east-1b'},
				],
			},
		});
		expect(await findZones(clients)).toEqual([
			{id: 'use1-az1', name: 'us-east-1b'},
			{id: 'use1-az6', name: 'us-east-1a'},
		]);
		expect(calls[0]?.input['Filters']).toEqual([
			{Name: 'zone-type', Values: ['availability-zone']},
			{Name: 'state', Values: ['available']},
			{Name: 'opt-in-status', Values: ['opt-in-not-required', 'opted-in']},
		]);
	});

	it('asks page by page where a type is offered', async () => {
		const pages: Record<string, object> = {
			undefined: {InstanceTypeOfferings: [{Location: 'use1-az2'}], NextToken: 'more'},
			more: {InstanceTypeOfferings: [{Location: 'use1-az1'}]},
		};
		const {clients, calls} = recordClients({
			describeInstanceTypeOfferings: ({NextToken}: {NextToken?: string}) => pages[String(NextToken)],
		});
		expect(await findOfferings(clients, 't3.micro')).toEqual(['use1-az1', 'use1-az2']);
		expect(calls[0]?.input).toMatchObject({
			LocationType: 'availability-zone-id',
			Filters: [{Name: 'instance-type', Values: ['t3.micro']}],
		});
	});

	it.each([
		[['x86_64'], 'amd64'],
		[['i386', 'x86_64'], 'amd64'],
		[['arm64'], 'arm64'],
	])('knows %o as %s', async (SupportedArchitectures, expected) => {
		const {clients} = recordClients({
			describeInstanceTypes: {InstanceTypes: [{ProcessorInfo: {SupportedArchitectures}}]},
		});
		expect(await findArchitecture(clients, 't3.micro')).toBe(expected);
	});

	it.each([
		['ubuntu', 'amd64', '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id'],
		['ubuntu', 'arm64', '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id'],
		['amazon-linux', 'amd64', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'],
		['amazon-linux', 'arm64', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'],
	] as const)('looks up the newest %s image for %s', async (image, architecture, Name) => {
		const {clients, calls} = recordClients({getParameter: {Parameter: {Value: 'ami-1'}}});
		expect(await findImage(clients, image, architecture)).toBe('ami-1');
		expect(calls).toEqual([{operation: 'getParameter', input: {Name}}]);
	});
});
