import {Box, Text} from 'ink';
import {useState} from 'react';
import {describe, expect, it} from 'vitest';
import {KeyLayer} from '../../source/ui/key-scope.tsx';
import {KeyHints} from '../../source/ui/parts/key-hints.tsx';
import {useGate, useKeys, useRawInput} from '../../source/ui/use-keys.ts';
import {renderScreen} from '../helpers/render-screen.tsx';

const Steps = () => {
	const [step, setStep] = useState(0);
	return <Step key={step} step={step} onNext={() => setStep(step + 1)} />;
};

const Step = ({step, onNext}: {readonly step: number; readonly onNext: () => void}) => {
	const [typed, setTyped] = useState('');
	useKeys([{keys: ['enter'], hint: 'next', action: 'next'}], onNext, {onText: text => setTyped(typed + text)});
	return <Text>{`step ${step} [${typed}]`}</Text>;
};

type LogProps = {readonly name: string; readonly isPart?: boolean; readonly keys: readonly string[]};

const createLog = () => {
	const log: string[] = [];
	const Log = ({name, isPart, keys}: LogProps) => {
		useKeys([{keys, hint: 'log', action: name}], action => log.push(action), {isPart});
		return <Text>{name}</Text>;
	};
	return {log, Log};
};

describe('keys', () => {
	it('reach the screen that the key before them has opened, also in one read', async () => {
		const screen = await renderScreen(<Steps />);
		await screen.type('ab\rc\r\rxy');
		expect(screen.text()).toBe('step 3 [xy]');
	});

	it('go to a part before its screen, whichever was there first', async () => {
		const {log, Log} = createLog();
		const screen = await renderScreen(
			<Box flexDirection="column">
				<Log name="screen" keys={['escape', 'q']} />
				<Log name="part" keys={['escape']} isPart />
			</Box>,
		);
		await screen.press('escape', 'q');
		expect(log).toEqual(['part', 'screen']);
	});

	it('are shown once, for whom they go to, and in the same order whoever rests meanwhile', async () => {
		const Switched = () => {
			const [isOn, setOn] = useState(true);
			useKeys([{keys: ['enter'], hint: 'build', action: ''}], () => {}, {isActive: isOn});
			useKeys([{keys: ['tab'], hint: 'switch', action: ''}], () => setOn(!isOn));
			return null;
		};
		const {Log} = createLog();
		const screen = await renderScreen(
			<Box flexDirection="column">
				<Log name="screen" keys={['escape', 'h']} />
				<Log name="part" keys={['escape']} isPart />
				<Switched />
				<KeyHints columns={80} rows={1} />
			</Box>,
		);
		const before = screen.text();
		expect(before).toContain('Esc/h log · Enter build · Tab switch');
		await screen.press('tab');
		expect(screen.text()).toContain('Esc/h log · Tab switch');
		await screen.press('tab');
		expect(screen.text()).toBe(before);
	});

	it('come as Escape when the bare byte stays alone', async () => {
		const {log, Log} = createLog();
		const screen = await renderScreen(<Log name="screen" keys={['escape']} />);
		await screen.type('\u001B');
		while (log.length === 0) await screen.settled();
		expect(log).toEqual(['screen']);
	});

	it('go to what covers the screen alone', async () => {
		const {log, Log} = createLog();
		const screen = await renderScreen(
			<>
				<Log name="below" keys={['q', 'x']} />
				<KeyLayer>
					<Log name="above" keys={['q']} />
				</KeyLayer>
			</>,
		);
		await screen.press('q', 'x');
		expect(log).toEqual(['above']);
	});

	it('are text when no table has them, and a paste is always text, in one line', async () => {
		const screen = await renderScreen(<Steps />);
		await screen.paste('10.0.0.0\n/16\r\n');
		expect(screen.text()).toBe('step 0 [10.0.0.0/16]');
	});
});

const Gate = ({name}: {readonly name: string}) => {
	const [count, setCount] = useState(0);
	useGate(name);
	useKeys([{keys: ['enter'], hint: 'accept', action: 'accept'}], () => setCount(count + 1));
	return <Text>{`${name} accepted ${count} times`}</Text>;
};

const Gates = () => {
	const [name, setName] = useState('one');
	useKeys([{keys: ['n'], hint: 'other', action: 'two'}], setName);
	return <Gate name={name} />;
};

describe('a gate', () => {
	it('drops keys for 300 ms from its first paint, and again when something else is decided', async () => {
		let now = 1000;
		const screen = await renderScreen(<Gates />, {now: () => now});
		await screen.press('enter');
		now = 1299;
		await screen.press('enter');
		expect(screen.text()).toBe('one accepted 0 times');
		now = 1300;
		await screen.press('enter', 'n', 'enter');
		expect(screen.text()).toBe('two accepted 1 times');
		now = 1600;
		await screen.press('enter');
		expect(screen.text()).toBe('two accepted 2 times');
	});
});

const Raw = ({log}: {readonly log: string[]}) => {
	const [isRaw, setRaw] = useState(false);
	useKeys([{keys: ['r'], hint: 'raw', action: true}], setRaw);
	useRawInput(
		chunk => {
			log.push(chunk);
			if (chunk === '\u001D') setRaw(false);
		},
		{isActive: isRaw},
	);
	return <Text>{isRaw ? 'raw' : 'cooked'}</Text>;
};

describe('raw input', () => {
	it('hands over every byte, Ctrl-C too, and stops when it is done', async () => {
		const log: string[] = [];
		let stops = 0;
		const screen = await renderScreen(<Raw log={log} />, {onStop: () => stops++});
		await screen.press('r');
		expect(screen.text()).toBe('raw');
		await screen.type('ls\r');
		await screen.type('\u0003');
		await screen.type('\u001B[1;5D\u001BOP');
		await screen.type('\u001D');
		await screen.type('abc');
		expect(screen.text()).toBe('cooked');
		expect(log).toEqual(['ls\r', '\u0003', '\u001B[1;5D\u001BOP', '\u001D']);
		expect(stops).toBe(0);
		await screen.press('r');
		expect(screen.text()).toBe('raw');
	});
});
