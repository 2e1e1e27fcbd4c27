import type {Resource, Side} from '../plan/graph.ts';
import {kinds} from '../plan/kinds.ts';
import type {Notice} from '../plan/notices.ts';
import {paperDetail, settledInputs} from '../plan/paper.ts';
import {type Question, questions, subnetKeys, subnetQuestionId, vpcSides} from '../plan/questions.ts';
import {count, duration, usd} from '../reporters/words.ts';
import type {TreeNode} from './parts/tree.ts';
import type {Review} from './review-plan.ts';

/** What the tree of a review says of a row beyond the row. */
export type ReviewRow = {
	readonly node: TreeNode;
	readonly about: string;
	/** The answer that the row shows. */
	readonly question?: Question;
	readonly children?: readonly ReviewRow[];
};

/** The groups that are folded at first: what they hold is rarely looked at before a build. */
export const foldedAtFirst: ReadonlySet<string> = new Set(['subnets', 'provider', 'consumer', 'shared', 'cost']);

/** The id of an answer's row. */
export const answerRow = (id: string): string => `answer ${id}`;

const noticeTitles: Readonly<Record<Notice['id'], string>> = {
	'public-range': 'Public address space of somebody else',
	overlap: 'The VPCs overlap',
	'session-path': 'How Session Manager reaches the consumer',
	'unlisted-price': 'The price of the instances is not known',
	cost: 'Charged from the first minute',
};

const sides: Readonly<Record<Side, string>> = {provider: 'Provider VPC', consumer: 'Consumer VPC', shared: 'For both'};

const leaf = (node: Omit<TreeNode, 'children'>, about: string, question?: Question): ReviewRow => ({
	node,
	about,
	...(question ? {question} : {}),
});

const group = (node: Omit<TreeNode, 'children'>, about: string, children: readonly ReviewRow[]): ReviewRow => ({
	node: {...node, children: children.map(child => child.node)},
	about,
	children,
});

const noticeRows = ({notices}: Review): ReviewRow =>
	group(
		{id: 'notices', label: 'Notices', mark: 'paused', word: String(notices.length)},
		notices.map(({message}) => message).join('\n'),
		notices.map(({id, message}) =>
			leaf({id: `notice ${id}`, label: noticeTitles[id], mark: 'paused', word: ''}, message),
		),
	);

const subnetIds: ReadonlySet<string> = new Set(
	vpcSides.flatMap(side => subnetKeys.map(key => subnetQuestionId(side, key))),
);

const answerLeaf = (question: Question, {settings, problems, zones}: Review): ReviewRow => {
	const {id, label, help} = question;
	const problem = problems.find(({field}) => field === id);
	const value = problem ? problem.value : question.read(settings);
	const word = value === '' ? zones.join(', ') || 'the first two' : value;
	const about = problem ? `${problem.message} For example: ${problem.suggestion}` : `${label}: ${help}.`;
	return leaf({id: answerRow(id), label, mark: problem ? 'bad' : 'good', word}, about, question);
};

const answerRows = (review: Review): ReviewRow => {
	const leafOf = (question: Question) => answerLeaf(question, review);
	const subnets = questions.filter(({id}) => subnetIds.has(id));
	const others = questions.filter(({id}) => !subnetIds.has(id));
	const flaws = review.problems.length;
	const isCut = review.problems.some(({field}) => subnetIds.has(field));
	return group(
		{
			id: 'answers',
			label: 'Answers',
			mark: flaws > 0 ? 'bad' : 'good',
			word: flaws > 0 ? `${flaws} to mend` : 'all fit',
		},
		'Every answer can be edited from here, also those that were not asked for.',
		[
			...others.map(leafOf),
			group(
				{id: 'subnets', label: 'Subnets', mark: isCut ? 'bad' : 'good', word: `${subnets.length}`},
				'The subnets of both VPCs; they follow the CIDR of their VPC unless they are set.',
				subnets.map(leafOf),
			),
		],
	);
};

const resourceRow = (resource: Resource): ReviewRow => {
	const {why, step, seconds} = kinds[resource.kind];
	const about = [paperDetail(resource), `${why} Usually ${duration(seconds.create)}. By hand: ${step}`];
	return leaf(
		{id: resource.id, label: resource.label, mark: 'idle', word: settledInputs(resource)[0] ?? ''},
		about.filter(text => text !== '').join('\n'),
	);
};

const sideRows = (side: Side, {resources}: Review): ReviewRow => {
	const own = resources.filter(resource => resource.side === side);
	return group(
		{id: side, label: sides[side], mark: 'idle', word: count(own.length, 'step')},
		`${sides[side]}: ${count(own.length, 'step')}: resources, their settings, and what has to be waited for. Whatever can carry a tag is tagged as this deployment's.`,
		own.map(resourceRow),
	);
};

const costRows = ({cost}: Review): ReviewRow =>
	group(
		{id: 'cost', label: 'Cost', mark: 'idle', word: `${usd(cost.perHour)} an hour`},
		`${usd(cost.perHour)} an hour, ${usd(cost.perDay)} a day; ${usd(cost.firstHour.usd)} at once. ${cost.firstHour.message} ${cost.note}`,
		cost.lines.map(({item, quantity, unitPrice, wholeHours}) =>
			leaf(
				{
					id: `cost ${item}`,
					label: `${quantity} x ${item}`,
					mark: 'idle',
					word: `${usd(quantity * unitPrice)} an hour`,
				},
				`${quantity} at ${usd(unitPrice)} an hour each, ${usd(quantity * unitPrice * 24)} a day.${wholeHours ? ' A started hour is billed whole.' : ''}`,
			),
		),
	);

/** The review as a tree: notices, answers, what is built on each side, cost. */
export const reviewRows = (review: Review): readonly ReviewRow[] => [
	noticeRows(review),
	answerRows(review),
	...(['provider', 'consumer', 'shared'] as const).map(side => sideRows(side, review)),
	costRows(review),
];

/** The row with an id, wherever it is in the tree. */
export const findRow = (rows: readonly ReviewRow[], id: string | undefined): ReviewRow | undefined => {
	for (const row of rows) {
		const found = row.node.id === id ? row : findRow(row.children ?? [], id);
		if (found) return found;
	}
	return undefined;
};
