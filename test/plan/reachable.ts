/** Everything that can be reached from `start` by `next`, without `start` itself unless it lies on a cycle. */
export const reachableFrom = (start: string, next: (id: string) => readonly string[]): ReadonlySet<string> => {
	const reached = new Set<string>();
	const open = [...next(start)];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (reached.has(id)) continue;
		reached.add(id);
		open.push(...next(id));
	}
	return reached;
};
