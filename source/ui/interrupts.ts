/** Where Ctrl-C goes: the keyboard presses, the screens listen. */
export type Interrupts = {
	readonly press: () => void;
	/** Returns the end of the listening. */
	readonly listen: (listener: () => void) => () => void;
};

export const createInterrupts = (): Interrupts => {
	const listeners = new Set<() => void>();
	return {
		press: () => {
			for (const listener of [...listeners]) listener();
		},
		listen: listener => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};
