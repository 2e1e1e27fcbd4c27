import type {Key} from './line-discipline.ts';

/** What a line editor has before it. */
export type Editing = {
	readonly characters: readonly string[];
	/** How many characters stand before the cursor. */
	readonly cursor: number;
	/** How far back in the history; 0 is the line that is new. */
	readonly back: number;
	/** The new line, while the history is looked at. */
	readonly fresh: readonly string[];
	/** The beginning of an escape sequence. */
	readonly pending: string;
	/** What was cut last. */
	readonly cut: readonly string[];
};

export const emptyLine: Editing = {characters: [], cursor: 0, back: 0, fresh: [], pending: '', cut: []};

type Edited = {readonly editing: Editing; readonly echo: string; readonly event?: Key['event']};

/** What a terminal must be sent so that it shows `to` where it showed `from`. */
const redraw = (from: Editing, to: Editing): string => {
	const differs = to.characters.findIndex((character, at) => character !== from.characters[at]);
	const isShorter = from.characters.length > to.characters.length;
	const isSame = differs === -1 && from.characters.length === to.characters.length;
	const start = isSame ? to.cursor : differs === -1 ? to.characters.length : differs;
	const first = Math.min(start, from.cursor);
	const back = '\b'.repeat(from.cursor - first);
	// Forward over what stands there already.
	const forward = to.characters.slice(first, start).join('');
	if (isSame) return back + forward;
	const rest = to.characters.slice(start);
	return `${back}${forward}${rest.join('')}${isShorter ? '\u001B[K' : ''}${'\b'.repeat(to.characters.length - to.cursor)}`;
};

type Edit = (editing: Editing, history: readonly string[]) => Partial<Editing>;

const move =
	(to: (editing: Editing) => number): Edit =>
	editing => ({cursor: Math.max(0, Math.min(editing.characters.length, to(editing)))});

/** Takes out the characters between two places; `keeps`: they can be put back by Ctrl-Y. */
const remove =
	(range: (editing: Editing) => readonly [number, number], keeps: boolean): Edit =>
	editing => {
		const [start, end] = range(editing);
		const {characters} = editing;
		return {
			characters: [...characters.slice(0, start), ...characters.slice(end)],
			cursor: start,
			...(keeps && end > start && {cut: characters.slice(start, end)}),
		};
	};

const look =
	(step: number): Edit =>
	({characters, back, fresh}, history) => {
		const next = back + step;
		if (next < 0 || next > history.length) return {};
		const current = back === 0 ? characters : fresh;
		const shown = next === 0 ? current : [...(history.at(-next) ?? '')];
		return {characters: shown, cursor: shown.length, back: next, fresh: current};
	};

const beginningOfWord = ({characters, cursor}: Editing): number =>
	[
		...characters
			.slice(0, cursor)
			.join('')
			.replace(/\S*\s*$/u, ''),
	].length;

const home = move(() => 0);
const end = move(({characters}) => characters.length);
const left = move(({cursor}) => cursor - 1);
const right = move(({cursor}) => cursor + 1);
const erase = remove(({cursor}) => [Math.max(0, cursor - 1), cursor], false);
const eraseForward = remove(({cursor, characters}) => [cursor, Math.min(characters.length, cursor + 1)], false);
const older = look(1);
const newer = look(-1);

/** GNU readline's keys, as bash binds them for Emacs. */
const edits: Readonly<Record<string, Edit>> = {
	'\x01': home,
	'\u001B[H': home,
	'\u001BOH': home,
	'\u001B[1~': home,
	'\x05': end,
	'\u001B[F': end,
	'\u001BOF': end,
	'\u001B[4~': end,
	'\x02': left,
	'\u001B[D': left,
	'\u001BOD': left,
	'\x06': right,
	'\u001B[C': right,
	'\u001BOC': right,
	'\x10': older,
	'\u001B[A': older,
	'\u001BOA': older,
	'\x0e': newer,
	'\u001B[B': newer,
	'\u001BOB': newer,
	'\x7f': erase,
	'\b': erase,
	'\u001B[3~': eraseForward,
	'\x15': remove(({cursor}) => [0, cursor], true),
	'\x0b': remove(({cursor, characters}) => [cursor, characters.length], true),
	'\x17': remove(editing => [beginningOfWord(editing), editing.cursor], true),
	'\x19': ({characters, cursor, cut}) => ({
		characters: [...characters.slice(0, cursor), ...cut, ...characters.slice(cursor)],
		cursor: cursor + cut.length,
	}),
};

const insert =
	(character: string): Edit =>
	({characters, cursor}) => ({
		characters: [...characters.slice(0, cursor), character, ...characters.slice(cursor)],
		cursor: cursor + 1,
	});

/** The beginning of a key's sequence, or of a bracket around a paste. */
const isBeginning = (text: string): boolean => /^\u001B(?:\[[\d;]*|O)?$/.test(text);

/**
 * One character typed at the prompt of a shell that edits its lines, as bash with readline: arrows, Home, End, Ctrl-A, -E,
 * -K, -U, -W, -Y move, cut and put back, Up and Down go through `history`.
 */
export const editLine = (editing: Editing, character: string, history: readonly string[]): Edited => {
	const key = editing.pending + character;
	if (isBeginning(key)) return {editing: {...editing, pending: key}, echo: ''};
	const before: Editing = {...editing, pending: ''};
	const line = before.characters.join('');
	const toEnd = redraw(before, {...before, cursor: before.characters.length});
	switch (key) {
		case '\r':
		case '\n':
			return {editing: {...emptyLine, cut: editing.cut}, echo: `${toEnd}\r\n`, event: {type: 'line', text: line}};
		case '\x03':
			return {editing: emptyLine, echo: `${toEnd}^C`, event: {type: 'interrupt', exitCode: 130}};
		case '\x04':
			if (line === '') return {editing: before, echo: '', event: {type: 'end'}};
			break;
		case '\x0c':
			return {editing: before, echo: '', event: {type: 'clear'}};
		default:
	}
	const edit = key === '\x04' ? eraseForward : (edits[key] ?? (/^[^\p{Cc}]$/u.test(key) ? insert(key) : undefined));
	if (!edit) return {editing: before, echo: ''};
	const after = {...before, ...edit(before, history)};
	return {editing: after, echo: redraw(before, after)};
};
