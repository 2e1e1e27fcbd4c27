import {Box, Text} from 'ink';
import {useState} from 'react';
import {count, usd} from '../../reporters/words.ts';
import {contentsOf, doomedWords, keyOf, othersWords, totalWords, wordFor} from '../doomed.ts';
import type {KeyTable} from '../keys.ts';
import {readable} from '../layout.ts';
import {Frame, useLayout} from '../parts/frame.tsx';
import {MultiSelect} from '../parts/multi-select.tsx';
import {Prose} from '../parts/prose.tsx';
import {TypedConfirmation} from '../parts/typed-confirmation.tsx';
import type {FoundDeployment} from '../ports.ts';
import {cutEnd} from '../text.ts';
import {useKeys} from '../use-keys.ts';
import {useTheme} from '../use-theme.ts';
import {age, placeWords} from '../words.ts';

const backKeys: KeyTable<'back'> = [{keys: ['escape'], hint: 'back', action: 'back'}];

const help =
	'Tearing down deletes everything that carries the tags of the deployment, in the reverse order of the build, and then asks AWS what is left. What somebody else put into its VPCs is never touched; it is named instead. Endpoints of others at its service are cut off only after a second word.\nEvery deployment takes its name, typed; there is no other way to confirm it.';

export type TeardownMenuProps = {
	readonly target: string;
	readonly found: readonly FoundDeployment[];
	readonly isLooking: boolean;
	/** The full name of the one to begin with. */
	readonly marked?: string | undefined;
	/** Whoever asks, on AWS. */
	readonly arn?: string | undefined;
	readonly onTearDown: (doomed: readonly FoundDeployment[]) => void;
	readonly onBack: () => void;
};

/** Picks deployments, shows what goes with them, and has their names typed. */
export const TeardownMenuScreen = (props: TeardownMenuProps) => {
	const {target, found, marked, onTearDown, onBack} = props;
	const [own, setPicked] = useState<readonly string[]>();
	const picked = own ?? found.filter(({fullName}) => found.length === 1 || fullName === marked).map(keyOf);
	const [confirmed, setConfirmed] = useState<number>();
	const doomed = found.filter(deployment => picked.includes(keyOf(deployment)));
	const isConfirming = confirmed !== undefined && doomed.length > 0;
	useKeys(backKeys, () => (isConfirming ? setConfirmed(undefined) : onBack()));
	const current = isConfirming ? doomed[confirmed] : undefined;
	// Where all of them stand; of several places the one that the wizard is at.
	const places = new Set((current ? [current] : found).map(deployment => deployment.target));
	const [place = target] = places.size === 1 ? places : [];
	return (
		<Frame
			title={current ? `Tear down ${current.fullName}` : 'Tear down'}
			target={place}
			help={help}
			gate={current ? `tear down ${keyOf(current)}` : 'tear down'}
		>
			{current && confirmed !== undefined ? (
				<Confirm
					{...props}
					key={keyOf(current)}
					doomed={doomed}
					current={current}
					onConfirm={() => (confirmed + 1 < doomed.length ? setConfirmed(confirmed + 1) : onTearDown(doomed))}
				/>
			) : (
				<Pick {...props} picked={picked} doomed={doomed} onPicked={setPicked} onSubmit={() => setConfirmed(0)} />
			)}
		</Frame>
	);
};

type PickProps = TeardownMenuProps & {
	readonly picked: readonly string[];
	readonly doomed: readonly FoundDeployment[];
	readonly onPicked: (keys: readonly string[]) => void;
	readonly onSubmit: () => void;
};

const Pick = ({found, isLooking, arn, picked, doomed, onPicked, onSubmit}: PickProps) => {
	const {columns, rows} = readable(useLayout().body);
	const {symbols, tones} = useTheme();
	if (found.length === 0) {
		return (
			<Prose
				text={isLooking ? 'Looking for deployments.' : 'There is nothing to tear down.'}
				columns={columns}
				rows={2}
			/>
		);
	}
	const listRows = Math.min(found.length + 1, Math.max(3, rows - 6));
	const room = Math.max(0, rows - listRows - 2);
	// Each has its three rows, and more where there is room for all of them.
	const doomedRows = Math.max(3, Math.floor(room / Math.max(1, doomed.length)));
	return (
		<>
			<MultiSelect
				label="Deployments"
				choices={found.map(deployment => ({
					value: keyOf(deployment),
					label: deployment.fullName,
					detail: `${placeWords[deployment.place]}, ${age(deployment.ageSeconds)}, ${deployment.place === 'simulator' ? 'free' : `${usd(deployment.hourlyCost)} an hour`}`,
				}))}
				checked={picked}
				columns={columns}
				rows={listRows}
				objection={doomed.length === 0 ? 'Check what is to go with Space.' : undefined}
				onChange={onPicked}
				onSubmit={onSubmit}
			/>
			<Box height={1} />
			{doomed.length > 0 && <Text bold>{cutEnd(totalWords(doomed), columns, symbols.ellipsis)}</Text>}
			{doomed.slice(0, Math.floor(room / 3)).map(deployment => (
				<Prose
					key={keyOf(deployment)}
					text={`${symbols.marks.skipped} ${deployment.fullName}: ${doomedWords(deployment, arn)} ${contentsOf(deployment)}.`}
					columns={columns}
					rows={doomedRows}
				/>
			))}
			{doomed.length === 0 && <Text {...tones.muted}>Nothing is picked yet.</Text>}
		</>
	);
};

type ConfirmProps = TeardownMenuProps & {
	readonly doomed: readonly FoundDeployment[];
	readonly current: FoundDeployment;
	readonly onConfirm: () => void;
};

const Confirm = ({found, arn, doomed, current, onConfirm}: ConfirmProps) => {
	const {columns, rows} = readable(useLayout().body);
	const {symbols} = useTheme();
	const {others} = current;
	const [isNamed, setNamed] = useState(false);
	const place = doomed.length > 1 ? `${doomed.indexOf(current) + 1} of ${doomed.length}: ` : '';
	return (
		<>
			<Text bold>{cutEnd(`${place}${totalWords([current])}`, columns, symbols.ellipsis)}</Text>
			<Prose text={doomedWords(current, arn)} columns={columns} rows={3} />
			<Box height={1} />
			<Prose text={`What goes: ${contentsOf(current)}.`} columns={columns} rows={Math.max(1, rows - 11)} />
			{others.length > 0 && <Prose text={othersWords(current)} columns={columns} rows={3} />}
			<Box height={1} />
			{isNamed ? (
				<TypedConfirmation
					key="others"
					word="disconnect"
					purpose={`cut off ${count(others.length, 'endpoint')} of others`}
					columns={columns}
					onConfirm={onConfirm}
				/>
			) : (
				<TypedConfirmation
					key="name"
					word={wordFor(current, found)}
					purpose={`tear it down on ${placeWords[current.place]}`}
					columns={columns}
					onConfirm={() => (others.length > 0 ? setNamed(true) : onConfirm())}
				/>
			)}
		</>
	);
};
