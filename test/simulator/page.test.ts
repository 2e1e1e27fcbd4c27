import {beforeAll, expect, it} from 'vitest';
import {services} from '../../source/simulator/services.ts';
import {pageOf, type Seen} from './golden/page.ts';
import {codeOf, play, storyNames} from './golden/story.ts';

const seen = new Map<string, {heeded: Set<string>; codes: Set<string>} & Seen>();

const seenOf = (key: string) => {
	const found = seen.get(key) ?? {heeded: new Set<string>(), codes: new Set<string>()};
	seen.set(key, found);
	return found;
};

/** An input that notes which of its members are looked at; what is only compared as text does not count. */
const watched = (input: object, heeded: Set<string>): object => {
	let asText = false;
	return new Proxy(input, {
		get: (target, key) => {
			if (key === 'toJSON') asText = true;
			else if (typeof key === 'string' && !asText) heeded.add(key);
			return Reflect.get(target, key);
		},
		ownKeys: target => {
			// Copied whole: the listings pass their paging on like this.
			if (!asText) for (const name of ['MaxResults', 'NextToken']) heeded.add(name);
			return Reflect.ownKeys(target);
		},
		getOwnPropertyDescriptor: (target, key) => {
			asText &&= key !== Reflect.ownKeys(target).at(-1);
			return Reflect.getOwnPropertyDescriptor(target, key);
		},
	});
};

beforeAll(async () => {
	for (const {name, operations} of services) {
		for (const [operationName, operation] of operations) {
			const {handle} = operation;
			const {heeded} = seenOf(`${name}:${operationName}`);
			Object.assign(operation, {
				handle: (input: object, context: Parameters<typeof handle>[1]) => handle(watched(input, heeded), context),
			});
		}
	}
	for (const name of storyNames) {
		for (const exchange of await play(name)) {
			const code = codeOf(exchange);
			if (code !== undefined) seenOf(`${exchange.service}:${exchange.operation}`).codes.add(code);
		}
	}
});

it('SIMULATOR.md says what the simulator does', async () => {
	await expect(pageOf(seen)).toMatchFileSnapshot('../../SIMULATOR.md');
});
