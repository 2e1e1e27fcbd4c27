import path from 'node:path';
import envPaths from 'env-paths';

/** Where the program keeps its files. */
export type Home = {
	/** One folder a deployment, with its journal and lock. */
	readonly deployments: string;
	/** The simulator's world. */
	readonly world: string;
	/** Saved answers. */
	readonly config: string;
	/** What bugs threw. */
	readonly logs: string;
};

const homeAt = (data: string, config: string): Home => ({
	deployments: path.join(data, 'deployments'),
	world: path.join(data, 'simulator'),
	config,
	logs: path.join(data, 'logs'),
});

/** The platform's data and config folders, or all of it below PRIVATELINK_WIZARD_HOME. */
export const homeOf = (env: Readonly<Record<string, string | undefined>>): Home => {
	const override = env['PRIVATELINK_WIZARD_HOME'];
	if (override) return homeAt(path.resolve(override), path.resolve(override));
	const platform = envPaths('privatelink-wizard', {suffix: ''});
	return homeAt(platform.data, platform.config);
};
