import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {accessKeys} from '../../source/simulator/accounts.ts';

/** Debian's packages put them here; another `aws` on the path may be of any version. */
export const awsCli = '/usr/bin/aws';
export const python = '/usr/bin/python3';

const hasBoto3 = existsSync('/usr/lib/python3/dist-packages/boto3');

/** Judges that this machine has, by the name of their package. */
export const judges = {awscli: existsSync(awsCli), 'python3-boto3': existsSync(python) && hasBoto3} as const;

/** Set where a judge that is missing is a failure, e.g. in CI. */
export const judgesRequired = process.env['REQUIRE_JUDGES'] === '1';

/** The environment of a judge: credentials of the simulator's first account, and nothing of the machine's own. */
export const judgeEnvironment = (home: string): Record<string, string> => ({
	PATH: '/usr/bin:/bin',
	HOME: home,
	AWS_ACCESS_KEY_ID: accessKeys[0].accessKeyId,
	AWS_SECRET_ACCESS_KEY: accessKeys[0].secretAccessKey,
	AWS_DEFAULT_REGION: 'us-east-1',
	AWS_CONFIG_FILE: path.join(home, 'no-config'),
	AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'no-credentials'),
	AWS_EC2_METADATA_DISABLED: 'true',
	AWS_PAGER: '',
});

type Side = {readonly cidr: string; readonly public: readonly string[]; readonly private: readonly string[]};

/** What the judges build: the document's values. */
export const topology = JSON.parse(readFileSync(path.join(import.meta.dirname, 'topology.json'), 'utf8')) as {
	readonly provider: Side;
	readonly consumer: Side;
	readonly image: string;
	readonly page: string;
};
