import {figure} from '../figures.ts';
import {startAgent} from './agent-worker.ts';
import {openPanel} from './screen.tsx';

const mebibyte = 2 ** 20;
const bytes = 64 * mebibyte;

const heapUsed = (): number => {
	(globalThis as {gc?: () => void}).gc?.();
	return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

/** Prints what 64 MiB of output do to the panel. */
export const measurePanel = async (): Promise<void> => {
	const agent = await startAgent({type: 'flood', bytes});
	const before = heapUsed();
	const began = performance.now();
	let peak = before;
	let raw = 0;
	const timer = setInterval(() => {
		const {heapUsed: heap, arrayBuffers} = process.memoryUsage();
		raw = Math.max(raw, heap + arrayBuffers);
		peak = Math.max(peak, heapUsed());
	}, 250);
	const panel = openPanel(agent.url);
	const received = await panel.ended;
	clearInterval(timer);
	peak = Math.max(peak, heapUsed());
	const seconds = (performance.now() - began) / 1000;
	await panel.close();
	const {sent, acknowledged} = await agent.report;
	await agent.stop();
	const expected = bytes + '$ '.length;
	figure('64 MiB through the panel: bytes missing', String(expected - received), received === expected);
	figure('64 MiB through the panel: frames sent, acknowledged', `${sent}, ${acknowledged}`, acknowledged >= sent);
	const growth = (peak - before) / mebibyte;
	figure(
		'64 MiB through the panel: heap and buffers grew by at most',
		`${growth.toFixed(1)} MiB after collection, ${((raw - before) / mebibyte).toFixed(1)} MiB with garbage (${seconds.toFixed(1)} s)`,
		growth <= 64,
	);
};
