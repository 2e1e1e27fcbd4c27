import type {Reporter, TestModule} from 'vitest/node';

/** Ends the output with one line that any machine can read: `N passed, N failed`. */
export default class TotalsReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
		let passed = 0;
		let failed = errors.length;
		let skipped = 0;
		for (const module of modules) {
			failed += module.errors().length;
			for (const test of module.children.allTests()) {
				const {state} = test.result();
				if (state === 'passed') passed++;
				else if (state === 'skipped') skipped++;
				else failed++;
			}
		}
		console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
	}
}
