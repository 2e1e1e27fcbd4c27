import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {run, temporaryFolder} from '../helpers/bin.ts';
import {startServer} from './server.ts';
import {judgeEnvironment, judges, judgesRequired, python} from './tools.ts';

const hasBoto3 = judges['python3-boto3'];

describe('boto3', () => {
	it.runIf(judgesRequired)('is installed', () => expect(hasBoto3).toBe(true));

	it.runIf(hasBoto3)(
		'builds the topology, accepts the connection, fetches the page by Run Command and takes all away',
		async () => {
			const {endpoint} = await startServer();
			const script = path.join(import.meta.dirname, 'boto3_judge.py');
			const {code, stdout, stderr} = await run(python, [script, endpoint], {
				env: judgeEnvironment(temporaryFolder()),
			});
			expect(stderr).toBe('');
			expect(stdout).toContain('verified: fetched over AWS PrivateLink\n');
			expect(stdout).toMatch(/nothing is left\n$/);
			expect(code).toBe(0);
		},
		300_000,
	);

	it.skipIf(hasBoto3)('drives the whole job (skipped: python3-boto3 is not installed)');
});
