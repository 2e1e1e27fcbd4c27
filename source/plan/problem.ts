import type {QuestionId} from './questions.ts';

/** What is wrong with a value: one sentence that stands behind the field's name, and a value that would do. */
export type Flaw = {readonly message: string; readonly suggestion: string};

/** An answer that does not fit. */
export type Problem = Flaw & {
	readonly field: QuestionId;
	/** The answer as it was given. */
	readonly value: string;
};
