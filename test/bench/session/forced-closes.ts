import {seededRandom} from '../../../source/simulator/random.ts';
import {resumable} from '../../session/resumable.ts';
import {microtasks} from '../../session/scripted-peer.ts';

/** A session whose connection is closed 100 times in the middle of traffic, by turns with 1006 and 1000. */
export const forcedCloses = async (): Promise<{readonly resumed: number; readonly closes: number}> => {
	const closes = 100;
	const {session, shell, sockets, clock, line, heard} = await resumable();
	const random = seededRandom(1, 1);
	await microtasks();
	shell.say('$ ');
	await session.ready;
	const sent: string[] = [];
	const said: string[] = [];
	for (let turn = 0; turn < closes; turn++) {
		for (let part = 0; part < 5; part++) {
			sent.push(`s${turn}.${part} `);
			session.send(Buffer.from(sent.at(-1) ?? ''));
			said.push(`o${turn}.${part} `);
			shell.say(said.at(-1) ?? '');
			if (part === turn % 5) sockets.at(-1)?.close(turn % 2 === 0 ? 1006 : 1000);
			if (random() < 0.5) await clock.sleep(random() * 50);
		}
		await clock.sleep(5000);
	}
	session.close();
	const isWhole =
		Buffer.concat(shell.writtenBytes).toString() === sent.join('') && heard().toString() === `$ ${said.join('')}`;
	return {resumed: isWhole ? line.filter(({state}) => state === 'connected').length : 0, closes};
};
