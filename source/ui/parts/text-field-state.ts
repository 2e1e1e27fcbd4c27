import {displayWidth, endWithin, graphemes, startWithin} from '../text.ts';

/** A line of text with a cursor: what stands before it and what from it on. */
export type TextFieldState = {readonly before: string; readonly after: string};

export type TextFieldAction =
	| {readonly type: 'insert'; readonly text: string}
	| {
			readonly type:
				| 'backspace'
				| 'delete'
				| 'left'
				| 'right'
				| 'home'
				| 'end'
				| 'delete-to-start'
				| 'delete-to-end'
				| 'delete-word';
	  };

/** A field that holds a text, with the cursor behind it. */
export const textFieldOf = (text: string): TextFieldState => ({before: text, after: ''});

export const textOf = ({before, after}: TextFieldState): string => before + after;

const withoutLast = (text: string): string => graphemes(text).slice(0, -1).join('');
const withoutFirst = (text: string): string => graphemes(text).slice(1).join('');

type Edit = (state: TextFieldState) => TextFieldState;

const edits: Readonly<Record<Exclude<TextFieldAction['type'], 'insert'>, Edit>> = {
	backspace: ({before, after}) => ({before: withoutLast(before), after}),
	delete: ({before, after}) => ({before, after: withoutFirst(after)}),
	left: ({before, after}) => ({before: withoutLast(before), after: (graphemes(before).at(-1) ?? '') + after}),
	right: ({before, after}) => ({before: before + (graphemes(after)[0] ?? ''), after: withoutFirst(after)}),
	home: state => ({before: '', after: textOf(state)}),
	end: state => textFieldOf(textOf(state)),
	'delete-to-start': ({after}) => ({before: '', after}),
	'delete-to-end': ({before}) => ({before, after: ''}),
	'delete-word': ({before, after}) => ({before: before.replace(/\S*\s*$/u, ''), after}),
};

/** One edit. */
export const editText = (state: TextFieldState, action: TextFieldAction): TextFieldState =>
	action.type === 'insert' ? {before: state.before + action.text, after: state.after} : edits[action.type](state);

/** The part of a field that shows in `columns`, and the column of the cursor in it. */
export type FieldWindow = {readonly text: string; readonly cursor: number};

/** Keeps the cursor in view: it has a cell of its own behind the text. */
export const fieldWindow = ({before, after}: TextFieldState, columns: number, ellipsis: string): FieldWindow => {
	const room = Math.max(0, columns - 1);
	const shown =
		displayWidth(before) > room ? ellipsis + endWithin(before, Math.max(0, room - displayWidth(ellipsis))) : before;
	const start = startWithin(shown, room);
	const cursor = displayWidth(start);
	return {text: start + startWithin(after, columns - cursor), cursor};
};
