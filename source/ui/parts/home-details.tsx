import {Box, Text} from 'ink';
import type {HomePanel} from '../home-panel.ts';
import {joinedLines, proseLines} from '../prose.ts';
import {displayWidth, padEnd} from '../text.ts';
import {useTheme} from '../use-theme.ts';
import {Prose} from './prose.tsx';
import {RequestSketch, requestSketchRows} from './request-sketch.tsx';

export type HomeDetailsProps = {
	readonly title: string;
	readonly about: string;
	readonly panel: HomePanel;
	readonly columns: number;
	readonly rows: number;
};

const aboutRows = 4;

/** Beside the menu: the row with the pointer, in full. What does not fit is left out from the bottom. */
export const HomeDetails = ({title, about, panel: {facts, sketch, ...panel}, columns, rows}: HomeDetailsProps) => {
	const {tones, border, symbols} = useTheme();
	// A border at the left, and a blank behind it.
	const room = columns - 2;
	const labelColumns = Math.max(0, ...facts.map(([label]) => displayWidth(label))) + 2;
	const lines = facts.flatMap(([label, value]) =>
		valueLines(value, Math.max(8, room - labelColumns), symbols.separator).map((line, index) => ({
			key: `${label} ${line}`,
			label: index === 0 ? label : '',
			line,
		})),
	);
	const shown = lines.slice(0, Math.max(0, rows - aboutRows - 2));
	const hasSketch = sketch !== undefined && rows >= aboutRows + 3 + shown.length + requestSketchRows;
	return (
		<Box
			borderStyle={border}
			borderDimColor
			borderTop={false}
			borderRight={false}
			borderBottom={false}
			flexDirection="column"
			paddingLeft={1}
			width={columns}
			height={rows}
			overflow="hidden"
			flexShrink={0}
		>
			<Text bold wrap="truncate">
				{title}
			</Text>
			<Prose text={panel.about ?? about} columns={room} rows={aboutRows} isFixed />
			<Box height={1} flexShrink={0} />
			{shown.map(({key, label, line}) => (
				<Text key={key} wrap="truncate">
					<Text {...tones.muted}>{padEnd(label, labelColumns)}</Text>
					{line}
				</Text>
			))}
			{hasSketch && (
				<Box marginTop={1} flexShrink={0}>
					<RequestSketch settings={sketch} columns={Math.min(room, 56)} />
				</Box>
			)}
		</Box>
	);
};

const valueLines = (value: string | readonly string[], columns: number, separator: string): readonly string[] =>
	typeof value === 'string' ? proseLines(value, columns) : joinedLines(value, separator, columns);
