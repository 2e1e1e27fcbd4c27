import type {Machine} from '../world.ts';

/** What a package puts on a machine. */
export type Package = {
	readonly version: string;
	/** Absolute path to content; a path that ends in `/` is an empty directory. */
	readonly files: Readonly<Record<string, string>>;
	readonly unit: {
		readonly name: string;
		readonly description: string;
		/** TCP. */
		readonly port: number;
		/** Debian's packages start their service, Red Hat's family leaves that to the administrator. */
		readonly startsOnInstall: boolean;
	};
	readonly web: {
		/** The `Server` header. */
		readonly server: string;
		readonly root: string;
	};
};

const apache2: Package = {
	version: '2.4.58-1ubuntu8.8',
	files: {
		'/etc/apache2/ports.conf': 'Listen 80\n',
		'/etc/apache2/sites-available/000-default.conf':
			'<VirtualHost *:80>\n\tServerAdmin webmaster@localhost\n\tDocumentRoot /var/www/html\n</VirtualHost>\n',
		'/var/www/html/index.html':
			'<!DOCTYPE html>\n<html>\n<head><title>Apache2 Ubuntu Default Page: It works</title></head>\n<body><h1>It works!</h1></body>\n</html>\n',
		'/var/log/apache2/access.log': '',
		'/var/log/apache2/error.log': '',
	},
	unit: {name: 'apache2', description: 'The Apache HTTP Server', port: 80, startsOnInstall: true},
	web: {server: 'Apache/2.4.58 (Ubuntu)', root: '/var/www/html'},
};

const httpd: Package = {
	version: '2.4.62-1.amzn2023',
	files: {
		'/etc/httpd/conf/httpd.conf': 'ServerRoot "/etc/httpd"\nListen 80\nDocumentRoot "/var/www/html"\n',
		'/var/www/html/': '',
		'/var/log/httpd/access_log': '',
		'/var/log/httpd/error_log': '',
	},
	unit: {name: 'httpd', description: 'The Apache HTTP Server', port: 80, startsOnInstall: false},
	web: {server: 'Apache/2.4.62 (Amazon Linux)', root: '/var/www/html'},
};

/** What the mirrors of an image's distribution have, by name. */
export const packages: Readonly<Record<Machine['image'], Readonly<Record<string, Package>>>> = {
	ubuntu: {apache2},
	'amazon-linux': {httpd},
};

/** The package of `image` whose service is `unit`. */
export const packageOfUnit = (image: Machine['image'], unit: string): Package | undefined =>
	Object.values(packages[image]).find(each => each.unit.name === unit);
