import {beforeEach, describe, expect, it} from 'vitest';
import {temporaryFolder} from '../helpers/bin.ts';
import {type Cli, createCli} from './aws-cli.ts';
import {
	buildConsumer,
	buildProvider,
	connect,
	fetchPage,
	leftovers,
	makeProfile,
	refusalOf,
	tearDown,
} from './cli-judge.ts';
import {startServer} from './server.ts';
import {judgeEnvironment, judges, judgesRequired, topology} from './tools.ts';

describe('the AWS CLI', () => {
	let cli: Cli;

	it.runIf(judgesRequired)('is installed', () => expect(judges.awscli).toBe(true));

	describe.runIf(judges.awscli)('of Debian', () => {
		beforeEach(async () => {
			const {endpoint} = await startServer();
			cli = createCli(endpoint, judgeEnvironment(temporaryFolder()));
		});

		it('builds the topology, accepts the connection, fetches the page by Run Command and takes all away', async () => {
			const {aws} = cli;
			const [{AvailabilityZones}, {Parameter}] = await Promise.all([
				aws('ec2', 'describe-availability-zones', '--filters', 'Name=zone-type,Values=availability-zone'),
				aws('ssm', 'get-parameter', '--name', topology.image),
				makeProfile(cli),
			]);
			const zones = AvailabilityZones.slice(0, 2).map(({ZoneName}: {ZoneName: string}) => ZoneName);
			const [provider, consumer] = await Promise.all([
				buildProvider(cli, zones, Parameter.Value),
				buildConsumer(cli, zones, Parameter.Value),
			]);
			const endpoint = await connect(cli, provider, consumer);
			const fetched = await fetchPage(cli, consumer, endpoint);
			expect(fetched).toMatchObject({Status: 'Success', ResponseCode: 0});
			expect(fetched.StandardOutputContent).toContain('Server: Apache');
			expect(fetched.StandardOutputContent).toContain(topology.page);

			expect(await refusalOf(aws('ec2', 'delete-vpc', '--vpc-id', provider.vpc))).toBe('DependencyViolation');
			await tearDown(cli, provider, consumer, endpoint);
			for (const [kind, rows] of Object.entries(await leftovers(cli))) expect(rows, kind).toEqual([]);
		}, 560_000);

		it('reads refusals of every protocol', async () => {
			const {aws} = cli;
			const refusals = await Promise.all([
				refusalOf(aws('ec2', 'describe-vpcs', '--vpc-ids', 'vpc-0123456789abcdef0')),
				refusalOf(aws('ec2', 'create-vpc', '--cidr-block', '10.0.0.0/16', '--dry-run')),
				refusalOf(aws('elbv2', 'describe-load-balancers', '--names', 'nobody')),
				refusalOf(aws('iam', 'get-role', '--role-name', 'nobody')),
				refusalOf(aws('ssm', 'get-parameter', '--name', '/nobody')),
			]);
			expect(refusals).toEqual([
				'InvalidVpcID.NotFound',
				'DryRunOperation',
				'LoadBalancerNotFound',
				'NoSuchEntity',
				'ParameterNotFound',
			]);
		}, 60_000);
	});

	it.skipIf(judges.awscli)('drives the whole job (skipped: awscli is not installed)');
});
