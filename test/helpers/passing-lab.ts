import {onTestFinished} from 'vitest';
import {type Lab, openLab} from './lab.ts';

/** A lab of the test that asks for it: it is closed when that test has finished. */
export const lab = async (options: Parameters<typeof openLab>[0] = {}): Promise<Lab> => {
	const opened = await openLab(options);
	onTestFinished(() => opened.close());
	return opened;
};
