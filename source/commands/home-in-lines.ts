import {type CommandName, commands} from '../command-line.ts';
import {exitCodes} from '../engine/exit-codes.ts';
import {usageError} from '../errors.ts';
import type {Command} from './command.ts';
import {down} from './down.ts';
import {up} from './up.ts';

type Way = {
	readonly label: string;
	readonly help: string;
	readonly name: CommandName;
	readonly command: Command;
	readonly simulate: boolean;
};

/** What the home screen offers, where Enter alone costs nothing. */
const ways: readonly Way[] = [
	{
		label: 'Build on the simulator',
		help: 'Free of charge; no account, no credentials, no network.',
		name: 'up',
		command: up,
		simulate: true,
	},
	{
		label: 'Build on AWS',
		help: 'AWS charges for it by the hour. Nothing is built before you confirm it.',
		name: 'up',
		command: up,
		simulate: false,
	},
	{
		label: 'Tear down on the simulator',
		help: 'Takes a simulated deployment away.',
		name: 'down',
		command: down,
		simulate: true,
	},
	{
		label: 'Tear down on AWS',
		help: 'Takes a deployment away, then looks for what is left.',
		name: 'down',
		command: down,
		simulate: false,
	},
];

const leave = 'leave';

/** No command and no screens: what to do is asked in a line; where nobody can be asked, the commands are named. */
export const homeInLines: Command = async (invocation, surroundings) => {
	const {ask} = surroundings;
	if (!ask) {
		throw usageError('A command is needed where there is no terminal for the wizard.', [
			...Object.entries(commands).map(([name, {about}]) => `${name.padEnd(10)} ${about}`),
			'privatelink-wizard --help lists all options.',
		]);
	}
	const offered = ways.filter(({simulate}) => simulate || !invocation.simulate);
	const chosen = await ask.choose({
		message: 'What to do?',
		options: [
			...offered.map(({label, help}) => ({value: label, label, help})),
			{value: leave, label: 'Leave', help: 'Other commands: privatelink-wizard --help.'},
		],
	});
	const way = offered.find(({label}) => label === chosen);
	if (!way) return exitCodes.done;
	const {name, command, simulate} = way;
	return await command({...invocation, command: name, simulate}, surroundings);
};
