import {describe, expect, it, vi} from 'vitest';
import {questions} from '../../../source/plan/questions.ts';
import {QuestionsScreen, type QuestionsScreenProps} from '../../../source/ui/screens/questions.tsx';
import {renderScreen} from '../../helpers/render-screen.tsx';
import {facts} from '../fake-ports.ts';
import {expectFitEverywhere} from '../fits.ts';

const props: QuestionsScreenProps = {
	target: 'simulator',
	asking: 'name',
	answers: {},
	isEditing: false,
	facts: {
		regions: {isLooking: false, value: ['eu-central-1', 'eu-west-1', 'us-east-1']},
		region: {isLooking: false, value: facts},
	},
	standing: [],
	onAnswer: () => {},
	onBack: () => {},
};
const looking = {regions: {isLooking: true}, region: {isLooking: true}};

const open = async (
	more: Partial<QuestionsScreenProps>,
	size: {readonly columns?: number; readonly rows?: number} = {},
) => {
	const onAnswer = vi.fn();
	const onBack = vi.fn();
	const screen = await renderScreen(<QuestionsScreen {...props} onAnswer={onAnswer} onBack={onBack} {...more} />, size);
	return {screen, onAnswer, onBack};
};

describe('a question', () => {
	it.each(questions)('fits everywhere: $id', async ({id, asked}) => {
		await expectFitEverywhere(() => <QuestionsScreen {...props} asking={id} isEditing={!asked} />);
	});

	it.each(questions)('keeps what stands there on Enter: $id', async ({id, asked}) => {
		const {screen, onAnswer} = await open({asking: id, isEditing: !asked});
		await screen.press('enter');
		expect(onAnswer).toHaveBeenCalledTimes(1);
		expect(onAnswer.mock.calls[0]?.[0]).toBe(id);
	});

	it('says where one is', async () => {
		const {screen} = await open({asking: 'azs'});
		expect(screen.screen()[2]).toBe(' ✓ Name  ✓ Region  ❯ Zones  ◦ Provider  ◦ Consumer  ◦ Review');
		await screen.resize({columns: 40, rows: 20});
		expect(screen.screen()[1]).toBe('Question 3 of 5');
		await screen.resize({columns: 120, rows: 30});
		expect(screen.text()).toMatch(/❯ Availability zones +the first two/);
		expect(screen.text()).toMatch(/◦ Consumer CIDR +21\.0\.0\.0\/16/);
	});

	it('shows its keys in one order, and each of them once', async () => {
		const {screen} = await open({asking: 'providerCidr'});
		const keys = () => screen.screen().find(row => row.startsWith('Enter'));
		await screen.type('x');
		expect(keys()).toBe('Enter confirm · Tab take suggestion · Esc back · ? help');
		await screen.press('backspace');
		expect(keys()).toBe('Enter confirm · Esc back · ? help');
		const region = await open({asking: 'region'});
		await region.screen.type('frank');
		expect(region.screen.text()).not.toMatch(/Esc.*Esc/);
	});

	it('says what is wrong, does not go on, and Tab takes what would do', async () => {
		const {screen, onAnswer} = await open({});
		await screen.type(' No!\r');
		expect(onAnswer).not.toHaveBeenCalled();
		expect(screen.text()).toMatch(/✗ A name is 1 to 15 lower-case letters/);
		expect(screen.text().replace(/\s+/g, ' ')).toContain('Tab takes lab-no');
		await screen.press('tab', 'enter');
		expect(onAnswer).toHaveBeenCalledExactlyOnceWith('name', 'lab-no');
	});

	it('warns of a name that stands', async () => {
		const {screen} = await open({standing: ['lab.k3jx7q2a']});
		expect(screen.text()).toContain('lab.k3jx7q2a stands already');
		await screen.type('2');
		expect(screen.text()).not.toContain('stands already');
	});

	it('goes back on Esc and explains itself on ?', async () => {
		const {screen, onBack} = await open({asking: 'consumerCidr'});
		await screen.press('?');
		expect(screen.text()).toContain('stands for the data centre');
		expect(screen.text()).toContain('--consumer-cidr');
		await screen.press('escape', 'escape');
		expect(onBack).toHaveBeenCalledTimes(1);
	});
});

describe('the question for the region', () => {
	it('is found by its name', async () => {
		const {screen, onAnswer} = await open({asking: 'region'});
		await screen.type('ireland\r');
		expect(onAnswer).toHaveBeenCalledExactlyOnceWith('region', 'eu-west-1');
	});

	it('can be typed while AWS is asked', async () => {
		const {screen, onAnswer} = await open({asking: 'region', facts: looking});
		expect(screen.text()).toContain('Looking up the regions');
		await screen.press('ctrl-u');
		await screen.type('eu-north-1\r');
		expect(onAnswer).toHaveBeenCalledExactlyOnceWith('region', 'eu-north-1');
	});
});

describe('the question for the zones', () => {
	it('has the first two that offer the type checked, and takes any other two of those', async () => {
		const {screen, onAnswer} = await open({asking: 'azs'});
		expect(screen.text()).toMatch(
			/\[x\] eu-central-1a[\s\S]*\[ \] eu-central-1b +euc1-az2, without t3\.micro[\s\S]*\[x\] eu-central-1c/,
		);
		await screen.press('space', 'enter');
		expect(onAnswer).not.toHaveBeenCalled();
		expect(screen.text()).toContain('Two different zones are needed.');
		await screen.press('end', 'space', 'enter');
		expect(onAnswer).toHaveBeenCalledExactlyOnceWith('azs', 'euc1-az3,euc1-az4');
	});

	it('needs no answer while AWS is asked, or when it does not answer', async () => {
		for (const region of [{isLooking: true}, {isLooking: false, failure: 'Denied.'}]) {
			const {screen, onAnswer} = await open({asking: 'azs', facts: {...looking, region}});
			expect(screen.text()).toContain('the first two that offer t3.micro');
			await screen.press('enter');
			expect(onAnswer).toHaveBeenCalledExactlyOnceWith('azs', '');
		}
	});
});

describe('the questions for addresses', () => {
	it('show what they come to while one types', async () => {
		const {screen, onAnswer} = await open({asking: 'providerCidr'}, {columns: 60, rows: 20});
		expect(screen.text()).toMatch(/Private 2 11\.0\.3\.0\/24 \(251\) +21\.0\.3\.0\/24 \(251\)/);
		await screen.press('ctrl-u');
		expect(screen.text()).toMatch(/Suggested Provider/);
		await screen.paste('21.0.128.0/18\n');
		expect(screen.text()).toMatch(/VPC +21\.0\.128\.0\/18 public/);
		expect(screen.text()).toContain('‖ The VPCs overlap.');
		expect(screen.text()).toMatch(/Private 2 21\.0\.131\.0\/24/);
		await screen.press('enter');
		expect(onAnswer).toHaveBeenCalledExactlyOnceWith('providerCidr', '21.0.128.0/18');
	});

	it('keep the whole plan in view at 60x20 also while something is wrong', async () => {
		const {screen} = await open({asking: 'consumerCidr'}, {columns: 60, rows: 20});
		await screen.type('0');
		expect(screen.text()).toContain('✗ Not an IPv4 CIDR block');
		expect(screen.text()).toContain('Private 2');
	});
});
