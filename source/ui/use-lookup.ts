import {useEffect, useEffectEvent, useState} from 'react';

/** What is looked up behind the painted screen. */
export type Lookup<Value> = {
	readonly isLooking: boolean;
	/** The latest; while the same is looked up again, what was found before. */
	readonly value?: Value;
	/** Why nothing was found, in words. */
	readonly failure?: string;
};

type Found<Value> = {readonly subject: string; readonly version: number} & Pick<Lookup<Value>, 'value' | 'failure'>;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Looks something up as soon as there is a subject, and again when its version changes. An answer that comes after the
 * subject has changed is dropped.
 */
export const useLookup = <Value>(
	subject: string | undefined,
	version: number,
	find: () => Promise<Value>,
): Lookup<Value> => {
	const [found, setFound] = useState<Found<Value>>();
	const look = useEffectEvent(async () => await find());
	useEffect(() => {
		if (subject === undefined) return;
		let isWanted = true;
		const settle = (result: Pick<Lookup<Value>, 'value' | 'failure'>) => {
			if (isWanted) setFound({subject, version, ...result});
		};
		look().then(
			value => settle({value}),
			error => settle({failure: messageOf(error)}),
		);
		return () => {
			isWanted = false;
		};
	}, [subject, version]);
	if (subject === undefined) return {isLooking: false};
	if (found?.subject !== subject) return {isLooking: true};
	const {value, failure} = found;
	return {
		isLooking: found.version !== version,
		...(value === undefined ? {} : {value}),
		...(failure === undefined ? {} : {failure}),
	};
};
