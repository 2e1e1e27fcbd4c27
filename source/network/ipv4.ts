import {parseAddress} from '../plan/cidr.ts';

/** Whether a text is an IPv4 address in dotted form, not a name. */
export const isAddress = (text: string): boolean => parseAddress(text) !== undefined;
