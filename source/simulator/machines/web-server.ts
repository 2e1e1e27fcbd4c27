import type {Machine} from '../world.ts';
import {type HttpResponse, respond, statusLine} from './http.ts';
import {type Package, packageOfUnit} from './packages.ts';

const contentTypes: Readonly<Record<string, string>> = {
	html: 'text/html',
	txt: 'text/plain',
	css: 'text/css',
	json: 'application/json',
};

/** The path without its query, with `.` and `..` taken out, as Apache maps it below its document root. */
const normalize = (path: string): string => {
	const [plain = '/'] = path.split('?');
	try {
		return new URL(decodeURIComponent(plain), 'http://localhost').pathname;
	} catch {
		return plain;
	}
};

const errorPage = (status: number, server: string, port: number): string => {
	const line = statusLine(status);
	return [
		'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">',
		`<html><head>\n<title>${line}</title>\n</head><body>`,
		`<h1>${line.slice(4)}</h1>\n<hr>`,
		`<address>${server} Server at localhost Port ${port}</address>\n</body></html>\n`,
	].join('\n');
};

const serve = (machine: Pick<Machine, 'files'>, web: Package['web'], port: number, path: string, method: string) => {
	const error = (status: number) =>
		respond(
			method,
			status,
			{Server: web.server, 'Content-Type': 'text/html; charset=iso-8859-1'},
			errorPage(status, web.server, port),
		);
	if (method !== 'GET' && method !== 'HEAD') return error(405);
	const wanted = web.root + normalize(path);
	const file = wanted.endsWith('/') ? `${wanted}index.html` : wanted;
	const found = machine.files[file];
	if (!found) return error(wanted.endsWith('/') && wanted === `${web.root}/` ? 403 : 404);
	const type = contentTypes[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
	const headers = {Server: web.server, 'Accept-Ranges': 'bytes', 'Content-Type': type};
	return respond(method, 200, headers, found.content);
};

/**
 * What the web server that listens on `port` answers to a request; undefined when nothing there speaks HTTP. Reads the
 * machine's saved files and services only.
 */
export const httpResponse = (
	machine: Pick<Machine, 'image' | 'services' | 'files'>,
	port: number,
	path: string,
	method = 'GET',
): HttpResponse | undefined => {
	const unit = Object.entries(machine.services).find(([, service]) => service.running && service.port === port)?.[0];
	const web = unit === undefined ? undefined : packageOfUnit(machine.image, unit)?.web;
	return web && serve(machine, web, port, path, method);
};
