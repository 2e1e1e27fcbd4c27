/** How many letters have to be changed, added or left out to make one word of another (Levenshtein). */
const distance = (one: string, other: string): number => {
	let above = Array.from({length: other.length + 1}, (_, index) => index);
	for (const [row, letter] of [...one].entries()) {
		const line = [row + 1];
		for (const [column, its] of [...other].entries()) {
			const changed = (above[column] ?? 0) + Number(letter !== its);
			line.push(Math.min((above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1, changed));
		}
		above = line;
	}
	return above.at(-1) ?? 0;
};

/** The known word that was probably meant, as a question; nothing where none is near. `dashes` stand before it. */
export const didYouMean = (word: string, known: readonly string[], dashes = ''): readonly string[] => {
	const nearest = known.toSorted((one, other) => distance(word, one) - distance(word, other))[0];
	// Of a short word two letters are nearly all: `ls` is not meant for `up`.
	const most = Math.min(2, (nearest?.length ?? 0) / 2);
	return nearest !== undefined && distance(word, nearest) <= most ? [`Did you mean ${dashes}${nearest}?`] : [];
};
