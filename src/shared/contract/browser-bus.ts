/** Path of the Socket.IO endpoint that carries the contract in the browser host. */
export const BUS_PATH = '/afterword-bus';

/** Names the one-time token behind the `#` of the printed address. */
export const TOKEN_PARAMETER = 'token';

/** The event that hands a page the session that its token was exchanged for. */
export const SESSION_EVENT = 'session';

/** The event by which a page says that it is closed, reloaded or left. */
export const LEAVE_EVENT = 'leave';

/** Where a page that goes away posts its last requests: `[session, name, input]`. */
export const LAST_WORDS_PATH = '/afterword-last-words';

/** Why a page is not connected, as the data of the refusal. */
export type BusRefusal = 'addressUsed' | 'addressNeeded';
