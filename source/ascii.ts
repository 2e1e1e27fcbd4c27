/** Signs of ours that a terminal without UTF-8 would garble; what a person or AWS has named stays as it is. */
const plain: Readonly<Record<string, string>> = {
	'×': 'x',
	'·': '-',
	'…': '...',
	'→': '->',
	'–': '-',
	'’': "'",
	'↑↓': 'Up/Down',
	'⏎': 'Enter',
};

/** A line for a terminal whose locale is not UTF-8. */
export const inAscii = (line: string): string => line.replaceAll(/↑↓|[×·…→–’⏎]/gu, sign => plain[sign] ?? sign);
