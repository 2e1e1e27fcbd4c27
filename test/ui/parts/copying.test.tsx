import {Text} from 'ink';
import {describe, expect, it} from 'vitest';
import {clipboardSequence} from '../../../source/ui/clipboard.ts';
import {Copying} from '../../../source/ui/parts/copying.tsx';
import {Frame, useLayout} from '../../../source/ui/parts/frame.tsx';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {expectFitEverywhere} from '../fits.ts';

const arn =
	'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/lab-k3jx7q2a-provider/0123456789abcdef';
const items = [
	{label: 'Endpoint', value: 'vpce-0123456789abcdef0'},
	{label: 'Load balancer', value: arn},
];

const Body = () => {
	const {columns, rows} = useLayout().body;
	return (
		<Copying items={items} columns={columns} rows={rows}>
			<Text>what stands there</Text>
		</Copying>
	);
};

const screenOf = () => (
	<Frame title="Ids" target="simulator">
		<Body />
	</Frame>
);

describe('the list of what can be copied', () => {
	it('fits everywhere', async () => {
		await expectFitEverywhere(screenOf, ['c', 'down', 'enter']);
	});

	it('sends an id to the clipboard by OSC 52, and says so', async () => {
		const screen = await renderScreen(screenOf());
		expect(screen.text()).toContain('c copy');
		await screen.press('c');
		expect(screen.text()).not.toContain('what stands there');
		expect(screen.text()).toContain('Enter sends it to the clipboard');
		await screen.press('enter');
		expect(screen.raw()).toContain(`\u001B]52;c;${Buffer.from('vpce-0123456789abcdef0').toString('base64')}\u0007`);
		expect(screen.text()).toContain('✓ Sent to the clipboard of this terminal.');
		await screen.press('c');
		expect(screen.text()).toContain('what stands there');
	});

	it('shows what is to be copied whole, for a terminal that takes nothing from programs', async () => {
		const screen = await renderScreen(screenOf(), {columns: 60, rows: 20});
		await screen.press('c', 'down');
		expect(
			screen
				.screen()
				.map(row => row.trim())
				.join(''),
		).toContain(arn);
		await screen.press('enter');
		expect(screen.raw()).toContain(clipboardSequence(arn));
	});

	it('carries any text', () => {
		expect(clipboardSequence('zażółć')).toBe('\u001B]52;c;emHFvMOzxYLEhw==\u0007');
	});
});
