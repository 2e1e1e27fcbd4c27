import {isUnicode} from '../ascii.ts';

/** What a colour stands for. Every tone is also said by a symbol or a word: colour alone carries nothing. */
export type Tone = 'plain' | 'accent' | 'good' | 'bad' | 'warning' | 'muted';

/** The props of Ink's `Text` that draw a tone. */
export type TextStyle = {readonly color?: string; readonly dimColor?: boolean};

/** The state of a row in one cell; the word for it stands beside. */
export type Mark = 'idle' | 'busy' | 'paused' | 'good' | 'bad' | 'skipped';

type Palette = Readonly<Record<Tone, TextStyle>>;

const shared = {
	plain: {},
	good: {color: 'green'},
	bad: {color: 'red'},
	// Bright black disappears on some dark palettes; dimming the terminal's own foreground does not.
	muted: {dimColor: true},
} as const;

/** Named ANSI colours only: their shades are the person's own. Yellow and cyan fade on white, blue on black. */
const palettes: Readonly<Record<Background, Palette>> = {
	dark: {...shared, accent: {color: 'cyan'}, warning: {color: 'yellow'}},
	light: {...shared, accent: {color: 'blue'}, warning: {color: 'magenta'}},
	unknown: {...shared, accent: {color: 'cyan'}, warning: {color: 'magenta'}},
};

type Background = 'dark' | 'light' | 'unknown';

/** No emoji: their width differs from terminal to terminal. */
const unicodeSymbols = {
	pointer: '❯',
	ellipsis: '…',
	separator: '·',
	times: '×',
	arrow: '→',
	flow: '↓',
	rule: '─',
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	unfolded: '▾',
	folded: '▸',
	checked: '[x]',
	unchecked: '[ ]',
	barDone: '█',
	barLeft: '░',
	replacement: '□',
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as readonly string[],
	marks: {idle: '◦', busy: '●', paused: '‖', good: '✓', bad: '✗', skipped: '–'} as Readonly<Record<Mark, string>>,
};

export type Symbols = Readonly<typeof unicodeSymbols>;

const asciiSymbols: Symbols = {
	pointer: '>',
	ellipsis: '...',
	separator: '|',
	times: 'x',
	arrow: '->',
	flow: 'v',
	rule: '-',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	unfolded: 'v',
	folded: '>',
	checked: '[x]',
	unchecked: '[ ]',
	barDone: '#',
	barLeft: '.',
	replacement: '?',
	spinner: ['|', '/', '-', '\\'],
	marks: {idle: '.', busy: '*', paused: '=', good: '+', bad: 'x', skipped: '-'},
};

/** The tone of a mark. */
export const markTones: Readonly<Record<Mark, Tone>> = {
	idle: 'muted',
	busy: 'accent',
	paused: 'warning',
	good: 'good',
	bad: 'bad',
	skipped: 'muted',
};

/** Terminal sizes in columns and rows at which the layout changes. */
export const breakpoints = {
	/** Under these nothing useful fits. */
	smallest: {columns: 40, rows: 12},
	/** From here on there are borders, and timings beside the rows of a tree. */
	borders: 80,
	/** From here on there is room for a side panel, and for all key hints in one row. */
	sidePanel: 100,
	/** From here on a menu has one, too: it leaves its rows whole. */
	menuPanel: 130,
} as const;

export type Theme = {
	readonly tones: Palette;
	readonly symbols: Symbols;
	/** False where colours were declined: then escape sequences of ours carry none either. */
	readonly hasColour: boolean;
	/** Ink's name of the border. */
	readonly border: 'round' | 'classic';
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads COLORFGBG (`15;0`: white on black), which some terminals set; the last number is the background. */
const backgroundFrom = (value: string | undefined): Background => {
	const last = value?.split(';').at(-1) ?? '';
	if (!/^\d+$/.test(last)) return 'unknown';
	return Number(last) === 7 || Number(last) >= 10 ? 'light' : 'dark';
};

/** Declined by NO_COLOR (any text), by FORCE_COLOR=0, or by a dumb terminal. */
const hasColour = (env: Environment): boolean =>
	(env['NO_COLOR'] ?? '') === '' && env['FORCE_COLOR'] !== '0' && env['TERM'] !== 'dumb';

/** The look that fits an environment (`process.env`). */
export const themeFor = (env: Environment): Theme => {
	const unicode = isUnicode(env);
	return {
		tones: palettes[backgroundFrom(env['COLORFGBG'])],
		symbols: unicode ? unicodeSymbols : asciiSymbols,
		hasColour: hasColour(env),
		border: unicode ? 'round' : 'classic',
	};
};
