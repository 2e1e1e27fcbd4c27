import type {Scenario} from '../../../source/simulator/scenario.ts';

/**
 * AWS's longest waits shortened to seconds, all else as it is (refusals, eventual consistency, throttling, the 503 of a fresh
 * service): a wait costs a call a second, and how long it is proves nothing about what a kill leaves.
 */
export const shortWaits: Scenario['timings'] = {
	natCreate: 8,
	natDelete: 6,
	nlbCreate: 10,
	nlbInterfacesDelete: 4,
	targetInitial: 6,
	serviceUnavailableWindow: 8,
	endpointPending: 4,
	endpointAccept: 6,
	endpointAwsService: 8,
	endpointDelete: 6,
	instanceRunning: 4,
	instanceBoot: 4,
	instanceTerminate: 4,
	agentRegistration: 4,
	profilePropagation: 5,
};
