import {Box, Text} from 'ink';
import type {Settings} from '../../plan/settings.ts';
import {cutEnd} from '../text.ts';
import {useTheme} from '../use-theme.ts';

export type RequestSketchProps = {readonly settings: Settings; readonly columns: number};

/** How many rows the sketch takes. */
export const requestSketchRows = 16;

/** Both VPCs and the way of the request through them, from top to bottom. */
export const RequestSketch = ({settings, columns}: RequestSketchProps) => {
	const {symbols, tones} = useTheme();
	const {consumerCidr, providerCidr, consumerSubnets, providerSubnets} = settings;
	return (
		<Box flexDirection="column" flexShrink={0} width={columns}>
			<Vpc
				title={`Consumer VPC ${consumerCidr}`}
				stations={[`private server in ${consumerSubnets.private1}`, 'interface endpoint']}
				columns={columns}
			/>
			<Text wrap="truncate">
				{`    ${symbols.flow} `}
				<Text {...tones.accent}>{cutEnd('AWS PrivateLink, once you accept', columns - 6, symbols.ellipsis)}</Text>
			</Text>
			<Vpc
				title={`Provider VPC ${providerCidr}`}
				stations={[
					'endpoint service',
					'Network Load Balancer, TCP:80',
					'target group, checked by HTTP',
					`Apache in ${providerSubnets.private1}`,
				]}
				columns={columns}
			/>
		</Box>
	);
};

type VpcProps = {readonly title: string; readonly stations: readonly string[]; readonly columns: number};

const Vpc = ({title, stations, columns}: VpcProps) => {
	const {symbols, border} = useTheme();
	// Two of the border, two blanks.
	const room = columns - 4;
	const rows = stations.flatMap((station, index) => [...(index > 0 ? [symbols.flow] : []), station]);
	return (
		<Box borderStyle={border} borderDimColor flexDirection="column" paddingX={1} width={columns} flexShrink={0}>
			<Text bold wrap="truncate">
				{cutEnd(title, room, symbols.ellipsis)}
			</Text>
			{rows.map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the rows never change their places
				<Text key={index} wrap="truncate">{`  ${cutEnd(row, room - 2, symbols.ellipsis)}`}</Text>
			))}
		</Box>
	);
};
