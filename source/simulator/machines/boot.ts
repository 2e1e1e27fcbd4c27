import type {Computer} from './computer.ts';
import {images, users} from './image.ts';
import {createShell, loadPrograms} from './shell.ts';

/** cloud-init's folder of this instance: the script it runs, and the mark that it has run it. */
const scriptPath = '/var/lib/cloud/instance/scripts/part-001';
const donePath = '/var/lib/cloud/instance/sem/config_scripts_user';
const logPath = '/var/log/cloud-init-output.log';

const isScript = (userData: string): boolean => userData.startsWith('#!');

/** Runs the user data as root; what it wrote goes to cloud-init's log and the console. */
const runUserData = async (computer: Computer, userData: string): Promise<string> => {
	const {disk, clock, signal} = computer;
	const began = new Date(clock.now()).toUTCString();
	disk.writeFileSync(scriptPath, userData, 'utf8', {mode: 0o755});
	const shell = createShell(computer, users.root, '/');
	const {stdout, exitCode} = await shell.exec(`bash ${scriptPath} 2>&1`, {rawScript: true, signal});
	signal.throwIfAborted();
	const failure =
		exitCode === 0 ? '' : `Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)\n`;
	const ended = new Date(clock.now()).toUTCString();
	return `Cloud-init running 'modules:final' at ${began}\n${stdout}${failure}Cloud-init finished at ${ended}\n`;
};

/**
 * Boots a machine: the kernel's time, then cloud-init, which runs user data at an instance's first boot only; enabled
 * services start at every later one. Ends with the machine `up` and saved.
 * @throws the reason of the computer's signal, when it is switched off before that.
 */
export const boot = async (computer: Computer): Promise<void> => {
	const {machine, disk, clock, signal} = computer;
	await loadPrograms(clock);
	await clock.sleep(computer.draw('instanceBoot'), signal);
	const {services} = computer.software();
	for (const service of Object.values(services)) service.running = service.enabled;
	let console = `${images[machine.image].release['PRETTY_NAME']} ${computer.identity().privateDnsName} ttyS0\n`;
	if (!(await disk.exists(donePath))) {
		const output = isScript(machine.userData) ? await runUserData(computer, machine.userData) : '';
		disk.writeFileSync(logPath, output);
		disk.writeFileSync(donePath, '');
		console += output;
	}
	await computer.finishBoot(console);
};
