import {createHash} from 'node:crypto';
import process from 'node:process';
import {isMainThread, workerData} from 'node:worker_threads';
import {chaosFaults, chaosRun, messagesEachWay} from '../session/chaos.ts';
import {figure} from './figures.ts';
import {type AgentTask, runAgent} from './session/agent-worker.ts';
import {measureChannel} from './session/channel.ts';
import {forcedCloses} from './session/forced-closes.ts';
import {measureKeys} from './session/keys.ts';
import {measurePanel} from './session/panel.ts';

/** `npm run bench -- session [RUNS [PART…]]`: how many chaos runs, and which of the parts below. */
const runs = Number(process.argv[2] ?? 10_000);

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const chaos = async (): Promise<void> => {
	const began = performance.now();
	const totals = {frames: 0, dropped: 0, duplicated: 0, reordered: 0, delayed: 0};
	const digest = createHash('sha256');
	let different = 0;
	let reconnects = 0;
	let halfOpen = 0;
	for (let seed = 0; seed < runs; seed++) {
		const calm = await chaosRun(seed, 'none');
		const run = await chaosRun(seed, 'faults');
		const isSame =
			run.transcript.heardByShell.equals(calm.transcript.heardByShell) &&
			run.transcript.heardByClient.equals(calm.transcript.heardByClient);
		if (!isSame) {
			different++;
			console.log(`     seed ${seed} differs`);
		}
		digest.update(run.transcript.heardByShell).update(run.transcript.heardByClient);
		reconnects += run.reconnects;
		halfOpen += run.halfOpen;
		for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += run.counts[key];
	}
	const seconds = ((performance.now() - began) / 1000).toFixed(0);
	const kinds = ['dropped', 'duplicated', 'reordered', 'delayed'] as const;
	figure(
		`chaos: ${runs} runs of ${messagesEachWay} messages each way, transcripts other than without faults`,
		`${different} (${seconds} s; sha256 of all ${digest.digest('hex').slice(0, 16)})`,
		different === 0,
	);
	figure(
		'chaos: share of frames that each fault struck',
		kinds.map(kind => `${kind} ${percent(totals[kind], totals.frames)}`).join(', '),
		kinds.every(kind => totals[kind] >= 0.05 * totals.frames),
	);
	figure(
		'chaos: lines closed and resumed, and gone dead and reconnected',
		`${reconnects - halfOpen} and ${halfOpen}, in ${percent(halfOpen, runs)} of the runs`,
		halfOpen >= 0.05 * runs,
	);
};

const closes = async (): Promise<void> => {
	const {resumed, closes: all} = await forcedCloses();
	figure('forced closes resumed', `${resumed} of ${all}`, resumed === all);
};

const parts: Readonly<Record<string, () => Promise<void>>> = {
	closes,
	// Before what leaves garbage behind.
	panel: measurePanel,
	channel: measureChannel,
	keys: measureKeys,
	chaos,
};

const main = async (): Promise<void> => {
	console.log(`Node ${process.version}, faults ${JSON.stringify(chaosFaults)}`);
	const wanted = process.argv.slice(3);
	for (const [name, measure] of Object.entries(parts))
		if (wanted.length === 0 || wanted.includes(name)) await measure();
};

// The agent runs in a thread of the same file.
if (isMainThread) await main();
else await runAgent(workerData as AgentTask);
