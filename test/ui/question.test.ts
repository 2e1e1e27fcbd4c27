import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {questions} from '../../source/plan/questions.ts';
import {regionName} from '../../source/plan/region-names.ts';
import {defaultSettings} from '../../source/plan/settings.ts';
import {chooseZones} from '../../source/plan/zones.ts';
import {
	answerOf,
	controlOf,
	draftOf,
	introOf,
	questionOf,
	remarkOn,
	zoneChoices,
	zonesAnswer,
	zonesOf,
} from '../../source/ui/question.ts';
import {goodAnswers} from '../plan/arbitraries.ts';
import {facts} from './fake-ports.ts';

const looking = {regions: {isLooking: true}, region: {isLooking: true}};
const found = {regions: {isLooking: false, value: ['eu-west-1', 'xx-new-9']}, region: {isLooking: false, value: facts}};
const failed = {regions: {isLooking: false, failure: 'Denied.'}, region: {isLooking: false, failure: 'Denied.'}};

describe('a draft of an answer', () => {
	it('is judged by the question itself, and shows the plan as it would be, mended if need be', () => {
		fc.assert(
			fc.property(fc.constantFrom(...questions), goodAnswers, fc.string(), (question, answers, text) => {
				const {problem, settings} = draftOf(question, answers, text);
				if (problem) {
					expect(problem.field).toBe(question.id);
					expect(question.validate(problem.suggestion, settings)).toBeUndefined();
				}
				expect(draftOf(question, answers, answerOf(question, answers)).problem).toBeUndefined();
			}),
		);
	});

	it('follows the VPC with its subnets', () => {
		const {settings} = draftOf(questionOf('providerCidr'), {providerPublic1: '11.0.9.0/24'}, '10.4.0.0/16');
		expect(settings.providerSubnets.public1).toBe('10.4.0.0/24');
	});
});

describe('the control of a question', () => {
	it('is a list where there is one, and a field where there is none or none yet', () => {
		expect(controlOf(questionOf('name'), found).type).toBe('text');
		expect(controlOf(questionOf('sessionPath'), looking)).toMatchObject({type: 'choices', isSearchable: false});
		expect(controlOf(questionOf('region'), looking).type).toBe('text');
		expect(controlOf(questionOf('region'), failed).type).toBe('text');
		expect(controlOf(questionOf('region'), found)).toEqual({
			type: 'choices',
			isSearchable: true,
			choices: [
				{value: 'eu-west-1', label: 'eu-west-1', detail: 'Europe (Ireland)'},
				{value: 'xx-new-9', label: 'xx-new-9', detail: undefined},
			],
		});
		expect(controlOf(questionOf('azs'), looking).type).toBe('text');
		expect(controlOf(questionOf('azs'), found).type).toBe('zones');
	});

	it('leaves the zones to the person where the region has no two that would do, and says so', () => {
		const poor = {...found, region: {isLooking: false, value: {...facts, offering: ['euc1-az2']}}};
		expect(controlOf(questionOf('azs'), poor).type).toBe('text');
		expect(remarkOn(questionOf('azs'), poor, defaultSettings, [])).toMatch(/choose another type/);
	});

	it('says what is going on behind it', () => {
		expect(remarkOn(questionOf('region'), looking, defaultSettings, [])).toMatch(/^Looking up the regions/);
		expect(remarkOn(questionOf('azs'), failed, defaultSettings, [])).toMatch(
			/zones of us-east-1: Denied\. Enter takes/,
		);
		expect(remarkOn(questionOf('name'), found, defaultSettings, ['labs.aaaaaaaa'])).toBeUndefined();
		expect(remarkOn(questionOf('name'), found, defaultSettings, ['lab.aaaaaaaa'])).toMatch(
			/^lab\.aaaaaaaa stands already/,
		);
		expect(introOf(questionOf('azs'), {type: 'zones', facts}, defaultSettings)).toMatch(/offer t3\.micro/);
	});
});

describe('zones', () => {
	it('can be chosen where the type is offered', () => {
		expect(zoneChoices(facts, 't3.micro').map(({disabledReason}) => disabledReason)).toEqual([
			undefined,
			'euc1-az2, without t3.micro',
			undefined,
			undefined,
		]);
	});

	it('are no answer when they are what nobody has to say, and one that fits otherwise', () => {
		expect(zonesOf(facts, [])).toEqual(['euc1-az1', 'euc1-az3']);
		expect(zonesAnswer(facts, ['euc1-az1', 'euc1-az3'])).toBe('');
		expect(zonesAnswer(facts, ['euc1-az3', 'euc1-az1'])).toBe('');
		const answer = zonesAnswer(facts, ['euc1-az3', 'euc1-az4']);
		expect(questionOf('azs').validate(answer, defaultSettings)).toBeUndefined();
		expect(chooseZones(facts.zones, facts.offering, answer.split(','))).toHaveProperty('zones');
	});
});

describe('the names of regions', () => {
	it('are those of AWS, and none for what is new', () => {
		expect(regionName('eu-central-1')).toBe('Europe (Frankfurt)');
		expect(regionName('xx-new-9')).toBeUndefined();
	});
});
