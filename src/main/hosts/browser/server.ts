import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import sirv from 'sirv';
import { Server } from 'socket.io';
import type { AnswerRequest } from '#main/core/contract-server.ts';
import { pageHeaders } from '#main/hosts/page-headers.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Signal } from '#main/base/signal.ts';
import { chooseLanguage, directionOf } from '#shared/contract/language.ts';
import { reason, type ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import {
  BUS_PATH,
  LAST_WORDS_PATH,
  LEAVE_EVENT,
  SESSION_EVENT,
  TOKEN_PARAMETER,
} from '#shared/contract/browser-bus.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { createAccess } from './access.ts';

export interface BrowserHost {
  /** The next address to open, with its one-time token. */
  address(): string;
  /** Ends all connections, and fulfils when the port is free. */
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  /** Folder of the built renderer. */
  readonly pages: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly answer: AnswerRequest;
  readonly events: Signal<ContractEvent>;
  /** Called when an address was used; gets the address for the next browser. */
  readonly onTokenSpent: (nextAddress: string) => void;
  readonly clock?: Clock;
}

const LOOPBACK = '127.0.0.1';

/** The longest message of a page. */
const MOST_BYTES = 1_000_000;

/**
 * Serves the screen on the loopback and carries the contract to it over Socket.IO: `request` with an acknowledgement
 * for requests of the screen, `event` for events.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  let authority = '';
  const access = createAccess(() => authority, options.clock ?? systemClock);
  const address = (): string => `http://${authority}/#${TOKEN_PARAMETER}=${access.token}`;
  const serveFile = sirv(options.pages, { etag: true, setHeaders: setPageHeaders });

  function setPageHeaders(response: ServerResponse): void {
    for (const [name, value] of Object.entries(pageHeaders([`ws://${authority}`])))
      response.setHeader(name, value);
    // A browser may have opened this page from any other page, so it is isolated. In Electron no other page exists,
    // and the header would cost one more process at the start: the window's first process would be left for another.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  }

  /** Shows why there is no page, in the browser's language. */
  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    why: ReasonCodeWith<never>,
  ): void {
    const language = chooseLanguage(readable(request));
    setPageHeaders(response);
    response
      .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><title>Afterword</title>` +
          `<p>${reasonWords(reason(why), language)}</p></html>\n`,
      );
  }

  /** A browser may end the bus of a page that goes away with its last words still in it. */
  async function hearLastWords(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const words = Number(request.headers['content-length']) <= MOST_BYTES ? await json(request) : [];
    const [session, name, input] = Array.isArray(words) ? (words as unknown[]) : [];
    const isOurs = access.knows(session);
    if (isOurs) await options.answer(name, input);
    response.writeHead(isOurs ? 204 : 403).end();
  }

  const http = createServer((request, response) => {
    // The pages hold no secret, so whoever names this host gets them. What agents enter goes in a session only.
    if (!access.allows(request)) refuse(request, response, 403, 'addressNeeded');
    else if (request.method === 'POST' && request.url === LAST_WORDS_PATH)
      hearLastWords(request, response).catch(() => response.destroy());
    else serveFile(request, response, () => refuse(request, response, 404, 'noSuchPage'));
  });

  const connections = new Set<Socket>();
  http.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });

  const bus = new Server(http, {
    path: BUS_PATH,
    serveClient: false,
    maxHttpBufferSize: MOST_BYTES,
    allowRequest: (request, decide) => decide(null, access.allows(request)),
  });
  bus.use((socket, next) => {
    const { session, isNew, refusal } = access.admit(socket.handshake.auth);
    if (session === null) {
      next(Object.assign(new Error('refused'), { data: refusal }));
      return;
    }
    let said = false;
    // Unlike `on` it also hears what arrives together with the end.
    socket.onAny((name) => {
      if (name === LEAVE_EVENT) said = true;
    });
    // The socket has no `disconnect` if the page goes before it is connected.
    socket.conn.once('close', () => access.left(session, said));
    if (isNew) {
      socket.data = { session };
      options.onTokenSpent(address());
    }
    next();
  });
  bus.on('connection', (socket) => {
    const { session } = socket.data as { session?: string };
    if (session !== undefined) socket.emit(SESSION_EVENT, session);
    // As above: a page that is closed or reloaded saves its draft with its last words.
    socket.onAny((event, ...words: unknown[]) => {
      const acknowledge = words.pop();
      if (event !== 'request' || typeof acknowledge !== 'function') return;
      const [name, input] = words;
      void options.answer(name, input).then((answer) => (acknowledge as (answer: unknown) => void)(answer));
    });
  });
  const unsubscribe = options.events.on(({ name, payload }) => bus.emit('event', name, payload));

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, LOOPBACK, resolve);
  });
  authority = `${LOOPBACK}:${(http.address() as AddressInfo).port}`;

  return {
    address,
    async close() {
      unsubscribe();
      http.close();
      // Node would wait a minute for a connection that a browser opened ahead and asked nothing on, and for a frozen
      // tab to say goodbye.
      for (const connection of connections) connection.destroy();
      await bus.close();
    },
  };
}

/** The languages that the browser accepts, best first. Source: RFC 9110, Accept-Language. */
function readable(request: IncomingMessage): string[] {
  return (request.headers['accept-language'] ?? '').split(',').map((tag) => tag.split(';')[0]?.trim() ?? '');
}
