import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {ErrorClass} from '../../source/engine/ports.ts';
import {retryDelay, retryRules} from '../../source/engine/retry.ts';
import {createCloud, ofType, resource, type Script, up} from './cloud.ts';

const vpc = [resource('vpc', 'vpc')];

const run = async (script: Script) => {
	const cloud = createCloud({vpc: script});
	const ran = await up(cloud, {resources: vpc});
	return {cloud, ran, times: cloud.creates().map(({at}) => at), tokens: cloud.creates().map(({token}) => token)};
};

describe('the retry table', () => {
	const classes = Object.keys(retryRules) as ErrorClass[];

	it('delays grow up to their limit and end with the budget', () => {
		fc.assert(
			fc.property(fc.constantFrom(...classes), fc.nat(50), fc.nat(2_000_000), (errorClass, attempts, elapsed) => {
				const rule = retryRules[errorClass];
				const delay = retryDelay(errorClass, attempts, elapsed);
				if (!rule) {
					expect(delay).toBeUndefined();
				} else if (delay === undefined) {
					expect(elapsed + rule.longestDelay).toBeGreaterThan(rule.budget);
				} else {
					expect(delay).toBeGreaterThanOrEqual(rule.delay);
					expect(delay).toBeLessThanOrEqual(rule.longestDelay);
					expect(elapsed + delay).toBeLessThanOrEqual(rule.budget);
					expect(retryDelay(errorClass, attempts + 1, elapsed) ?? rule.longestDelay).toBeGreaterThanOrEqual(delay);
				}
			}),
		);
	});
});

describe('a creation', () => {
	it('backs off when throttled, under the same token', async () => {
		const {ran, times, tokens} = await run({createErrors: ['throttled', 'throttled', 'throttled']});
		expect(ran.outcome).toBe('done');
		expect(times).toEqual([0, 1, 3, 7]);
		expect(new Set(tokens)).toEqual(new Set(['vpc/1']));
	});

	it('gives up on throttling after ten minutes', async () => {
		const {ran} = await run({createErrors: Array(1000).fill('throttled')});
		expect(ran.failed[0]?.error.code).toBe('Code.throttled');
		expect(ran.seconds).toBeGreaterThan(570);
		expect(ran.seconds).toBeLessThanOrEqual(600);
	});

	it('comes back every four seconds when AWS is not ready for it', async () => {
		const {ran, times} = await run({createErrors: ['not-yet', 'not-yet', 'not-yet']});
		expect(times).toEqual([0, 4, 8, 12]);
		expect(ofType(ran.events, 'task-waiting')[0]).toMatchObject({
			reason: 'AWS is not ready for it yet',
			observed: 'Code.not-yet: AWS says not-yet',
		});
	});

	it('goes on with the next generation where an earlier run has used the token up', async () => {
		const {ran, tokens} = await run({createErrors: ['spent', 'spent', 'spent']});
		expect(ran.outcome).toBe('done');
		expect(tokens).toEqual(['vpc/1', 'vpc/2', 'vpc/3', 'vpc/4']);
		expect(ran.state.known.get('vpc')).toMatchObject({generation: 4, made: true});
		// One look with patience: what the token stands for may not be visible yet.
		expect(ran.seconds).toBeLessThan(60);
	});

	it('takes what shows while a spent token is looked into', async () => {
		const cloud = createCloud({vpc: {createErrors: ['spent']}});
		void cloud.clock.sleep(5000).then(() => cloud.put('vpc', 'vpc'));
		const ran = await up(cloud, {resources: vpc});
		expect(ran.outcome).toBe('done');
		expect(cloud.creates()).toHaveLength(1);
	});

	it.each(['credentials', 'fatal', 'gone'] as const)('fails at once on %s', async errorClass => {
		const {ran, times} = await run({createErrors: [errorClass]});
		expect(times).toEqual([0]);
		expect(ran.failed[0]?.error.code).toBe(`Code.${errorClass}`);
	});

	it('adopts what exists', async () => {
		const cloud = createCloud({vpc: {createErrors: ['exists']}});
		cloud.put('vpc', 'vpc');
		const ran = await up(cloud, {resources: vpc});
		expect(ran.outcome).toBe('done');
		expect(cloud.creates()).toHaveLength(1);
		expect(ofType(ran.events, 'task-done')[0]).toMatchObject({found: true, outputs: {vpcId: 'vpc-1'}});
	});

	it('fails in the words of AWS when what exists is not to be seen', async () => {
		const {ran} = await run({createErrors: ['exists']});
		expect(ran.failed[0]?.error).toMatchObject({code: 'Code.exists', message: 'AWS says exists'});
	});

	it('after a lost answer adopts what shows up and asks for nothing again', async () => {
		const {ran, times} = await run({createErrors: ['lost'], hiddenSeconds: 20});
		expect(ran.outcome).toBe('done');
		expect(times).toEqual([0]);
		expect(ofType(ran.events, 'call-settled')).toMatchObject([{resourceId: 'vpc-1'}]);
		expect(ofType(ran.events, 'task-done')[0]?.found).toBe(false);
	});

	it('after an error that may have hidden a success looks for half a minute, then asks again under the same token', async () => {
		const {ran, times, tokens, cloud} = await run({createErrors: ['ambiguous']});
		expect(ran.outcome).toBe('done');
		expect(times).toEqual([0, 33]);
		expect(tokens).toEqual(['vpc/1', 'vpc/1']);
		const looks = cloud.calls.filter(({what, at}) => what === 'observe' && at <= 30);
		expect(looks).toHaveLength(11);
		expect(ofType(ran.events, 'call-settled')).toMatchObject([{errorCode: 'Code.ambiguous'}, {resourceId: 'vpc-1'}]);
	});

	it('leaves an answer that it was not given time to find unsettled', async () => {
		const cloud = createCloud({vpc: {createErrors: ['lost'], hiddenSeconds: 20}});
		const stop = new AbortController();
		void cloud.clock.sleep(10_000).then(() => stop.abort(new Error('Ctrl-C')));
		const ran = await up(cloud, {resources: vpc, signal: stop.signal});
		expect(ran).toMatchObject({outcome: 'interrupted', seconds: 10});
		expect(ran.state.unsettled.get('vpc')).toMatchObject({clientToken: 'vpc/1', generation: 1});
	});

	it('is journaled before it is sent and after it is answered, whatever AWS answers', async () => {
		const verdicts = fc.constantFrom(
			'throttled',
			'not-yet',
			'dependency',
			'lost',
			'ambiguous',
			'exists',
			'fatal',
			'ok',
		);
		await fc.assert(
			fc.asyncProperty(fc.array(verdicts, {maxLength: 5}), async createErrors => {
				const cloud = createCloud({vpc: {createErrors: createErrors as Script['createErrors'] & {}, callSeconds: 1}});
				const log: string[] = [];
				const {create} = cloud.kinds.vpc;
				const ran = await up(cloud, {
					resources: vpc,
					onEvent: ({type}) => {
						if (type.startsWith('call-')) log.push(type);
					},
					kinds: {
						vpc: {
							create: async target => {
								log.push('call');
								return (await create?.(target as never)) ?? {};
							},
						},
					},
				});
				expect(log.join(' ')).toBe(
					Array(log.length / 3)
						.fill('call-intended call call-settled')
						.join(' '),
				);
				expect(new Set(cloud.creates().map(({token}) => token)).size).toBe(1);
				expect(ran.state.unsettled.size).toBe(0);
				expect(cloud.things.size).toBeLessThanOrEqual(1);
			}),
			{numRuns: 60},
		);
	});
});
