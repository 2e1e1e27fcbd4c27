import {algorithm} from './canonical.ts';

/** An Authorization header of Signature Version 4. */
export type Authorization = {
	readonly accessKey: string;
	/** `YYYYMMDD`. */
	readonly day: string;
	readonly region: string;
	readonly service: string;
	readonly signedHeaders: readonly string[];
	/** Hex. */
	readonly signature: string;
};

const pattern = new RegExp(
	`^${algorithm} Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request, ?SignedHeaders=([^,\\s]*), ?Signature=([^,\\s]*)$`,
);

/** Reads the header; undefined where it does not have the three parts in AWS's form. */
export const readAuthorization = (text: string): Authorization | undefined => {
	const [, accessKey = '', day = '', region = '', service = '', signed = '', signature = ''] = pattern.exec(text) ?? [];
	return accessKey === ''
		? undefined
		: {accessKey, day, region, service, signedHeaders: signed.split(';').filter(name => name !== ''), signature};
};

export const writeAuthorization = ({
	accessKey,
	day,
	region,
	service,
	signedHeaders,
	signature,
}: Authorization): string =>
	`${algorithm} Credential=${accessKey}/${day}/${region}/${service}/aws4_request, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;

/** A time as signatures carry it, `YYYYMMDDTHHMMSSZ`. */
export const formatDate = (milliseconds: number): string =>
	new Date(milliseconds).toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** The time that a signature carries, ms; undefined where it is none. */
export const readDate = (text: string): number | undefined => {
	const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
	if (!match) return undefined;
	const [, year, month, day, hour, minute, second] = match;
	const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(time) ? undefined : time;
};
