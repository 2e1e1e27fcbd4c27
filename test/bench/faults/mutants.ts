import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

type Edit = {
	/** Below source/. */
	readonly file: string;
	readonly from: string;
	readonly to: string;
};

/** The program with one of its safeguards taken out, by changes of its text; and which cases are about that one. */
export type Mutant = {readonly edits: readonly Edit[]; readonly cases: RegExp};

export const mutants: Readonly<Record<string, Mutant>> = {
	'no find-before-create': {
		edits: [
			{
				file: 'engine/build-task.ts',
				from: 'isProvenNew(context, known) ? absent : await firstLook(context, target, known)',
				to: 'known.made ? await firstLook(context, target, known) : absent',
			},
		],
		cases: /^build: killed (after send|before its line), .* → up$/,
	},
	'no fsync': {
		edits: [
			{
				file: 'store/journal.ts',
				from: 'if (durable.has(event.type)) journal.sync();',
				to: "if (event.type === 'deployment-born') journal.sync();",
			},
		],
		cases: /^build: killed after send, .* → up$/,
	},
	// What it doubles would be removed at the end: both have to go for anything to be left.
	'blind retry': {
		edits: [
			{
				file: 'engine/create.ts',
				from: "if (error.class === 'ambiguous') {",
				to: "if (error.class === 'ambiguous' && retries === undefined) {",
			},
			{file: 'engine/run.ts', from: 'inTheEnd: {of: mayBeDoubled, work: removeDoubles},', to: ''},
		],
		cases: /^build: (reply lost|5xx after success), .* → up$/,
	},
	'token by name': {
		edits: [
			{
				file: 'commands/engine.ts',
				from: 'clientToken(deployment.id, resource, generation)',
				to: 'clientToken(deployment.name, resource, generation - generation)',
			},
		],
		cases: /^(replacement|teardown): killed before send, .* → up$/,
	},
	'Unsuccessful[] ignored': {
		edits: [
			{
				file: 'aws/errors.ts',
				from: 'const [item] = Unsuccessful ?? [];',
				to: 'const [item] = (Unsuccessful ?? []).slice(0, 0);',
			},
		],
		cases: /: refused within a 200, /,
	},
};

/** Changes texts while they are bundled. @throws when one is not there any more */
export const mutating = ({edits}: Mutant): Plugin => ({
	name: 'mutating',
	setup: builder => {
		for (const {file, from, to} of edits) {
			const filter = new RegExp(`source/${file.replaceAll('.', '\\.')}$`);
			builder.onLoad({filter}, ({path: found}) => {
				const text = readFileSync(found, 'utf8');
				if (!text.includes(from)) throw new Error(`The mutant of ${file} fits its text no more`);
				return {contents: text.replace(from, to), loader: 'ts'};
			});
		}
	},
});
