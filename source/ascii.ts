/** Whether a terminal shows more than ASCII. POSIX: LC_ALL before LC_CTYPE before LANG. The Linux console speaks UTF-8 but its font lacks the symbols. */
export const isUnicode = (env: Readonly<Record<string, string | undefined>>): boolean => {
	if (env['TERM'] === 'linux') return false;
	const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(value => value !== undefined && value !== '') ?? '';
	return /utf-?8/i.test(locale) || env['WT_SESSION'] !== undefined;
};

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
