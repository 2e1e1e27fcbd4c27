import {
	DescribeInstanceInformationCommand,
	GetConnectionStatusCommand,
	GetParameterCommand,
	SSMClient,
	type SSMClientConfig,
	StartSessionCommand,
	TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import {bindCalls} from '../calls.ts';

/** Every Systems Manager operation the program uses. */
export const connectSsm = (config: SSMClientConfig) =>
	bindCalls(new SSMClient(config), {
		describeInstanceInformation: DescribeInstanceInformationCommand,
		getConnectionStatus: GetConnectionStatusCommand,
		getParameter: GetParameterCommand,
		startSession: StartSessionCommand,
		terminateSession: TerminateSessionCommand,
	});
