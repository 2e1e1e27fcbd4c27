import {describe, expect, it, vi} from 'vitest';
import {ProfilesScreen, type ProfilesScreenProps, profileWords} from '../../../source/ui/screens/profiles.tsx';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {profile} from '../fake-ports.ts';
import {expectFitEverywhere} from '../fits.ts';

const frankfurt = profile('frankfurt', {region: 'eu-central-1'}, {lastOutcome: 'done'});
const plain = profile('plain');
const props: ProfilesScreenProps = {
	target: 'aws 123456789012 eu-central-1',
	place: 'aws',
	profiles: [frankfurt, plain],
	onRun: () => {},
	onEdit: () => {},
	onRename: () => {},
	onDelete: () => {},
	onBack: () => {},
};

const open = async (more: Partial<ProfilesScreenProps> = {}) => {
	const spies = {onRun: vi.fn(), onEdit: vi.fn(), onRename: vi.fn(), onDelete: vi.fn(), onBack: vi.fn()};
	return {screen: await renderScreen(<ProfilesScreen {...props} {...spies} {...more} />), ...spies};
};

describe('the profiles', () => {
	it.each([
		['first', []],
		['renaming', ['n']],
		['deleting', ['d']],
	])('fit everywhere: %s', async (_name, keys) => {
		await expectFitEverywhere(() => <ProfilesScreen {...props} />, keys);
	});

	it('run, edit and practise by one key', async () => {
		const {screen, onRun, onEdit} = await open();
		await screen.press('enter', 'down', 'e', 's');
		expect(onRun.mock.calls).toEqual([
			[frankfurt, 'aws'],
			[plain, 'simulator'],
		]);
		expect(onEdit.mock.calls).toEqual([[plain]]);
	});

	it('are renamed, but not to a name that is taken or none', async () => {
		const {screen, onRename} = await open();
		await screen.press('n', 'ctrl-u');
		await screen.type('plain\r');
		expect(screen.text()).toContain('There is a profile plain already.');
		await screen.type(' x\r');
		expect(onRename).not.toHaveBeenCalled();
		await screen.press('ctrl-u');
		await screen.type('main\r');
		expect(onRename).toHaveBeenCalledExactlyOnceWith('frankfurt', 'main');
	});

	it('are deleted only after a second look', async () => {
		const {screen, onDelete, onRun, onBack} = await open();
		await screen.press('down', 'd', 'enter', 'd', 'escape');
		expect([onDelete, onRun, onBack].map(spy => spy.mock.calls.length)).toEqual([0, 0, 0]);
		await screen.press('d', 'd');
		expect(onDelete).toHaveBeenCalledExactlyOnceWith('plain');
	});

	it('go back, also when none is left', async () => {
		const {screen, onBack, onEdit} = await open({profiles: []});
		await screen.press('e', 'escape');
		expect([onBack.mock.calls.length, onEdit.mock.calls.length]).toEqual([1, 0]);
	});

	it('are told in words', () => {
		expect(profileWords(frankfurt)).toBe('Region eu-central-1. Saved 2026-11-02.');
		expect(profileWords(plain)).toBe('All the defaults. Saved 2026-11-02.');
	});
});
