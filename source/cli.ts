#!/usr/bin/env node
/*
 * The bin. It is built alone and for old runtimes, so that it can say what to do where the program cannot run;
 * everything else is imported after the check.
 */

const required = [22, 12] as const;
/** A word as a shell takes it, whatever is in it. */
const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);

/** A user whom the system does not know, as in some containers, has no home folder: what asks for it is told none, or throws. */
const hasHome = async (): Promise<boolean> => {
	try {
		return (await import('node:os')).homedir() !== '';
	} catch {
		return false;
	}
};

/** What is loaded looks for a home folder at once, though the program itself needs none but its own. */
const run = async (): Promise<void> => {
	if (!(await hasHome())) {
		const own = process.env['PRIVATELINK_WIZARD_HOME'];
		if (!own) {
			process.stderr.write(
				'There is no home folder to keep journals in.\n  Set HOME, or PRIVATELINK_WIZARD_HOME to a folder that can be written.\n',
			);
			process.exitCode = 1;
			return;
		}
		process.env['HOME'] = own;
	}
	const {main} = await import('./main.js');
	await main();
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < required[0] || (major === required[0] && minor < required[1])) {
	process.stderr.write(
		`privatelink-wizard needs Node.js ${required.join('.')} or newer; this is ${process.versions.node}. This runs it:\n` +
			`  npx -y -p node@24 -p privatelink-wizard privatelink-wizard ${process.argv.slice(2).map(quoted).join(' ')}`.trimEnd() +
			'\n',
	);
	process.exitCode = 1;
} else {
	// Chalk, which draws all colours, knows FORCE_COLOR but not NO_COLOR; it reads it when it is loaded.
	if (process.env['NO_COLOR'] || process.env['TERM'] === 'dumb' || process.argv.includes('--no-color')) {
		process.env['FORCE_COLOR'] = '0';
	}
	void run();
}
