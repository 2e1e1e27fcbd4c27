import {expect, it} from 'vitest';
import {inAscii} from '../source/ascii.ts';

it('a line for a terminal without UTF-8 has none of our signs, and keeps what others have named', () => {
	expect(inAscii('4 × VPC · go on → down NAME… – it’s')).toBe("4 x VPC - go on -> down NAME... - it's");
	expect(inAscii('zażółć')).toBe('zażółć');
});
