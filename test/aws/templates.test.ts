import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {packageRoot, readTemplate, renderTemplate, templatePath} from '../../source/aws/templates.ts';

describe('the package root', () => {
	let folder = '';
	const urlOf = (...parts: readonly string[]) => pathToFileURL(path.join(folder, ...parts)).href;
	const write = (name: string, file = '') => {
		mkdirSync(path.dirname(path.join(folder, file, 'x')), {recursive: true});
		writeFileSync(path.join(folder, file, 'package.json'), JSON.stringify({name}));
	};

	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'a path with spaces & ümläute '));
	});
	afterEach(() => rmSync(folder, {recursive: true}));

	it.each([
		['a bundle', ['dist', 'main.js']],
		['a chunk of it', ['dist', 'chunks', 'templates-ABC.js']],
		['the source', ['source', 'aws', 'templates.ts']],
	])('is found from %s, on a path with a space', (_, parts) => {
		write('privatelink-wizard');
		mkdirSync(path.join(folder, 'templates'));
		expect(packageRoot(urlOf(...parts))).toBe(folder);
	});

	it('is not some other package that happens to have templates', () => {
		write('somebody-else');
		mkdirSync(path.join(folder, 'templates'));
		expect(() => packageRoot(urlOf('dist', 'main.js'))).toThrow('templates/');
	});

	it('is the one whose dependency tree the module is in', () => {
		write('somebody-else');
		mkdirSync(path.join(folder, 'templates'));
		const installed = path.join('node_modules', 'privatelink-wizard');
		write('privatelink-wizard', installed);
		mkdirSync(path.join(folder, installed, 'templates'));
		expect(packageRoot(urlOf(installed, 'dist', 'main.js'))).toBe(path.join(folder, installed));
	});
});

describe('templates', () => {
	it('are in the package', () => {
		expect(existsSync(templatePath('policies/instance-trust.json'))).toBe(true);
	});

	it('render with all their values', () => {
		const text = renderTemplate(readTemplate('user-data/ubuntu.sh'), {DEPLOYMENT: 'lab.k3jx7q2a'});
		expect(text).toContain('lab.k3jx7q2a');
		expect(text).not.toContain('{{');
	});

	it('keep what a shell writes with braces', () => {
		expect(renderTemplate(`\${NAME} {{A_1}} '%{http_code}' {{A_1}}`, {A_1: '$& $1'})).toBe(
			`\${NAME} $& $1 '%{http_code}' $& $1`,
		);
	});

	it('are never half rendered', () => {
		expect(() => renderTemplate('{{KNOWN}} {{UNKNOWN}}', {KNOWN: 'x'})).toThrow('{{UNKNOWN}}');
	});
});
