import type {TargetHealth} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {Observation, ResourceKind} from '../../engine/ports.ts';
import type {AwsClients} from '../clients.ts';
import {absent, observeEach, pending, ready, stateOf, unlessMissing} from '../observation.ts';
import {publicAccessBlock} from '../public-access.ts';
import {filter} from '../tags.ts';

const see = ({State, Reason}: TargetHealth): Observation => {
	const state = stateOf(State);
	if (state === 'healthy') return ready(state);
	// It takes no new connection; the group may be deleted without waiting for the old ones to end.
	if (state === 'draining' || Reason === 'Target.NotRegistered') return absent;
	return pending([state, Reason].filter(Boolean).join(': '));
};

export const target = (clients: AwsClients): ResourceKind<'target'> => ({
	operations: {create: 'RegisterTargets', destroy: 'DeregisterTargets', observe: ['DescribeTargetHealth']},
	observe: async targets => {
		const elbv2 = await clients.elbv2();
		return observeEach(targets, async ({inputs: {targetGroupArn, instanceId, port}}) => {
			const shown = await unlessMissing(elbv2.describeTargetHealth({TargetGroupArn: targetGroupArn}), undefined);
			const found = shown?.TargetHealthDescriptions?.find(
				({Target}) => Target?.Id === instanceId && (Target.Port ?? port) === port,
			);
			return found ? see(found.TargetHealth ?? {}) : absent;
		});
	},
	create: async ({inputs: {targetGroupArn, instanceId, port}}) => {
		const elbv2 = await clients.elbv2();
		await elbv2.registerTargets({TargetGroupArn: targetGroupArn, Targets: [{Id: instanceId, Port: port}]});
		return {};
	},
	destroy: async ({inputs: {targetGroupArn, instanceId, port}}) => {
		const elbv2 = await clients.elbv2();
		const gone = elbv2.deregisterTargets({TargetGroupArn: targetGroupArn, Targets: [{Id: instanceId, Port: port}]});
		await unlessMissing(gone, undefined);
	},
	delays: async ({inputs: {instanceId}}) => {
		const ec2 = await clients.ec2();
		const {Reservations: [reservation] = []} = await ec2.describeInstances({
			Filters: [filter('instance-id', instanceId)],
		});
		const [found] = reservation?.Instances ?? [];
		const state = found?.State?.Name ?? 'gone';
		const block = found?.VpcId === undefined ? undefined : await publicAccessBlock(clients, found.VpcId);
		return {
			causes: [
				...(state === 'running' ? [] : [`${instanceId} is ${state}.`]),
				...(block === undefined ? [] : [block]),
				'Its web server does not answer yet: the instance may still be installing it, which it tries until it succeeds.',
			],
			nextSteps: [
				...(block === undefined
					? []
					: [
							`Have whoever administrates the account except the VPC: aws ec2 create-vpc-block-public-access-exclusion --region ${clients.region} --vpc-id ${found?.VpcId} --internet-gateway-exclusion-mode allow-egress`,
						]),
				`What it did at its first boot: aws ec2 get-console-output --region ${clients.region} --instance-id ${instanceId} --output text`,
			],
		};
	},
});
