import {type RenderOptions, render} from 'ink';
import {type Ending, Stage, type StageProps} from './stage.tsx';

export type MountOptions<Value> = StageProps<Value> & {
	/** Draws below what stands in the terminal instead of on a screen of its own. */
	readonly isInline?: boolean;
	/** Default: the process's own. */
	readonly streams?: Pick<RenderOptions, 'stdin' | 'stdout' | 'stderr'>;
};

export type Mounted<Value> = {
	/** Resolves when the terminal is restored; never rejects. */
	readonly ending: Promise<Ending<Value>>;
	/** Resolves when everything drawn so far is on the terminal. */
	readonly flushed: () => Promise<void>;
	/** Restores the terminal at once, for a signal; `ending` is then `unmounted`. */
	readonly unmount: () => void;
};

/**
 * Puts the screens on the terminal. To be called on a terminal only: the caller has decided that stdin and stdout are
 * one and that nobody asked for plain lines.
 */
export const mount = <Value,>({isInline = false, streams, ...stage}: MountOptions<Value>): Mounted<Value> => {
	const app = render(<Stage {...stage} />, {
		...streams,
		alternateScreen: !isInline,
		incrementalRendering: true,
		// Ink would report success; the first Ctrl-C stops, the second leaves.
		exitOnCtrlC: false,
		// On streams of somebody else's the console does not disturb the frame.
		patchConsole: streams === undefined,
		maxFps: 30,
		// Who mounts has decided; Ink would go by CI and CONTINUOUS_INTEGRATION, and draw the last frame only.
		interactive: true,
		isScreenReaderEnabled: false,
	});
	const ending = app.waitUntilExit().then(
		result => (result === undefined ? {type: 'unmounted'} : result) as Ending<Value>,
		(error: unknown): Ending<Value> => ({type: 'crashed', error}),
	);
	return {ending, flushed: app.waitUntilRenderFlush, unmount: app.unmount};
};
