import {type QuestionId, questions} from './plan/questions.ts';

/** A command: what may stand behind it, and what the help says of it. */
export type CommandSpec = {
	readonly operands: string;
	/** How many words it takes at most; absent: any number. */
	readonly most?: number;
	/** The answers that it takes as flags. */
	readonly answers: readonly QuestionId[];
	readonly about: string;
};

const allAnswers = questions.map(({id}) => id);

/** The commands, in the order of a deployment's life. */
export const commands = {
	up: {
		operands: '',
		most: 0,
		answers: allAnswers,
		about: 'build (or go on with) a deployment, decide on its connection, fetch the page',
	},
	demo: {
		operands: '',
		most: 0,
		answers: allAnswers,
		about: 'the same on a simulator of its own, in compressed time; needs no account',
	},
	approve: {
		operands: '[DEPLOYMENT] [VPCE-ID…]',
		answers: ['region'],
		about: 'pending connections of a deployment; --accept or --reject decides',
	},
	verify: {
		operands: '[DEPLOYMENT]',
		most: 1,
		answers: ['region'],
		about: 'send the request again through a Session Manager session',
	},
	session: {
		operands: '[DEPLOYMENT] [-- COMMAND…]',
		most: 1,
		answers: ['region'],
		about: "a shell on the consumer's private instance, or one command there",
	},
	status: {
		operands: '[DEPLOYMENT]',
		most: 1,
		answers: ['region'],
		about: 'what exists of a deployment, with age, creator and cost so far',
	},
	list: {operands: '', most: 0, answers: ['region'], about: 'all deployments of the target'},
	down: {
		operands: '[DEPLOYMENT…]',
		answers: ['region'],
		about: 'tear a deployment down, then prove that nothing is left',
	},
	plan: {
		operands: '',
		most: 0,
		answers: allAnswers,
		about: 'print what would be built and what it costs; creates nothing',
	},
	profile: {operands: 'list|show|save|delete [NAME]', most: 2, answers: allAnswers, about: 'saved answers'},
	simulator: {
		operands: '',
		most: 0,
		answers: [],
		about: 'serve the simulator on a port of this computer, for the AWS CLI and any other client',
	},
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof commands;

/** The scenarios that are shipped in templates/scenarios/, with what a person meets in each. */
export const scenarios = {
	'nat-fails': 'the NAT gateway fails once: AWS cannot set it up',
	'no-capacity-in-first-az': 'the first zone of the region has no instances left',
	'quota-vpc': 'the account may have one VPC only; a deployment needs two',
	'vcpu-quota': 'a new account: five vCPUs, and a deployment needs eight',
	'agent-asleep': 'Session Manager agents are denied at their first try and sleep for half an hour',
	'endpoint-503': 'the endpoint service refuses endpoints for four minutes though it says Available',
	throttled: 'others use up the rate of the account: calls are throttled',
	'credentials-expire': 'the credentials run out in the middle of the build',
	'no-permission': 'a policy forbids NAT gateways and roles',
	'accepted-elsewhere': 'somebody else accepts the connection, a minute after it shows',
	'guardduty-endpoint': 'GuardDuty puts an endpoint and a security group of its own into each VPC',
} as const;

/** What `--scenario` calls a world without trouble. */
export const noScenario = 'none';

/** An option: how it is parsed, and what the help says of it. */
export type OptionSpec = {
	readonly type: 'boolean' | 'string';
	readonly help: string;
	/** How the value is shown in the help. */
	readonly value?: string;
	readonly multiple?: true;
	readonly short?: string;
	/** The commands that it means something to; absent: all of them. */
	readonly of?: readonly CommandName[];
};

/** Those that go to AWS, or to the simulator instead. */
const onTarget: readonly CommandName[] = ['up', 'approve', 'verify', 'session', 'status', 'list', 'down'];

/** All options beside the questions' own. */
export const optionSpecs = {
	simulate: {
		type: 'boolean',
		of: onTarget,
		help: 'use the embedded simulator: no account, no credentials, no network',
	},
	speed: {
		type: 'string',
		of: [...onTarget, 'demo', 'simulator'],
		value: 'N',
		help: 'seconds of simulated time that pass in one second (default 20); goes with AWS_ENDPOINT_URL, too, where that is a simulator on this computer',
	},
	seed: {
		type: 'string',
		of: ['up', 'demo', 'simulator'],
		value: 'N',
		help: 'the chance of a new simulated world: same seed, same world',
	},
	port: {type: 'string', of: ['simulator'], value: 'N', help: 'the port that it serves on (default: a free one)'},
	scenario: {
		type: 'string',
		of: ['up', 'demo', 'down', 'simulator'],
		value: 'NAME|FILE',
		help: 'trouble to practise with in the simulator, see below; it stays on in its world until the next',
	},
	keep: {type: 'boolean', of: ['demo'], help: 'keep the world of the demo and print the command that tears it down'},
	profile: {
		type: 'string',
		of: ['up', 'demo', 'plan'],
		value: 'NAME',
		help: 'start from saved answers; flags override them',
	},
	from: {type: 'string', of: ['profile'], value: 'DEPLOYMENT', help: 'profile save: take the answers of a deployment'},
	'aws-profile': {
		type: 'string',
		of: onTarget,
		value: 'NAME',
		help: 'AWS profile with the credentials (default: AWS_PROFILE, then the default chain)',
	},
	yes: {
		type: 'boolean',
		of: ['up', 'demo'],
		short: 'y',
		help: 'answer every question with its default and confirm the build; never decides or tears down',
	},
	accept: {
		type: 'boolean',
		of: ['up', 'demo', 'approve'],
		help: 'the decision, given beforehand: accept the connection of this deployment',
	},
	reject: {type: 'boolean', of: ['up', 'demo', 'approve'], help: 'the decision, given beforehand: reject it (exit 4)'},
	later: {type: 'boolean', of: ['up', 'demo'], help: 'the decision, given beforehand: leave it pending'},
	confirm: {
		type: 'string',
		of: ['up', 'down'],
		value: 'NAME',
		multiple: true,
		help: 'down: confirms the teardown, once for each; up: goes on with what somebody else made, by NAME.ID',
	},
	disconnect: {
		type: 'string',
		of: ['down'],
		value: 'VPCE-ID',
		multiple: true,
		help: "down: cuts off this endpoint, which is somebody else's, from the service; once for each",
	},
	output: {
		type: 'string',
		value: 'tree|plain|json',
		help: 'screens (need a terminal), lines for people, or one event a line as JSON',
	},
	inline: {
		type: 'boolean',
		of: ['up', 'demo'],
		help: 'draw the screens below what stands in the terminal, and keep its scrollback',
	},
	accessible: {
		type: 'boolean',
		of: [...onTarget, 'demo'],
		help: 'questions and lines instead of screens, for a screen reader; so does ACCESSIBLE=1',
	},
	'no-color': {type: 'boolean', help: 'no colours; so does a non-empty NO_COLOR'},
	help: {type: 'boolean', short: 'h', help: 'this text'},
	version: {type: 'boolean', short: 'v', help: 'the version'},
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The environment variables that the program heeds, with what they do. */
export const environment = {
	AWS_PROFILE: 'the AWS profile, where --aws-profile names none',
	'AWS_REGION, AWS_DEFAULT_REGION': 'the region on AWS, where --region names none; after them that of the AWS profile',
	AWS_ENDPOINT_URL: "who answers instead of AWS: the simulator's address, for one",
	'AWS_…': 'credentials, their files and all else that the AWS SDK reads; --simulate heeds none of them',
	PRIVATELINK_WIZARD_HOME: 'the folder for journals, saved answers, the simulated world and traces of bugs',
	HOME: 'the home folder; where the system knows none, PRIVATELINK_WIZARD_HOME stands in',
	'XDG_DATA_HOME, XDG_CONFIG_HOME': 'where our files stand otherwise on Linux; on Windows LOCALAPPDATA and APPDATA',
	CI: 'anything but 0 and false: nobody is there; lines, and no questions',
	ACCESSIBLE: 'anything but 0 and false: as --accessible',
	'NO_COLOR, FORCE_COLOR': 'no colours: NO_COLOR with any text, or FORCE_COLOR=0',
	TERM: 'dumb: lines without colours; linux: signs in ASCII alone',
	'LC_ALL, LC_CTYPE, LANG': 'the first that is set names UTF-8: signs beyond ASCII; WT_SESSION (Windows Terminal), too',
	COLORFGBG: 'the colours of the terminal: those of the screens fit its background',
} as const;
