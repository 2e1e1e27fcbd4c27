import {cleanPaste} from './keys.ts';

const entities: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' '};

/** The text that a browser shows of a small HTML page, a line per paragraph. */
export const pageText = (html: string): readonly string[] =>
	html
		.replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
		.replace(/\s+/g, ' ')
		.replace(/<\/(p|h\d|li|div|tr)>|<br\s*\/?>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&(#39|\w+);/g, (whole, name: string) => entities[name] ?? whole)
		.split('\n')
		.map(line => cleanPaste(line).trim())
		.filter(line => line !== '');
