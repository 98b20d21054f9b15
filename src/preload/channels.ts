/** The two IPC channels of the desktop app: `invoke(REQUEST, name, input)` up, `send(EVENT, name, payload)` down. */
export const REQUEST_CHANNEL = 'afterword:request';
export const EVENT_CHANNEL = 'afterword:event';
