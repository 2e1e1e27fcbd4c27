import {describe, expect, it, vi} from 'vitest';
import {ReviewScreen, type ReviewScreenProps} from '../../../source/ui/screens/review.tsx';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {facts} from '../fake-ports.ts';
import {expectFitEverywhere} from '../fits.ts';

const props: ReviewScreenProps = {
	place: 'simulator',
	target: 'simulator',
	answers: {},
	purpose: {type: 'build'},
	facts: {isLooking: false, value: facts},
	standing: [],
	profiles: ['mine'],
	onEdit: () => {},
	onSave: () => {},
	onBuild: () => {},
	onBack: () => {},
};

const open = async (more: Partial<ReviewScreenProps> = {}, options: Parameters<typeof renderScreen>[1] = {}) => {
	const spies = {onEdit: vi.fn(), onSave: vi.fn(), onBuild: vi.fn(), onBack: vi.fn()};
	const screen = await renderScreen(<ReviewScreen {...props} {...spies} {...more} />, options);
	return {screen, ...spies};
};

describe('the review', () => {
	it.each([
		['first', []],
		['in the tree', ['tab', 'end', 'right', 'down', 'down']],
		['reading', ['tab', 'down', 'enter']],
		['saving', ['ctrl-s']],
	])('fits everywhere: %s', async (_name, keys) => {
		await expectFitEverywhere(
			() => <ReviewScreen {...props} place="aws" target="aws 123456789012 eu-central-1" />,
			keys,
		);
	});

	it('fits everywhere with an answer that does not', async () => {
		await expectFitEverywhere(() => (
			<ReviewScreen {...props} answers={{consumerPrivate2: '99.0.0.0/24'}} edited="consumerPrivate2" />
		));
	});

	it('shows amount, time, price, flow, notices and answers at once', async () => {
		const {screen} = await open({}, {columns: 60, rows: 20});
		expect(screen.text()).toMatch(/\d+ steps, about \d+ min, free; on AWS \$0\.168 an hour/);
		expect(screen.text().replace(/\s+/g, ' ')).toContain(
			'endpoint → PrivateLink → load balancer → target group → Apache in 11.0.2.0/24',
		);
		for (const words of ['Public address space', 'How Session Manager', 'Charged from the first minute', 'Answers'])
			expect(screen.text()).toContain(words);
	});

	it('shows price by line and every notice in full where there is room', async () => {
		const {screen} = await open({}, {columns: 160, rows: 50});
		expect(screen.text()).toMatch(/1 x NAT gateway +\$0\.045/);
		expect(screen.text()).toMatch(/All, \$4\.02 a day +\$0\.168/);
		expect(screen.text()).toMatch(/Availability zones +euc1-az1, euc1-az3/);
		expect(screen.text()).toContain('a started one counted whole.');
	});

	it.each([
		[120, 30],
		[100, 24],
	])('cuts the side panel at its end, not in its midst, at %sx%s', async (columns, rows) => {
		const {screen} = await open({}, {columns, rows});
		const text = screen.text();
		for (const words of [
			'The way of the request',
			'→ interface endpoint',
			'→ target group',
			'Apache of the provider in 11.0',
		]) {
			expect(text).toContain(words);
		}
		expect(text).not.toContain('a started one counted whole.');
	});

	it('builds with Enter on the simulator', async () => {
		const {screen, onBuild} = await open({answers: {name: 'mine'}});
		await screen.press('enter');
		expect(onBuild).toHaveBeenCalledTimes(1);
		expect(onBuild.mock.calls[0]?.[0]).toMatchObject({name: 'mine', providerCidr: '11.0.0.0/16'});
	});

	it('builds on AWS with the name typed, never with Enter alone', async () => {
		const {screen, onBuild} = await open({place: 'aws', target: 'aws 123456789012 eu-central-1'});
		await screen.press('enter', 'enter');
		expect(onBuild).not.toHaveBeenCalled();
		await screen.type('lap\r');
		expect(screen.text()).toContain('"lap" is not lab.');
		await screen.press('backspace');
		await screen.type('b\r');
		expect(onBuild).toHaveBeenCalledTimes(1);
	});

	it('drops what was typed for the screen before', async () => {
		let now = 0;
		const {screen, onBuild} = await open({}, {now: () => now});
		now = 299;
		await screen.press('enter');
		expect(onBuild).not.toHaveBeenCalled();
		now = 301;
		await screen.press('enter');
		expect(onBuild).toHaveBeenCalledTimes(1);
	});

	it('leads from every answer to its question, also of those not asked', async () => {
		const {screen, onEdit} = await open();
		await screen.press('tab', ...Array.from({length: 5}, () => 'down'), 'enter');
		expect(onEdit).toHaveBeenLastCalledWith('name');
		await screen.press(...Array.from({length: 7}, () => 'down'), 'enter');
		expect(onEdit).toHaveBeenLastCalledWith('sessionPath');
		await screen.press('down', 'right', 'down', 'enter');
		expect(onEdit).toHaveBeenLastCalledWith('providerPublic1');
	});

	it('stays in the tree at the answer that was edited', async () => {
		const {screen, onBuild} = await open({edited: 'consumerPrivate1'});
		expect(screen.text()).toMatch(/❯ +✓ Consumer private subnet 1 +21\.0\.2\.0\/24/);
		await screen.press('tab', 'enter');
		expect(onBuild).toHaveBeenCalledTimes(1);
	});

	it('reads a row in full', async () => {
		const {screen} = await open({}, {columns: 60, rows: 20});
		await screen.press('tab', 'down', 'down', 'enter');
		expect(screen.text().replace(/\s+/g, ' ')).toContain('--session-path nat builds a NAT gateway instead.');
		await screen.press('escape');
		expect(screen.text()).toContain('Build lab on the simulator');
	});

	it('does not build what does not fit, but leads there', async () => {
		const {screen, onBuild, onEdit} = await open({answers: {consumerCidr: '10.0.0.0/8'}});
		expect(screen.text()).toContain('✗ Consumer CIDR does not fit');
		await screen.press('enter');
		expect(onBuild).not.toHaveBeenCalled();
		expect(onEdit).toHaveBeenCalledExactlyOnceWith('consumerCidr');
	});

	it('does not build where nothing can be built', async () => {
		const {screen, onBuild} = await open({place: 'aws', obstacle: 'There are no AWS credentials.'});
		await screen.type('lab\r');
		expect(screen.text()).toContain('✗ There are no AWS credentials.');
		expect(onBuild).not.toHaveBeenCalled();
	});

	it('saves the answers under a name', async () => {
		const {screen, onSave, onBuild} = await open({answers: {name: 'x'}});
		await screen.press('ctrl-s', 'ctrl-u', 'enter');
		expect(onSave).not.toHaveBeenCalled();
		await screen.type('mine');
		expect(screen.text()).toContain('Replaces the profile mine.');
		await screen.press('enter');
		expect(onSave.mock.calls).toEqual([['mine', expect.objectContaining({name: 'x'})]]);
		expect(screen.text()).toContain('Saved as mine.');
		expect(onBuild).not.toHaveBeenCalled();
	});

	it('saves nothing that does not fit', async () => {
		const {screen, onSave} = await open({answers: {consumerCidr: 'x'}});
		await screen.press('ctrl-s', 'enter');
		expect(onSave).not.toHaveBeenCalled();
		expect(screen.text()).toContain('Only answers that fit are saved');
	});

	it('has fixed answers for what stands', async () => {
		const purpose = {type: 'go-on', fullName: 'lab.k3jx7q2a'} as const;
		const {screen, onEdit, onBack} = await open({purpose});
		expect(screen.text()).toContain('Go on with lab.k3jx7q2a');
		await screen.press('tab', ...Array.from({length: 5}, () => 'down'), 'enter');
		expect(onEdit).not.toHaveBeenCalled();
		await screen.press('escape', 'escape', 'escape');
		expect(onBack).toHaveBeenCalledTimes(1);
	});
});
