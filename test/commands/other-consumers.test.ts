import {
	CreateSubnetCommand,
	CreateVpcCommand,
	CreateVpcEndpointCommand,
	EC2Client,
	ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Asker} from '../../source/prompts.ts';
import {accessKeys} from '../../source/simulator/accounts.ts';
import {type Lab, mutationsSince, openLab} from '../helpers/lab.ts';
import {clientConfig} from '../helpers/simulator.ts';

let lab: Lab;
let endpointId: string;

/** Another account's endpoint at the deployment's service, waiting for a decision. */
const connectFromElsewhere = async ({simulator, world, clock}: Lab): Promise<string> => {
	const [service] = Object.values(world.endpointServices);
	const own = new EC2Client(clientConfig(simulator));
	await own.send(new ModifyVpcEndpointServicePermissionsCommand({ServiceId: service?.id, AddAllowedPrincipals: ['*']}));
	const ec2 = new EC2Client({...clientConfig(simulator), credentials: accessKeys[1]});
	const {Vpc} = await ec2.send(new CreateVpcCommand({CidrBlock: '10.9.0.0/16'}));
	await clock.sleep(5_000);
	const {Subnet} = await ec2.send(
		new CreateSubnetCommand({
			VpcId: Vpc?.VpcId,
			CidrBlock: '10.9.0.0/24',
			AvailabilityZoneId: service?.shown.AvailabilityZoneIds?.[0],
		}),
	);
	await clock.sleep(5_000);
	const {VpcEndpoint} = await ec2.send(
		new CreateVpcEndpointCommand({
			VpcEndpointType: 'Interface',
			VpcId: Vpc?.VpcId,
			ServiceName: service?.shown.ServiceName,
			SubnetIds: [Subnet?.SubnetId ?? ''],
		}),
	);
	await clock.sleep(120_000);
	return VpcEndpoint?.VpcEndpointId ?? expect.fail('no endpoint');
};

beforeEach(async () => {
	lab = await openLab();
	await lab.up('--yes', '--accept');
	endpointId = await connectFromElsewhere(lab);
});

afterEach(() => lab.close());

const saying = (answer: string, asked: string[] = []): Asker => ({
	text: () => Promise.reject(new Error('No text is asked for')),
	choose: <Value extends string>({message}: {readonly message: string}) => {
		asked.push(message);
		return Promise.resolve(answer as Value);
	},
});

describe('a teardown under connections of others', () => {
	it('names them with their owner and changes nothing while nobody has agreed', async () => {
		const before = lab.world.calls.length;
		await expect(lab.down('--confirm', 'lab')).rejects.toMatchObject({
			exitCode: 3,
			message: expect.stringContaining(`${endpointId} of account 444455556666`),
			nextSteps: [expect.stringContaining(`--disconnect ${endpointId}`)],
		});
		expect(mutationsSince(lab, before)).toEqual([]);
	});

	it('asks for each of them; a no is exit 4 and changes nothing', async () => {
		const asked: string[] = [];
		const before = lab.world.calls.length;
		await expect(lab.told('down', ['--confirm', 'lab'], saying('no', asked))).rejects.toMatchObject({exitCode: 4});
		expect(asked).toEqual([expect.stringContaining(`${endpointId} of account 444455556666`)]);
		expect(mutationsSince(lab, before)).toEqual([]);
	});

	it.each([
		['by its id', ['--disconnect'], undefined],
		['by a person', [], saying('yes')],
	] as const)('cuts them off once that is agreed %s, and leaves their endpoint to its owner', async (_, flag, ask) => {
		const args = flag.length > 0 ? [...flag, endpointId] : [];
		const torn = await lab.told('down', ['--confirm', 'lab', ...args], ask);
		expect(torn.code).toBe(0);
		expect(Object.keys(lab.world.endpointServices)).toEqual([]);
		expect(String(lab.world.endpoints[endpointId]?.shown.State)).toBe('rejected');
	});
});
