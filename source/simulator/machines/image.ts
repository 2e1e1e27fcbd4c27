import type {Machine} from '../world.ts';
import type {Identity} from './identity.ts';

/** A user of a machine. */
export type User = {readonly name: 'root' | 'ssm-user'; readonly id: number; readonly home: string};

/** Session Manager's sessions run as `ssm-user`, user data as `root`. */
export const users: Readonly<Record<User['name'], User>> = {
	root: {name: 'root', id: 0, home: '/root'},
	'ssm-user': {name: 'ssm-user', id: 1001, home: '/home/ssm-user'},
};

type Image = {
	readonly release: Readonly<Record<string, string>>;
	readonly kernel: string;
	/** What a session's `sh` prompts with: dash on Ubuntu, bash under that name on Amazon Linux. */
	readonly prompt: string;
	/** Whether that `sh` edits its lines and remembers them. */
	readonly editsLines: boolean;
	/** What it says of a command that Ctrl-Z stopped, before the command. */
	readonly stopped: string;
	readonly agentUnit: string;
	readonly logFile: string;
};

/** What differs between the images before anything is installed. */
export const images: Readonly<Record<Machine['image'], Image>> = {
	ubuntu: {
		release: {
			PRETTY_NAME: 'Ubuntu 24.04.3 LTS',
			NAME: 'Ubuntu',
			VERSION_ID: '24.04',
			VERSION_CODENAME: 'noble',
			ID: 'ubuntu',
			ID_LIKE: 'debian',
		},
		kernel: '6.14.0-1015-aws',
		prompt: '$ ',
		editsLines: false,
		stopped: '[1] + Stopped                    ',
		agentUnit: 'snap.amazon-ssm-agent.amazon-ssm-agent',
		logFile: '/var/log/syslog',
	},
	'amazon-linux': {
		release: {
			PRETTY_NAME: 'Amazon Linux 2023.9.20251105',
			NAME: 'Amazon Linux',
			VERSION_ID: '2023',
			ID: 'amzn',
			ID_LIKE: 'fedora',
		},
		kernel: '6.12.53-69.119.amzn2023.x86_64',
		prompt: 'sh-5.2$ ',
		editsLines: true,
		stopped: '[1]+  Stopped                 ',
		agentUnit: 'amazon-ssm-agent',
		logFile: '/var/log/messages',
	},
};

/** The files of a fresh machine that matter to scripts. A path that ends in `/` is an empty directory. */
export const imageFiles = (image: Machine['image'], identity: Identity): Readonly<Record<string, string>> => {
	const hostname = identity.privateDnsName.split('.')[0] ?? 'localhost';
	const release = Object.entries(images[image].release).map(([key, value]) => `${key}="${value}"\n`);
	const accounts = Object.values(users).map(({name, id, home}) => `${name}:x:${id}:${id}::${home}:/bin/bash\n`);
	return {
		'/etc/os-release': release.join(''),
		'/etc/hostname': `${hostname}\n`,
		'/etc/hosts': '127.0.0.1 localhost\n',
		'/etc/passwd': accounts.join(''),
		'/etc/resolv.conf': `nameserver 127.0.0.53\nsearch ${identity.privateDnsName.split('.').slice(1).join('.')}\n`,
		[images[image].logFile]: '',
		'/tmp/': '',
		'/var/tmp/': '',
		'/root/': '',
		'/home/ssm-user/': '',
	};
};
