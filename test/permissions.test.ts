import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {createClients} from '../source/aws/clients.ts';
import {kinds} from '../source/plan/kinds.ts';
import {packageRoot} from './helpers/bin.ts';

/** Needs no permission. */
const free = 'sts:GetCallerIdentity';

/** What IAM calls the operations that the program can call: its clients have no others. */
const callable = async (): Promise<readonly string[]> => {
	const clients = createClients({region: 'us-east-1', credentials: {accessKeyId: 'AKIA', secretAccessKey: 'x'}});
	const services = {
		ec2: await clients.ec2(),
		elasticloadbalancing: await clients.elbv2(),
		iam: await clients.iam(),
		ssm: await clients.ssm(),
		sts: await clients.sts(),
		kms: await clients.kms(),
	};
	return Object.entries(services).flatMap(([service, calls]) =>
		Object.keys(calls).map(name => `${service}:${name.charAt(0).toUpperCase()}${name.slice(1)}`),
	);
};

/** The rows of the README's table. */
const listed = (): readonly string[] => {
	const readme = readFileSync(path.join(packageRoot, 'README.md'), 'utf8');
	const section = /\n## Permissions\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? expect.fail('no section');
	return [...section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].flatMap(([, service, cells = '']) =>
		[...cells.matchAll(/`(\w+)`/g)].map(([, action]) => `${service}:${action}`),
	);
};

it('the README has every permission that the program needs, and no other', async () => {
	const onTheWay = Object.values(kinds).flatMap(({actions: {build, teardown}}) => [...build, ...teardown]);
	const needed = new Set([...(await callable()), ...onTheWay]);
	needed.delete(free);
	expect(listed().toSorted()).toEqual([...needed].toSorted());
});
