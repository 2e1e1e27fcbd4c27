import {App} from './app.tsx';
import {createInterrupts} from './interrupts.ts';
import {type MountOptions, mount} from './mount.tsx';
import type {Ports} from './ports.ts';
import type {Ending} from './stage.tsx';
import type {Theme} from './theme.ts';
import type {Start, WizardEnd} from './wizard-state.ts';

export type OpenOptions = {
	readonly ports: Ports;
	readonly start: Start;
	readonly theme: Theme;
	/** Draws below what stands in the terminal instead of on a screen of its own. */
	readonly isInline?: boolean;
	/** Aborted by a signal of the system: what is in flight settles, then the screens end. */
	readonly signal?: AbortSignal;
	/** Registers what restores the terminal however the program ends; returns what takes it back. */
	readonly onExit?: (cleanUp: () => void) => () => void;
	/** Default: the process's own. */
	readonly streams?: MountOptions<WizardEnd>['streams'];
};

/** Opens the screens on the terminal. Resolves when they have ended and the terminal is restored; never rejects. */
export const openApp = async ({
	ports,
	start,
	theme,
	isInline = false,
	signal,
	onExit,
	streams,
}: OpenOptions): Promise<Ending<WizardEnd>> => {
	const interrupts = createInterrupts();
	const {ending, unmount} = mount<WizardEnd>({
		theme,
		now: ports.now,
		isInline,
		...(streams ? {streams} : {}),
		// Which of the two a Ctrl-C is depends on whether a run is under way: the screens decide.
		onStop: interrupts.press,
		onLeave: interrupts.press,
		draw: end => <App ports={ports} start={start} interrupts={interrupts} signal={signal} end={end} />,
	});
	const takeBack = onExit?.(unmount);
	try {
		return await ending;
	} finally {
		takeBack?.();
	}
};
