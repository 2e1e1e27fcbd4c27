import {fullName, tagKeys} from '../../../source/plan/deployment.ts';
import type {World} from '../../../source/simulator/world.ts';
import {type Graph, graphOf, inventory} from './graph.ts';
import {openStage, type Snapshot} from './stage.ts';

type Taggable = 'vpc' | 'subnet' | 'security-group';

/** The tag specification of one thing; none for what nobody tagged. */
const tagged = (type: Taggable, values: Readonly<Record<string, string>>) => {
	const Tags = Object.entries(values).map(([Key, Value]) => ({Key, Value}));
	return Tags.length === 0 ? {} : {TagSpecifications: [{ResourceType: type, Tags}]};
};

/** Somebody's network: two VPCs of one account, one tagged by nobody, one by another deployment of this program. */
export const plant = async (
	world: World,
): Promise<{readonly snapshot: Snapshot; readonly graph: Graph; readonly ids: readonly string[]}> => {
	const stage = await openStage(world);
	const ec2 = await stage.lab.clients.ec2();
	const others = {[tagKeys.deployment]: fullName({name: 'other', id: 'abcdefgh'}), [tagKeys.resource]: 'provider.vpc'};
	for (const [CidrBlock, values] of [
		['172.16.0.0/16', {}],
		['11.0.0.0/16', others],
	] as const) {
		const {Vpc} = await ec2.createVpc({CidrBlock, ...tagged('vpc', values)});
		await stage.lab.clock.sleep(10_000);
		const VpcId = Vpc?.VpcId;
		await ec2.createSubnet({
			VpcId,
			CidrBlock: CidrBlock.replace('0.0/16', '2.0/24'),
			...tagged('subnet', values),
		});
		await ec2.createSecurityGroup({
			VpcId,
			GroupName: 'somebody',
			Description: 'of somebody else',
			...tagged('security-group', values),
		});
	}
	await ec2.allocateAddress({Domain: 'vpc'});
	await stage.lab.clock.sleep(60_000);
	const planted = {snapshot: stage.snapshot(), graph: graphOf(world), ids: inventory(world)};
	stage.close();
	return planted;
};
