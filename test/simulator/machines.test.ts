import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {afterEach, describe, expect, test} from 'vitest';
import {httpResponse} from '../../source/simulator/machines/web-server.ts';
import {forkWorld, type Machine} from '../../source/simulator/world.ts';
import {changed, documentState, loadBalancerArn, regionalName, zonalName} from '../network/document-state.ts';
import {addMachine, type Bench, bench} from './machines-world.ts';

const userDataOf = (image: 'ubuntu' | 'amazon-linux') =>
	readFileSync(new URL(`../../templates/user-data/${image}.sh`, import.meta.url), 'utf8').replaceAll(
		'{{DEPLOYMENT}}',
		'lab.abcdefgh',
	);

const marker = 'privatelink-wizard lab.abcdefgh i-apache';

let open: Bench[] = [];
const start = (world?: Parameters<typeof bench>[0]): Bench => {
	const made = bench(world);
	open.push(made);
	return made;
};
afterEach(async () => {
	await Promise.all(open.map(({host}) => host.close()));
	open = [];
});

/** Both machines of the request, booted. */
const lab = async (image: 'ubuntu' | 'amazon-linux' = 'ubuntu'): Promise<Bench> => {
	const made = start();
	const provider = addMachine(made.world, 'i-apache', {image, userData: userDataOf(image)});
	const consumer = addMachine(made.world, 'i-consumer', {image});
	made.host.start();
	await made.until(() => provider.power === 'up' && consumer.agent.state === 'online');
	return made;
};

