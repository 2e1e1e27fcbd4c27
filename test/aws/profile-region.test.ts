import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {profileRegion} from '../../source/aws/profile-region.ts';
import {temporaryFolder} from '../helpers/bin.ts';

beforeEach(() => {
	const file = path.join(temporaryFolder(), 'config');
	writeFileSync(
		file,
		'[default]\nregion = eu-west-1\n[profile lab]\nregion = eu-central-1\n[profile bare]\noutput = json\n',
	);
	vi.stubEnv('AWS_CONFIG_FILE', file);
});

afterEach(() => {
	vi.unstubAllEnvs();
});

it.each([
	['the default profile', undefined, {}, 'eu-west-1'],
	['the profile of the environment', undefined, {AWS_PROFILE: 'lab'}, 'eu-central-1'],
	['the profile that was named, whatever the environment says', 'lab', {AWS_PROFILE: 'bare'}, 'eu-central-1'],
	['a profile that names none', 'bare', {}, undefined],
	['a profile that is not there', 'other', {}, undefined],
])('the region of %s', async (_, profile, env, region) => {
	expect(await profileRegion(profile, env)).toBe(region);
});

it('is none where there is no file', async () => {
	vi.stubEnv('AWS_CONFIG_FILE', path.join(temporaryFolder(), 'none'));
	expect(await profileRegion(undefined, {})).toBeUndefined();
});
