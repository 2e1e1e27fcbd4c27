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
import type {Fault, FaultOf} from '../../source/simulator/faults.ts';
import {type Lab, mutationsSince, openLab} from '../helpers/lab.ts';
import {clientConfig} from '../helpers/simulator.ts';

let lab: Lab;
let endpointId: string;

/** What goes wrong with the next rejection. */
let fails: Fault | undefined;

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
	fails = undefined;
	const faults: FaultOf = ({operation}) => {
		if (operation !== 'RejectVpcEndpointConnections') return undefined;
		const fault = fails;
		fails = undefined;
		return fault;
	};
	lab = await openLab({faults});
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
		['once where only the reply is lost', {type: 'reset', performed: true}, 1],
		['again where it did not arrive', {type: 'reset'}, 2],
	] as const)('cuts them off %s', async (_, fault, sent) => {
		fails = fault;
		const before = lab.world.calls.length;
		expect((await lab.down('--confirm', 'lab', '--disconnect', endpointId)).code).toBe(0);
		const rejected = mutationsSince(lab, before).filter(operation => operation === 'RejectVpcEndpointConnections');
		// The deployment's own is rejected, too.
		expect(rejected).toHaveLength(sent + 1);
		expect(String(lab.world.endpoints[endpointId]?.shown.State)).toBe('rejected');
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
