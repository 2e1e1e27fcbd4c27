import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {Plugin} from 'esbuild';

/** The program with one of its safeguards taken out, by a change of its text; and which cases are about that one. */
export type Mutant = {
	/** Below source/. */
	readonly file: string;
	readonly from: string;
	readonly to: string;
	readonly cases: RegExp;
};

export const mutants: Readonly<Record<string, Mutant>> = {
	'no find-before-create': {
		file: 'engine/build-task.ts',
		from: 'isProvenNew(context, known) ? absent : await firstLook(context, target, known)',
		to: 'known.made ? await firstLook(context, target, known) : absent',
		cases: /^build: killed (after send|before its line), .* → up$/,
	},
	'no fsync': {
		file: 'store/journal.ts',
		from: 'if (durable.has(event.type)) journal.sync();',
		to: "if (event.type === 'deployment-born') journal.sync();",
		cases: /^build: killed after send, .* → up$/,
	},
	'blind retry': {
		file: 'engine/create.ts',
		from: "if (error.class === 'ambiguous') {",
		to: "if (error.class === 'ambiguous' && retries === undefined) {",
		cases: /^build: (reply lost|5xx after success), .* → up$/,
	},
	'token by name': {
		file: 'commands/engine.ts',
		from: 'clientToken(deployment.id, resource, generation)',
		to: 'clientToken(deployment.name, resource, generation - generation)',
		cases: /^(replacement|teardown): killed before send, .* → up$/,
	},
	'Unsuccessful[] ignored': {
		file: 'aws/errors.ts',
		from: 'const [item] = Unsuccessful ?? [];',
		to: 'const [item] = (Unsuccessful ?? []).slice(0, 0);',
		cases: /: refused within a 200, /,
	},
};

/** Changes the text of one file while it is bundled. @throws when the text is not there any more */
export const mutating = ({file, from, to}: Mutant): Plugin => ({
	name: 'mutating',
	setup: builder => {
		const filter = new RegExp(`source/${file.replaceAll('.', '\\.')}$`);
		builder.onLoad({filter}, ({path: found}) => {
			const text = readFileSync(found, 'utf8');
			if (!text.includes(from)) throw new Error(`The mutant of ${path.basename(file)} fits its text no more`);
			return {contents: text.replace(from, to), loader: 'ts'};
		});
	},
});
