import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {SSMClient, StartSessionCommand} from '@aws-sdk/client-ssm';
import {expect, it} from 'vitest';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {bin, temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';
import {startProgram} from '../helpers/terminal.ts';

const isProgram = (file: string): boolean => {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
};

/** The genuine client, where somebody has it: SESSION_MANAGER_PLUGIN names it, or it is on the path. */
const plugin = [
	process.env['SESSION_MANAGER_PLUGIN'] ?? '',
	...(process.env['PATH'] ?? '').split(path.delimiter).map(folder => path.join(folder, 'session-manager-plugin')),
].find(isProgram);

/** The plugin numbers what is typed in the same instant alike, and hangs: a person leaves as much time. */
const asAPersonTypes = () => new Promise(resolve => setTimeout(resolve, 200));

it.skipIf(plugin === undefined)(
	'the genuine session-manager-plugin opens a shell on the simulator, runs curl, is interrupted and leaves',
	async () => {
		const home = temporaryFolder();
		const built = await bin(['up', '--simulate', '--yes', '--accept', '--speed', '200', '--output', 'json'], {home});
		expect(built.code).toBe(0);
		const url = /"url":"(http:[^"]+)"/.exec(built.stdout)?.[1] ?? expect.fail('no URL');
		const target = /"task":"consumer\.instance-private"[^\n]*"instanceId":"(i-\w+)"/.exec(built.stdout)?.[1];
		const {endpoint, end} = await standingSimulator(home, ['--speed', '1']);
		const [key] = accessKeys;
		const credentials = {accessKeyId: key?.accessKeyId ?? '', secretAccessKey: key?.secretAccessKey ?? ''};
		const region = 'us-east-1';
		const ssm = new SSMClient({region, endpoint, credentials});
		const {SessionId, TokenValue, StreamUrl} = await ssm.send(new StartSessionCommand({Target: target}));
		const env = {
			AWS_SSM_START_SESSION_RESPONSE: JSON.stringify({SessionId, TokenValue, StreamUrl}),
			AWS_ACCESS_KEY_ID: credentials.accessKeyId,
			AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
			AWS_REGION: region,
		};
		const words = [
			'AWS_SSM_START_SESSION_RESPONSE',
			region,
			'StartSession',
			'',
			JSON.stringify({Target: target}),
			endpoint,
		];
		const terminal = startProgram(plugin ?? '', words, {home, columns: 100, rows: 30, env});
		await terminal.until(/\$ *$/m, 60_000);
		await asAPersonTypes();
		terminal.type(`curl -s ${url} | grep -c marker\r`);
		await terminal.until(/^1$/m, 60_000);
		await asAPersonTypes();
		terminal.type('stty size\r');
		await terminal.until(/^30 100$/m, 60_000);
		await asAPersonTypes();
		terminal.type('sleep 100\r');
		await asAPersonTypes();
		terminal.press('ctrl-c');
		await terminal.until(/\^C\n+\S*\$ *$/m);
		await asAPersonTypes();
		terminal.type('echo "code $?"\r');
		await terminal.until(/^code 130$/m, 60_000);
		await asAPersonTypes();
		terminal.type('exit\r');
		expect(await terminal.exit).toMatchObject({code: 0});
		expect(terminal.raw()).toContain('Exiting session with sessionId');
		await end('SIGINT');
	},
	180_000,
);
