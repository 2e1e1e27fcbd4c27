import process from 'node:process';
import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		testTimeout: 30_000,
		hookTimeout: 30_000,
		// The end-to-end tests mostly wait for their programs.
		maxWorkers: 2,
		// A machine that others share may starve a program in a pseudo-terminal for seconds.
		retry: process.env['CI'] ? 1 : 0,
		reporters: ['default', './test/helpers/totals-reporter.ts'],
	},
});
