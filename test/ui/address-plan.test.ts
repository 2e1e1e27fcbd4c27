import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseCidr} from '../../source/plan/cidr.ts';
import {defaultSettings, draftSettings} from '../../source/plan/settings.ts';
import {addressPlan} from '../../source/ui/address-plan.ts';
import {anyCidr, anySettings} from '../plan/arbitraries.ts';

describe('the address plan', () => {
	it('shows the blocks of the manual procedure, their space and their room', () => {
		expect(addressPlan(defaultSettings)).toEqual({
			rows: [
				{label: 'VPC', cells: {provider: '11.0.0.0/16 public', consumer: '21.0.0.0/16 public'}},
				{label: 'Public 1', cells: {provider: '11.0.0.0/24 (251)', consumer: '21.0.0.0/24 (251)'}},
				{label: 'Public 2', cells: {provider: '11.0.1.0/24 (251)', consumer: '21.0.1.0/24 (251)'}},
				{label: 'Private 1', cells: {provider: '11.0.2.0/24 (251)', consumer: '21.0.2.0/24 (251)'}},
				{label: 'Private 2', cells: {provider: '11.0.3.0/24 (251)', consumer: '21.0.3.0/24 (251)'}},
			],
			overlap: {isFine: true, message: 'The VPCs do not overlap.'},
		});
	});

	it('tells private space and overlaps', () => {
		const plan = addressPlan(draftSettings({providerCidr: '10.0.0.0/16', consumerCidr: '10.0.128.0/20'}));
		expect(plan.rows[0]?.cells).toEqual({provider: '10.0.0.0/16 private', consumer: '10.0.128.0/20 private'});
		expect(plan.overlap.isFine).toBe(false);
	});

	it('has room for hosts in every subnet of good settings', () => {
		fc.assert(
			fc.property(anySettings, settings => {
				for (const {cells} of addressPlan(settings).rows.slice(1)) {
					for (const cell of Object.values(cells)) {
						const {prefix} = parseCidr(cell.split(' ')[0] ?? '') ?? {prefix: 0};
						expect(cell).toMatch(new RegExp(`\\(${2 ** (32 - prefix) - 5}\\)$`));
					}
				}
			}),
		);
	});

	it('stands any text', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					anyCidr.map(cidr => `${cidr.address}/${cidr.prefix}`),
				),
				text => {
					expect(addressPlan(draftSettings({providerCidr: text, providerPublic1: text})).rows).toHaveLength(5);
				},
			),
		);
	});
});
