import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {expectedDuration} from '../../source/engine/longest-path.ts';
import {buildPlan} from '../../source/plan/build.ts';
import {needsOf} from '../../source/plan/graph.ts';
import {kinds} from '../../source/plan/kinds.ts';
import {costOf} from '../../source/plan/price.ts';
import {questions} from '../../source/plan/questions.ts';
import {defaultSettings} from '../../source/plan/settings.ts';
import {confirmationOf, summaryOf} from '../../source/ui/review-confirmation.ts';
import {requestFlow, reviewOf} from '../../source/ui/review-plan.ts';
import {answerRow, findRow, type ReviewRow, reviewRows} from '../../source/ui/review-tree.ts';
import {deploymentWith} from '../helpers/deployment.ts';
import {goodAnswers, settingsOf} from '../plan/arbitraries.ts';
import {facts} from './fake-ports.ts';

const flat = (rows: readonly ReviewRow[]): readonly ReviewRow[] =>
	rows.flatMap(row => [row, ...flat(row.children ?? [])]);

describe('the review of answers', () => {
	it('is of what would be built: resources, price and time are those of the plan', () => {
		fc.assert(
			fc.property(goodAnswers, answers => {
				const settings = settingsOf(answers);
				const review = reviewOf(answers, undefined);
				const resources = buildPlan(deploymentWith(settings));
				expect(review.problems).toEqual([]);
				expect(review.settings).toEqual(settings);
				expect(review.resources.map(({id}) => id)).toEqual(resources.map(({id}) => id));
				expect(review.cost).toEqual(costOf(resources, settings.region));
				const steps = resources.map(({id, kind, ...rest}) => ({
					id,
					needs: needsOf({id, kind, ...rest}),
					expectedSeconds: kinds[kind].seconds.create,
				}));
				expect(review.seconds).toBe(expectedDuration(steps));
			}),
			{numRuns: 30},
		);
	});

	it('names every answer that does not fit, and shows the plan as it would be mended', () => {
		const review = reviewOf({providerCidr: '10.0.0.0/8', name: 'My Lab'}, undefined);
		expect(review.problems.map(({field}) => field)).toEqual(['name', 'providerCidr']);
		expect(review.settings).toMatchObject({name: 'my-lab', providerCidr: '10.0.0.0/16'});
	});

	it('objects to zones that do not offer the type, once the region has said so', () => {
		const answers = {region: 'eu-central-1', azs: 'euc1-az1,euc1-az2'};
		expect(reviewOf(answers, undefined).problems).toEqual([]);
		const review = reviewOf(answers, facts);
		expect(review.problems).toMatchObject([{field: 'azs', suggestion: 'eu-central-1a,eu-central-1c'}]);
		expect(reviewOf({region: 'eu-central-1'}, facts).zones).toEqual(['euc1-az1', 'euc1-az3']);
	});

	it('ends the way of the request where Apache runs', () => {
		const hops = requestFlow(defaultSettings).map(({short}) => short);
		expect(hops[0]).toContain('21.0.2.0/24');
		expect(hops.at(-1)).toContain('Apache in 11.0.2.0/24');
	});
});

