import {Box, Text} from 'ink';
import {useState} from 'react';
import {homePanel} from '../home-panel.ts';
import {accessWords, type HomeAction, type HomeFacts, homeRows} from '../home-rows.ts';
import type {KeyTable} from '../keys.ts';
import {readable} from '../layout.ts';
import {Frame, useLayout} from '../parts/frame.tsx';
import {HomeDetails} from '../parts/home-details.tsx';
import {Prose} from '../parts/prose.tsx';
import {SelectList} from '../parts/select-list.tsx';
import {Spinner} from '../parts/spinner.tsx';
import {cutProse, proseLines} from '../prose.ts';
import {breakpoints, markTones} from '../theme.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';

const keyTable: KeyTable<'look-again' | 'leave'> = [
	{keys: ['r'], hint: 'look again', help: 'look again for credentials and deployments', action: 'look-again'},
	{keys: ['q'], hint: 'leave', action: 'leave'},
];

const intro =
	'A page from Apache, fetched over AWS PrivateLink: a provider VPC and a consumer VPC, built side by side, connected when you approve it, tested through a Session Manager session, torn down to nothing.';

const help = `${intro}\nEverything built carries the tags of this program; it makes its own VPCs and touches no others.`;

export type HomeScreenProps = HomeFacts & {
	readonly target: string;
	/** What went wrong before there was a screen to say it on. */
	readonly notice?: string | undefined;
	readonly onAction: (action: HomeAction) => void;
	readonly onLookAgain: () => void;
	readonly onLeave: () => void;
};

/** Where everything begins: what can be done, and what stands. */
export const HomeScreen = (props: HomeScreenProps) => {
	useKeys(keyTable, action => (action === 'leave' ? props.onLeave() : props.onLookAgain()));
	return (
		<Frame title="Home" target={props.target} help={help}>
			<Body {...props} />
		</Frame>
	);
};

/** Rows of the text about the row with the pointer, at least. */
const aboutRows = 3;
/** Columns between the menu and its panel. */
const gutter = 2;

const Body = (props: HomeScreenProps) => {
	const {body} = useLayout();
	const panelColumns = body.columns >= breakpoints.menuPanel - 2 ? Math.max(50, Math.floor(body.columns * 0.4)) : 0;
	const {columns, rows} = readable({
		columns: body.columns - panelColumns - (panelColumns > 0 ? gutter : 0),
		rows: body.rows,
	});
	const {symbols} = useTheme();
	const [pointed, setPointed] = useState<string>();
	const choices = homeRows(props);
	const enabled = choices.filter(({disabledReason}) => disabledReason === undefined);
	const shown = enabled.find(({value}) => value === pointed) ?? enabled[0];
	const introRows = rows >= 17 ? cutProse(intro, {columns, rows: 3}, symbols.ellipsis).length : 0;
	const blank = rows >= 14 ? 1 : 0;
	const hasAbout = panelColumns === 0;
	// What the menu leaves goes to who one is, then to what is said of its row.
	const noticeRows = props.notice === undefined ? 0 : cutProse(props.notice, {columns, rows: 3}, '').length;
	const fixed = introRows + (introRows > 0 ? blank : 0) + noticeRows + (noticeRows > 0 ? blank : 0) + 2 * blank;
	const spare = rows - fixed - choices.length - (hasAbout ? aboutRows : 0);
	const access = proseLines(accessWords(props).text, columns - 2).length;
	const accessRows = Math.min(access, Math.max(2, Math.min(5, spare)));
	const ownAboutRows = hasAbout ? aboutRows + Math.max(0, Math.min(2, spare - accessRows)) : 0;
	const used = fixed + accessRows + ownAboutRows;
	return (
		<Box flexShrink={0}>
			<Box flexDirection="column" flexShrink={0} width={columns}>
				{introRows > 0 && <Prose text={intro} columns={columns} rows={introRows + blank} isFixed tone="muted" />}
				{props.notice !== undefined && (
					<Prose text={props.notice} columns={columns} rows={noticeRows + blank} isFixed tone="warning" />
				)}
				<AccessLine {...props} columns={columns} rows={accessRows} />
				<Box height={blank} />
				<SelectList
					label="What to do"
					choices={choices}
					columns={columns}
					rows={Math.max(3, rows - used)}
					onMove={setPointed}
					onChoose={value => {
						const row = choices.find(choice => choice.value === value);
						if (row) props.onAction(row.action);
					}}
				/>
				<Box height={blank} />
				{ownAboutRows > 0 && <Prose text={shown?.about ?? ''} columns={columns} rows={ownAboutRows} />}
			</Box>
			{panelColumns > 0 && shown && (
				<Box marginLeft={gutter} flexShrink={0}>
					<HomeDetails
						title={shown.label}
						about={shown.about}
						panel={homePanel(shown, props)}
						columns={panelColumns}
						rows={rows}
					/>
				</Box>
			)}
		</Box>
	);
};

type AccessLineProps = Pick<HomeFacts, 'isPinned' | 'access'> & {readonly columns: number; readonly rows: number};

const AccessLine = ({columns, rows, ...facts}: AccessLineProps) => {
	const {symbols, tones} = useTheme();
	const {mark, text} = accessWords(facts);
	return (
		<Box flexShrink={0}>
			{mark === 'busy' ? <Spinner /> : <Text {...tones[markTones[mark]]}>{symbols.marks[mark]}</Text>}
			<Text> </Text>
			<Prose text={text} columns={columns - 2} rows={rows} />
		</Box>
	);
};