describe('a boot', () => {
	test.each([
		['ubuntu', 'apache2', /^Apache\/[\d.]+ \(Ubuntu\)$/],
		['amazon-linux', 'httpd', /^Apache\/[\d.]+ \(Amazon Linux\)$/],
	] as const)('of %s serves the page that its user data wrote', async (image, unit, server) => {
		const {world} = await lab(image);
		const machine = world.machines['i-apache']!;
		expect(machine.packages).toEqual([unit]);
		expect(machine.services).toEqual({[unit]: {running: true, enabled: true, port: 80}});
		const response = httpResponse(machine, 80, '/');
		expect(response).toMatchObject({status: 200, headers: {Server: expect.stringMatching(server)}});
		expect(response?.body).toContain(marker);
		expect(response?.body).toContain('use1-az1');
		expect(machine.console).toMatch(image === 'ubuntu' ? /Setting up apache2/ : /Complete!/);
	});

	test('shows nothing of itself in the world until it has ended', async () => {
		const {world, host, clock, until} = start();
		const machine = addMachine(world, 'i-apache', {userData: userDataOf('ubuntu')});
		host.start();
		await clock.sleep(27_000);
		expect(machine).toMatchObject({power: 'booting', files: {}, services: {}, packages: []});
		await until(() => machine.power === 'up');
		expect(Object.keys(machine.files)).toContain('/var/www/html/index.html');
	});

	test('is whole in the world when it has ended: a save may come between any two steps', async () => {
		const {world, host, until} = start();
		const machine = addMachine(world, 'i-apache', {userData: userDataOf('ubuntu')});
		let power: Machine['power'] = machine.power;
		let seen: Machine | undefined;
		Object.defineProperty(machine, 'power', {
			get: () => power,
			set: (next: Machine['power']) => {
				power = next;
				if (next === 'up') seen = structuredClone({...machine});
			},
		});
		host.start();
		await until(() => seen !== undefined);
		expect(Object.keys(seen?.files ?? {})).toContain('/var/www/html/index.html');
		expect(seen?.console).toContain('Setting up apache2');
		// An agent that is stopped stays so in a world that is loaded.
		expect(seen?.agent.state).toBe('starting');
	});

	test.each([
		['late', 400],
		['hours late, as where a build was interrupted', 3 * 3600],
	])('outlives a NAT gateway that is %s', async (_late, seconds) => {
		const {world, host, clock, until, setNetwork} = start();
		setNetwork(changed(documentState, 'natGateways', 'nat-p', {state: 'pending'}));
		const machine = addMachine(world, 'i-apache', {userData: userDataOf('ubuntu')});
		const began = clock.now();
		host.start();
		void clock.sleep(seconds * 1000).then(() => setNetwork(documentState));
		await until(() => machine.power === 'up');
		expect(clock.now() - began).toBeGreaterThan(seconds * 1000);
		expect(machine.console).toMatch(/Attempt 2: apache2 is not installed yet/);
		expect(machine.console).toMatch(/E: Unable to locate package apache2/);
		expect(httpResponse(machine, 80, '/')?.body).toContain(marker);
	});

	test('under way in a saved or forked world begins again, and ends alike', async () => {
		const first = start();
		addMachine(first.world, 'i-apache', {userData: userDataOf('ubuntu')});
		first.host.start();
		await first.clock.sleep(30_000);
		const second = start(forkWorld(first.world));
		const [machine, forked] = [first.world.machines['i-apache']!, second.world.machines['i-apache']!];
		expect(forked).toMatchObject({power: 'booting', files: {}});
		second.host.start();
		await Promise.all([first.until(() => machine.power === 'up'), second.until(() => forked.power === 'up')]);
		expect(forked.files['/var/www/html/index.html']).toEqual(machine.files['/var/www/html/index.html']);
		expect(machine.console.match(/Cloud-init running/g)).toHaveLength(1);
		expect(forked.console.match(/Cloud-init running/g)).toHaveLength(1);
	});

	test('that is switched off leaves nothing behind', async () => {
		const {world, host, clock} = start();
		const machine = addMachine(world, 'i-apache', {userData: userDataOf('ubuntu')});
		host.start();
		await clock.sleep(25_000);
		machine.power = 'off';
		host.powerChanged('i-apache');
		await clock.sleep(600_000);
		expect(machine).toMatchObject({power: 'off', files: {}, services: {}, agent: {state: 'stopped'}});
	});

	test('after the first runs no user data, and starts enabled services', async () => {
		const {world, host, until, run} = await lab();
		const machine = world.machines['i-apache']!;
		await run('i-apache', 'echo mine | sudo tee /var/www/html/index.html');
		machine.power = 'off';
		host.powerChanged('i-apache');
		expect(httpResponse(machine, 80, '/')).toBeUndefined();
		machine.power = 'booting';
		host.powerChanged('i-apache');
		await until(() => machine.power === 'up');
		expect(httpResponse(machine, 80, '/')?.body).toBe('mine\n');
	});
});

