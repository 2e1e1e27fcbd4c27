import {ServiceError} from './operation.ts';

/** What the model of an API allows of a member: of the length of a text, or of a number. */
export type Constraint = {
	readonly min?: number;
	readonly max?: number;
	/** For the whole text. */
	readonly pattern?: string;
	readonly values?: readonly string[];
};

/** By where a member stands, lists marked by `[]`: `Tags[].Key`. The SDK's schemas leave them out, botocore's models have them. */
export type Constraints = Readonly<Record<string, Constraint>>;

const complaintAbout = (value: string | number, {min, max, pattern, values}: Constraint): string | undefined => {
	const [measure, size] = typeof value === 'string' ? ['length', value.length] : ['value', value];
	if (max !== undefined && size > max) return `have ${measure} less than or equal to ${max}`;
	if (min !== undefined && size < min) return `have ${measure} greater than or equal to ${min}`;
	if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(String(value))) {
		return `satisfy regular expression pattern: ${pattern}`;
	}
	return values && !values.includes(String(value)) ? `satisfy enum value set: [${values.join(', ')}]` : undefined;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const complaintsAbout = (input: unknown, constraints: Constraints, place: string, shown: string): readonly string[] => {
	if (Array.isArray(input)) {
		return input.flatMap((item, index) =>
			complaintsAbout(item, constraints, `${place}[]`, `${shown}.${index + 1}.member`),
		);
	}
	if (typeof input === 'object' && input !== null) {
		const inside = (before: string, name: string) => (before === '' ? name : `${before}.${name}`);
		return Object.entries(input).flatMap(([name, value]) =>
			complaintsAbout(value, constraints, inside(place, name), inside(shown, lowerFirst(name))),
		);
	}
	const constraint = Object.hasOwn(constraints, place) ? constraints[place] : undefined;
	if (!constraint || (typeof input !== 'string' && typeof input !== 'number')) return [];
	const complaint = complaintAbout(input, constraint);
	return complaint === undefined
		? []
		: [`Value '${input}' at '${shown}' failed to satisfy constraint: Member must ${complaint}`];
};

/**
 * Looks at every member of a request, before anything is looked up, as the services of the query protocol do.
 * @throws ServiceError ValidationError that tells of all members that break a constraint
 */
export const checkConstraints = (input: unknown, constraints: Constraints): void => {
	const complaints = complaintsAbout(input, constraints, '', '');
	if (complaints.length === 0) return;
	const count = complaints.length === 1 ? '1 validation error' : `${complaints.length} validation errors`;
	throw new ServiceError('ValidationError', `${count} detected: ${complaints.join('; ')}`);
};
