import fc from 'fast-check';
import {Box} from 'ink';
import {useState} from 'react';
import {describe, expect, it} from 'vitest';
import {TextField} from '../../../source/ui/parts/text-field.tsx';
import {
	editText,
	fieldWindow,
	type TextFieldAction,
	type TextFieldState,
	textFieldOf,
	textOf,
} from '../../../source/ui/parts/text-field-state.ts';
import {TypedConfirmation} from '../../../source/ui/parts/typed-confirmation.tsx';
import {displayWidth, graphemes} from '../../../source/ui/text.ts';
import {themeFor} from '../../../source/ui/theme.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';

const words = fc.string({unit: fc.constantFrom('a', 'b', '東', '👍', ' ', '.'), maxLength: 12});
const field = fc.record({before: words, after: words});
const plain = fc.constantFrom(
	'backspace',
	'delete',
	'left',
	'right',
	'home',
	'end',
	'delete-to-start',
	'delete-to-end',
	'delete-word',
);
const action: fc.Arbitrary<TextFieldAction> = fc.oneof(
	plain.map(type => ({type}) as TextFieldAction),
	words.map(text => ({type: 'insert' as const, text})),
);
const edit = (state: TextFieldState, ...types: readonly Exclude<TextFieldAction['type'], 'insert'>[]) =>
	types.reduce((current, type) => editText(current, {type}), state);

describe('editing a line of text', () => {
	it('moves without changing the text', () => {
		fc.assert(
			fc.property(
				field,
				fc.array(fc.constantFrom('left' as const, 'right' as const, 'home' as const, 'end' as const)),
				(state, moves) => {
					expect(textOf(edit(state, ...moves))).toBe(textOf(state));
				},
			),
		);
	});

	it('takes back an insertion by as many backspaces, and a step left by one right', () => {
		fc.assert(
			fc.property(field, words, (state, text) => {
				const inserted = editText(state, {type: 'insert', text});
				expect(edit(inserted, ...graphemes(text).map(() => 'backspace' as const))).toEqual(state);
				if (state.before !== '') expect(edit(state, 'left', 'right')).toEqual(state);
			}),
		);
	});

	it('deletes only on the side it says', () => {
		fc.assert(
			fc.property(field, state => {
				for (const type of ['backspace', 'delete-word', 'delete-to-start'] as const)
					expect(edit(state, type).after).toBe(state.after);
				for (const type of ['delete', 'delete-to-end'] as const) expect(edit(state, type).before).toBe(state.before);
			}),
		);
	});

	it('removes the word before the cursor', () => {
		expect(edit(textFieldOf('one two  '), 'delete-word')).toEqual(textFieldOf('one '));
		expect(edit({before: 'one tw', after: 'o'}, 'delete-word')).toEqual({before: 'one ', after: 'o'});
	});

	it('keeps the cursor in view and the text in its columns, whatever was done', () => {
		fc.assert(
			fc.property(fc.array(action), fc.integer({min: 1, max: 20}), (actions, columns) => {
				const state = actions.reduce(editText, textFieldOf(''));
				const shown = fieldWindow(state, columns, '…');
				expect(displayWidth(shown.text)).toBeLessThanOrEqual(columns);
				expect(shown.cursor).toBeLessThan(columns);
				if (displayWidth(textOf(state)) < columns) expect(shown.text).toBe(textOf(state));
			}),
		);
	});
});

const Form = ({initial = '', columns}: {readonly initial?: string; readonly columns: number}) => {
	const [state, setState] = useState(textFieldOf(initial));
	const [submitted, setSubmitted] = useState<readonly string[]>([]);
	return (
		<Box flexDirection="column" paddingLeft={2} paddingTop={1}>
			<TextField
				label="CIDR"
				field={state}
				columns={columns}
				placeholder="11.0.0.0/16"
				onChange={setState}
				onSubmit={text => setSubmitted([...submitted, text])}
			/>
			{submitted.map(text => (
				<Line key={text} text={text} columns={columns} />
			))}
		</Box>
	);
};

const Line = ({text, columns}: {readonly text: string; readonly columns: number}) => (
	<TextField
		label="done"
		field={textFieldOf(`> ${text}`)}
		columns={columns}
		isActive={false}
		onChange={() => {}}
		onSubmit={() => {}}
	/>
);

describe('a text field', () => {
	it('submits what was typed with Enter in the same read', async () => {
		const screen = await renderScreen(<Form columns={30} />);
		await screen.type('ab\r');
		expect(screen.screen()[2]).toBe('  > ab');
	});

	it('edits with every key a person tries', async () => {
		const screen = await renderScreen(<Form initial="11.0.0.0/16" columns={30} />);
		await screen.press('home', 'delete', '2', 'end', 'backspace', '8', 'left', 'left', 'right', 'enter');
		await screen.press('ctrl-u', 'ctrl-e', 'ctrl-w', 'x', 'y', 'ctrl-a', 'z', 'ctrl-k', 'enter');
		expect(screen.screen().slice(2, 4)).toEqual(['  > 21.0.0.0/18', '  > z']);
	});

	it('takes a paste as one line', async () => {
		const screen = await renderScreen(<Form columns={30} />);
		await screen.paste('a\r\nb\u0003\u001B[31mc\n');
		expect(screen.screen().slice(1, 3)).toEqual(['  abc', '']);
	});

	it.each([
		[60, 20],
		[80, 24],
		[160, 50],
	])('puts the cursor where the next character goes, at %sx%s', async (columns, rows) => {
		const screen = await renderScreen(<Form columns={20} />, {columns, rows});
		await screen.type('東京ab');
		const {buffer} = screen.terminal;
		expect([buffer.active.cursorX, buffer.active.cursorY]).toEqual([8, 1]);
		await screen.press('left', 'left', 'left');
		expect([buffer.active.cursorX, buffer.active.cursorY]).toEqual([4, 1]);
		expect(screen.raw()).toContain('\u001B[?25h');
	});

	it('shows the end of a long text, and the placeholder of an empty one', async () => {
		const screen = await renderScreen(<Form columns={10} />, {theme: themeFor({})});
		expect(screen.screen()[1]).toBe('  11.0.0....');
		await screen.type('abcdefghijklmnop');
		expect(screen.screen()[1]).toBe('  ...klmnop');
		await screen.press('home');
		expect(screen.screen()[1]).toBe('  abcdefghij');
	});
});

describe('a typed confirmation', () => {
	it('takes the exact word only, and says what was typed instead', async () => {
		const screen = await renderScreen<string>(undefined, {
			draw: end => (
				<TypedConfirmation word="lab" purpose="tear it down" columns={40} onConfirm={() => end('torn down')} />
			),
		});
		expect(screen.screen()[0]).toBe('Type lab to tear it down');
		await screen.press('enter');
		expect(screen.screen()[2]).toBe('Nothing typed: it takes lab.');
		await screen.type('Lab\r');
		expect(screen.screen()[2]).toBe('"Lab" is not lab.');
		await screen.press('ctrl-u');
		expect(screen.screen()[2]).toBe('');
		await screen.type('lab\r');
		expect(await screen.ending).toEqual({type: 'ended', value: 'torn down'});
	});
});
