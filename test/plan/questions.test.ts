import {describe, expect, it} from 'vitest';
import {defaultOf, questions} from '../../source/plan/questions.ts';
import {defaultSettings} from '../../source/plan/settings.ts';

describe('the questions', () => {
	it('have a flag each, and the wizard asks five of them', () => {
		expect(questions.map(({flag}) => flag)).toEqual([
			'name',
			'region',
			'azs',
			'provider-cidr',
			'consumer-cidr',
			'provider-public-1',
			'provider-public-2',
			'provider-private-1',
			'provider-private-2',
			'consumer-public-1',
			'consumer-public-2',
			'consumer-private-1',
			'consumer-private-2',
			'image',
			'instance-type',
			'session-path',
		]);
		expect(questions.filter(({asked}) => asked).map(({id}) => id)).toEqual([
			'name',
			'region',
			'azs',
			'providerCidr',
			'consumerCidr',
		]);
	});

	it.each(questions)('$id: its default fits and is what the default settings hold', question => {
		const answer = defaultOf(question, defaultSettings);
		expect(question.validate(answer, defaultSettings)).toBeUndefined();
		expect(question.read(defaultSettings)).toBe(answer);
		expect(question.label).not.toBe('');
		expect(question.help).not.toBe('');
	});

	it.each(questions.filter(({choices}) => choices))('$id: each of its choices fits, nothing else does', question => {
		for (const {value} of question.choices ?? []) expect(question.validate(value, defaultSettings)).toBeUndefined();
		expect(question.validate('something else', defaultSettings)?.field).toBe(question.id);
	});

	it('never ask whether connections have to be accepted: they always have', () => {
		expect(questions.filter(({id, flag}) => /accept/i.test(id + flag))).toEqual([]);
	});
});
