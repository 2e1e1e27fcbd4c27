import {describe, expect, it} from 'vitest';
import {buildPlan} from '../../source/plan/build.ts';
import {costAfter, costOf} from '../../source/plan/price.ts';
import type {Answers} from '../../source/plan/questions.ts';
import {deploymentWith} from '../helpers/deployment.ts';
import {settingsOf} from './arbitraries.ts';

const costWith = (answers: Answers = {}, region = 'us-east-1') =>
	costOf(buildPlan(deploymentWith(settingsOf(answers))), region);

describe('the cost of a plan', () => {
	it('is the sum of the list: per hour and per day', () => {
		const {perHour, perDay} = costWith();
		// 0.045 NAT + 3 × 0.005 addresses + 0.0225 NLB + 4 × 0.01 endpoint zones + 4 × 0.0104 t3.micro + 4 × 8 GB gp3
		expect(perHour).toBeCloseTo(0.1676, 4);
		expect(perDay).toBeCloseTo(perHour * 24, 6);
	});

	it('with a consumer NAT gateway swaps two endpoints for a gateway and an address', () => {
		expect(costWith({sessionPath: 'nat'}).perHour - costWith().perHour).toBeCloseTo(0.045 + 0.005 - 2 * 0.01, 6);
	});

	it('puts like items together', () => {
		expect(costWith().lines.map(({quantity, item}) => `${quantity} ${item}`)).toEqual([
			'1 NAT gateway',
			'4 EC2 instance t3.micro',
			'1 Network Load Balancer',
			'2 Interface endpoint to the endpoint service',
			'2 Public IPv4 address (instance)',
			'1 Interface endpoint ssm',
			'1 Interface endpoint ssmmessages',
			'1 Public IPv4 address (NAT gateway)',
			'4 EBS gp3 root volume, 8 GB',
		]);
	});

	it('names what a started hour is billed whole for', () => {
		const {firstHour} = costWith();
		expect(firstHour.usd).toBeCloseTo(0.045 + 0.0225 + 0.04, 6);
		expect(firstHour.message).toMatch(/^A started hour is billed whole for: NAT gateway, Network Load Balancer, /);
	});

	it('says whose list it is, elsewhere that it is only an estimate', () => {
		expect(costWith().note).toMatch(/^us-east-1 list price; /);
		expect(costWith({}, 'eu-central-1').note).toMatch(/^us-east-1 list price: eu-central-1 may differ/);
	});

	it('says which type it has no price for instead of calling it free', () => {
		const {note, lines} = costWith({instanceType: 'm7i-flex.large'});
		expect(note).toContain('Without 4 x EC2 instance m7i-flex.large: not on the built-in price list.');
		expect(lines.find(({unlisted}) => unlisted)?.quantity).toBe(4);
		expect(costWith().note).not.toContain('Without');
	});

	it('after some time counts started hours whole and the rest by time', () => {
		const {lines, perHour, firstHour} = costWith();
		const byTime = perHour - firstHour.usd;
		expect(costAfter(lines, 0)).toBeCloseTo(firstHour.usd, 6);
		expect(costAfter(lines, 20 * 60_000)).toBeCloseTo(firstHour.usd + byTime / 3, 5);
		expect(costAfter(lines, 3_600_000)).toBeCloseTo(perHour, 5);
		expect(costAfter(lines, 3_600_001)).toBeCloseTo(perHour + firstHour.usd, 5);
	});
});
