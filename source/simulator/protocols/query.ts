import {ServiceError} from '../operation.ts';
import {type FormNode, parseForm} from './form.ts';
import {type Protocol, respond, type WireRequest} from './protocol.ts';
import {decodeQuery, type QueryDialect} from './query-input.ts';
import {inputOf, nameOf, outputOf} from './schema.ts';
import {element, encodeXml, escapeXml} from './xml.ts';

const formOf = ({path, body}: WireRequest): FormNode => {
	const query = path.split('?', 2)[1] ?? '';
	return parseForm([query, new TextDecoder().decode(body)].filter(part => part !== '').join('&'));
};

const take = (form: FormNode, key: string): string => {
	const value = form.children.get(key)?.value ?? '';
	form.children.delete(key);
	return value;
};

const reader =
	(dialect: QueryDialect): Protocol['read'] =>
	request => {
		const form = formOf(request);
		return {
			operation: take(form, 'Action'),
			version: take(form, 'Version'),
			input: schema => {
				const input = inputOf(schema);
				if (!input.isUnitSchema()) return decodeQuery(input, form, [], dialect);
				const [strange] = form.children.keys();
				if (strange !== undefined) throw dialect.unknown([strange]);
				return {};
			},
		};
	};

const xmlType = 'text/xml;charset=UTF-8';

const errorElement = ({code, message}: ServiceError, type = ''): string =>
	`<Error>${type}<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

const ec2Dialect: QueryDialect = {
	memberKey: (name, {ec2QueryName, xmlName}) => {
		const key = xmlName ?? name;
		return ec2QueryName ?? key.slice(0, 1).toUpperCase() + key.slice(1);
	},
	flatLists: true,
	unknown: path => new ServiceError('UnknownParameter', `The parameter ${path.join('.')} is not recognized`),
	missing: path => new ServiceError('MissingParameter', `The request must contain the parameter ${path.join('.')}`),
	malformed: (path, value, expected) =>
		new ServiceError(
			'InvalidParameterValue',
			`Value (${value}) for parameter ${path.join('.')} is invalid. Expected a value of type ${expected}.`,
		),
};

/** EC2's query protocol. `namespace` is the XML namespace of its answers. */
export const ec2Query = (namespace: string): Protocol => ({
	read: reader(ec2Dialect),
	encode: (schema, output, requestId) => {
		const shape = outputOf(schema);
		// Operations without an output say that they went well.
		const content = shape.isUnitSchema() ? '<return>true</return>' : encodeXml(shape, output);
		const name = `${nameOf(schema)}Response`;
		return respond(
			200,
			xmlType,
			requestId,
			`<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${element('requestId', requestId)}${content}</${name}>`,
		);
	},
	encodeError: (error, requestId) =>
		respond(
			error.status,
			xmlType,
			requestId,
			`<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors>${errorElement(error)}</Errors><RequestID>${requestId}</RequestID></Response>`,
		),
	unknownOperation: name =>
		name === ''
			? new ServiceError('MissingAction', 'The request is missing an action or a required parameter.')
			: new ServiceError('InvalidAction', `The action ${name} is not valid for this web service.`),
});

const awsDialect: QueryDialect = {
	memberKey: (name, {xmlName}) => xmlName ?? name,
	flatLists: false,
	unknown: path => new ServiceError('UnknownParameter', `The parameter ${path.join('.')} is not recognized`),
	missing: path =>
		new ServiceError(
			'ValidationError',
			`1 validation error detected: Value null at '${path.map(lowerFirst).join('.')}' failed to satisfy constraint: Member must not be null`,
		),
	malformed: (path, value, expected) =>
		new ServiceError('MalformedInput', `The value ${value} of ${path.join('.')} is no ${expected}`),
};

/** The query protocol of the older services. `version` is that of the service's API. */
export const awsQuery = (namespace: string, version: string): Protocol => ({
	read: reader(awsDialect),
	encode: (schema, output, requestId) => {
		const shape = outputOf(schema);
		const name = nameOf(schema);
		const result = shape.isUnitSchema() ? '' : element(`${name}Result`, encodeXml(shape, output));
		return respond(
			200,
			'text/xml',
			requestId,
			`<${name}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
		);
	},
	encodeError: (error, requestId) =>
		respond(
			error.status,
			'text/xml',
			requestId,
			`<ErrorResponse xmlns="${namespace}">${errorElement(error, `<Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>`)}<RequestId>${requestId}</RequestId></ErrorResponse>`,
		),
	unknownOperation: name =>
		name === ''
			? new ServiceError('MissingAction', 'The request is missing an action or a required parameter.')
			: new ServiceError('InvalidAction', `Could not find operation ${name} for version ${version}`),
});
