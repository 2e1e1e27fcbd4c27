import type {NormalizedSchema} from '@smithy/core/schema';
import {ServiceError} from '../operation.ts';
import {type Complaints, type Protocol, respond} from './protocol.ts';
import {inputOf, outputOf, requiredMembers} from './schema.ts';

const contentType = 'application/x-amz-json-1.1';

type Path = readonly string[];

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

const complaints: Complaints = {
	unknown: path => new ServiceError('UnknownParameter', `The parameter ${path.join('.')} is not recognized`),
	missing: path =>
		new ServiceError(
			'ValidationException',
			`1 validation error detected: Value null at '${path.map(lowerFirst).join('.')}' failed to satisfy constraint: Member must not be null`,
		),
	malformed: (path, _value, expected) =>
		new ServiceError('SerializationException', `The value of ${path.join('.') || 'the request'} is no ${expected}`),
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const decodeStructure = (schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, path: Path) => {
	const result: Record<string, unknown> = {};
	const left = new Set(Object.keys(value));
	for (const [name, member] of schema.structIterator()) {
		left.delete(name);
		const content = Object.hasOwn(value, name) ? value[name] : undefined;
		if (content !== undefined && content !== null) result[name] = decodeJson(member, content, [...path, name]);
	}
	const [unknown] = left;
	if (unknown !== undefined) throw complaints.unknown([...path, unknown]);
	const missing = requiredMembers(schema).find(name => result[name] === undefined);
	if (missing !== undefined) throw complaints.missing([...path, missing]);
	return result;
};

const decodeLeaf = (schema: NormalizedSchema, value: unknown, path: Path): unknown => {
	if (schema.isTimestampSchema()) {
		if (typeof value !== 'number') throw complaints.malformed(path, value, 'timestamp');
		return new Date(Math.round(value * 1000));
	}
	const expected = schema.isBooleanSchema()
		? 'boolean'
		: schema.isNumericSchema() || schema.isBigIntegerSchema()
			? 'number'
			: schema.isDocumentSchema()
				? typeof value
				: 'string';
	if (typeof value !== expected) throw complaints.malformed(path, value, expected);
	if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(String(value), 'base64'));
	return value;
};

/** Reads what the schema describes from parsed JSON. @throws ServiceError */
const decodeJson = (schema: NormalizedSchema, value: unknown, path: Path): unknown => {
	if (schema.isStructSchema()) {
		if (!isRecord(value)) throw complaints.malformed(path, value, 'structure');
		return decodeStructure(schema, value, path);
	}
	if (schema.isListSchema()) {
		if (!Array.isArray(value)) throw complaints.malformed(path, value, 'list');
		return value.map((item, index) => decodeJson(schema.getValueSchema(), item, [...path, String(index + 1)]));
	}
	if (schema.isMapSchema()) {
		if (!isRecord(value)) throw complaints.malformed(path, value, 'map');
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => [key, decodeJson(schema.getValueSchema(), item, [...path, key])]),
		);
	}
	return decodeLeaf(schema, value, path);
};

/** What JSON carries for `value`: timestamps as seconds since the epoch, blobs as base64. */
const encodeJson = (schema: NormalizedSchema, value: unknown): unknown => {
	if (schema.isStructSchema()) {
		const members = value as Readonly<Record<string, unknown>>;
		return Object.fromEntries(
			[...schema.structIterator()].flatMap(([name, member]) =>
				members[name] === undefined || members[name] === null ? [] : [[name, encodeJson(member, members[name])]],
			),
		);
	}
	if (schema.isListSchema()) {
		return (value as readonly unknown[]).map(item => encodeJson(schema.getValueSchema(), item));
	}
	if (schema.isMapSchema()) {
		return Object.fromEntries(
			Object.entries(value as object).map(([key, item]) => [key, encodeJson(schema.getValueSchema(), item)]),
		);
	}
	if (value instanceof Date) return value.getTime() / 1000;
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	return value;
};

const parse = (body: Uint8Array): unknown => {
	const text = new TextDecoder().decode(body);
	try {
		return text === '' ? {} : JSON.parse(text);
	} catch {
		throw complaints.malformed([], text, 'JSON');
	}
};

/** AWS JSON 1.1. */
export const awsJson: Protocol = {
	read: ({headers, body}) => ({
		operation: headers['x-amz-target']?.split('.').at(-1) ?? '',
		version: '',
		input: schema => {
			const value = parse(body);
			const input = inputOf(schema);
			return input.isUnitSchema() ? {} : decodeJson(input, value, []);
		},
	}),
	encode: (schema, output, requestId) => {
		const shape = outputOf(schema);
		const content = shape.isUnitSchema() ? {} : encodeJson(shape, output);
		return respond(200, contentType, requestId, JSON.stringify(content));
	},
	encodeError: ({code, message, status}, requestId) =>
		respond(status, contentType, requestId, JSON.stringify({__type: code, message})),
	unknownOperation: name =>
		new ServiceError('UnknownOperationException', name === '' ? 'No operation was named' : `Unknown operation ${name}`),
};
