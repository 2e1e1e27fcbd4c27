import {Box, Text} from 'ink';
import {useMemo, useState} from 'react';
import type {Answers, QuestionId} from '../../plan/questions.ts';
import type {Settings} from '../../plan/settings.ts';
import type {KeyTable} from '../keys.ts';
import type {Size} from '../layout.ts';
import {BuildConfirmation, confirmationRows} from '../parts/build-confirmation.tsx';
import {Details} from '../parts/details.tsx';
import {Frame, useLayout} from '../parts/frame.tsx';
import {NameForm} from '../parts/name-form.tsx';
import {Prose} from '../parts/prose.tsx';
import {ReviewPanel} from '../parts/review-panel.tsx';
import {pointedRow, type TreeView, visibleRows} from '../parts/tree.ts';
import {TreeRows} from '../parts/tree-rows.tsx';
import type {RegionFacts} from '../ports.ts';
import {profileNameFlaw} from '../profile-names.ts';
import {joinedLines} from '../prose.ts';
import {type ConfirmationFacts, confirmationOf, summaryOf} from '../review-confirmation.ts';
import {type Review, requestFlow, reviewOf} from '../review-plan.ts';
import {answerRow, findRow, foldedAtFirst, reviewRows} from '../review-tree.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import type {Lookup} from '../use-lookup.ts';
import {useTheme} from '../use-theme.ts';
import type {Purpose} from '../wizard-state.ts';

type Focus = 'build' | 'tree';
type Action = 'switch' | 'back' | 'save' | 'open';

const saveKey = {keys: ['ctrl-s'], hint: 'save', help: 'save the answers as a profile', action: 'save'} as const;

const keyTables: Readonly<Record<Focus, KeyTable<Action>>> = {
	build: [
		{keys: ['tab', 'up'], hint: 'look and edit', help: 'to the plan and the answers', action: 'switch'},
		saveKey,
		{keys: ['escape'], hint: 'back', action: 'back'},
	],
	tree: [
		{keys: ['enter'], hint: 'edit or read', help: 'edit the answer, or read all about the row', action: 'open'},
		saveKey,
		{keys: ['tab', 'escape'], hint: 'to the build', action: 'switch'},
	],
};

const help =
	'What will be built, from which answers, and what it costs. Nothing exists yet.\nTab leads to the tree of answers and resources and back: there Enter edits an answer, and arrow keys fold. On AWS the build begins with the name of the deployment, typed; on the simulator with Enter.';

/** Columns between the tree and the side panel. */
const gutter = 3;

/** Stands where the row with the pointer is explained, as long as there is none. */
const firstWords = (purpose: Purpose): string =>
	purpose.type === 'go-on'
		? 'It keeps the answers that it was built from. Tab leads into the tree, where every row says more about itself.'
		: 'Nothing exists yet. Tab leads into the tree: every answer can be edited there, and every row says more about itself.';

export type ReviewScreenProps = ConfirmationFacts & {
	readonly answers: Answers;
	/** What the region offers. */
	readonly facts: Lookup<RegionFacts>;
	/** The names that are taken. */
	readonly profiles: readonly string[];
	/** The answer that was edited last. */
	readonly edited?: QuestionId | undefined;
	readonly onEdit: (id: QuestionId) => void;
	readonly onSave: (name: string, settings: Settings) => void;
	readonly onBuild: (settings: Settings) => void;
	readonly onBack: () => void;
};

const titleOf = (purpose: Purpose): string => {
	switch (purpose.type) {
		case 'build':
			return 'Review';
		case 'profile':
			return `Review of profile ${purpose.name}`;
		case 'go-on':
			return `Go on with ${purpose.fullName}`;
	}
};

/** The gate before a build: what comes of the answers, and the confirmation. */
export const ReviewScreen = (props: ReviewScreenProps) => {
	const [notice, setNotice] = useState<string>();
	return (
		<Frame
			title={titleOf(props.purpose)}
			target={props.target}
			help={help}
			gate="review"
			notice={notice === undefined ? undefined : {tone: 'good', text: notice}}
		>
			<Body
				{...props}
				onSave={(name, settings) => {
					props.onSave(name, settings);
					setNotice(`Saved as ${name}. Again without the screens: privatelink-wizard up --profile ${name}`);
				}}
			/>
		</Frame>
	);
};

const firstView = (edited: QuestionId | undefined): TreeView => ({
	cursor: edited === undefined ? undefined : answerRow(edited),
	folded: new Set([...foldedAtFirst].filter(id => id !== 'subnets' || !edited?.match(/(public|private)\d$/i))),
	isFollowing: false,
});

