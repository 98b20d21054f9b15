import { io } from 'socket.io-client';
import {
  BUS_PATH,
  LAST_WORDS_PATH,
  LEAVE_EVENT,
  SESSION_EVENT,
  type BusRefusal,
} from '#shared/contract/browser-bus.ts';
import type { EventName } from '#shared/contract/events.ts';
import type { AfterwordApi, Answer, RequestName } from '#shared/contract/index.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { BrowserSession } from './browser-session.ts';
import type { Core } from './core.ts';

const REPLY_LIMIT_MS = 15_000;
const REFUSED_RETRY_MS = 3_000;

type Listener = (payload: unknown) => void;

/**
 * The contract over Socket.IO, for a page served by the browser host. While the host cannot be reached, a request gets
 * `unavailable` at once. It is not kept for later, since the host must not save an entry that the screen called unsaved.
 *
 * @param origin the host's address, such as `http://127.0.0.1:4180`
 */
export function connectBrowserHost(origin: string, session: BrowserSession): Core {
  const socket = io(origin, {
    path: BUS_PATH,
    autoConnect: false,
    // A page that is closed can still say so over a WebSocket, but not over a request, which ends with it.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    auth: (send) => send(session.proof()),
  });
  const listeners = new Map<EventName, Set<Listener>>();

  socket.on('event', (name: EventName, payload: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(payload);
  });
  socket.on(SESSION_EVENT, session.keep);
  socket.on('connect_error', (error) => {
    if (refusalOf(error) !== undefined) session.forget();
    // The library gives up after a refusal, but the host may be back in a moment.
    else if (!socket.active) setTimeout(() => socket.connect(), REFUSED_RETRY_MS);
  });
  session.start(() => socket.connect());
  let leaving = false;
  session.onLeave(() => {
    socket.volatile.emit(LEAVE_EVENT);
    leaving = true;
    // Only if the browser keeps the page and brings it back.
    setTimeout(() => (leaving = false));
  });

  /** The browser ends the bus with the page, sometimes before it has sent all. It sends this also afterwards, up to 64 KiB. */
  function post(name: RequestName, input: unknown): void {
    const body = JSON.stringify([session.proof().session, name, input]);
    fetch(origin + LAST_WORDS_PATH, { method: 'POST', keepalive: true, body }).catch(() => {});
  }

  async function request(name: RequestName, input: unknown): Promise<Answer<unknown>> {
    if (leaving) post(name, input);
    if (!socket.connected) return unavailable();
    try {
      return (await socket.timeout(REPLY_LIMIT_MS).emitWithAck('request', name, input)) as Answer<unknown>;
    } catch {
      return unavailable();
    }
  }

  function on(name: EventName, listener: Listener): () => void {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  }

  const methods = __REQUEST_NAMES__.map((name) => [name, (input?: unknown) => request(name, input)] as const);

  return {
    api: { ...Object.fromEntries(methods), on } as unknown as AfterwordApi,
    desktop: false,
    onPresence(listener) {
      const present = (): void => listener(true);
      const absent = (): void => listener(false);
      const failed = (error: Error): void => {
        const refusal = refusalOf(error);
        listener(false, refusal && reason(refusal));
      };
      socket.on('connect', present).on('disconnect', absent).on('connect_error', failed);
      if (socket.connected) present();
      return () => socket.off('connect', present).off('disconnect', absent).off('connect_error', failed);
    },
  };
}

/** Why the host does not let this page in; undefined if it could not be reached. */
function refusalOf(error: Error): BusRefusal | undefined {
  return (error as { data?: BusRefusal }).data;
}

function unavailable(): Answer<never> {
  return { ok: false, error: { code: 'unavailable', detail: null, problems: [] } };
}
