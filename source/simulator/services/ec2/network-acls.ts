import type {NetworkAcl, NetworkAclEntry, RuleAction, Tag} from '@aws-sdk/client-ec2';
import type {Context} from '../../operation.ts';
import {digestHex} from '../../random.ts';
import type {Row} from '../../world.ts';
import {insert, rowsIn} from './rows.ts';

/** Nobody can take these away: what no other entry speaks of is denied. */
const lastRule = 32_767;

const entry = (RuleNumber: number, RuleAction: RuleAction, Egress: boolean): NetworkAclEntry => ({
	CidrBlock: '0.0.0.0/0',
	Egress,
	Protocol: '-1',
	RuleAction,
	RuleNumber,
});

const bothWays = (number: number, action: RuleAction): NetworkAclEntry[] =>
	[true, false].map(egress => entry(number, action, egress));

const shownAs = (
	{account}: Context,
	NetworkAclId: string,
	{vpcId, isDefault, tags}: {readonly vpcId: string; readonly isDefault: boolean; readonly tags: Tag[]},
): NetworkAcl => ({
	NetworkAclId,
	VpcId: vpcId,
	OwnerId: account,
	IsDefault: isDefault,
	Associations: [],
	Entries: [...(isDefault ? bothWays(100, 'allow') : []), ...bothWays(lastRule, 'deny')],
	Tags: tags,
});

/** The network ACL that a VPC comes with: it lets everything pass. Its id follows from the VPC's, and it shows with it. */
export const createDefaultNetworkAcl = (context: Context, {id: vpcId, visibleAt}: Row<unknown, unknown>): void => {
	const {account, region} = context;
	const id = `acl-0${digestHex(vpcId, 16)}`;
	const shown = shownAs(context, id, {vpcId, isDefault: true, tags: []});
	context.world.networkAcls[id] = {id, account, region, visibleAt, shown, hidden: {}};
};

/** A network ACL that lets nothing pass, as long as it has no entries. */
export const createNetworkAcl = (
	context: Context,
	{vpcId, tags}: {readonly vpcId: string; readonly tags: Tag[]},
): Row<NetworkAcl> => {
	const id = context.newId('acl');
	return insert(context, context.world.networkAcls, id, shownAs(context, id, {vpcId, isDefault: false, tags}), {});
};

/** Puts a new subnet under the default network ACL of its VPC. */
export const associateDefaultNetworkAcl = (context: Context, subnetId: string, vpcId: string): void => {
	for (const {id, shown} of rowsIn(context, context.world.networkAcls)) {
		if (shown.VpcId !== vpcId || !shown.IsDefault) continue;
		shown.Associations?.push({
			NetworkAclAssociationId: `aclassoc-0${digestHex(subnetId, 16)}`,
			NetworkAclId: id,
			SubnetId: subnetId,
		});
	}
};

/** Takes a subnet out of its network ACL. */
export const dropNetworkAclAssociation = (context: Context, subnetId: string): void => {
	for (const {shown} of rowsIn(context, context.world.networkAcls)) {
		shown.Associations = (shown.Associations ?? []).filter(({SubnetId}) => SubnetId !== subnetId);
	}
};
