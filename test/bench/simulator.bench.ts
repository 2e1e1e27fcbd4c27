import {type ChildProcess, spawn} from 'node:child_process';
import {createServer} from 'node:net';
import process from 'node:process';
import {DescribeInstancesCommand, EC2Client, RunInstancesCommand} from '@aws-sdk/client-ec2';
import {realClock} from '../../source/clock.ts';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {startServer} from '../../source/simulator/server.ts';
import {createAuthenticator} from '../../source/simulator/signature.ts';
import {createSimulator, type Simulator} from '../../source/simulator/simulator.ts';
import {openLab} from '../helpers/lab.ts';
import {clientConfig, idleMachines} from '../helpers/simulator.ts';
import {figure, quantile} from './figures.ts';

/** `npm run bench -- simulator [DEPLOYMENTS]`: how many deployments one world holds when its memory is measured. */
const deployments = Number(process.argv[2] ?? 100);

const repeats = 9;
const clock = realClock();

const [{accessKeyId, secretAccessKey}] = accessKeys;
const credentials = {accessKeyId, secretAccessKey};

const clientOf = (endpoint: string): EC2Client =>
	new EC2Client({region: 'us-east-1', endpoint, credentials, maxAttempts: 1});

/** DescribeInstances, decoded by the SDK, calls a second: one after the other for `milliseconds`. */
const rateOf = async (client: EC2Client, expected: number, milliseconds = 500): Promise<number> => {
	const start = performance.now();
	let calls = 0;
	for (; performance.now() - start < milliseconds; calls++) {
		const {Reservations = []} = await client.send(new DescribeInstancesCommand({}));
		const seen = Reservations.flatMap(({Instances = []}) => Instances).length;
		if (seen !== expected) throw new Error(`${seen} instances instead of ${expected}`);
	}
	return (1000 * calls) / (performance.now() - start);
};

const told = (samples: readonly number[]): string =>
	`${quantile(samples, 0.5).toFixed(0)} a second (median of ${samples.length}, ${Math.min(...samples).toFixed(0)} to ${Math.max(...samples).toFixed(0)})`;

const freePort = (): Promise<number> =>
	new Promise(resolve => {
		const probe = createServer().listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});

/** moto's server with four instances; undefined where it is not installed. */
const startMoto = async (): Promise<{readonly client: EC2Client; readonly child: ChildProcess} | undefined> => {
	const port = await freePort();
	const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {stdio: 'ignore'});
	let ended = false;
	child.on('error', () => {
		ended = true;
	});
	child.on('exit', () => {
		ended = true;
	});
	const client = clientOf(`http://127.0.0.1:${port}`);
	for (let attempt = 0; attempt < 300 && !ended; attempt++) {
		try {
			await client.send(new RunInstancesCommand({ImageId: 'ami-12c6146b', MinCount: 4, MaxCount: 4}));
			return {client, child};
		} catch {
			await clock.sleep(200);
		}
	}
	child.kill();
	return undefined;
};

/** Without bounds on rates: what is measured is the simulator and not what it limits. */
const unlimited = (simulator: Simulator): Simulator => {
	Object.assign(simulator.world.scenario, {plan: {...simulator.world.scenario.plan, rates: {'*': 'unlimited'}}});
	return simulator;
};

const jobs: number[] = [];
let lab = await openLab();
for (let run = 0; run < repeats; run++) {
	await lab.close();
	lab = await openLab({seed: run + 1});
	const start = performance.now();
	const {code} = await lab.up('--yes', '--accept');
	jobs.push(performance.now() - start);
	if (code !== 0) throw new Error(`The job ended with ${code}`);
}
figure(
	'whole job in virtual time',
	`${quantile(jobs, 0.5).toFixed(0)} ms (median of ${repeats}, ${Math.min(...jobs).toFixed(0)} to ${Math.max(...jobs).toFixed(0)}), ${lab.world.calls.length} calls`,
);

const built = unlimited(createSimulator({world: lab.world, clock, machines: idleMachines()}));
const server = await startServer({
	simulator: built,
	port: 0,
	authenticate: createAuthenticator(id => accessKeys.find(key => key.accessKeyId === id), clock.now),
	clock,
	host: clock,
	onBug: error => {
		throw error;
	},
});
const inProcess = new EC2Client(clientConfig(built));
const overHttp = clientOf(server.endpoint);
const moto = await startMoto();
const rates = {inProcess: [] as number[], overHttp: [] as number[], moto: [] as number[]};
// In turns, so that all of them meet the same machine.
for (let run = 0; run < repeats; run++) {
	rates.inProcess.push(await rateOf(inProcess, 4));
	rates.overHttp.push(await rateOf(overHttp, 4));
	if (moto) rates.moto.push(await rateOf(moto.client, 4));
}
figure('DescribeInstances of a built deployment, in process', told(rates.inProcess));
figure('DescribeInstances of a built deployment, over HTTP', told(rates.overHttp));
if (moto) {
	const ratio = quantile(rates.overHttp, 0.5) / quantile(rates.moto, 0.5);
	figure('DescribeInstances of four instances, moto over HTTP', told(rates.moto));
	figure('the simulator over HTTP, in times of moto', ratio.toFixed(1));
	moto.child.kill();
} else {
	console.log('     moto is not installed: no ratio');
}
await server.close();
await built.close();
await lab.close();

const many = await openLab();
const {world} = many;
Object.assign(world.scenario, {
	plan: {
		rates: {'*': 'unlimited'},
		quotas: {
			vpcs: 1000,
			internetGateways: 1000,
			addresses: 1000,
			natGateways: 1000,
			vcpus: 100_000,
			networkLoadBalancers: 1000,
		},
	},
});
globalThis.gc?.();
const before = process.memoryUsage.rss();
const began = performance.now();
for (let index = 1; index <= deployments; index++) {
	const {code, warnings} = await many.up('--name', `lab-${index}`, '--yes', '--accept');
	if (code !== 0) throw new Error(`Deployment ${index} ended with ${code}: ${warnings.join('\n')}`);
}
globalThis.gc?.();
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
figure(
	`resident memory with ${deployments} deployments in one world`,
	`${mebibytes(process.memoryUsage.rss())}, ${mebibytes(before)} before; ${(JSON.stringify(world).length / 2 ** 20).toFixed(1)} MiB as JSON; built in ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
await many.close();
process.exit(0);
