/** What is wrong with the name of a profile, which is also to be typed on a command line; undefined when nothing is. */
export const profileNameFlaw = (name: string): string | undefined =>
	/^[^\s-]\S*$/u.test(name) ? undefined : 'A name has no blanks and does not begin with a hyphen.';
