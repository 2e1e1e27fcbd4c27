export {exitCodes} from '../engine/exit-codes.ts';
