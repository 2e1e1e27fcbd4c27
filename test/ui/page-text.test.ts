import {describe, expect, it} from 'vitest';
import {pageText} from '../../source/ui/page-text.ts';
import {hasPrompt, readShellAnswer} from '../../source/ui/shell-answer.ts';

describe('the visible text of a page', () => {
	it('is what a browser shows', () => {
		expect(
			pageText(
				'<!doctype html><html><head><title>No</title><style>h1 {}</style></head><body>\n<h1>It &amp; works</h1>\n<p>one\ntwo <code id="x">three</code></p></body></html>',
			),
		).toEqual(['It & works', 'one two three']);
	});

	it('carries no control characters into the screen', () => {
		expect(pageText('<p>a\u001B[2Jb\u0007</p>')).toEqual(['ab']);
	});
});

describe('the answer in a session', () => {
	const marker = 'privatelink-wizard lab.k3jx7q2a i-1';
	const answer = (body: string) => `$ curl -i http://x/\nHTTP/1.1 200 OK\nServer: Apache\n\n${body}\n$`;

	it('is read from its status line on', () => {
		expect(readShellAnswer(answer(marker), marker)).toEqual({
			statusLine: 'HTTP/1.1 200 OK',
			server: 'Apache',
			hasMarker: true,
		});
		expect(readShellAnswer(answer('else'), marker).hasMarker).toBe(false);
		expect(
			readShellAnswer(`$ curl -i http://x/ ${marker}\ncurl: (28) timed out\n$`, marker).statusLine,
		).toBeUndefined();
	});

	it.each(['$', 'sh-5.2$', '[ssm-user@ip ~]$', 'root@x:/#', 'fish>'])('comes after a prompt: %s', prompt => {
		expect(hasPrompt(`hello\n${prompt} \n\n`)).toBe(true);
	});

	it.each(['', 'hello', '$ curl -i http://x/'])('does not take %j for a prompt', text => {
		expect(hasPrompt(text)).toBe(false);
	});
});
