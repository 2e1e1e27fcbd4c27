import {temporaryFolder} from '../helpers/bin.ts';
import {standingSimulator} from '../helpers/standing-simulator.ts';

/** The built program as a server, on a world of its own that lives 60 times as fast as its judges. */
export const startServer = () => standingSimulator(temporaryFolder(), ['--speed', '60', '--seed', '1']);
