import {Box, Text} from 'ink';
import type {VpcSide} from '../../plan/questions.ts';
import type {Settings} from '../../plan/settings.ts';
import {type AddressRow, addressPlan} from '../address-plan.ts';
import {cutEnd, displayWidth, padEnd} from '../text.ts';
import {useTheme} from '../use-theme.ts';

export type AddressTableProps = {
	readonly settings: Settings;
	/** The VPC that is asked about. */
	readonly side: VpcSide;
	readonly columns: number;
	/** At most; the last ones are left out first. */
	readonly rows: number;
	/** The answer as it is typed does not fit, and the plan is that of the suggestion. */
	readonly isSuggested: boolean;
};

const labelColumns = 10;

/** The address plan of both VPCs, as the answers stand. */
export const AddressTable = ({settings, side, columns, rows, isSuggested}: AddressTableProps) => {
	const {symbols, tones} = useTheme();
	const {rows: lines, overlap} = addressPlan(settings);
	const cellColumns = Math.max(8, Math.min(26, Math.floor((columns - labelColumns) / 2)));
	// Where the remark does not fit the block stands alone.
	const fits = (text: string) => displayWidth(text) < cellColumns;
	const cell = (text: string) => padEnd(fits(text) ? text : (text.split(' ')[0] ?? ''), cellColumns);
	const line = ({label, cells}: AddressRow) => (
		<Text key={label} wrap="truncate">
			{padEnd(label, labelColumns) + cell(cells.provider) + cell(cells.consumer)}
		</Text>
	);
	const [vpcs, ...subnets] = lines;
	const {isFine, message} = overlap;
	const legend = (
		<Text key="legend" wrap="truncate" {...tones.muted}>
			{cutEnd('In brackets: free addresses; AWS keeps five.', columns, symbols.ellipsis)}
		</Text>
	);
	const all = [
		<Text key="header" bold wrap="truncate">
			{padEnd(isSuggested ? 'Suggested' : 'Addresses', labelColumns)}
			<Text underline={side === 'provider'}>Provider</Text>
			{' '.repeat(cellColumns - 'Provider'.length)}
			<Text underline={side === 'consumer'}>Consumer</Text>
		</Text>,
		vpcs && line(vpcs),
		<Text key="overlap" wrap="truncate" {...(isFine ? tones.good : tones.warning)}>
			{cutEnd(`${isFine ? symbols.marks.good : symbols.marks.paused} ${message}`, columns, symbols.ellipsis)}
		</Text>,
		...subnets.map(line),
		...(subnets.some(({cells}) => fits(cells[side])) ? [legend] : []),
	];
	return (
		<Box flexDirection="column" flexShrink={0}>
			{all.slice(0, Math.max(0, rows))}
		</Box>
	);
};
