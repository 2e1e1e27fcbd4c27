import {type Clock, virtualClock} from '../../source/clock.ts';
import {ownCaller} from '../../source/simulator/accounts.ts';
import type {MachineHost} from '../../source/simulator/machines/port.ts';
import type {WireResponse} from '../../source/simulator/protocols/protocol.ts';
import {createSimulator, type MachineHostFactory, type Simulator} from '../../source/simulator/simulator.ts';
import {createWorld, type Machine, type World} from '../../source/simulator/world.ts';

/** A machine host that runs nothing, for tests of the API alone; it keeps what it is told. */
export const idleMachines = (told: string[] = []): MachineHostFactory => {
	const host: MachineHost = {
		start: () => told.push('start'),
		powerChanged: instanceId => told.push(instanceId),
		run: async () => 0,
		openTerminal: () => {
			throw new TypeError('This machine runs nothing');
		},
		close: async () => {
			told.push('close');
		},
	};
	return () => host;
};

/** A simulator on a new world in virtual time, without machines. */
export const apiSimulator = (
	options: {readonly world?: World; readonly clock?: Clock; readonly seed?: number; save?: (world: World) => void} = {},
): Simulator => {
	const clock = options.clock ?? virtualClock();
	const world = options.world ?? createWorld({seed: options.seed ?? 1, time: clock.now()});
	return createSimulator({
		world,
		clock,
		machines: idleMachines(),
		...(options.save ? {save: options.save} : {}),
	});
};

/** Configuration of any SDK client that talks to `simulator`; it signs as it would for AWS. */
export const clientConfig = (simulator: Simulator, region = 'us-east-1') => ({
	region,
	endpoint: 'http://simulator.invalid',
	credentials: {accessKeyId: 'AKIASIMULATOR', secretAccessKey: 'simulator'},
	requestHandler: simulator.requestHandler,
	maxAttempts: 1,
});

/** Sends a request as it stands on the wire; signed for `service` in us-east-1 unless `service` is undefined. */
export const sendRaw = (
	simulator: Pick<Simulator, 'handle'>,
	{
		service,
		body,
		headers = {},
		path = '/',
	}: {
		readonly service: string | undefined;
		readonly body: string;
		readonly headers?: Readonly<Record<string, string>>;
		readonly path?: string;
	},
): {readonly status: number; readonly text: string; readonly response: WireResponse} => {
	const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260105/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
	const response = simulator.handle({
		method: 'POST',
		path,
		headers: {...(service === undefined ? {} : {authorization}), ...headers},
		body: new TextEncoder().encode(body),
	});
	return {status: response.status, text: new TextDecoder().decode(response.body), response};
};

/** A machine whose agent is online. */
export const onlineMachine = (instanceId: string, lastPing: number, region = 'us-east-1'): Machine => ({
	instanceId,
	account: ownCaller.account,
	region,
	image: 'ubuntu',
	userData: '',
	power: 'up',
	bootedAt: lastPing,
	files: {},
	packages: [],
	services: {},
	console: '',
	agent: {state: 'online', reason: '', lastPing},
});
