import type {World} from './world.ts';

/**
 * How long AWS takes. `median` is in seconds; `cv` is the standard deviation over the mean. A row says either where its
 * numbers were published (`source`) or what they were guessed from (`guess`).
 */
export type Timing = {readonly median: number; readonly cv: number} & (
	| {readonly source: string}
	| {readonly guess: string}
);

const terraformLogs = 'apply and destroy logs of public Terraform repositories';

/** Published service times of AWS, us-east-1 where there is a choice; guesses are marked as such. */
export const timings = {
	/** From its creation until an id is known to every front end of the API. */
	idVisibility: {
		median: 0.4,
		cv: 0.8,
		guess: 'EC2 documents eventual consistency without numbers; sub-second is usual',
	},
	/** From CreateTags or DeleteTags until Describe shows it and filters by it. */
	tagVisibility: {
		median: 0.8,
		cv: 0.8,
		guess: 'EC2 documents that tags are eventually consistent, without numbers',
	},

	vpc: {median: 1.5, cv: 0.3, source: terraformLogs},
	subnet: {median: 1, cv: 0.3, source: terraformLogs},
	internetGatewayAttach: {median: 0.6, cv: 0.3, source: terraformLogs},
	route: {median: 0.6, cv: 0.3, source: terraformLogs},
	address: {median: 0.5, cv: 0.3, source: terraformLogs},

	/** 85, 88, 94, 105, 107, 114, 124, 125 s. */
	natCreate: {median: 106, cv: 0.15, source: terraformLogs},
	/** 37, 50, 52, 56, 60, 61, 72, 79 s. */
	natDelete: {median: 58, cv: 0.22, source: terraformLogs},
	/** Until a NAT gateway that cannot work is `failed`. */
	natFail: {median: 20, cv: 0.3, guess: 'well before a good one is available'},
	/** How long a deleted NAT gateway is still described. */
	natListed: {median: 3600, cv: 0, source: 'VPC user guide: about an hour'},

	/** 142, 157, 161 s. */
	nlbCreate: {median: 157, cv: 0.07, source: terraformLogs},
	/** After DeleteLoadBalancer, until its network interfaces are gone. */
	nlbInterfacesDelete: {median: 45, cv: 0.6, guess: 'Terraform waits up to 5 minutes for them'},
	listener: {median: 0.5, cv: 0.3, source: terraformLogs},
	/** From RegisterTargets until the first health check: `initial`. */
	targetInitial: {median: 70, cv: 0.35, guess: 'ELB documents "a few minutes"; 90 to 180 s with 10 s × 2 checks'},
	/** Until a target that was deregistered leaves `draining`. */
	targetDraining: {median: 300, cv: 0, source: 'deregistration_delay.timeout_seconds, default 300'},

	endpointServiceDelete: {median: 4, cv: 0.4, guess: 'Terraform polls every 5 s and rarely twice'},
	/** How long CreateVpcEndpoint answers 503 after its service was created. */
	serviceUnavailableWindow: {median: 40, cv: 0.5, guess: 'aws-sdk-go-v2 issues 2254 and 2870 name no duration'},
	/** Interface endpoint to a service that requires acceptance: `pending` until `pendingAcceptance`. */
	endpointPending: {median: 20, cv: 0.3, guess: 'one Terraform log, of a Gateway Load Balancer: 21 s'},
	/** Until the provider's view shows a connection that the consumer's view shows. */
	connectionVisibility: {median: 3, cv: 0.5, guess: 'terraform-provider-aws issue 27761 shows the lag, no duration'},
	/** From acceptance until `available`. */
	endpointAccept: {median: 75, cv: 0.3, guess: 'between 1 and 2 minutes, by the endpoints of AWS services'},
	/** From rejection until the consumer's view shows `rejected`. */
	endpointReject: {median: 3, cv: 0.5, guess: 'a state change without network work'},
	/** Interface endpoint to an AWS service: `pending` until `available`; 113 and 122 s. */
	endpointAwsService: {median: 118, cv: 0.08, source: 'a Terraform log and the EKS workshop'},
	endpointGateway: {median: 5, cv: 0.3, guess: 'a route table entry'},
	endpointDelete: {median: 90, cv: 0.4, guess: 'cloud-nuke issue 293: "can take a few minutes"'},
	/** How long a deleted endpoint is still described. */
	endpointListed: {median: 30, cv: 0.4, guess: 'Terraform waits on rows that are `deleted`'},
	/** After `available`, until requests to the endpoint's names are answered. */
	endpointData: {median: 8, cv: 0.6, guess: '"allow a few minutes after acceptance" in vendors\' guides'},

	/** RunInstances until `running`. */
	instanceRunning: {median: 15, cv: 0.3, guess: '30 to 60 s in the documentation of cdkd, the boot included'},
	/** From `running` until user data begins. */
	instanceBoot: {median: 20, cv: 0.3, guess: '30 to 60 s in the documentation of cdkd, the boot included'},
	instanceTerminate: {median: 40, cv: 0.25, source: '30 to 60 s in public logs'},
	/** How long a terminated instance is still described. */
	instanceListed: {median: 3600, cv: 0, source: 'EC2 user guide: about an hour'},
	volume: {median: 2, cv: 0.3, guess: 'part of the launch'},

	/** From AddRoleToInstanceProfile until EC2 takes the profile; 7.9 s with a fresh name. */
	profilePropagation: {median: 7.9, cv: 0.35, source: 'benchmarks in the documentation of cdkd'},

	/** From the boot until the agent has registered, where it has a way. */
	agentRegistration: {median: 25, cv: 0.4, source: '30 s to some minutes from launch to online in public logs'},
	/** First sleep of an agent that cannot reach the service; later ones double up to an hour. */
	agentSleepUnreachable: {median: 300, cv: 0, source: 'amazon-ssm-agent, credentialrefresher'},
	/** Sleep of an agent that was denied. */
	agentSleepDenied: {median: 1640, cv: 0.044, source: 'amazon-ssm-agent, credentialrefresher: 25 to 30 minutes'},
	agentPing: {median: 300, cv: 0, source: 'amazon-ssm-agent, health check'},
	/** From the first ping, `Online`, until the agent's channel for sessions is open. */
	agentChannel: {
		median: 4,
		cv: 0.6,
		guess: 'people retry TargetNotConnected on instances that are Online; no durations',
	},

	/** From SendCommand until an agent that is online has the command. */
	commandDelivery: {median: 0.8, cv: 0.4, guess: 'a message over a channel that is open'},

	/** Of a package manager, with warm mirrors. */
	packageIndex: {median: 6, cv: 0.4, guess: 'apt-get update on a t3.micro'},
	packageInstall: {median: 12, cv: 0.4, guess: 'apache2 with its dependencies on a t3.micro'},
} satisfies Readonly<Record<string, Timing>>;

export type TimingName = keyof typeof timings;

/** What never comes is due in a hundred years: a number that can be saved. */
export const neverSeconds = 100 * 365 * 86_400;

type Chance = {readonly random: () => number; readonly world: Pick<World, 'scenario'>};

/**
 * Draws a duration, in seconds, from the log-normal distribution with the row's median and cv, kept within two standard
 * deviations so that no run waits on a freak. A scenario may have set it.
 */
export const drawSeconds = (context: Chance, name: TimingName): number => {
	const set = context.world.scenario.plan.timings?.[name];
	if (set !== undefined) return set === 'never' ? neverSeconds : set;
	const {median, cv} = timings[name];
	if (cv === 0) return median;
	const sigma = Math.sqrt(Math.log1p(cv * cv));
	// Box and Muller's transform of two uniform numbers to a normal one.
	const normal = Math.sqrt(-2 * Math.log(1 - context.random())) * Math.cos(2 * Math.PI * context.random());
	return median * Math.exp(sigma * Math.max(-2, Math.min(2, normal)));
};