describe('the Session Manager agent', () => {
	test('has its channel open some seconds after its first ping', async () => {
		const {world} = await lab();
		const {lastPing, channelAt = 0} = world.machines['i-consumer']!.agent;
		expect(channelAt).toBeGreaterThan(lastPing);
		expect(channelAt - lastPing).toBeLessThan(60_000);
	});

	test('is online half a minute after the boot', async () => {
		const {world, clock} = await lab();
		expect(world.machines['i-consumer']!.agent).toMatchObject({
			state: 'online',
			reason: '',
			lastPing: expect.any(Number),
		});
		expect(clock.now() - world.machines['i-consumer']!.agent.lastPing).toBeLessThan(60_000);
	});

	const asleep = async (prepare: (made: Bench) => void) => {
		const made = start();
		prepare(made);
		const {agent} = addMachine(made.world, 'i-consumer');
		made.host.start();
		await made.until(() => agent.state === 'asleep');
		return {...made, agent, since: made.clock.now()};
	};

	test('sleeps 5, then 10 minutes without a way to the service', async () => {
		const {agent, clock, since, until, setNetwork} = await asleep(({setNetwork}) =>
			setNetwork({...documentState, endpoints: []}),
		);
		expect(agent.reason).toMatch(/dial tcp ssm\.us-east-1\.amazonaws\.com:443/);
		await clock.sleep(301_000);
		expect(agent.state).toBe('asleep');
		setNetwork(documentState);
		await until(() => agent.state === 'online');
		expect(clock.now() - since).toBe(900_000);
	});

	test('sleeps 25 to 30 minutes when it is denied', async () => {
		const {agent, clock, since, until, world} = await asleep(({world}) => {
			world.roles['arn:aws:iam::111122223333:role/lab']!.hidden.policies = [];
		});
		expect(agent.reason).toMatch(/^AccessDeniedException/);
		world.roles['arn:aws:iam::111122223333:role/lab']!.hidden.policies = [
			'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
		];
		await until(() => agent.state === 'online');
		expect((clock.now() - since) / 60_000).toBeGreaterThan(24);
		expect((clock.now() - since) / 60_000).toBeLessThan(31);
	});

	test('has no credentials without an instance profile', async () => {
		const {agent} = await asleep(({world}) => {
			world.instances['i-consumer']!.shown.IamInstanceProfile = undefined;
		});
		expect(agent.reason).toMatch(/no EC2 instance role found/);
	});

	test('notices within five minutes that its way is gone, and that it is back', async () => {
		const {world, clock, until, setNetwork} = await lab();
		const {agent} = world.machines['i-consumer']!;
		setNetwork({...documentState, endpoints: []});
		await until(() => agent.state === 'asleep');
		const lost = clock.now();
		expect(lost - agent.lastPing).toBe(300_000);
		setNetwork(documentState);
		await until(() => agent.state === 'online');
		expect(clock.now() - lost).toBe(300_000);
		expect(agent).toMatchObject({reason: '', lastPing: clock.now()});
	});

	test('is awake at once when it is restarted', async () => {
		const {agent, clock, since, until, setNetwork, run} = await asleep(({setNetwork}) =>
			setNetwork({...documentState, endpoints: []}),
		);
		setNetwork(documentState);
		expect(await run('i-consumer', 'sudo systemctl restart snap.amazon-ssm-agent.amazon-ssm-agent')).toMatchObject({
			exitCode: 0,
			stderr: '',
		});
		await until(() => agent.state === 'online');
		expect(clock.now() - since).toBeLessThan(60_000);
	});
});

