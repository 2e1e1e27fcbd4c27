/** How AWS's services name the place where the next page begins: EC2 and SSM, Elastic Load Balancing, IAM. */
type Page = {
	readonly NextToken?: string | undefined;
	readonly NextMarker?: string | undefined;
	readonly Marker?: string | undefined;
};

/** All items of all pages; `call` is given the token of the page to fetch. */
export const collect = async <Answer extends Page, Item>(
	call: (token: string | undefined) => Promise<Answer>,
	items: (page: Answer) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
	const all: Item[] = [];
	let token: string | undefined;
	do {
		const page = await call(token);
		all.push(...(items(page) ?? []));
		token = page.NextToken || page.NextMarker || page.Marker;
	} while (token);
	return all;
};
