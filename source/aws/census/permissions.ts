import {iamPath} from '../iam-entity.ts';
import {unlessMissing} from '../observation.ts';
import {collect} from '../pages.ts';
import {type Source, toItem} from './source.ts';

/** What IAM holds on this program's path. Its lists leave the tags out: each of the few is asked for. */
export const permissionSources: readonly Source[] = [
	{
		checked: 'IAM roles',
		list: async clients => {
			const iam = await clients.iam();
			const shown = await collect(
				token => iam.listRoles({PathPrefix: iamPath, Marker: token}),
				page => page.Roles,
			);
			return Promise.all(
				shown.map(async ({RoleName}) => {
					const found = await unlessMissing(iam.getRole({RoleName}), undefined);
					return toItem('role', RoleName, {Tags: found?.Role?.Tags});
				}),
			);
		},
	},
	{
		checked: 'IAM instance profiles',
		list: async clients => {
			const iam = await clients.iam();
			const shown = await collect(
				token => iam.listInstanceProfiles({PathPrefix: iamPath, Marker: token}),
				page => page.InstanceProfiles,
			);
			return Promise.all(
				shown.map(async ({InstanceProfileName}) => {
					const found = await unlessMissing(iam.getInstanceProfile({InstanceProfileName}), undefined);
					return toItem('instance-profile', InstanceProfileName, {Tags: found?.InstanceProfile?.Tags});
				}),
			);
		},
	},
];
