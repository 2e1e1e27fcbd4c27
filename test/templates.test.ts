import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {addMachine, bench} from './simulator/machines-world.ts';

const images = ['ubuntu', 'amazon-linux'] as const;
type Image = (typeof images)[number];

const template = (image: Image) => readFileSync(new URL(`../templates/user-data/${image}.sh`, import.meta.url), 'utf8');
const render = (image: Image) => template(image).replaceAll('{{DEPLOYMENT}}', 'lab.abcdefgh');

/** Stand-ins for the programs that would change the machine; each notes how it was called. */
const stub = (body: string) => `#!/bin/bash\necho "$(basename "$0") $*" >> "$STUBS/calls"\n${body}\n`;

/** Fails until it was called twice for `install`, as before the route to the NAT gateway works. */
const packageManager = stub(`
case " $* " in *" install "*)
	echo x >> "$STUBS/tries"
	[ "$(wc -l < "$STUBS/tries")" -gt 2 ] || { echo 'E: Unable to locate package' >&2; exit 100; }
	mkdir -p "$STUBS/www/html"
esac`);

const curl = stub(`
case "$*" in
	*"-X PUT"*/api/token) printf TOKEN ;;
	*"X-aws-ec2-metadata-token: TOKEN"*/instance-id) printf i-apache ;;
	*"X-aws-ec2-metadata-token: TOKEN"*/availability-zone-id) printf use1-az1 ;;
	*) exit 22 ;;
esac`);

describe.each(images)('user data of %s', image => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'user data '));
	});
	afterEach(() => rmSync(folder, {recursive: true}));

	/** Runs it in bash with the document root moved into the test's folder. */
	const runInBash = () => {
		const bin = join(folder, 'bin');
		mkdirSync(bin);
		const stubs = {'apt-get': packageManager, dnf: packageManager, curl, systemctl: stub(''), sleep: stub('')};
		for (const [name, script] of Object.entries(stubs)) {
			writeFileSync(join(bin, name), script);
			chmodSync(join(bin, name), 0o755);
		}
		const script = render(image).replaceAll('/var/www', '"$STUBS"/www');
		execFileSync('/bin/bash', ['-c', script], {
			env: {PATH: `${bin}:/usr/bin:/bin`, STUBS: folder},
			stdio: ['ignore', 'ignore', 'ignore'],
		});
		return {
			page: readFileSync(join(folder, 'www/html/index.html'), 'utf8'),
			calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n'),
		};
	};

	test('writes the same page under bash and in a simulated machine', async () => {
		const {world, host, until} = bench();
		const machine = addMachine(world, 'i-apache', {image, userData: render(image)});
		host.start();
		await until(() => machine.power === 'up');
		await host.close();
		const {page} = runInBash();
		expect(machine.files['/var/www/html/index.html']?.content).toBe(page);
		expect(page).toContain('privatelink-wizard lab.abcdefgh i-apache');
		expect(page).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
	});

	test('tries the installation again, then enables the service', () => {
		const {calls} = runInBash();
		const installs = calls.filter(call => call.includes(' install '));
		expect(installs).toHaveLength(3);
		expect(calls.filter(call => call.startsWith('sleep '))).toEqual(['sleep 10', 'sleep 10']);
		expect(calls.at(-1)).toBe(`systemctl enable --now ${image === 'ubuntu' ? 'apache2' : 'httpd'}`);
	});

	test('is a script of valid syntax, well below the 16 KB that EC2 takes', () => {
		expect(Buffer.byteLength(template(image))).toBeLessThan(8192);
		expect(template(image).startsWith('#!/bin/bash\n')).toBe(true);
		execFileSync('/bin/bash', ['-n', '-c', render(image)]);
		expect(render(image)).not.toContain('{{');
	});
});
