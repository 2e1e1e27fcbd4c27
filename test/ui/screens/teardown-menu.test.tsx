import {describe, expect, it, vi} from 'vitest';
import {type TeardownMenuProps, TeardownMenuScreen} from '../../../source/ui/screens/teardown-menu.tsx';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {deployment} from '../fake-ports.ts';
import {expectFitEverywhere} from '../fits.ts';

const lab = deployment('lab');
const prod = deployment('prod', {place: 'aws', createdBy: 'arn:aws:iam::123456789012:user/bob'});
const props: TeardownMenuProps = {
	target: 'aws 123456789012 eu-central-1',
	found: [prod, lab],
	isLooking: false,
	arn: 'arn:aws:iam::123456789012:user/ada',
	onTearDown: () => {},
	onBack: () => {},
};

const open = async (more: Partial<TeardownMenuProps> = {}, options: Parameters<typeof renderScreen>[1] = {}) => {
	const [onTearDown, onBack] = [vi.fn(), vi.fn()];
	const screen = await renderScreen(
		<TeardownMenuScreen {...props} onTearDown={onTearDown} onBack={onBack} {...more} />,
		options,
	);
	return {screen, onTearDown, onBack};
};

describe('the teardown menu', () => {
	it.each([
		['first', []],
		['picked', ['space', 'down', 'space']],
		['confirming', ['space', 'down', 'space', 'enter']],
	])('fits everywhere: %s', async (_name, keys) => {
		await expectFitEverywhere(() => <TeardownMenuScreen {...props} />, keys);
	});

	it('fits everywhere: under connections of others', async () => {
		const others = ['1', '2', '3'].map(digit => ({
			endpointId: `vpce-0123456789abcdef${digit}`,
			owner: '444455556666',
			state: 'available',
		}));
		const found = [deployment('lab', {others})];
		await expectFitEverywhere(() => <TeardownMenuScreen {...props} found={found} />, ['enter']);
	});

	it('shows what goes, what that saves and whose it is', async () => {
		const {screen} = await open({}, {columns: 160, rows: 50});
		expect(screen.text()).toContain('Nothing is picked yet.');
		await screen.press('space', 'down', 'space');
		expect(screen.text()).toContain('2 deployments, 22 resources, saves $4.02 a day');
		expect(screen.text().replace(/\s+/g, ' ')).toMatch(
			/prod\.k3jx7q2a: In eu-central-1 on AWS.*user\/bob, not by you\. 2 x VPC, 4 x EC2 instance/,
		);
	});

	it('names where the deployment stands, wherever the wizard is, and what it costs there', async () => {
		const {screen} = await open({found: [{...lab, target: 'simulator'}]});
		expect(screen.screen()[0]).toMatch(/ simulator$/);
		expect(screen.screen()[2]).toMatch(/lab\.k3jx7q2a.*, free$/);
		await screen.press('enter');
		expect(screen.screen()[0]).toMatch(/^privatelink-wizard · Tear down lab\.k3jx7q2a .* simulator$/);
	});

	it('takes a second word before it cuts off the endpoints of others', async () => {
		const others = [{endpointId: 'vpce-0123456789abcdef0', owner: '444455556666', state: 'available'}];
		const shared = deployment('lab', {others});
		const {screen, onTearDown} = await open({found: [shared]});
		await screen.press('enter');
		expect(screen.text().replace(/\s+/g, ' ')).toContain(
			'Others use its service: vpce-0123456789abcdef0 of account 444455556666 (available).',
		);
		await screen.type('lab\r');
		expect(onTearDown).not.toHaveBeenCalled();
		expect(screen.text()).toContain('Type disconnect to cut off 1 endpoint of others');
		await screen.type('lab\r');
		expect(screen.text()).toContain('"lab" is not disconnect.');
		await screen.press('ctrl-u');
		await screen.type('disconnect\r');
		expect(onTearDown).toHaveBeenCalledExactlyOnceWith([shared]);
	});

	it('takes the name of every one, in order', async () => {
		const {screen, onTearDown} = await open();
		await screen.press('enter');
		expect(screen.text()).toContain('Check what is to go');
		await screen.press('space', 'down', 'space', 'enter');
		expect(screen.text()).toContain('Tear down prod.k3jx7q2a');
		await screen.type('lab\r');
		expect(screen.text()).toContain('"lab" is not prod.');
		await screen.press('ctrl-u');
		await screen.type('prod\r');
		expect(onTearDown).not.toHaveBeenCalled();
		expect(screen.text()).toContain('Tear down lab.k3jx7q2a');
		await screen.type('lab\r');
		expect(onTearDown).toHaveBeenCalledExactlyOnceWith([prod, lab]);
	});

	it('closes its gate anew for every name', async () => {
		let now = 0;
		const {screen, onTearDown} = await open({found: [lab]}, {now: () => now});
		now = 400;
		await screen.press('enter');
		now = 500;
		await screen.type('lab\r');
		expect(onTearDown).not.toHaveBeenCalled();
		now = 900;
		await screen.type('lab\r');
		expect(onTearDown).toHaveBeenCalledExactlyOnceWith([lab]);
	});

	it('has picked the only one, or the one it was opened for', async () => {
		const {screen} = await open({found: [lab]});
		expect(screen.text()).toContain('[x] lab.k3jx7q2a');
		const marked = await open({marked: 'lab.k3jx7q2a'});
		expect(marked.screen.text()).toMatch(/\[ \] prod\.k3jx7q2a[\s\S]*\[x\] lab\.k3jx7q2a/);
	});

	it('goes back step by step', async () => {
		const {screen, onBack} = await open();
		await screen.press('space', 'enter', 'escape');
		expect(screen.text()).toContain('[x] prod.k3jx7q2a');
		expect(onBack).not.toHaveBeenCalled();
		await screen.press('escape');
		expect(onBack).toHaveBeenCalledTimes(1);
	});

	it('says when there is nothing, or nothing yet', async () => {
		expect((await open({found: [], isLooking: true})).screen.text()).toContain('Looking for deployments.');
		expect((await open({found: []})).screen.text()).toContain('There is nothing to tear down.');
	});
});