describe('curl', () => {
	test('brings the page over PrivateLink', async () => {
		const {run} = await lab();
		const {stdout, exitCode} = await run(
			'i-consumer',
			`curl -sS -i -w '\\n%{http_code} %{remote_ip} %{time_total}' http://${regionalName}/`,
		);
		expect(exitCode).toBe(0);
		expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\nDate: .* GMT\r\nServer: Apache\/2\.4\.58 \(Ubuntu\)\r\n/);
		expect(stdout).toContain(marker);
		expect(stdout).toMatch(/\n200 21\.0\.[23]\.77 0\.0\d+$/);
	});

	test('keeps body and figures apart with -o and -w, and -f makes an HTTP error one', async () => {
		const {run} = await lab();
		const got = await run(
			'i-consumer',
			`getent hosts ${regionalName}; curl -s -o /tmp/body -w '%{http_code}\\n' ${regionalName}; wc -l < /tmp/body; curl -sSf ${regionalName}/nowhere`,
		);
		expect(got.stdout).toMatch(/^21\.0\.2\.77 +vpce-.*\n21\.0\.3\.77 +vpce-.*\n200\n2\d\n$/);
		expect(got).toMatchObject({exitCode: 22, stderr: 'curl: (22) The requested URL returned error: 404\n'});
	});

	test('has curl’s exit codes and words', async () => {
		const {run, world, setNetwork} = await lab();
		expect(await run('i-consumer', 'curl -sS http://vpce-0no.us-east-1.vpce.amazonaws.com')).toMatchObject({
			exitCode: 6,
			stderr: 'curl: (6) Could not resolve host: vpce-0no.us-east-1.vpce.amazonaws.com\n',
		});
		expect(await run('i-consumer', `curl -sS --connect-timeout 5 http://${regionalName}:81/`)).toMatchObject({
			exitCode: 28,
			stderr: expect.stringMatching(/^curl: \(28\) Connection timed out after 50\d\d milliseconds\n$/),
		});
		expect(await run('i-consumer', 'curl -sS http://localhost/')).toMatchObject({
			exitCode: 7,
			stderr: expect.stringMatching(
				/^curl: \(7\) Failed to connect to localhost port 80 after \d+ ms: Couldn't connect/,
			),
		});
		expect(await run('i-consumer', 'curl --frob http://x/')).toMatchObject({
			exitCode: 2,
			stderr: expect.stringMatching(/^curl: option --frob: is unknown\n/),
		});
		expect(await run('i-consumer', 'curl -s ftp://x/')).toMatchObject({exitCode: 1, stderr: ''});
		expect(await run('i-consumer', 'curl')).toMatchObject({exitCode: 2});
		expect(await run('i-consumer', `curl -sS https://${regionalName}:80/`)).toMatchObject({exitCode: 35});

		const late = await run('i-consumer', 'curl -sS http://21.0.2.99/');
		expect(late).toMatchObject({exitCode: 28, stderr: expect.stringMatching(/port 80 after 13\d{4} ms/)});
		expect(late.milliseconds).toBeGreaterThan(130_000);

		world.machines['i-apache']!.services = {};
		expect(await run('i-consumer', `curl -sS http://${regionalName}/`)).toMatchObject({exitCode: 7});
		setNetwork(changed(documentState, 'vpcs', 'vpc-c', {dnsSupport: false}));
		expect(await run('i-consumer', `curl -sS http://${regionalName}/`)).toMatchObject({exitCode: 6});
	});

	test('tries again as long as it is told to', async () => {
		const {run, clock, setNetwork} = await lab();
		setNetwork(changed(documentState, 'endpoints', 'vpce-0app', {state: 'pendingAcceptance'}));
		const options = '-sS --connect-timeout 5 --max-time 10 --retry 3 --retry-delay 5 --retry-all-errors';
		const failed = await run('i-consumer', `curl ${options} http://${regionalName}/`);
		expect(failed.exitCode).toBe(28);
		expect(failed.milliseconds / 1000).toBeCloseTo(4 * 5 + 3 * 5, 0);

		void clock.sleep(12_000).then(() => setNetwork(documentState));
		const done = await run('i-consumer', `curl ${options.replace('-sS', '')} http://${regionalName}/`);
		expect(done.exitCode).toBe(0);
		expect(done.stderr).toMatch(/^Warning: Problem: timeout\. Will retry in 5 seconds\. 3 retries left\.\n/);
	});

	test('tries the other zone’s address when one is silent', async () => {
		const {run, setNetwork} = await lab();
		setNetwork(changed(documentState, 'loadBalancers', loadBalancerArn, {crossZone: false}));
		const many = await run(
			'i-consumer',
			`for i in 1 2 3 4 5 6 7 8; do curl -s -o /dev/null --connect-timeout 4 -w '%{remote_ip} ' ${regionalName}; done`,
		);
		expect(many.stdout.trim().split(' ')).toEqual(Array(8).fill('21.0.2.77'));
		expect(many.milliseconds).toBeGreaterThan(2000);
		const zonal = await run('i-consumer', `curl -s --connect-timeout 4 ${zonalName('b')}`);
		expect(zonal).toMatchObject({exitCode: 28, stdout: ''});
	});

	test('-v tells what it does', async () => {
		const {run} = await lab();
		const {stderr} = await run('i-consumer', `curl -sv ${regionalName} -o /dev/null`);
		expect(stderr).toMatch(/^\* {3}Trying 21\.0\.[23]\.77:80\.\.\.\n\* Connected to vpce-/);
		expect(stderr).toMatch(/\n> GET \/ HTTP\/1\.1\n(> .*\n)*< HTTP\/1\.1 200 OK\n/);
	});
});

