import type {RunEvent} from '../engine/events.ts';

/** Tells a person or a program what happens, event by event. `write` ends each line itself. */
export type Reporter = (event: RunEvent) => void;

export type Write = (line: string) => void;
