import {Box, Text} from 'ink';
import {useState} from 'react';
import {describe, expect, it} from 'vitest';
import {Frame, useLayout} from '../../../source/ui/parts/frame.tsx';
import {hintWords, layHints} from '../../../source/ui/parts/hint-words.ts';
import {ScrollView, scroll} from '../../../source/ui/parts/scroll-view.tsx';
import {SelectList} from '../../../source/ui/parts/select-list.tsx';
import {displayWidth} from '../../../source/ui/text.ts';
import {themeFor} from '../../../source/ui/theme.ts';
import {useKeys} from '../../../source/ui/use-keys.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {forbiddenSequences} from '../../helpers/screen-buffer.ts';

const choices = Array.from({length: 40}, (_, index) => ({value: `${index}`, label: `Profile ${index}`}));

const Body = () => {
	const {body} = useLayout();
	return <SelectList label="Profiles" choices={choices} {...body} onChoose={() => {}} />;
};

const Home = ({notice}: {readonly notice?: string}) => {
	const [pressed, setPressed] = useState('nothing');
	useKeys(
		[
			{keys: ['escape'], hint: 'back', action: 'escape'},
			{keys: ['ctrl-l'], hint: 'show the log of everything that happened', action: 'log'},
			{keys: ['ctrl-s'], hint: 'save these answers as a profile', action: 'save'},
		],
		setPressed,
	);
	return (
		<Frame
			title={`Home after ${pressed}`}
			target="aws 123456789012 eu-central-1"
			notice={notice === undefined ? undefined : {tone: 'warning', text: notice}}
			help="Start here."
		>
			<Body />
		</Frame>
	);
};

const sizes = [
	[40, 12],
	[60, 20],
	[80, 24],
	[160, 50],
] as const;

describe('the frame of a screen', () => {
	it.each(sizes)('fits %sx%s with title, target, body and keys', async (columns, rows) => {
		const screen = await renderScreen(<Home notice="Stopping after the current step" />, {columns, rows});
		const shown = screen.screen();
		expect(shown[rows - 1]).toBe('');
		expect(shown[0]).toContain('Home');
		expect(shown[0]).toMatch(columns >= 60 ? /aws 123456789012 eu-central-1$/ : /aws 12345.*tral-1$/);
		expect(shown.join('\n')).toContain('Stopping after');
		expect(shown.slice(-4).join(' ')).toMatch(/↑↓ move.*\? help/);
		expect(shown.filter(row => row.includes('Profile')).length).toBeGreaterThanOrEqual(4);
		for (const row of shown) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
	});

	it('is ASCII where the locale is not UTF-8', async () => {
		for (const [columns, rows] of sizes) {
			const screen = await renderScreen(<Home />, {columns, rows, theme: themeFor({})});
			await screen.press('?');
			await screen.press('escape');
			expect(screen.raw().replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, '')).not.toMatch(/[^\u0020-\u007E\r\n]/);
		}
	});

	it('shows a calm notice where nothing fits, keeps its state, and takes no key meanwhile', async () => {
		const screen = await renderScreen(<Home />);
		await screen.press('down', 'down');
		await screen.resize({columns: 39, rows: 24});
		expect(screen.text()).toMatch(/^This terminal is 39x24\.[\s\S]*nothing is lost\.$/);
		await screen.press('down', 'escape');
		await screen.resize({columns: 80, rows: 24});
		expect(screen.text()).toContain('❯ Profile 2');
		expect(screen.text()).toContain('Home after nothing');
		expect(screen.raw()).not.toMatch(forbiddenSequences);
	});

	it('explains itself and every key, and comes back as it was', async () => {
		const screen = await renderScreen(<Home />);
		await screen.press('down', '?');
		const help = screen.text();
		for (const words of [
			'Start here.',
			'Enter',
			'choose',
			'PgUp PgDn',
			'Ctrl-S',
			'save these answers',
			'Ctrl-C',
			'stop after',
		])
			expect(help).toContain(words);
		expect(help).not.toContain('Profile');
		expect(screen.screen().slice(-3).join(' ')).toContain('close help');
		await screen.press('ctrl-s', 'escape');
		expect(screen.text()).toContain('❯ Profile 1');
		expect(screen.text()).toContain('Home after nothing');
		await screen.press('escape');
		expect(screen.text()).toContain('Home after escape');
	});
});

describe('key hints', () => {
	const {symbols} = themeFor({LANG: 'C.UTF-8'});
	const hints = [
		{keys: ['?'], hint: 'help'},
		...['up', 'down'].map(key => ({keys: [key], hint: 'move'})),
		{keys: ['home'], hint: '', help: 'first row'},
		...'abcdefgh'.split('').map(key => ({keys: [key], hint: `action ${key}`})),
	];

	it('put the way to the help last and leave out what has no word', () => {
		expect(hintWords(hints, symbols)).toEqual([
			'↑↓ move',
			...'abcdefgh'.split('').map(key => `${key} action ${key}`),
			'? help',
		]);
	});

	it('keep the help in view whatever the width', () => {
		for (let columns = 8; columns < 140; columns++) {
			for (const rows of [1, 2]) {
				const lines = layHints(hintWords(hints, symbols), {columns, rows, separator: '·'});
				expect(lines.length).toBeLessThanOrEqual(rows);
				expect(lines.at(-1)).toMatch(/\? help$/);
				for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, 10));
			}
		}
		expect(layHints([], {columns: 40, rows: 1, separator: '·'})).toEqual([]);
	});
});

const Log = ({lines, columns, rows}: {readonly lines: number; readonly columns: number; readonly rows: number}) => (
	<ScrollView columns={columns} rows={rows} isFollowing>
		{Array.from({length: lines}, (_, index) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: the lines never change their places
			<Text key={index}>{`line ${index}`}</Text>
		))}
	</ScrollView>
);

const GrowingLog = () => {
	const [lines, setLines] = useState(3);
	useKeys([{keys: ['+'], hint: 'more', action: 10}], more => setLines(lines + more));
	return (
		<Box flexDirection="column">
			<Log lines={lines} columns={40} rows={6} />
			<Text>below</Text>
		</Box>
	);
};

describe('a scrolled view', () => {
	it('follows what is added until one scrolls up, and again from the end on', async () => {
		const screen = await renderScreen(<GrowingLog />);
		expect(screen.screen()[2]).toBe('line 2');
		await screen.press('+');
		expect(screen.screen().slice(0, 7)).toEqual([
			...['line 8', 'line 9', 'line 10', 'line 11', 'line 12'],
			'9-13 of 13',
			'below',
		]);
		await screen.press('up', '+');
		expect(screen.screen()[0]).toBe('line 7');
		await screen.press('end', '+');
		expect(screen.screen()[4]).toBe('line 32');
		await screen.press('home', 'page-down');
		expect(screen.screen()[0]).toBe('line 4');
	});

	it('moves within its content', () => {
		const view = {rows: 5, count: 20, isFollowing: false};
		expect(scroll(0, 'up', view)).toBe(0);
		expect(scroll(14, 'page-down', view)).toBe(15);
		expect(scroll('end', 'up', view)).toBe(14);
		expect(scroll(3, 'last', {...view, isFollowing: true})).toBe('end');
	});
});
