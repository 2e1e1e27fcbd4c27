import {type Cidr, networkOf, parseCidr} from '../../../plan/cidr.ts';

/** The block that a request means: EC2 clears the host bits of a CIDR. Undefined where the text is none. */
export const parseBlock = (text: string | undefined): Cidr | undefined => {
	const cidr = parseCidr(text ?? '');
	return cidr && networkOf(cidr);
};
