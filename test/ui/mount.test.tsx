import {Text} from 'ink';
import {useState} from 'react';
import {describe, expect, it, vi} from 'vitest';
import {Frame} from '../../source/ui/parts/frame.tsx';
import {useKeys} from '../../source/ui/use-keys.ts';
import {renderScreen} from '../helpers/render-screen.tsx';
import {forbiddenSequences} from '../helpers/screen-buffer.ts';

const Ender = ({end}: {readonly end: (value: string) => void}) => {
	useKeys([{keys: ['q'], hint: 'leave', action: 'left'}], end);
	return <Text>here</Text>;
};

const Crasher = ({inHandler}: {readonly inHandler: boolean}) => {
	const [isBroken, setBroken] = useState(false);
	useKeys([{keys: ['x'], hint: 'break', action: undefined}], () => {
		if (inHandler) throw new Error('bug in a handler');
		setBroken(true);
	});
	if (isBroken) throw new Error('bug while drawing');
	return <Text>fine</Text>;
};

const TallScreen = () => (
	<Frame title="Title" target="simulator">
		{Array.from({length: 70}, (_, row) => `row ${row} ${'x'.repeat(200)}`).map(row => (
			<Text key={row} wrap="truncate">
				{row}
			</Text>
		))}
	</Frame>
);

const restored = ['\u001B[?1049l', '\u001B[?25h', '\u001B[?2004l'];

describe('mounted screens', () => {
	it('stand on a screen of their own and end with a value', async () => {
		const screen = await renderScreen<string>(undefined, {draw: end => <Ender end={end} />});
		expect(screen.screen()[0]).toBe('here');
		expect(screen.raw()).toContain('\u001B[?1049h');
		await screen.press('q');
		expect(await screen.ending).toEqual({type: 'ended', value: 'left'});
		for (const sequence of restored) expect(screen.raw()).toContain(sequence);
	});

	it.each([true, false])('turn a crash into an ending and restore the terminal (in a handler: %s)', async inHandler => {
		const screen = await renderScreen(<Crasher inHandler={inHandler} />);
		await screen.press('x');
		expect(await screen.ending).toMatchObject({type: 'crashed', error: {message: /bug/}});
		for (const sequence of restored) expect(screen.raw()).toContain(sequence);
		expect(screen.screen().join('')).not.toContain('bug');
	});

	it('say that they were taken down from outside', async () => {
		const screen = await renderScreen(<Text>here</Text>);
		screen.unmount();
		expect(await screen.ending).toEqual({type: 'unmounted'});
		for (const sequence of restored) expect(screen.raw()).toContain(sequence);
	});

	it('keep what stands in the terminal when inline', async () => {
		const screen = await renderScreen(<Text>here</Text>, {isInline: true});
		expect(screen.raw()).not.toContain('\u001B[?1049h');
	});

	it('stop at the first Ctrl-C and leave at every further one, also within one read', async () => {
		const onStop = vi.fn();
		const onLeave = vi.fn();
		const screen = await renderScreen(<Text>here</Text>, {onStop, onLeave});
		await screen.press('ctrl-c');
		expect([onStop.mock.calls.length, onLeave.mock.calls.length]).toEqual([1, 0]);
		await screen.type('ab\u0003\u0003');
		expect([onStop.mock.calls.length, onLeave.mock.calls.length]).toEqual([1, 2]);
	});

	const sizes = [
		[60, 20],
		[160, 50],
		[80, 24],
		[50, 24],
		[120, 13],
		[40, 12],
		[39, 11],
		[200, 60],
	] as const;

	it.each([false, true])('look after every resize as if they had been born that size (inline: %s)', async isInline => {
		const screen = await renderScreen(<TallScreen />, {columns: 160, rows: 50, isInline});
		for (const [columns, rows] of sizes) {
			await screen.resize({columns, rows});
			const fresh = await renderScreen(<TallScreen />, {columns, rows, isInline});
			expect(screen.text()).toBe(fresh.text());
			expect(screen.screen().at(-1)).toBe('');
		}
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});
});
