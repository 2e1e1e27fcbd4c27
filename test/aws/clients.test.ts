import {describe, expect, it} from 'vitest';
import {createClients, type InProcessHandler} from '../../source/aws/clients.ts';
import {classify} from '../../source/aws/errors.ts';

type Wire = {readonly method: string; readonly headers: Record<string, string>; readonly body: string};

/** A transport that keeps what goes out and answers with one canned text. */
const cannedTransport = (text: string, statusCode = 200) => {
	const wires: Wire[] = [];
	const requestHandler: InProcessHandler = {
		handle: async ({method, headers, body}) => {
			wires.push({method, headers, body: typeof body === 'string' ? body : new TextDecoder().decode(body)});
			return {response: {statusCode, headers: {}, body: new TextEncoder().encode(text)}};
		},
	};
	return {requestHandler, wires};
};

const region = 'eu-central-1';

describe('clients in the process', () => {
	it('send one request on the wire and read the answer', async () => {
		const {requestHandler, wires} = cannedTransport(
			'<CreateVpcResponse><vpc><vpcId>vpc-1</vpcId><state>pending</state></vpc></CreateVpcResponse>',
		);
		const ec2 = await createClients({region, requestHandler}).ec2();
		expect((await ec2.createVpc({CidrBlock: '11.0.0.0/16'})).Vpc).toMatchObject({VpcId: 'vpc-1', State: 'pending'});
		expect(wires).toHaveLength(1);
		expect(new URLSearchParams(wires[0]?.body).get('CidrBlock')).toBe('11.0.0.0/16');
		expect(wires[0]?.headers['authorization']).toContain('/eu-central-1/ec2/aws4_request');
	});

	it('name the key they were given', async () => {
		const {requestHandler, wires} = cannedTransport('<Response/>');
		const credentials = {accessKeyId: 'AKIDSOMEBODY', secretAccessKey: 'secret'};
		const ec2 = await createClients({region, requestHandler, credentials}).ec2();
		await ec2.describeVpcs({});
		expect(wires[0]?.headers['authorization']).toContain('Credential=AKIDSOMEBODY/');
	});

	it('try once: what comes after a failure is not theirs to decide', async () => {
		const {requestHandler, wires} = cannedTransport(
			'<Response><Errors><Error><Code>Unavailable</Code><Message>The service is unavailable</Message></Error></Errors></Response>',
			503,
		);
		const ec2 = await createClients({region, requestHandler}).ec2();
		const error = await ec2.createVpcEndpoint({VpcId: 'vpc-1', ServiceName: 's'}).catch((caught: unknown) => caught);
		expect(wires).toHaveLength(1);
		expect(classify(error, 'CreateVpcEndpoint')).toMatchObject({
			class: 'not-yet',
			code: 'Unavailable',
			message: 'The service is unavailable',
		});
	});

	it.each([
		[
			'iam',
			'<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no role</Message></Error></ErrorResponse>',
			'NoSuchEntity',
		],
		[
			'elbv2',
			'<ErrorResponse><Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code><Message>none</Message></Error></ErrorResponse>',
			'LoadBalancerNotFound',
		],
		['ssm', '{"__type":"ParameterNotFound","message":"none"}', 'ParameterNotFound'],
	] as const)("read an error of %s by AWS's own code", async (service, text, code) => {
		const {requestHandler} = cannedTransport(text, 400);
		const clients = createClients({region, requestHandler});
		const call = {
			iam: async () => (await clients.iam()).getRole({RoleName: 'r'}),
			elbv2: async () => (await clients.elbv2()).describeLoadBalancers({Names: ['n']}),
			ssm: async () => (await clients.ssm()).getParameter({Name: 'n'}),
		}[service];
		const error = await call().catch((caught: unknown) => caught);
		expect(classify(error, 'Delete')).toMatchObject({code});
	});

	it('load each service once, while time is held', async () => {
		const {requestHandler} = cannedTransport('');
		let held = 0;
		const hold = <T>(work: () => Promise<T>) => {
			held++;
			return work();
		};
		const clients = createClients({region, requestHandler, hold});
		expect(held).toBe(0);
		const [first, second] = await Promise.all([clients.sts(), clients.sts()]);
		expect(first).toBe(second);
		expect(held).toBe(1);
	});
});
