import {loadSharedConfigFiles} from '@smithy/core/config';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The region of an AWS profile in the shared config file, as the SDK reads it; undefined where it names none or there is
 * no such file.
 * @param profile absent: AWS_PROFILE, else `default`
 */
export const profileRegion = async (profile: string | undefined, env: Environment): Promise<string | undefined> => {
	const {configFile} = await loadSharedConfigFiles({ignoreCache: true});
	return configFile[profile ?? env['AWS_PROFILE'] ?? 'default']?.['region'];
};
