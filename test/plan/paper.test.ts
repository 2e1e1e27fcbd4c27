import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildPlan} from '../../source/plan/build.ts';
import {needsOf} from '../../source/plan/graph.ts';
import {onPaper, paperDetail} from '../../source/plan/paper.ts';
import {costOf} from '../../source/plan/price.ts';
import {defaultSettings} from '../../source/plan/settings.ts';
import {deploymentWith} from '../helpers/deployment.ts';
import {anySettings} from './arbitraries.ts';

describe('a deployment on paper', () => {
	it('has the resources, edges and price of the real one', () => {
		fc.assert(
			fc.property(anySettings, settings => {
				const [paper, real] = [onPaper(settings), deploymentWith(settings)].map(deployment => buildPlan(deployment));
				const shape = (resources = real) => resources?.map(resource => [resource.id, resource.kind, needsOf(resource)]);
				expect(shape(paper)).toEqual(shape(real));
				expect(costOf(paper ?? [], settings.region)).toEqual(costOf(real ?? [], settings.region));
			}),
		);
	});

	it('tells of a resource what is settled already', () => {
		const resources = buildPlan(onPaper({...defaultSettings, azs: ['use1-az1', 'use1-az2']}));
		const detail = (id: string) => {
			const resource = resources.find(each => each.id === id);
			return resource && paperDetail(resource);
		};
		expect(detail('provider.vpc')).toBe('11.0.0.0/16');
		expect(detail('consumer.subnet-private-1')).toBe('Subnet, 21.0.2.0/24, use1-az1');
		expect(detail('provider.instance-private')).toBe('EC2 instance, t3.micro');
	});
});
