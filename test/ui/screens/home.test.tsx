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
