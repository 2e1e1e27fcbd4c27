import type {NormalizedSchema} from '@smithy/core/schema';
import {nameTraits} from './schema.ts';

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\r': '&#xD;',
};

/** Text as XML carries it; control characters that XML 1.0 has no way to write become U+FFFD. */
export const escapeXml = (text: string): string =>
	text
		.replaceAll(/[&<>"\r]/g, character => entities[character] ?? character)
		.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

export const element = (name: string, content: string): string =>
	content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;

const itemName = (schema: NormalizedSchema, otherwise: string): string =>
	nameTraits(schema.getMergedTraits()).xmlName ?? otherwise;

const encodeMembers = (schema: NormalizedSchema, value: object): string => {
	const members = value as Readonly<Record<string, unknown>>;
	let text = '';
	for (const [name, member] of schema.structIterator()) {
		const content = members[name];
		if (content === undefined || content === null) continue;
		// The member's own name, not its shape's: what the SDK's reader looks for.
		text += element(nameTraits(member.getMemberTraits()).xmlName ?? name, encodeXml(member, content));
	}
	return text;
};

const encodeMap = (schema: NormalizedSchema, value: object): string => {
	const keySchema = schema.getKeySchema();
	const valueSchema = schema.getValueSchema();
	return Object.entries(value)
		.map(([key, content]) =>
			element(
				'entry',
				element(itemName(keySchema, 'key'), escapeXml(key)) +
					element(itemName(valueSchema, 'value'), encodeXml(valueSchema, content)),
			),
		)
		.join('');
};

/** The content of the element that carries `value`, without its own tags. Members that are undefined are left out. */
export const encodeXml = (schema: NormalizedSchema, value: unknown): string => {
	if (schema.isStructSchema()) return encodeMembers(schema, value as object);
	if (schema.isListSchema()) {
		const item = schema.getValueSchema();
		const name = itemName(item, 'member');
		return (value as readonly unknown[]).map(each => element(name, encodeXml(item, each))).join('');
	}
	if (schema.isMapSchema()) return encodeMap(schema, value as object);
	if (value instanceof Date) return value.toISOString();
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	return escapeXml(String(value));
};