/** How many rows and columns each part of the body takes. */
const cutBody = ({columns, rows}: Size, hasSidePanel: boolean, hops: readonly string[], arrow: string) => {
	const isRoomy = !hasSidePanel && rows >= 15;
	const panelColumns = hasSidePanel ? Math.min(70, Math.floor(columns * 0.45)) : 0;
	const treeColumns = hasSidePanel ? columns - panelColumns - gutter : columns;
	const flow = isRoomy ? joinedLines(hops, arrow, columns) : [];
	const aboutRows = isRoomy ? 3 : 0;
	const gap = rows >= 18 ? 1 : 0;
	const treeRows = Math.max(2, rows - 1 - flow.length - aboutRows - confirmationRows - 2 * gap);
	return {panelColumns, treeColumns, flow, aboutRows, gap, treeRows};
};

const Body = (props: ReviewScreenProps) => {
	const {answers, facts, purpose, edited} = props;
	const {body, hasSidePanel} = useLayout();
	const {symbols} = useTheme();
	const review = useMemo(() => reviewOf(answers, facts.value), [answers, facts.value]);
	const rows = useMemo(() => reviewRows(review), [review]);
	const [view, setView] = useState(() => firstView(edited));
	const [focus, setFocus] = useState<Focus>(edited === undefined ? 'build' : 'tree');
	const [overlay, setOverlay] = useState<'details' | 'save'>();
	const nodes = rows.map(({node}) => node);
	const pointed = findRow(rows, visibleRows(nodes, view.folded)[pointedRow({nodes, view})]?.node.id);
	const about = pointed?.about ?? '';

	const onAction = (action: Action) => {
		if (action === 'switch') setFocus(focus === 'build' ? 'tree' : 'build');
		else if (action === 'back') props.onBack();
		else if (action === 'save') setOverlay('save');
		else if (pointed?.question && purpose.type !== 'go-on') props.onEdit(pointed.question.id);
		else setOverlay('details');
	};
	useKeys(keyTables[focus], onAction);

	if (overlay === 'details' && pointed) {
		return <Details title={pointed.node.label} text={about} {...body} onClose={() => setOverlay(undefined)} />;
	}
	const hops = requestFlow(review.settings).map(({short}) => short);
	const parts = cutBody(body, hasSidePanel, hops, symbols.arrow);
	const {panelColumns, treeColumns, treeRows, aboutRows} = parts;
	return (
		<Box flexDirection="column">
			{[summaryOf(review, props.place, purpose), ...parts.flow].map((line, index) => (
				<Text key={line} bold={index === 0} wrap="truncate">
					{cutEnd(line, body.columns, symbols.ellipsis)}
				</Text>
			))}
			<Box height={parts.gap} />
			<Box height={treeRows}>
				<Box flexDirection="column" width={treeColumns} flexShrink={0}>
					<TreeRows
						label="Plan"
						nodes={nodes}
						view={view}
						columns={treeColumns}
						rows={treeRows}
						isActive={focus === 'tree'}
						onView={setView}
					/>
				</Box>
				{hasSidePanel && (
					<Box flexDirection="column" marginLeft={gutter} height={treeRows} overflow="hidden">
						<ReviewPanel
							review={review}
							about={focus === 'build' ? firstWords(purpose) : about}
							columns={panelColumns}
							rows={treeRows}
						/>
					</Box>
				)}
			</Box>
			{aboutRows > 0 && <Prose text={about} columns={body.columns} rows={aboutRows} tone="muted" isFixed />}
			<Box height={parts.gap} />
			{overlay === 'save' ? (
				<SaveForm {...props} review={review} columns={body.columns} onClose={() => setOverlay(undefined)} />
			) : (
				<BuildConfirmation
					confirmation={confirmationOf(review, props)}
					columns={body.columns}
					isActive={focus === 'build'}
					onConfirm={() => props.onBuild(review.settings)}
					onMend={props.onEdit}
				/>
			)}
		</Box>
	);
};

type SaveFormProps = Pick<ReviewScreenProps, 'purpose' | 'profiles' | 'onSave'> & {
	readonly review: Review;
	readonly columns: number;
	readonly onClose: () => void;
};

const SaveForm = ({purpose, profiles, onSave, review, columns, onClose}: SaveFormProps) => (
	<NameForm
		title="Save the answers as a profile named"
		initial={purpose.type === 'profile' ? purpose.name : review.settings.name}
		columns={columns}
		objectionTo={name =>
			review.problems.length > 0 ? 'Only answers that fit are saved: mend them first.' : profileNameFlaw(name)
		}
		remarkOn={name => (profiles.includes(name) ? `Replaces the profile ${name}.` : undefined)}
		onSubmit={name => {
			onClose();
			onSave(name, review.settings);
		}}
		onCancel={onClose}
	/>
);
