import {afterAll, beforeAll, expect, it, vi} from 'vitest';
import {App} from '../source/ui/app.tsx';
import {createInterrupts} from '../source/ui/interrupts.ts';
import {themeFor} from '../source/ui/theme.ts';
import type {WizardEnd} from '../source/ui/wizard-state.ts';
import {type HeldLab, openHeldLab} from './helpers/held-lab.ts';
import {renderScreen, type Screen} from './helpers/render-screen.tsx';
import {terminalPicture} from './helpers/terminal-picture.ts';

// Chalk, which draws all colours, reads it when it is loaded.
vi.hoisted(() => {
	process.env['FORCE_COLOR'] = '1';
});

/** As the program looks on a dark terminal; what turns stands still. */
const look = () => {
	const theme = themeFor({LANG: 'C.UTF-8', COLORFGBG: '15;0'});
	return {...theme, symbols: {...theme.symbols, spinner: ['⠹']}};
};

const profiles = {
	version: 1,
	profiles: {
		frankfurt: {answers: {region: 'eu-central-1'}, savedAt: '2026-01-02T10:00:00.000Z', lastOutcome: 'done'},
	},
};

const patience = 20_000;

let lab: HeldLab;
let screen: Screen;

const shows = (pattern: RegExp | string) => screen.until(pattern, patience);

/** Waits for a screen, then presses keys. */
const answer = async (shown: RegExp | string, ...keys: readonly string[]) => {
	await shows(shown);
	await screen.press(...keys);
};

/** The latest count of the run, as every screen of a run has it. */
// A resize after it draws all of the screen at the instant at which time is held.
const countShown = async () => {
	const tasks = [...lab.run().state().tasks.values()];
	await shows(new RegExp(`\\b${tasks.filter(({state}) => state === 'done').length} (done|gone), `));
};

beforeAll(async () => {
	lab = await openHeldLab(profiles);
	const interrupts = createInterrupts();
	screen = await renderScreen<WizardEnd>(undefined, {
		columns: 100,
		rows: 30,
		theme: look(),
		draw: end => (
			<App
				ports={lab.ports}
				start={{screen: 'home', place: 'simulator', answers: {}}}
				interrupts={interrupts}
				end={end}
			/>
		),
	});
});
afterAll(() => lab.close());

/** `npm run screenshots` takes them anew. */
const expectPicture = async (name: string, title: string) => {
	await screen.settled();
	await expect(terminalPicture(screen.terminal, title)).toMatchFileSnapshot(`../media/${name}.svg`);
};

const isDeciding = () => [...lab.run().state().tasks.values()].some(({state}) => state === 'deciding');
const isEnded = () => lab.run().state().outcome !== undefined;
/** Seconds of AWS time since the run has begun. */
const passed = () => (lab.run().awsNow() - (lab.run().state().startedAt ?? lab.run().awsNow())) / 1000;
const countOf = (wanted: string) => [...lab.run().state().tasks.values()].filter(({state}) => state === wanted).length;
const prompts = () => lab.output().split('$ ').length - 1;

it('the pictures in media/ are those of the screens', async () => {
	await screen.resize({columns: 134, rows: 32});
	await shows('no deployment found');
	await expectPicture('home', 'The home screen: what can be done, and beside it the way of the request.');
	await screen.resize({columns: 100, rows: 30});
	await screen.press('enter');
	for (const title of ['Name', 'Region', 'Availability zones', 'Provider CIDR']) {
		await answer(new RegExp(`^ ${title}\\b`), 'enter');
	}
	await screen.resize({columns: 100, rows: 22});
	await shows(/^ Consumer CIDR\b/);
	await expectPicture('questions', 'A question, with the address plan of both VPCs beside the answer.');
	await screen.resize({columns: 110, rows: 40});
	await screen.press('enter');
	await shows('use1-az1, use1-az2');
	await expectPicture('review', 'The review: what will be built, in a tree, with its cost by line.');
	await screen.press('enter');

	await lab.passUntil(() => passed() > 100);
	await countShown();
	await screen.resize({columns: 124, rows: 32});
	await expectPicture('build', 'The build: provider and consumer as two trees, with what each resource waits for.');
	await lab.passUntil(() => isDeciding() && countOf('running') === 0);
	await shows('a accept');
	await countShown();
	await screen.resize({columns: 100, rows: 26});
	await expectPicture('approval', 'The pending connection, to be accepted, rejected, or left for later.');
	await screen.press('a');
	await screen.resize({columns: 100, rows: 41});
	await lab.passUntil(isEnded);
	await shows('Session on the consumer');

	await lab.passUntil(() => prompts() > 0);
	await vi.waitFor(() => expect(lab.typed()).toContain('curl'), patience);
	await lab.passUntil(() => prompts() > 1);
	await shows('The shell is yours');
	await shows(/^ \$$/);
	await expectPicture('session', 'The session: curl ran on the private instance, and Apache answered.');
	await screen.type('\u001Dq');
	await shows('It works: the Apache page');
	await screen.resize({columns: 124, rows: 38});
	await expectPicture('outcome', 'The outcome: the way of the request, with what was proved at each station.');

	await screen.press('d');
	await answer(/\[x\] lab\./, 'enter');
	await answer('Type lab', 'lab', 'enter');
	await lab.passUntil(() => countOf('done') >= 44);
	await countShown();
	await screen.resize({columns: 124, rows: 32});
	await expectPicture('teardown', 'The teardown: the tree in reverse, each resource as soon as nothing hangs on it.');
	await lab.passUntil(isEnded);
	await screen.resize({columns: 100, rows: 16});
	await shows('Nothing is left.');
	await expectPicture('nothing-left', 'Nothing is left, and what was looked for to know it.');
}, 120_000);
