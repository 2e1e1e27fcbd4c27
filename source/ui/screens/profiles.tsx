import {Box, Text} from 'ink';
import {useState} from 'react';
import {questions} from '../../plan/questions.ts';
import {KeyLayer} from '../key-scope.tsx';
import type {KeyTable} from '../keys.ts';
import {readable} from '../layout.ts';
import {Frame, useLayout} from '../parts/frame.tsx';
import {NameForm} from '../parts/name-form.tsx';
import {Prose} from '../parts/prose.tsx';
import {SelectList} from '../parts/select-list.tsx';
import type {Place, SavedProfile} from '../ports.ts';
import {profileNameFlaw} from '../profile-names.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {outcomeWords, placeWords} from '../words.ts';

type Action = 'edit' | 'practise' | 'rename' | 'delete' | 'back';

const backKey = {keys: ['escape'], hint: 'back', action: 'back'} as const;
const keyTable: KeyTable<Action> = [
	{keys: ['e'], hint: 'edit', help: 'look at the review of the profile and edit its answers', action: 'edit'},
	{keys: ['s'], hint: 'on the simulator', help: 'run it on the simulator', action: 'practise'},
	{keys: ['n'], hint: 'rename', action: 'rename'},
	{keys: ['d'], hint: 'delete', action: 'delete'},
	backKey,
];

const help =
	'Saved answers. Enter runs a profile: on AWS it shows the review first, on the simulator it builds at once. What a profile does not name keeps its default.';

export type ProfilesScreenProps = {
	readonly target: string;
	/** Where Enter runs a profile. */
	readonly place: Place;
	readonly profiles: readonly SavedProfile[];
	readonly onRun: (profile: SavedProfile, place: Place) => void;
	readonly onEdit: (profile: SavedProfile) => void;
	readonly onRename: (from: string, to: string) => void;
	readonly onDelete: (name: string) => void;
	readonly onBack: () => void;
};

/** The saved answers: run, edit, rename, delete. */
export const ProfilesScreen = (props: ProfilesScreenProps) => (
	<Frame title="Profiles" target={props.target} help={help}>
		<Body {...props} />
	</Frame>
);

/** The answers of a profile in words, in the order of the questions. */
export const profileWords = ({answers, savedAt}: SavedProfile): string => {
	const given = questions.flatMap(({id, label}) => (answers[id] ? [`${label} ${answers[id]}`] : []));
	return `${given.length > 0 ? given.join(', ') : 'All the defaults'}. Saved ${savedAt.slice(0, 10)}.`;
};

const panelRows = 4;

const Body = (props: ProfilesScreenProps) => {
	const {profiles, place, onRun, onRename, onDelete, onBack} = props;
	const {columns, rows} = readable(useLayout().body);
	const {symbols, tones} = useTheme();
	const [pointed, setPointed] = useState<string>();
	const [overlay, setOverlay] = useState<'rename' | 'delete'>();
	const profile = profiles.find(({name}) => name === pointed) ?? profiles[0];
	const onAction = (action: Action) => {
		if (action === 'back' || !profile) onBack();
		else if (action === 'edit') props.onEdit(profile);
		else if (action === 'practise') onRun(profile, 'simulator');
		else setOverlay(action);
	};
	useKeys(profile ? keyTable : [backKey], onAction);
	const names = profiles.map(({name}) => name);
	const close = () => setOverlay(undefined);
	return (
		<>
			<SelectList
				label="Profiles"
				choices={profiles.map(({name, lastOutcome}) => ({
					value: name,
					label: name,
					detail: lastOutcome ? `last run ${outcomeWords[lastOutcome]}` : 'not run yet',
				}))}
				columns={columns}
				rows={Math.max(3, rows - panelRows - 1)}
				onMove={setPointed}
				onChoose={name => {
					const chosen = profiles.find(each => each.name === name);
					if (chosen) onRun(chosen, place);
				}}
			/>
			<Box height={1} />
			{profile && overlay === undefined && (
				<Prose text={profileWords(profile)} columns={columns} rows={panelRows - 1} />
			)}
			{profile && overlay === undefined && (
				<Text {...tones.muted}>{cutEnd(`Enter runs it on ${placeWords[place]}.`, columns, symbols.ellipsis)}</Text>
			)}
			{profile && overlay === 'rename' && (
				<NameForm
					title={`Rename ${profile.name} to`}
					initial={profile.name}
					columns={columns}
					objectionTo={name =>
						name !== profile.name && names.includes(name)
							? `There is a profile ${name} already.`
							: profileNameFlaw(name)
					}
					onSubmit={name => {
						close();
						setPointed(name);
						if (name !== profile.name) onRename(profile.name, name);
					}}
					onCancel={close}
				/>
			)}
			{profile && overlay === 'delete' && (
				<DeleteQuestion
					name={profile.name}
					columns={columns}
					onDelete={() => {
						close();
						onDelete(profile.name);
					}}
					onCancel={close}
				/>
			)}
		</>
	);
};

type DeleteQuestionProps = {
	readonly name: string;
	readonly columns: number;
	readonly onDelete: () => void;
	readonly onCancel: () => void;
};

const deleteKeys: KeyTable<'delete' | 'cancel'> = [
	{keys: ['d'], hint: 'delete it', action: 'delete'},
	{keys: ['escape', 'enter'], hint: 'keep it', action: 'cancel'},
];

const DeleteQuestion = (props: DeleteQuestionProps) => (
	<KeyLayer>
		<DeleteKeys {...props} />
	</KeyLayer>
);

const DeleteKeys = ({name, columns, onDelete, onCancel}: DeleteQuestionProps) => {
	useKeys(deleteKeys, action => (action === 'delete' ? onDelete() : onCancel()));
	const text = `Delete the saved answers ${name}? Deployments stay as they are. d deletes, Esc keeps.`;
	return <Prose text={text} columns={columns} rows={panelRows} />;
};
