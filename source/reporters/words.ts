/** Words for amounts, the same in every renderer. */

/** `75` → `1:15`; hours appear when there are any. */
export const elapsed = (seconds: number): string => {
	const whole = Math.max(0, Math.floor(seconds));
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor((whole % 3600) / 60);
	const rest = String(whole % 60).padStart(2, '0');
	return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
};

/** `157` → `2 min 37 s`. */
export const duration = (seconds: number): string => {
	const whole = Math.round(seconds);
	const minutes = Math.floor(whole / 60);
	const parts = [minutes > 0 ? `${minutes} min` : '', whole % 60 > 0 || whole === 0 ? `${whole % 60} s` : ''];
	return parts.filter(part => part !== '').join(' ');
};

/** USD with as many digits as an hourly price needs. */
export const usd = (amount: number): string => `$${amount.toFixed(amount < 1 ? 3 : 2)}`;

/** `1 resource`, `2 resources`. */
export const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
