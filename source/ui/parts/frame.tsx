import {Box, Text, useWindowSize} from 'ink';
import {createContext, type ReactNode, useContext, useState} from 'react';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {type FrameLayout, frameLayout} from '../layout.ts';
import {blanks, cutEnd, cutMiddle, displayWidth} from '../text.ts';
import {breakpoints, type Tone} from '../theme.ts';
import {useGate, useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {HelpOverlay} from './help-overlay.tsx';
import {KeyHints} from './key-hints.tsx';

const LayoutContext = createContext<FrameLayout>(frameLayout({columns: 80, rows: 24}, false));

/** The room that a screen's body has, and what fits into it. */
export const useLayout = (): FrameLayout => useContext(LayoutContext);

const keyTable: KeyTable<'help'> = [{keys: ['?'], hint: 'help', help: 'this help', action: 'help'}];

/** What holds on every key until it changes: that the run is stopping. */
export type FrameNotice = {readonly tone: Tone; readonly text: string};

/** A notice for whichever screen is on: it comes before the screen's own. */
export const NoticeContext = createContext<FrameNotice | undefined>(undefined);

export type FrameProps = {
	readonly title: string;
	/** `simulator`, `aws <account> <region>`, …: stands on every screen. */
	readonly target: string;
	readonly notice?: FrameNotice | undefined;
	/** Prose for `?`. */
	readonly help?: string;
	/** Makes the screen a gate: names what is decided; keys that come too early are dropped. */
	readonly gate?: string;
	/** May use `useLayout` for its size. */
	readonly children: ReactNode;
};

/** Header, body, bottom line. Never wider than the terminal, and one row less high. */
export const Frame = ({title, target, notice: own, help, gate, children}: FrameProps) => {
	const size = useWindowSize();
	const notice = useContext(NoticeContext) ?? own;
	const {symbols, tones} = useTheme();
	const [isHelpOpen, setHelpOpen] = useState(false);
	useKeys(keyTable, () => setHelpOpen(true));
	useGate(gate);
	const layout = frameLayout(size, notice !== undefined);
	const {body, padding, isTooSmall} = layout;
	// What is covered stays mounted, with its cursors and drafts.
	const isCovered = isHelpOpen || isTooSmall;
	return (
		<LayoutContext value={layout}>
			<Box width="100%" height={layout.rows} flexDirection="column" overflow="hidden">
				{isTooSmall && <TooSmall {...size} />}
				<Box display={isTooSmall ? 'none' : 'flex'} flexDirection="column" height={layout.rows} flexShrink={0}>
					<Header title={title} target={target} columns={size.columns} hasRule={layout.hasBorders} />
					<Box height={body.rows} flexShrink={0} paddingX={padding} overflow="hidden" flexDirection="column">
						<Box display={isCovered ? 'none' : 'flex'} flexDirection="column" flexShrink={0}>
							{children}
						</Box>
						{isHelpOpen && !isTooSmall && (
							<HelpOverlay columns={body.columns} rows={body.rows} text={help} onClose={() => setHelpOpen(false)} />
						)}
					</Box>
					{notice && (
						<Text {...tones[notice.tone]} wrap="truncate">
							{cutEnd(notice.text, size.columns, symbols.ellipsis)}
						</Text>
					)}
					<KeyHints columns={size.columns} rows={layout.hintRows} />
				</Box>
			</Box>
		</LayoutContext>
	);
};

const product = 'privatelink-wizard';

type HeaderProps = {
	readonly title: string;
	readonly target: string;
	readonly columns: number;
	readonly hasRule: boolean;
};

const Header = ({title, target, columns, hasRule}: HeaderProps) => {
	const {symbols, tones} = useTheme();
	const name = hasRule ? `${product} ${symbols.separator} ${title}` : title;
	const right = cutMiddle(target, Math.floor(columns / 2), symbols.ellipsis);
	const left = cutEnd(name, columns - displayWidth(right) - 2, symbols.ellipsis);
	return (
		<Box flexDirection="column" flexShrink={0} width={columns}>
			<Text wrap="truncate">
				<Text bold {...tones.accent}>
					{left}
				</Text>
				{blanks(columns - displayWidth(left) - displayWidth(right))}
				{right}
			</Text>
			{hasRule && <Text {...tones.muted}>{symbols.rule.repeat(columns)}</Text>}
		</Box>
	);
};

const TooSmall = ({columns, rows}: {readonly columns: number; readonly rows: number}) => {
	const {smallest} = breakpoints;
	return (
		<KeyLayer>
			<NoKeys />
			<Text>{`This terminal is ${columns}x${rows}. It takes ${smallest.columns}x${smallest.rows}; nothing is lost.`}</Text>
		</KeyLayer>
	);
};

/** Keeps keys from a screen that nobody sees. */
const NoKeys = () => {
	useKeys([], () => {});
	return null;
};
