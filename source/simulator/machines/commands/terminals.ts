import {fail, type MachineCommand, print, type TerminalState} from './command.ts';

const settings = ({echo}: TerminalState): string =>
	[
		'intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; susp = ^Z; werase = ^W;',
		'icrnl onlcr',
		`isig icanon ${echo ? '' : '-'}echo echoe echok echoctl`,
	].join('\n');

/** Applies one setting; false where the driver of these terminals does not know it. */
const apply = (terminal: TerminalState, setting: string, value: string | undefined): boolean => {
	switch (setting) {
		case 'echo':
		case '-echo':
			terminal.echo = setting === 'echo';
			return true;
		case 'sane':
			terminal.echo = true;
			return true;
		case 'cols':
		case 'columns':
		case 'rows': {
			const length = Number(value);
			if (!Number.isInteger(length) || length < 0 || length >= 2 ** 16) return false;
			terminal[setting === 'rows' ? 'rows' : 'columns'] = length;
			return true;
		}
		default:
			return false;
	}
};

const takesValue = ['cols', 'columns', 'rows'];

/** Shows and changes the terminal's size and echo. */
export const stty: MachineCommand = {
	name: 'stty',
	run: async (args, {terminal}) => {
		if (!terminal) return fail(1, "stty: 'standard input': Inappropriate ioctl for device\n");
		const heading = `speed 38400 baud; rows ${terminal.rows}; columns ${terminal.columns};\n`;
		if (args.length === 0) return print(`speed 38400 baud; line = 0;\n${terminal.echo ? '' : '-echo\n'}`);
		if (args.length === 1 && args[0] === 'size') return print(`${terminal.rows} ${terminal.columns}\n`);
		if (args.length === 1 && args[0] === '-a') return print(`${heading}${settings(terminal)}\n`);
		for (let index = 0; index < args.length; index++) {
			const setting = args[index] ?? '';
			const value = takesValue.includes(setting) ? args[++index] : undefined;
			if (!apply(terminal, setting, value)) return fail(1, `stty: invalid argument '${value ?? setting}'\n`);
		}
		return print('');
	},
};

export const tty: MachineCommand = {
	name: 'tty',
	run: async (_, {terminal}) => (terminal ? print('/dev/pts/0\n') : fail(1, '', 'not a tty\n')),
};
