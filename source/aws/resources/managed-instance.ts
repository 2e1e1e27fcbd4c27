import type {Observation, ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, pending, ready, stateOf} from '../observation.ts';
import {collect} from '../pages.ts';
import {sessionObstacles} from '../session-obstacles.ts';

const see = (ping: string | undefined, connection: string | undefined): Observation => {
	// An instance that never reported is not an error for AWS: it is not in the list.
	if (ping === undefined) return absent;
	if (stateOf(ping) !== 'online') return pending(ping);
	return stateOf(connection) === 'connected' ? ready('online') : pending(`online, ${connection ?? 'not connected'}`);
};

export const managedInstance = (clients: AwsClients): ResourceKind<'managed-instance'> => ({
	operations: {observe: ['DescribeInstanceInformation', 'GetConnectionStatus']},
	observe: async targets => {
		const ssm = await clients.ssm();
		const ids = [...new Set(targets.map(({inputs}) => inputs.instanceId))];
		const reported = await collect(
			token => ssm.describeInstanceInformation({Filters: [{Key: 'InstanceIds', Values: ids}], NextToken: token}),
			page => page.InstanceInformationList,
		);
		return observeEach(targets, async ({inputs: {instanceId}}) => {
			const ping = reported.find(({InstanceId}) => InstanceId === instanceId)?.PingStatus;
			if (stateOf(ping) !== 'online') return see(ping, undefined);
			return see(ping, (await ssm.getConnectionStatus({Target: instanceId})).Status);
		});
	},
	delays: async ({inputs: {instanceId}}) => {
		const {causes, isFinal} = await sessionObstacles(clients, instanceId);
		return {
			causes: isFinal ? causes : ["The instance's Session Manager agent probably sleeps.", ...causes],
			nextSteps: [
				'An agent that was denied sleeps for 25 to 30 minutes, one that found no way for 5, then 10, then 20, up to an hour.',
				`It wakes by itself, or at once by a restart: aws ec2 reboot-instances --region ${clients.region} --instance-ids ${instanceId}`,
			],
		};
	},
});
