import {existsSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {createResourceKinds} from '../../source/aws/resources.ts';
import type {ResourceKind, Target} from '../../source/engine/ports.ts';
import type {RunState, Task} from '../../source/engine/projection.ts';
import {buildPlan} from '../../source/plan/build.ts';
import {type Outputs, resolveInputs} from '../../source/plan/graph.ts';
import {type KindName, kinds} from '../../source/plan/kinds.ts';
import {shellLines} from '../../source/ui/cli-command.ts';
import type {CliCommand} from '../../source/ui/cli-lines.ts';
import {outputsOf} from '../../source/ui/standing.ts';
import {cliCommandOf} from '../../source/ui/task-details.ts';
import {recordClients} from '../aws/recorded-clients.ts';
import {packageRoot} from '../helpers/bin.ts';
import {playedRun, recordRuns, stateAfter} from '../helpers/played-run.ts';

let planned: RunState;
let built: RunState;
let tearingDown: RunState;

beforeAll(async () => {
	const {up, down} = await recordRuns();
	planned = stateAfter(up.slice(0, 1 + up.findIndex(({type}) => type === 'run-started')));
	built = stateAfter(up);
	const run = playedRun(down, {history: built});
	run.playTo(event => event.type === 'run-started');
	tearingDown = run.state();
});

const tasksOf = ({tasks}: RunState): readonly Task[] => [...tasks.values()];

const kebab = (name: string): string =>
	name
		.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
		.replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
		.toLowerCase();

/** What only tells whose a resource is, or that it is one; the lines leave it out. */
const leftOut = new Set(['TagSpecifications', 'Tags', 'ClientToken', 'MinCount', 'MaxCount']);

/** A value as the AWS CLI's shorthand syntax has it. */
const shorthand = (value: unknown): string => {
	if (Array.isArray(value)) return value.map(shorthand).join(',');
	if (typeof value !== 'object' || value === null) return String(value);
	return Object.entries(value)
		.map(
			([key, part]) =>
				`${key}=${typeof part === 'object' && !Array.isArray(part) ? `{${shorthand(part)}}` : shorthand(part)}`,
		)
		.join(',');
};

/** The option that says the same as a member of the input. */
const optionOf = (member: string, value: unknown, given: readonly string[] | undefined): readonly string[] => {
	const name = `--${kebab(member)}`;
	if (typeof value === 'boolean') return [value ? name : name.replace('--', '--no-')];
	const [text = ''] = given ?? [];
	if (text.startsWith('file://')) return [name, text];
	if (/^[[{]/.test(text)) return [name, JSON.stringify(value)];
	return Array.isArray(value) && value.every(each => typeof each === 'string')
		? [name, ...value]
		: [name, shorthand(value)];
};

/** The call that AWS would get, from the same resource. */
const callOf = async (task: Task, state: RunState, direction: 'create' | 'destroy') => {
	const deployment = state.deployment ?? expect.fail('no deployment');
	const resource = buildPlan(deployment).find(({id}) => id === task.id) ?? expect.fail(task.id);
	const outputs = new Map<string, Outputs>([...state.known.keys()].map(id => [id, outputsOf(state, id)]));
	const inputs = resolveInputs(resource, outputs);
	const permissions = 'rules' in inputs ? inputs.rules : [];
	const {clients, calls} = recordClients(
		new Proxy(
			{
				describeSecurityGroups: {
					SecurityGroups: [
						{
							IpPermissions: permissions.map(({port, cidr, groupId}) => ({
								IpProtocol: 'tcp',
								FromPort: port,
								ToPort: port,
								...(cidr ? {IpRanges: [{CidrIp: cidr}]} : {}),
								...(groupId ? {UserIdGroupPairs: [{GroupId: groupId}]} : {}),
							})),
						},
					],
				},
			} as Record<string, unknown>,
			{has: () => true, get: (answers, name) => answers[String(name)] ?? {}},
		),
	);
	const target: Target = {
		...resource,
		inputs,
		deployment,
		generation: 1,
		tags: {},
		clientToken: 'token',
		outputs: outputs.get(task.id) ?? {},
	};
	const kind = createResourceKinds(clients)[task.kind] as unknown as ResourceKind;
	// What the fake answers need not be enough for it; the call was made by then.
	await kind[direction]?.(target).catch(() => {});
	return calls.at(-1);
};

const split = (command: CliCommand) => {
	const [[service = '', operation = ''] = [], ...options] = command;
	return {service, operation, options: new Map(options.map(([name = '', ...values]) => [name, values]))};
};

const services: Readonly<Record<string, string>> = {ec2: 'ec2', elasticloadbalancing: 'elbv2', iam: 'iam', ssm: 'ssm'};

const expectSameCall = async (task: Task, state: RunState, direction: 'create' | 'destroy') => {
	const call = await callOf(task, state, direction);
	const command = cliCommandOf(task, state);
	if (!call || !command) {
		expect([call, command]).toEqual([undefined, undefined]);
		return;
	}
	const {service, operation, options} = split(command);
	expect(operation).toBe(kebab(call.operation));
	const {actions} = kinds[task.kind];
	const name = call.operation.charAt(0).toUpperCase() + call.operation.slice(1);
	const action = [...actions.build, ...actions.teardown].find(each => each.endsWith(`:${name}`)) ?? '';
	expect(service).toBe(services[action.split(':')[0] ?? '']);
	const members = Object.entries(call.input).filter(
		([member]) => !leftOut.has(member) && !(member === 'Description' && service === 'iam'),
	);
	const wanted = members.map(([member, value]) => optionOf(member, value, options.get(`--${kebab(member)}`)));
	const region = service === 'iam' ? [] : [['--region', 'us-east-1']];
	expect(new Map([...options])).toEqual(
		new Map([...wanted, ...region].map(([option = '', ...values]) => [option, values])),
	);
};

describe('the AWS CLI lines', () => {
	it('make every kind by the same call as the program, with the same values', async () => {
		for (const task of tasksOf(built)) {
			if (task.kind !== 'managed-instance') await expectSameCall(task, built, 'create');
		}
	});

	it('remove every kind by the same call as the program', async () => {
		for (const task of tasksOf(tearingDown)) await expectSameCall(task, tearingDown, 'destroy');
	});

	it('look for what is only waited for', () => {
		const task = tasksOf(built).find(({kind}) => kind === 'managed-instance') ?? expect.fail();
		const {instanceId} = outputsOf(built, 'consumer.instance-private');
		expect(shellLines(cliCommandOf(task, built) ?? [], 200)).toEqual([
			`aws ssm describe-instance-information --filters Key=InstanceIds,Values=${instanceId} --region us-east-1`,
		]);
	});

	it('name files that the package has', () => {
		const files = [...built.tasks.values()]
			.flatMap(task => cliCommandOf(task, built)?.flat() ?? [])
			.flatMap(word => (word.startsWith('file://') ? [word.slice('file://'.length)] : []));
		expect(files.length).toBeGreaterThan(1);
		for (const file of files) expect(existsSync(path.join(packageRoot, file)), file).toBe(true);
	});

	it('name in placeholders what is not known yet, quoted so that no shell runs them', () => {
		for (const task of planned.tasks.values()) {
			for (const line of shellLines(cliCommandOf(task, planned) ?? [], 80)) {
				expect(line.replaceAll(/'[^']*'/g, '')).not.toMatch(/[<>&;|$`(){}*?]/);
			}
		}
		const subnet = planned.tasks.get('provider.subnet-private-1') ?? expect.fail();
		expect(shellLines(cliCommandOf(subnet, planned) ?? [], 60)).toEqual([
			'aws ec2 create-subnet \\',
			"--vpc-id '<vpcId of provider VPC>' \\",
			'--cidr-block 11.0.2.0/24 \\',
			expect.stringMatching(/^--availability-zone-id use1-az\d \\$/),
			'--region us-east-1',
		]);
	});

	it('quote what a shell would take apart', () => {
		expect(
			shellLines(
				[
					['ec2', 'x'],
					['--a', "it's {here}"],
				],
				80,
			),
		).toEqual(["aws ec2 x --a 'it'\\''s {here}'"]);
	});

	it('are there for every kind of the registry', () => {
		const without = (Object.keys(kinds) as KindName[]).filter(kind => {
			const task = [...built.tasks.values()].find(each => each.kind === kind);
			return task === undefined || cliCommandOf(task, built) === undefined;
		});
		expect(without).toEqual([]);
	});
});
