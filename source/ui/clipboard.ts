/** OSC 52: asks the terminal to take a text into the clipboard of its own machine, also from far away. Many ask first, some refuse. */
export const clipboardSequence = (text: string): string =>
	`\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
