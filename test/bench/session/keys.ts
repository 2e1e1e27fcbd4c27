import {figure, quantile} from '../figures.ts';
import {startAgent} from './agent-worker.ts';
import {openPanel} from './screen.tsx';

const keys = 300;

/** Prints how long a key takes until its echo is written to the terminal, through panel, channel and WebSocket. */
export const measureKeys = async (): Promise<void> => {
	const agent = await startAgent({type: 'echo'});
	const panel = openPanel(agent.url);
	const shows = (text: string) =>
		new Promise<void>(resolve => {
			panel.onBytes(bytes => {
				if (bytes.includes(text)) resolve();
			});
		});
	await shows('$');
	await new Promise(resolve => setTimeout(resolve, 500));
	const times: number[] = [];
	for (let key = 0; key < keys; key++) {
		// Every key another one, so that its echo cannot be taken for that of the one before.
		const letter = String.fromCharCode(0x4e00 + key);
		const shown = shows(letter);
		const began = performance.now();
		panel.type(letter);
		await shown;
		times.push(performance.now() - began);
		// At a person's pace, which is not that of the frames.
		await new Promise(resolve => setTimeout(resolve, 40 + ((key * 37) % 90)));
	}
	await panel.close();
	await agent.stop();
	const p95 = quantile(times, 0.95);
	figure(
		'key → its echo on the terminal, through the panel, p50 / p95 / p99',
		`${[0.5, 0.95, 0.99].map(q => quantile(times, q).toFixed(1)).join(' / ')} ms (p95 ≤ 50)`,
		p95 <= 50,
	);
};
