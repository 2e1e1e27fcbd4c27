import type {Deployment, Place} from '../../source/plan/deployment.ts';
import {defaultSettings, type Settings} from '../../source/plan/settings.ts';

const place: Place = {
	account: '111122223333',
	partition: 'aws',
	dnsSuffix: 'amazonaws.com',
	region: 'us-east-1',
	zones: [
		{id: 'use1-az1', name: 'us-east-1b'},
		{id: 'use1-az2', name: 'us-east-1a'},
	],
	imageId: 'ami-0123456789abcdef0',
	callerArn: 'arn:aws:iam::111122223333:user/somebody',
};

/** A deployment with settings, in a place. */
export const deploymentWith = (settings: Settings = defaultSettings, where: Partial<Place> = {}): Deployment => ({
	name: settings.name,
	id: 'k3jx7q2a',
	target: 'simulator',
	settings,
	place: {...place, region: settings.region, ...where},
	createdAt: '2026-01-05T09:00:00.000Z',
});

/** The deployment of the default settings. */
export const deployment: Deployment = deploymentWith();
