/** An option by its long name: whether it takes a value, and its short letter. */
export type OptionTable = Readonly<Record<string, {readonly short?: string; readonly value?: true}>>;

export type ParsedOptions = {
	/** All values given, in order; a flag counts as the empty text. */
	readonly options: Readonly<Record<string, readonly string[]>>;
	readonly operands: readonly string[];
	/** The first argument that the table does not know, as it was typed, or an option whose value is missing. */
	readonly unknown?: string;
};

type Found = {readonly name: string; readonly value: string};

/** The options of one `-abc` cluster; the first that takes a value takes the rest of it, or the next argument. */
const readCluster = (cluster: string, next: string | undefined, table: OptionTable) => {
	const found: Found[] = [];
	for (const [index, letter] of [...cluster].entries()) {
		const name = Object.keys(table).find(each => table[each]?.short === letter);
		if (name === undefined) return {found, unknown: `-${letter}`, usedNext: false};
		if (!table[name]?.value) {
			found.push({name, value: ''});
			continue;
		}
		const rest = cluster.slice(index + 1);
		const value = rest || next;
		if (value === undefined) return {found, unknown: `-${letter}`, usedNext: false};
		return {found: [...found, {name, value}], usedNext: rest === ''};
	}
	return {found, usedNext: false};
};

const readLong = (argument: string, next: string | undefined, table: OptionTable) => {
	const [name = '', ...rest] = argument.slice(2).split('=');
	const entry = table[name];
	if (!entry || (!entry.value && rest.length > 0)) return {found: [], unknown: argument, usedNext: false};
	if (!entry.value) return {found: [{name, value: ''}], usedNext: false};
	const value = rest.length > 0 ? rest.join('=') : next;
	if (value === undefined) return {found: [], unknown: argument, usedNext: false};
	return {found: [{name, value}], usedNext: rest.length === 0};
};

/**
 * Reads arguments as GNU programs do: `-abc`, `-m5`, `-m 5`, `--name`, `--name=value`, `--name value`, `--`. With
 * `stopAtOperand`, all from the first operand on are operands, for commands that run another.
 */
export const parseOptions = (
	args: readonly string[],
	table: OptionTable,
	{stopAtOperand = false}: {readonly stopAtOperand?: boolean} = {},
): ParsedOptions => {
	const options: Record<string, string[]> = {};
	const operands: string[] = [];
	for (let index = 0; index < args.length; index++) {
		const argument = args[index] ?? '';
		if (argument === '--') return {options, operands: [...operands, ...args.slice(index + 1)]};
		if (!argument.startsWith('-') || argument === '-') {
			if (stopAtOperand) return {options, operands: args.slice(index)};
			operands.push(argument);
			continue;
		}
		const read = argument.startsWith('--')
			? readLong
			: (text: string, ...rest: [string | undefined, OptionTable]) => readCluster(text.slice(1), ...rest);
		const {found, unknown, usedNext} = {unknown: undefined, ...read(argument, args[index + 1], table)};
		for (const {name, value} of found) options[name] = [...(options[name] ?? []), value];
		if (unknown !== undefined) return {options, operands, unknown};
		if (usedNext) index++;
	}
	return {options, operands};
};