describe('the tree of a review', () => {
	it('shows every answer, resource, price and notice once, under ids of their own', () => {
		fc.assert(
			fc.property(goodAnswers, answers => {
				const review = reviewOf(answers, undefined);
				const rows = flat(reviewRows(review));
				const ids = rows.map(({node}) => node.id);
				expect(new Set(ids).size).toBe(ids.length);
				const expected = [
					...questions.map(({id}) => answerRow(id)),
					...review.resources.map(({id}) => id),
					...review.cost.lines.map(({item}) => `cost ${item}`),
					...review.notices.map(({id}) => `notice ${id}`),
				];
				expect(ids).toEqual(expect.arrayContaining(expected));
				for (const {about} of rows) expect(about).not.toBe('');
			}),
			{numRuns: 30},
		);
	});

	it('counts what it holds', () => {
		const review = reviewOf({}, undefined);
		const rows = reviewRows(review);
		const counted = ['provider', 'consumer', 'shared'].map(id =>
			Number.parseInt(findRow(rows, id)?.node.word ?? '', 10),
		);
		expect(counted.reduce((sum, count) => sum + count, 0)).toBe(review.resources.length);
	});

	it('marks an answer that does not fit, and says why', () => {
		const rows = reviewRows(reviewOf({consumerPrivate2: '99.0.0.0/24'}, undefined));
		expect(findRow(rows, answerRow('consumerPrivate2'))).toMatchObject({
			node: {mark: 'bad', word: '99.0.0.0/24'},
			about: expect.stringMatching(/^Outside its VPC/),
		});
		expect(findRow(rows, 'subnets')?.node.mark).toBe('bad');
		expect(findRow(rows, 'answers')?.node.word).toBe('1 to mend');
		expect(findRow(rows, answerRow('name'))?.node.mark).toBe('good');
		expect(findRow(rows, 'nowhere')).toBeUndefined();
	});

	it('tells of a resource why it is there and which step makes it', () => {
		const row = findRow(reviewRows(reviewOf({}, undefined)), 'provider.nat-gateway');
		expect(row?.about).toContain(kinds['nat-gateway'].why);
		expect(row?.about).toContain(kinds['nat-gateway'].step);
	});
});

describe('the confirmation', () => {
	const review = reviewOf({}, undefined);
	const base = {target: 'aws 123456789012 us-east-1', purpose: {type: 'build'}, standing: []} as const;

	it('takes the name on AWS and a key on the simulator', () => {
		expect(confirmationOf(review, {...base, place: 'aws'})).toMatchObject({
			type: 'word',
			word: 'lab',
			purpose: 'build it on aws 123456789012 us-east-1',
		});
		expect(confirmationOf(review, {...base, place: 'simulator'})).toMatchObject({
			type: 'key',
			label: 'Build lab on the simulator',
		});
	});

	it('is refused while an answer does not fit or nothing can be built there', () => {
		expect(confirmationOf(reviewOf({consumerCidr: 'x'}, undefined), {...base, place: 'aws'})).toMatchObject({
			type: 'obstacle',
			mend: 'consumerCidr',
		});
		expect(confirmationOf(review, {...base, place: 'aws', obstacle: 'No credentials.'})).toEqual({
			type: 'obstacle',
			message: 'No credentials.',
		});
	});

	it('says that a build by a name that stands goes on with it', () => {
		const facts = {...base, place: 'simulator', standing: ['lab.k3jx7q2a', 'lab2.aaaaaaaa']} as const;
		expect(confirmationOf(review, facts)).toMatchObject({
			label: 'Go on with lab on the simulator',
			remark: expect.stringMatching(/^lab\.k3jx7q2a stands already/),
		});
	});

	it("takes the full name of somebody else's, also where nothing is charged, and prefers one's own", () => {
		const facts = {...base, standing: ['lab.k3jx7q2a'], foreign: ['lab.k3jx7q2a']} as const;
		for (const place of ['aws', 'simulator'] as const) {
			expect(confirmationOf(review, {...facts, place})).toMatchObject({type: 'word', word: 'lab.k3jx7q2a'});
		}
		const standing = ['lab.k3jx7q2a', 'lab.mmmmmmmm'];
		expect(confirmationOf(review, {...facts, standing, place: 'aws'})).toMatchObject({word: 'lab'});
		const purpose = {type: 'go-on', fullName: 'lab.k3jx7q2a'} as const;
		expect(confirmationOf(review, {...facts, standing, purpose, place: 'aws'})).toMatchObject({word: 'lab.k3jx7q2a'});
	});

	it('tells amount, time and price in one line', () => {
		expect(summaryOf(review, 'aws', {type: 'build'})).toMatch(
			/^\d+ steps, about \d+ min, \$0\.168 an hour, \$4\.02 a day$/,
		);
		expect(summaryOf(review, 'simulator', {type: 'build'})).toMatch(/free; on AWS \$0\.168 an hour$/);
		const goingOn = summaryOf(review, 'aws', {type: 'go-on', fullName: 'lab.k3jx7q2a'});
		expect(goingOn).toMatch(/^\d+ steps, \$0\.168 an hour/);
	});
});
