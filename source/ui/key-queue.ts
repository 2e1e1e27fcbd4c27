import type {Press} from './keys.ts';

export type KeyQueue = {readonly push: (presses: readonly Press[]) => void};

/**
 * Hands keys on one at a time and lets the screens settle between them: of `ab`, Enter, Enter in one read, the second
 * Enter belongs to the screen that the first one opened. Text that nobody has bound to an action stays together.
 */
export const createKeyQueue = (options: {
	readonly deliver: (press: Press) => void;
	readonly isBound: (name: string) => boolean;
	/** Resolves when what the last key changed is in place. */
	readonly settled: () => Promise<void>;
}): KeyQueue => {
	let waiting: readonly Press[] = [];
	let isBusy = false;

	const isText = (press: Press) => press.text !== '' && !options.isBound(press.name);
	const take = (first: Press): Press => {
		const end = isText(first) ? waiting.findIndex(press => !isText(press)) : 1;
		const taken = waiting.slice(0, end === -1 ? waiting.length : end);
		waiting = waiting.slice(taken.length);
		return taken.length === 1 ? first : {name: 'text', text: taken.map(({text}) => text).join('')};
	};
	const drain = async () => {
		isBusy = true;
		for (let first = waiting[0]; first; first = waiting[0]) {
			options.deliver(take(first));
			await options.settled();
		}
		isBusy = false;
	};
	return {
		push: presses => {
			waiting = [...waiting, ...presses];
			if (!isBusy) void drain();
		},
	};
};
