import {expectedDuration} from '../engine/longest-path.ts';
import {buildPlan} from '../plan/build.ts';
import {needsOf, type Resource} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import {type Notice, notices} from '../plan/notices.ts';
import {onPaper} from '../plan/paper.ts';
import {type Cost, costOf} from '../plan/price.ts';
import type {Problem} from '../plan/problem.ts';
import type {Answers} from '../plan/questions.ts';
import {draftSettings, parseSettings, type Settings} from '../plan/settings.ts';
import type {RegionFacts} from './ports.ts';
import {zonesOf, zonesProblem} from './question.ts';

/** What is reviewed before a build. */
export type Review = {
	/** As the answers are; where one does not fit, as suggested. */
	readonly settings: Settings;
	/** The ids of the two zones, as soon as the region has said what it offers. */
	readonly zones: readonly string[];
	/** What stands in the way of the build. */
	readonly problems: readonly Problem[];
	readonly resources: readonly Resource[];
	/** USD, us-east-1 list price. */
	readonly cost: Cost;
	/** Of AWS time, without the pause for the decision. */
	readonly seconds: number;
	readonly notices: readonly Notice[];
};

const mendedBy = (answers: Answers, problems: readonly Problem[]): Answers => ({
	...answers,
	...Object.fromEntries(problems.map(({field, suggestion}) => [field, suggestion])),
});

/** Pure: the same answers give the same review. `facts`: what the region offers, once that is known. */
export const reviewOf = (answers: Answers, facts: RegionFacts | undefined): Review => {
	const parsed = parseSettings(answers);
	const flaws = 'problems' in parsed ? parsed.problems : [];
	const settings = 'settings' in parsed ? parsed.settings : draftSettings(mendedBy(answers, flaws));
	const zoneFlaw = facts && zonesProblem(facts, settings.azs);
	const zones = facts ? zonesOf(facts, settings.azs) : [];
	const resources = buildPlan(onPaper(zones.length > 0 ? {...settings, azs: zones} : settings));
	const steps = resources.map(resource => ({
		id: resource.id,
		needs: needsOf(resource),
		expectedSeconds: kinds[resource.kind].seconds.create,
	}));
	return {
		settings,
		zones,
		problems: [...flaws, ...(zoneFlaw ? [zoneFlaw] : [])],
		resources,
		cost: costOf(resources, settings.region),
		seconds: expectedDuration(steps),
		notices: notices(settings),
	};
};

/** A hop of the request: where rows are short, in few words. */
export type Hop = {readonly short: string; readonly long: string};

/** The way of the request from the private server to the page. */
export const requestFlow = ({consumerSubnets, providerSubnets}: Settings): readonly Hop[] => {
	const [client, server] = [consumerSubnets.private1, providerSubnets.private1];
	return [
		{short: `private server in ${client}`, long: `private server in ${client}`},
		{short: 'endpoint', long: 'interface endpoint in the consumer VPC'},
		{short: 'PrivateLink', long: 'endpoint service, accepted by you'},
		{short: 'load balancer', long: 'Network Load Balancer, TCP:80'},
		{short: 'target group', long: 'target group, checked by HTTP'},
		{short: `Apache in ${server}`, long: `Apache of the provider in ${server}`},
	];
};
