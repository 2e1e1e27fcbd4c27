/** A WebSocket as this folder needs it. One message is one frame; text frames arrive as strings. */
export type Socket = {
	readonly send: (data: Uint8Array | string) => void;
	readonly ping: (body?: string) => void;
	readonly close: (code?: number) => void;
	/** Stops reading until `resume`, so that the far side has to wait. */
	readonly pause: () => void;
	readonly resume: () => void;
	readonly onMessage: (listener: (data: Uint8Array | string) => void) => void;
	readonly onPong: (listener: () => void) => void;
	/** Called once, with the WebSocket close code (1006 where there was none). */
	readonly onClose: (listener: (code: number) => void) => void;
};

/** Opens a WebSocket to a stream URL. @throws when the connection is refused. */
export type OpenSocket = (url: string, signal?: AbortSignal) => Promise<Socket>;

/** A socket that was just opened, and the token to present on it. */
export type Connection = {readonly socket: Socket; readonly token: string};

/**
 * Connects once more to a session whose connection broke: ResumeSession, then the same stream URL. `over`: AWS gives no
 * token, because the session has ended. @throws UserError when that fails now and may succeed later
 */
export type Resume = (signal: AbortSignal) => Promise<Connection | 'over'>;
