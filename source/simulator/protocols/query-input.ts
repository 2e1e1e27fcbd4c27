import type {NormalizedSchema} from '@smithy/core/schema';
import {type FormNode, numbered} from './form.ts';
import type {Complaints} from './protocol.ts';
import {type NameTraits, nameTraits, requiredMembers} from './schema.ts';

/** In what the two query protocols read differently. */
export type QueryDialect = Complaints & {
	/** The key of a structure's member. */
	readonly memberKey: (name: string, traits: NameTraits) => string;
	/** Lists without a level of their own: `Key.1` instead of `Key.member.1`. */
	readonly flatLists: boolean;
};

type Path = readonly string[];

const decodeStructure = (schema: NormalizedSchema, node: FormNode, path: Path, dialect: QueryDialect) => {
	const result: Record<string, unknown> = {};
	const known = new Set<string>();
	const required = new Set(requiredMembers(schema));
	const missing: string[] = [];
	for (const [name, member] of schema.structIterator()) {
		const key = dialect.memberKey(name, nameTraits(member.getMergedTraits()));
		known.add(key);
		const child = node.children.get(key);
		if (child) result[name] = decodeQuery(member, child, [...path, key], dialect);
		else if (required.has(name)) missing.push(key);
	}
	const unknown = [...node.children.keys()].find(key => !known.has(key));
	if (unknown !== undefined) throw dialect.unknown([...path, unknown]);
	if (missing[0] !== undefined) throw dialect.missing([...path, missing[0]]);
	return result;
};

const decodeList = (schema: NormalizedSchema, node: FormNode, path: Path, dialect: QueryDialect) => {
	const item = schema.getValueSchema();
	const level = nameTraits(item.getMergedTraits()).xmlName ?? 'member';
	const holder = dialect.flatLists ? node : node.children.get(level);
	// `Key=` is how an empty list travels.
	if (!holder) {
		const strange = [...node.children.keys()][0];
		if (strange !== undefined) throw dialect.unknown([...path, strange]);
		return [];
	}
	const {items, strange} = numbered(holder);
	if (strange[0] !== undefined) throw dialect.unknown([...path, strange[0]]);
	return items.map(([index, child]) =>
		decodeQuery(item, child, [...path, ...(dialect.flatLists ? [] : [level]), index], dialect),
	);
};

const decodeMap = (schema: NormalizedSchema, node: FormNode, path: Path, dialect: QueryDialect) => {
	const holder = node.children.get('entry') ?? node;
	return Object.fromEntries(
		numbered(holder).items.map(([index, entry]) => {
			const key = entry.children.get('key')?.value ?? '';
			const value = entry.children.get('value');
			if (!value) throw dialect.missing([...path, 'entry', index, 'value']);
			return [key, decodeQuery(schema.getValueSchema(), value, [...path, 'entry', index, 'value'], dialect)];
		}),
	);
};

const decodeLeaf = (schema: NormalizedSchema, text: string, path: Path, {malformed}: QueryDialect): unknown => {
	if (schema.isStringSchema()) return text;
	if (schema.isBooleanSchema()) {
		const lower = text.toLowerCase();
		if (lower !== 'true' && lower !== 'false') throw malformed(path, text, 'boolean');
		return lower === 'true';
	}
	if (schema.isNumericSchema()) {
		const number = Number(text);
		if (text.trim() === '' || Number.isNaN(number)) throw malformed(path, text, 'integer');
		return number;
	}
	if (schema.isBigIntegerSchema()) {
		if (!/^-?\d+$/.test(text)) throw malformed(path, text, 'integer');
		return BigInt(text);
	}
	if (schema.isTimestampSchema()) {
		const date = new Date(text);
		if (Number.isNaN(date.getTime())) throw malformed(path, text, 'timestamp');
		return date;
	}
	if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
	return text;
};

/** Reads what the schema describes from a form tree. @throws the dialect's complaints. */
export const decodeQuery = (schema: NormalizedSchema, node: FormNode, path: Path, dialect: QueryDialect): unknown => {
	if (schema.isStructSchema()) return decodeStructure(schema, node, path, dialect);
	if (schema.isListSchema()) return decodeList(schema, node, path, dialect);
	if (schema.isMapSchema()) return decodeMap(schema, node, path, dialect);
	const strange = [...node.children.keys()][0];
	if (strange !== undefined) throw dialect.unknown([...path, strange]);
	return decodeLeaf(schema, node.value ?? '', path, dialect);
};
