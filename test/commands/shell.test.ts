import {afterEach, describe, expect, it} from 'vitest';
import {openShellOn} from '../../source/commands/shell.ts';
import {emptyRun, project} from '../../source/engine/projection.ts';
import {type Lab, openLab} from '../helpers/lab.ts';

let lab: Lab | undefined;

afterEach(async () => {
	await lab?.close();
	lab = undefined;
});

const size = {columns: 80, rows: 24};

const built = async () => {
	lab = await openLab();
	const {events} = await lab.up('--yes', '--accept');
	return {lab, state: events.reduce(project, emptyRun)};
};

const signal = new AbortController().signal;

describe('a shell on the consumer’s private instance', () => {
	it('answers what is typed, tells late listeners all of it, and is terminated when it is closed', async () => {
		const {lab: opened, state} = await built();
		let slowed = 0;
		const pace = {
			speed: () => 1,
			slowDown: () => {
				slowed++;
				return () => {
					slowed = 0;
				};
			},
		};
		const shell = await openShellOn({...opened.connection, pace}, state, size, signal);
		expect(slowed).toBe(1);
		const host = state.known.get('consumer.endpoint')?.outputs['dnsName'];
		shell.write(new TextEncoder().encode(`curl -s http://${host}/ | grep marker\r`));
		await opened.clock.sleep(20_000);
		const decoder = new TextDecoder();
		let text = '';
		const end = shell.onOutput(bytes => {
			text += decoder.decode(bytes, {stream: true});
		});
		expect(text).toContain('id="marker"');
		end();
		await shell.close();
		expect(await shell.closed).toContain('closed');
		expect(slowed).toBe(0);
		expect(opened.world.calls.map(({operation}) => operation)).toContain('TerminateSession');
	});

	it('ends when the person leaves it with exit', async () => {
		const {lab: opened, state} = await built();
		const shell = await openShellOn(opened.connection, state, size, signal);
		shell.write(new TextEncoder().encode('exit\r'));
		await opened.clock.sleep(20_000);
		expect(await shell.closed).not.toBe('');
	});

	it('cannot be opened before there is an instance', async () => {
		lab = await openLab();
		await expect(openShellOn(lab.connection, emptyRun, size, signal)).rejects.toThrow('no instance');
	});
});
