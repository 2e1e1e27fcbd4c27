import fc from 'fast-check';
import {useState} from 'react';
import {describe, expect, it} from 'vitest';
import {type Choice, matching, moveTo, rowOf} from '../../../source/ui/parts/choice.ts';
import {MultiSelect} from '../../../source/ui/parts/multi-select.tsx';
import {SelectList} from '../../../source/ui/parts/select-list.tsx';
import {displayWidth} from '../../../source/ui/text.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';

const regions: readonly Choice<string>[] = [
	{value: 'eu-central-1', label: 'Europe (Frankfurt)', detail: 'eu-central-1'},
	{value: 'eu-west-1', label: 'Europe (Ireland)', detail: 'eu-west-1'},
	{value: 'ap-northeast-1', label: 'アジア (東京)', detail: 'ap-northeast-1'},
	{value: 'me-south-1', label: 'Middle East (Bahrain)', disabledReason: 'not enabled for this account'},
	{value: 'us-east-1', label: 'US East (N. Virginia)', detail: 'us-east-1'},
	...Array.from({length: 30}, (_, index) => ({value: `xx-${index}`, label: `Somewhere ${index}`})),
];

const choices = fc.array(fc.boolean(), {minLength: 1, maxLength: 30}).map(disabled =>
	disabled.map((isDisabled, index) => ({
		value: `v${index}`,
		label: `row ${index}`,
		...(isDisabled && {disabledReason: 'no'}),
	})),
);
const move = fc.constantFrom('up', 'down', 'page-up', 'page-down', 'first', 'last');

describe('moving through choices', () => {
	it('always stands on a row that can be chosen, or on none when there is none', () => {
		fc.assert(
			fc.property(choices, fc.array(move), fc.integer({min: 1, max: 8}), (list, moves, rows) => {
				let value: string | undefined;
				for (const step of moves) value = moveTo(list, value, step, rows);
				const row = list[rowOf(list, value)];
				expect(row?.disabledReason).toBeUndefined();
				expect(row === undefined).toBe(list.every(({disabledReason}) => disabledReason !== undefined));
			}),
		);
	});

	it('reaches every row that can be chosen by going down', () => {
		fc.assert(
			fc.property(choices, list => {
				const enabled = list.filter(({disabledReason}) => disabledReason === undefined).map(({value}) => value);
				const seen = new Set<string | undefined>();
				let value = moveTo(list, undefined, 'first', 3);
				for (const _ of list) {
					seen.add(value);
					value = moveTo(list, value, 'down', 3);
				}
				expect([...seen].filter(found => found !== undefined)).toEqual(enabled);
			}),
		);
	});

	it('finds by every word, whatever the case', () => {
		expect(matching(regions, 'EU ire').map(({value}) => value)).toEqual(['eu-west-1']);
		expect(matching(regions, '東京').map(({value}) => value)).toEqual(['ap-northeast-1']);
	});
});

const list = (columns: number, rows: number, end: (value: string) => void) => (
	<SelectList
		label="Region"
		choices={regions}
		columns={columns}
		rows={rows}
		initial="eu-west-1"
		isSearchable
		onChoose={end}
	/>
);

describe('a list', () => {
	it.each([
		[60, 20],
		[80, 24],
		[160, 50],
	])('stays in its place and shows the pointer on every row it reaches, at %sx%s', async (columns, rows) => {
		const screen = await renderScreen<string>(undefined, {columns, rows, draw: end => list(columns, rows - 4, end)});
		for (let step = 0; step < 36; step++) {
			const shown = screen.screen();
			expect(shown.filter(row => row.startsWith('❯')).length).toBe(1);
			expect(shown.slice(rows - 4).join('')).toBe('');
			for (const row of shown) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
			await screen.press('down');
		}
		expect(screen.screen().find(row => row.startsWith('❯'))).toContain('Somewhere 29');
	});

	it('passes over what cannot be chosen and says why', async () => {
		const screen = await renderScreen<string>(undefined, {draw: end => list(70, 12, end)});
		expect(screen.text()).toContain('not enabled for this account');
		await screen.press('down', 'down');
		expect(screen.screen().find(row => row.startsWith('❯'))).toMatch(/Virginia.* us-east-1$/);
	});

	it('narrows while one types, and Enter in the same read chooses', async () => {
		const screen = await renderScreen<string>(undefined, {draw: end => list(70, 12, end)});
		await screen.type('frank');
		expect(screen.screen().slice(0, 3)).toEqual([
			'Search: frank',
			expect.stringMatching(/^❯ Europe \(Frankfurt\)/),
			'',
		]);
		await screen.type('zzz');
		expect(screen.screen()[1]).toBe('Nothing matches');
		await screen.press('enter', 'escape');
		expect(screen.screen()[0]).toBe('Type to search');
		await screen.type('東京\r');
		expect(await screen.ending).toEqual({type: 'ended', value: 'ap-northeast-1'});
	});
});

const zones = ['a', 'b', 'c'].map(letter => ({value: letter, label: `eu-central-1${letter}`}));

const Zones = ({end}: {readonly end: (value: readonly string[]) => void}) => {
	const [checked, setChecked] = useState<readonly string[]>(['a']);
	return (
		<MultiSelect
			label="Zones"
			choices={zones}
			checked={checked}
			columns={50}
			rows={6}
			objection={checked.length === 2 ? undefined : 'It takes exactly two zones.'}
			onChange={setChecked}
			onSubmit={end}
		/>
	);
};

describe('a list to check', () => {
	it('objects until what is checked fits', async () => {
		const screen = await renderScreen<readonly string[]>(undefined, {draw: end => <Zones end={end} />});
		expect(screen.screen().slice(0, 4)).toEqual([
			'❯ [x] eu-central-1a',
			'  [ ] eu-central-1b',
			'  [ ] eu-central-1c',
			'It takes exactly two zones.',
		]);
		await screen.press('enter', 'down', 'down', 'space', 'up', 'up', 'space', 'space');
		expect(screen.text()).toBe('❯ [x] eu-central-1a\n  [ ] eu-central-1b\n  [x] eu-central-1c');
		await screen.press('enter');
		expect(await screen.ending).toEqual({type: 'ended', value: ['a', 'c']});
	});
});
