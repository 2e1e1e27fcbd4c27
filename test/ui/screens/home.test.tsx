import {describe, expect, it, vi} from 'vitest';
import {HomeScreen, type HomeScreenProps} from '../../../source/ui/screens/home.tsx';
import {themeFor} from '../../../source/ui/theme.ts';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {denied, deployment, granted, profile} from '../fake-ports.ts';
import {expectFitEverywhere} from '../fits.ts';

const props: HomeScreenProps = {
	isPinned: false,
	target: 'aws 123456789012 eu-central-1',
	access: {isLooking: false, value: granted},
	profiles: [profile('frankfurt', {region: 'eu-central-1'}, {lastOutcome: 'done'})],
	deployments: {
		aws: {isLooking: false, value: [deployment('prod', {place: 'aws'})]},
		simulator: {isLooking: false, value: [deployment('lab')]},
	},
	onAction: () => {},
	onLookAgain: () => {},
	onLeave: () => {},
};

describe('the home screen', () => {
	it('fits everywhere, whatever the size was before', async () => {
		await expectFitEverywhere(() => <HomeScreen {...props} />, ['down', 'down', 'down']);
	});

	it('says whole what went wrong before there was a screen to say it on', async () => {
		const notice = `The saved answers could not be read and were set aside: /home/ada/${'config/'.repeat(8)}profiles.json.damaged`;
		await expectFitEverywhere(() => <HomeScreen {...props} notice={notice} />);
		const screen = await renderScreen(<HomeScreen {...props} notice={notice} />, {columns: 60, rows: 20});
		expect(screen.text()).toMatch(/profiles\.json\.damaged/);
	});

	it('shows account, profiles, deployments with state, age and cost', async () => {
		const screen = await renderScreen(<HomeScreen {...props} />);
		expect(screen.text()).toContain('✓ AWS account 123456789012, as arn:aws:iam::123456789012:user/ada');
		expect(screen.text()).toMatch(/❯ Build on AWS +account 123456789012/);
		expect(screen.text()).toMatch(/Run profile frankfurt +eu-central-1, last run done/);
		expect(screen.text()).toMatch(/Go on with prod\.k3jx7q2a +eu-central-1, done, 2 h 3 min, \$0\.510/);
	});

	it('has practising preselected without credentials, and says what to do about them', async () => {
		const screen = await renderScreen(<HomeScreen {...props} access={{isLooking: false, value: denied}} />, {
			theme: themeFor({}),
		});
		expect(screen.text()).toMatch(/> Practise without an account/);
		expect(screen.text()).toMatch(/Build on AWS +no credentials/);
		expect(screen.text().replace(/\s+/g, ' ')).toContain('Sign in with: aws sso login');
	});

	it('does not wait for what is looked up', async () => {
		const onAction = vi.fn();
		const nothing = {isLooking: true};
		const screen = await renderScreen(
			<HomeScreen {...props} access={nothing} deployments={{aws: nothing, simulator: nothing}} onAction={onAction} />,
		);
		expect(screen.text()).toContain('Looking for AWS credentials');
		expect(screen.text()).toMatch(/Tear down +looking for deployments/);
		await screen.press('enter');
		expect(onAction).toHaveBeenCalledExactlyOnceWith({type: 'ask', place: 'aws'});
	});

	it('leads to what its rows say', async () => {
		const onAction = vi.fn();
		const [onLookAgain, onLeave] = [vi.fn(), vi.fn()];
		const screen = await renderScreen(<HomeScreen {...props} {...{onAction, onLookAgain, onLeave}} />);
		for (let row = 0; row < 7; row++) await screen.press('enter', 'down');
		expect(onAction.mock.calls.map(([action]) => [action.type, action.place ?? action.screen])).toEqual([
			['ask', 'aws'],
			['ask', 'simulator'],
			['run-profile', undefined],
			['go-on', undefined],
			['go-on', undefined],
			['open', 'teardown-menu'],
			['open', 'profiles'],
		]);
		await screen.press('r', 'q');
		expect([onLookAgain.mock.calls.length, onLeave.mock.calls.length]).toEqual([1, 1]);
	});
});

describe('the panel beside the menu', () => {
	const wide = {columns: 160, rows: 50};

	it('has what a build makes, takes and costs, and the way of the request', async () => {
		const screen = await renderScreen(<HomeScreen {...props} />, wide);
		expect(screen.text()).toMatch(/Takes +about \d+ min/);
		expect(screen.text()).toMatch(/Costs +\$0\.168 an hour, \$4\.02 a day/);
		expect(screen.text()).toContain('Consumer VPC 21.0.0.0/16');
		expect(screen.text()).toContain('Apache in 11.0.2.0/24');
		await screen.press('down');
		expect(screen.text()).toMatch(/Costs +nothing; on AWS/);
	});

	it('has state, age and cost of a deployment, whose it is and what stands', async () => {
		const answers = {providerCidr: '12.0.0.0/16'};
		const prod = deployment('prod', {place: 'aws', target: 'aws 123456789012 eu-central-1', answers});
		const deployments = {...props.deployments, aws: {isLooking: false, value: [prod]}};
		const screen = await renderScreen(<HomeScreen {...props} deployments={deployments} />, wide);
		await screen.press('down', 'down');
		expect(screen.text()).toMatch(/Last run +done/);
		await screen.press('down');
		expect(screen.text()).toMatch(/Age +2 h 3 min/);
		expect(screen.text()).toMatch(/So far +\$0\.510/);
		expect(screen.text()).toMatch(/Made by +arn:aws:iam::123456789012:user\/ada/);
		expect(screen.text()).toContain('2 x VPC · 4 x EC2 instance · 1 x NAT gateway');
		expect(screen.text()).toContain('Provider VPC 12.0.0.0/16');
		await screen.press('end', 'up');
		expect(screen.text()).toMatch(/prod\.k3jx7q2a +AWS, 2 h 3 min, \$4\.02 a day/);
	});

	it('leaves out from the bottom what does not fit, and all of it on a narrow terminal', async () => {
		const screen = await renderScreen(<HomeScreen {...props} />, {columns: 160, rows: 20});
		expect(screen.text()).toMatch(/Costs +\$0/);
		expect(screen.text()).not.toContain('Consumer VPC 21');
		await screen.resize({columns: 129, rows: 50});
		expect(screen.text()).not.toMatch(/Costs +\$0/);
	});

	it('does with plain characters', async () => {
		const screen = await renderScreen(<HomeScreen {...props} />, {...wide, theme: themeFor({NO_COLOR: '1'})});
		expect(screen.text()).not.toMatch(/[^\u0020-\u007E\n]/);
	});
});
