/** What a session shows of the request that runs in it. */
export type ShellAnswer = {
	/** `HTTP/1.1 200 OK`; undefined until it shows. */
	readonly statusLine: string | undefined;
	readonly server: string | undefined;
	/** The page names this deployment and the instance that serves it. */
	readonly hasMarker: boolean;
};

/** Reads the transcript of a session, from the request on; the last answer counts. */
export const readShellAnswer = (transcript: string, marker: string): ShellAnswer => {
	const start = transcript.lastIndexOf('\nHTTP/');
	if (start === -1) return {statusLine: undefined, server: undefined, hasMarker: false};
	const answer = transcript.slice(start + 1);
	return {
		statusLine: /^HTTP\/[\d.]+ \d{3}[^\n]*/.exec(answer)?.[0].trim(),
		server: /^server: *(.*)$/im.exec(answer)?.[1]?.trim(),
		hasMarker: answer.includes(marker),
	};
};

/** Whether the last line looks as if a shell waited for a command: `$ `, `sh-5.2$ `, `# `. */
export const hasPrompt = (transcript: string): boolean => /[$#%>]$/.test(transcript.trimEnd().split('\n').at(-1) ?? '');
