import {describe, expect, it} from 'vitest';
import {notices} from '../../source/plan/notices.ts';
import type {Answers} from '../../source/plan/questions.ts';
import {settingsOf} from './arbitraries.ts';

const noticesOf = (answers: Answers) =>
	Object.fromEntries(notices(settingsOf(answers)).map(({id, message}) => [id, message]));

const apart: Answers = {providerCidr: '10.0.0.0/16', consumerCidr: '10.1.0.0/16'};

describe('notices', () => {
	it('say at least how sessions get through and that it costs', () => {
		expect(Object.keys(noticesOf(apart))).toEqual(['session-path', 'cost']);
	});

	it('name the public ranges, also when it is only one', () => {
		expect(noticesOf({})['public-range']).toMatch(/^11\.0\.0\.0\/16 \(provider\) and 21\.0\.0\.0\/16 \(consumer\)/);
		expect(noticesOf({...apart, consumerCidr: '8.8.0.0/16'})['public-range']).toMatch(/^8\.8\.0\.0\/16 \(consumer\): /);
	});

	it('allow provider and consumer to overlap', () => {
		const same = noticesOf({providerCidr: '10.0.0.0/16', consumerCidr: '10.0.0.0/20'});
		expect(same['overlap']).toContain('10.0.0.0/16 and 10.0.0.0/20');
	});

	it('say what the consumer lacks and what closes the gap', () => {
		expect(noticesOf(apart)['session-path']).toMatch(/no NAT gateway.*ssm and ssmmessages/);
		expect(noticesOf({...apart, sessionPath: 'nat'})['session-path']).toMatch(/gets a NAT gateway/);
	});

	it('admit that a price is not known', () => {
		expect(noticesOf({...apart, instanceType: 'p5.48xlarge'})['unlisted-price']).toContain('p5.48xlarge');
	});
});
