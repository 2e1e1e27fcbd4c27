import type {World} from './world.ts';

/** Mixes two 32-bit words into one (the finalizer of MurmurHash3 over both). */
const mix = (a: number, b: number): number => {
	let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
	hash ^= hash >>> 16;
	hash = Math.imul(hash, 0x85ebca6b);
	hash ^= hash >>> 13;
	hash = Math.imul(hash, 0xc2b2ae35);
	hash ^= hash >>> 16;
	return hash >>> 0;
};

/** The `index`th 32-bit word of the stream `stream` of a seed: the generator's whole state is the index. */
const word = (seed: number, stream: number, index: number): number => mix(mix(seed, stream), index);

const drawWord = (world: World): number => word(world.seed, 1, world.draws++);

/** The next number in [0, 1) of the world's seed. */
export const drawRandom = (world: World): number =>
	// 53 bits, as Math.random gives.
	((drawWord(world) >>> 5) * 2 ** 26 + (drawWord(world) >>> 6)) / 2 ** 53;

/** Numbers in [0, 1) that depend on the seed and the stream's number alone, and take nothing from the world's own. */
export const seededRandom = (seed: number, stream: number): (() => number) => {
	const own = mix(seed, stream);
	let index = 0;
	return () => word(own, 4, index++) / 2 ** 32;
};

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** `digits` fresh hex digits of the world's seed. */
export const drawHex = (world: World, digits: number): string => {
	let text = '';
	while (text.length < digits) text += hex(drawWord(world));
	return text.slice(0, digits);
};

/** A fresh id as EC2 makes them today: prefix and 17 hex digits, the first of which is 0. */
export const drawId = (world: World, prefix: string): string => `${prefix}-0${drawHex(world, 16)}`;

/** A UUID that depends on the seed and `index` alone, so that it takes nothing from the stream of the others. */
export const uuidOf = (seed: number, index: number): string => {
	const digits = [0, 1, 2, 3].map(part => hex(word(seed, 2, index * 4 + part))).join('');
	return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
};

/** `digits` hex digits that depend on `text` alone. */
export const digestHex = (text: string, digits: number): string => {
	const seed = [...text].reduce((hash, character) => mix(hash, character.codePointAt(0) ?? 0), 0);
	const words = Array.from({length: Math.ceil(digits / 8)}, (_, index) => hex(word(seed, 3, index)));
	return words.join('').slice(0, digits);
};
