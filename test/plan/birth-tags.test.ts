import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {birthTagsOf, readBirth} from '../../source/plan/birth-tags.ts';
import {tagsFor} from '../../source/plan/deployment.ts';
import {deployment, deploymentWith} from '../helpers/deployment.ts';
import {anyDeployment, settingsOf} from './arbitraries.ts';

describe('the tags that tell what a deployment was born as', () => {
	it('give settings, zones and image of any deployment again', () => {
		fc.assert(
			fc.property(anyDeployment, born => {
				const zoneIds = born.place.zones.map(({id}) => id);
				expect(readBirth(born.name, birthTagsOf(born))).toEqual({
					settings: {...born.settings, region: born.place.region, azs: zoneIds},
					zoneIds,
					imageId: born.place.imageId,
				});
			}),
		);
	});

	it('keep subnets that do not follow from their VPC', () => {
		const settings = settingsOf({providerCidr: '10.0.0.0/16', providerPrivate2: '10.0.77.0/28'});
		expect(readBirth('lab', birthTagsOf(deploymentWith(settings)))?.settings.providerSubnets.private2).toBe(
			'10.0.77.0/28',
		);
	});

	it('are tags that every service takes', () => {
		fc.assert(
			fc.property(anyDeployment, born => {
				for (const value of Object.values(birthTagsOf(born))) {
					expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
				}
			}),
		);
		const longest = '255.255.255.255/28';
		const subnets = {public1: longest, public2: longest, private1: longest, private2: longest};
		const settings = {
			...deployment.settings,
			providerCidr: longest,
			consumerCidr: longest,
			providerSubnets: subnets,
			consumerSubnets: subnets,
		};
		expect(birthTagsOf(deploymentWith(settings)).addresses.length).toBeLessThanOrEqual(256);
	});

	it('stand on every resource beside the others, the same in every generation', () => {
		const resource = {id: 'provider.vpc', label: 'VPC', side: 'provider'};
		const [first, second] = [1, 7].map(generation => tagsFor(deployment, resource, generation));
		expect(first?.['privatelink-wizard:settings']).toBe(
			'region=us-east-1 zones=use1-az1+use1-az2 image=ubuntu ami=ami-0123456789abcdef0 type=t3.micro session=endpoints',
		);
		expect(first?.['privatelink-wizard:addresses']).toMatch(/^provider=11\.0\.0\.0\/16\+11\.0\.0\.0\/24\+/);
		expect({...second, 'privatelink-wizard:generation': '1'}).toEqual(first);
	});

	it('tell nothing when somebody has changed them', () => {
		const {settings, addresses} = birthTagsOf(deployment);
		for (const tags of [
			{settings: '', addresses},
			{settings, addresses: ''},
			{settings: settings.replace('ubuntu', 'windows'), addresses},
			{settings: settings.replace('use1-az1+', ''), addresses},
			{settings: settings.replace(/ami=\S+/, ''), addresses},
			{settings, addresses: addresses.replace('11.0.0.0/24', '12.0.0.0/24')},
			{settings, addresses: addresses.replace('+11.0.0.0/24', '')},
		]) {
			expect(readBirth('lab', tags)).toBeUndefined();
		}
	});
});
