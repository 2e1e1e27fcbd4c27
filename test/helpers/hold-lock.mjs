// Holds the lock given as argument 2 until SIGTERM, and `argument 3` ms longer; says `held` once it does.
import {takeLock} from '../../source/lock.ts';

const [, , file, linger = '0'] = process.argv;
const lock = takeLock(file);
if (!('release' in lock)) {
	console.log(`busy ${lock.heldBy}`);
	process.exit(1);
}
process.on('SIGTERM', () => {
	setTimeout(() => {
		lock.release();
		process.exit(0);
	}, Number(linger));
});
setInterval(() => {}, 1000);
console.log('held');
