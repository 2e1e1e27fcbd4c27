import type {Clock} from '../../clock.ts';
import {decodeJson, ProtocolError} from '../../session/message.ts';
import type {MachineHost} from '../machines/port.ts';
import type {SessionRecord, World} from '../world.ts';
import type {Link} from './link.ts';

/** What the Session Manager agent does in one session. */
export type Agent = {
	/** Takes the client's stream data, in order. @throws ProtocolError when it does not belong here. */
	readonly input: (payloadType: number, payload: Uint8Array) => void;
};

/** What an agent works with. Its work ends when `link.signal` is aborted. */
export type AgentSurroundings = {
	readonly world: World;
	readonly clock: Clock;
	readonly machines: MachineHost;
	readonly record: SessionRecord;
	readonly link: Link;
};

/** @throws ProtocolError when the payload is no size of a terminal. */
export const readSize = (payload: Uint8Array): {readonly columns: number; readonly rows: number} => {
	const {cols, rows} = decodeJson(payload);
	if (!isLength(cols) || !isLength(rows)) throw new ProtocolError('A terminal size is not two whole numbers.');
	return {columns: cols, rows};
};

/** The terminal driver keeps 16 bits. */
const isLength = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 16;
