import {checkConstraints} from './constraints.ts';
import type {Operation, TimerTable} from './operation.ts';
import {awsJson} from './protocols/json.ts';
import type {Protocol} from './protocols/protocol.ts';
import {awsQuery, ec2Query} from './protocols/query.ts';
import {nameOf} from './protocols/schema.ts';
import {refuseMalformedIds} from './services/ec2/malformed.ts';
import * as ec2 from './services/ec2/operations.ts';
import {constraints as constraintsOfElb} from './services/elbv2/constraints.ts';
import {refuseMalformedArns} from './services/elbv2/malformed.ts';
import * as elbv2 from './services/elbv2/operations.ts';
import {constraints as constraintsOfIam} from './services/iam/constraints.ts';
import * as iam from './services/iam.ts';
import * as kms from './services/kms.ts';
import * as ssm from './services/ssm.ts';
import {constraints as constraintsOfSts} from './services/sts/constraints.ts';
import * as sts from './services/sts.ts';

/** A service: how it is spoken to, and what it can do. */
export type Service = {
	/** As it stands in the credential scope of a signature. */
	readonly name: string;
	/** Of its API; empty where the protocol has none. */
	readonly version: string;
	/** What `x-amz-target` begins with; empty for the query protocols. */
	readonly target: string;
	readonly protocol: Protocol;
	readonly operations: ReadonlyMap<string, Operation>;
	/** Whether its operations take DryRun. */
	readonly dryRun: boolean;
	/** Looks at what every request holds before anything is looked up, on a dry run, too. @throws ServiceError */
	readonly check?: (input: unknown) => void;
};

const byName = (operations: readonly Operation[]): ReadonlyMap<string, Operation> =>
	new Map(operations.map(operation => [nameOf(operation.schema), operation]));

const queryService = (name: string, version: string, namespace: string, operations: readonly Operation[]): Service => ({
	name,
	version,
	target: '',
	protocol: awsQuery(namespace, version),
	operations: byName(operations),
	dryRun: false,
});

/** All services of the simulator. */
export const services: readonly Service[] = [
	{
		name: 'ec2',
		version: '2016-11-15',
		target: '',
		protocol: ec2Query('http://ec2.amazonaws.com/doc/2016-11-15/'),
		operations: byName(ec2.operations),
		dryRun: true,
		check: refuseMalformedIds,
	},
	{
		...queryService(
			'elasticloadbalancing',
			'2015-12-01',
			'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
			elbv2.operations,
		),
		check: input => {
			checkConstraints(input, constraintsOfElb);
			refuseMalformedArns(input);
		},
	},
	{
		...queryService('iam', '2010-05-08', 'https://iam.amazonaws.com/doc/2010-05-08/', iam.operations),
		check: input => checkConstraints(input, constraintsOfIam),
	},
	{
		...queryService('sts', '2011-06-15', 'https://sts.amazonaws.com/doc/2011-06-15/', sts.operations),
		check: input => checkConstraints(input, constraintsOfSts),
	},
	{
		name: 'kms',
		version: '',
		target: 'TrentService',
		protocol: awsJson,
		operations: byName(kms.operations),
		dryRun: false,
	},
	{
		name: 'ssm',
		version: '',
		target: 'AmazonSSM',
		protocol: awsJson,
		operations: byName(ssm.operations),
		dryRun: false,
	},
];

/** What happens when a timer is due, by kind, for all services. */
export const timers: TimerTable = {...ec2.timers, ...elbv2.timers, ...ssm.timers};
