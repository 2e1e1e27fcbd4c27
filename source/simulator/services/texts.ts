/** Shows every text of a request to `look`, with the name of the parameter that holds it, wherever it stands. */
export const eachText = (input: unknown, look: (text: string, parameter: string) => void, parameter = ''): void => {
	if (Array.isArray(input)) {
		for (const item of input) eachText(item, look, parameter);
	} else if (typeof input === 'object' && input !== null) {
		for (const [name, value] of Object.entries(input)) eachText(value, look, name);
	} else if (typeof input === 'string') look(input, parameter);
};
