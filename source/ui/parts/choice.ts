import {type Move, moveWithin} from '../viewport.ts';

/** One row to choose. */
export type Choice<Value extends string> = {
	readonly value: Value;
	readonly label: string;
	/** Stands at the right, or instead of it the reason why the row cannot be chosen. */
	readonly detail?: string;
	readonly disabledReason?: string;
};

export type Choices<Value extends string> = readonly Choice<Value>[];

/** The choices that hold every word of a query in their label, value or detail, whatever the case. */
export const matching = <Value extends string>(choices: Choices<Value>, query: string): Choices<Value> => {
	const words = query.toLowerCase().split(/\s+/);
	return choices.filter(({label, value, detail = ''}) => {
		const text = `${label} ${value} ${detail}`.toLowerCase();
		return words.every(word => text.includes(word));
	});
};

const isEnabled = <Value extends string>(choice: Choice<Value> | undefined): boolean =>
	choice !== undefined && choice.disabledReason === undefined;

/** The row of a value, or the first that can be chosen; -1 when there is none. */
export const rowOf = <Value extends string>(choices: Choices<Value>, value: Value | undefined): number => {
	const found = choices.findIndex(choice => choice.value === value && isEnabled(choice));
	return found === -1 ? choices.findIndex(isEnabled) : found;
};

const from = (start: number, step: 1 | -1, count: number): readonly number[] =>
	Array.from({length: count}, (_, index) => start + index * step).filter(index => index >= 0 && index < count);

/** The value that a move leads to: rows that cannot be chosen are passed over, in the direction of the move first. */
export const moveTo = <Value extends string>(
	choices: Choices<Value>,
	value: Value | undefined,
	move: Move,
	rows: number,
): Value | undefined => {
	const start = rowOf(choices, value);
	if (start === -1) return undefined;
	const target = moveWithin(start, move, rows, choices.length);
	const step = target >= start ? 1 : -1;
	const order = [...from(target, step, choices.length), ...from(target, step === 1 ? -1 : 1, choices.length)];
	// Nothing further that way: the walk back ends at the start, which can be chosen.
	return choices[order.find(index => isEnabled(choices[index])) ?? start]?.value;
};