describe('instance metadata', () => {
	test('needs a session token', async () => {
		const {run} = await lab();
		const base = 'http://169.254.169.254/latest';
		const {stdout} = await run(
			'i-consumer',
			`
			curl -s -o /dev/null -w '%{http_code}\\n' ${base}/meta-data/instance-id
			token=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${base}/api/token)
			get() { curl -s -H "X-aws-ec2-metadata-token: $token" "${base}/$1"; echo; }
			get meta-data/instance-id
			get meta-data/local-ipv4
			get meta-data/placement/
			get meta-data/iam/security-credentials/
			sleep 61
			curl -s -o /dev/null -w '%{http_code}\\n' -H "X-aws-ec2-metadata-token: $token" ${base}/meta-data/instance-id
			curl -s -o /dev/null -w '%{http_code}\\n' -X PUT ${base}/api/token
			`,
		);
		expect(stdout.split('\n')).toEqual([
			'401',
			'i-consumer',
			'21.0.2.10',
			'availability-zone',
			'availability-zone-id',
			'region',
			'lab',
			'401',
			'400',
			'',
		]);
	});
});

describe('a command of a session', () => {
	test('has separate output and an exit code', async () => {
		const {run} = await lab();
		expect(await run('i-consumer', 'echo out; echo err >&2; whoami; exit 7')).toMatchObject({
			stdout: 'out\nssm-user\n',
			stderr: 'err\n',
			exitCode: 7,
		});
		expect(await run('i-consumer', 'nmap 21.0.0.0/16')).toMatchObject({
			stderr: 'sh: nmap: command not found\n',
			exitCode: 127,
		});
	});

	test('runs in the machine’s time, and is interrupted by its signal', async () => {
		const {run, clock} = await lab();
		const shown = await run('i-consumer', 'date +%s; sleep 90; date +%s; timeout 5 sleep 60; echo $?');
		const [before, after, code] = shown.stdout.split('\n').map(Number);
		expect(after! - before!).toBe(90);
		expect(code).toBe(124);
		expect(shown.milliseconds).toBeGreaterThanOrEqual(95_000);

		const controller = new AbortController();
		void clock.sleep(3000).then(() => controller.abort());
		const stopped = await run('i-consumer', 'sleep 600', controller.signal);
		expect(stopped).toMatchObject({exitCode: 130, milliseconds: 3000});
	});

	test('is cut off when it runs in a circle', async () => {
		const {run} = await lab();
		expect((await run('i-consumer', 'while true; do :; done')).exitCode).not.toBe(0);
	});

	test('is refused while the machine is not up', async () => {
		const {world, host} = start();
		addMachine(world, 'i-consumer', {power: 'off'});
		const command = {command: 'true', onStdout: () => {}, onStderr: () => {}, signal: new AbortController().signal};
		await expect(host.run('i-consumer', command)).rejects.toThrow('i-consumer is off');
	});

	test('manages services as root only, at once for everybody', async () => {
		const {run, world} = await lab();
		const machine = world.machines['i-apache']!;
		expect(await run('i-apache', 'systemctl stop apache2')).toMatchObject({
			exitCode: 1,
			stderr: expect.stringMatching(/Interactive authentication is required/),
		});
		expect(httpResponse(machine, 80, '/')?.status).toBe(200);
		expect(await run('i-apache', 'sudo systemctl stop apache2; systemctl is-active apache2')).toMatchObject({
			stdout: 'inactive\n',
			exitCode: 3,
		});
		expect(httpResponse(machine, 80, '/')).toBeUndefined();
		expect(await run('i-apache', 'sudo systemctl start apache2 && systemctl status apache2')).toMatchObject({
			exitCode: 0,
			stdout: expect.stringMatching(/Active: active \(running\)/),
		});
		expect(await run('i-apache', 'systemctl status nginx')).toMatchObject({exitCode: 4});
		expect(await run('i-apache', 'sudo systemctl start nginx')).toMatchObject({exitCode: 5});
	});

	test('installs only over a path to the mirrors', async () => {
		const {run} = await lab();
		const refused = await run('i-apache', 'apt-get install -y apache2');
		expect(refused).toMatchObject({exitCode: 100, stderr: expect.stringMatching(/are you root\?/)});
		const alone = await run(
			'i-consumer',
			'sudo apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=10 update; echo $?; sudo apt-get install -y apache2',
		);
		expect(alone).toMatchObject({
			exitCode: 100,
			stderr: expect.stringMatching(
				/W: Failed to fetch .*connection timed out\n(.*\n)*E: Unable to locate package apache2\n/,
			),
			stdout: expect.stringMatching(/\n0\n/),
		});
		expect(alone.milliseconds).toBeGreaterThan(20_000);
		const unknown = await run('i-apache', 'sudo apt-get update && sudo apt-get install -y nginx');
		expect(unknown).toMatchObject({exitCode: 100, stderr: 'E: Unable to locate package nginx\n'});
	});

	test('keeps files for later commands, and for the world', async () => {
		const {run, world} = await lab();
		await run('i-consumer', 'echo hello > /tmp/note');
		expect((await run('i-consumer', 'cat /tmp/note')).stdout).toBe('hello\n');
		expect(world.machines['i-consumer']!.files['/tmp/note']).toEqual({content: 'hello\n'});
		const again = start(forkWorld(world));
		again.host.start();
		expect((await again.run('i-consumer', 'cat /tmp/note')).stdout).toBe('hello\n');
	});

	test('knows the machine that it runs on', async () => {
		const {run} = await lab();
		const {stdout} = await run(
			'i-consumer',
			'. /etc/os-release; echo $ID; hostname; hostname -I; id -u; uname; cloud-init status',
		);
		expect(stdout).toBe('ubuntu\nip-21-0-2-10\n21.0.2.10 \n1001\nLinux\nstatus: done\n');
		expect((await run('i-consumer', 'ip -4 addr')).stdout).toContain('inet 21.0.2.10/24');
		expect((await run('i-consumer', 'ip route')).stdout).toContain('default via 21.0.2.1 ');
		expect((await run('i-apache', 'ps aux')).stdout).toContain('/usr/sbin/apache2');
		expect((await run('i-apache', 'journalctl -u apache2 --no-pager')).stdout).toContain('Apache HTTP Server');
		expect((await run('i-consumer', 'logger -t me hi; journalctl -n 1')).stdout).toMatch(/ me: hi\n$/);
	});
});

describe('no command reaches the host', () => {
	test('not its loopback, not its files, not its environment', async () => {
		const {run} = await lab();
		let requests = 0;
		const server = createServer((_, response) => {
			requests++;
			response.end('host');
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		expect(port).toBeGreaterThan(0);
		const got = await run(
			'i-consumer',
			`curl -sS -m 5 http://127.0.0.1:${port}/; curl -sS -m 5 http://localhost:${port}/`,
		);
		server.close();
		expect(got).toMatchObject({exitCode: 7, stdout: ''});
		expect(requests).toBe(0);
		const here = new URL(import.meta.url).pathname;
		expect(await run('i-consumer', `cat ${here}`)).toMatchObject({exitCode: 1, stdout: ''});
		expect((await run('i-consumer', 'env')).stdout).not.toContain('NODE');
		for (const program of ['node', 'python3', 'js-exec', 'sqlite3', 'wget']) {
			expect(await run('i-consumer', `${program} --version`)).toMatchObject({exitCode: 127});
		}
	});
});
