import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { Server } from 'socket.io';
import type { AnswerRequest } from '#main/core/contract-server.ts';
import { pageHeaders } from '#main/hosts/page-headers.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import type { Signal } from '#main/base/signal.ts';
import { chooseLanguage, directionOf } from '#shared/contract/language.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { reason, type ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import { BUS_PATH } from '#shared/contract/browser-bus.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { createAccess } from './access.ts';

export interface BrowserHost {
  /** The next address to open, with its one-time token. */
  address(): string;
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  /** Folder of the built renderer. */
  readonly pages: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly answer: AnswerRequest;
  readonly events: Signal<ContractEvent>;
  /** The agent's language, for pages that are not part of the app. */
  readonly language: () => Preferences['language'];
  /** Called when an address was used; gets the address for the next browser. */
  readonly onTokenSpent: (nextAddress: string) => void;
}

const LOOPBACK = '127.0.0.1';

/**
 * Serves the screen on the loopback and carries the contract to it over Socket.IO: `request` with an acknowledgement
 * for requests of the screen, `event` for events.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  let authority = '';
  const access = createAccess(() => authority);
  const address = (): string => `http://${authority}/?token=${access.token}`;
  const serveFile = sirv(options.pages, { etag: true, setHeaders: setPageHeaders });

  function setPageHeaders(response: ServerResponse): void {
    for (const [name, value] of Object.entries(pageHeaders([`ws://${authority}`])))
      response.setHeader(name, value);
    // A browser may have opened this page from any other page, so it is isolated. In Electron no other page exists,
    // and the header would cost one more process at the start: the window's first process would be left for another.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  }

  function redeem(request: IncomingMessage, response: ServerResponse, token: string): void {
    const cookie = access.namesHost(request) ? access.redeem(token) : null;
    if (cookie === null) {
      refuse(request, response, 403, 'addressUsed');
      return;
    }
    response.writeHead(303, { Location: '/', 'Set-Cookie': cookie, 'Referrer-Policy': 'no-referrer' }).end();
    options.onTokenSpent(address());
  }

  /** Shows why there is no page, in the agent's language. */
  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    why: ReasonCodeWith<never>,
  ): void {
    const wish = options.language();
    const language = wish === 'system' ? chooseLanguage(readable(request)) : wish;
    setPageHeaders(response);
    response
      .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><title>Afterword</title>` +
          `<p>${reasonWords(reason(why), language)}</p></html>\n`,
      );
  }

  const http = createServer((request, response) => {
    const token = tokenOf(request.url ?? '/', `http://${authority}`);
    if (token !== null) redeem(request, response, token);
    else if (!access.allows(request)) refuse(request, response, 403, 'addressNeeded');
    else
      serveFile(request, response, () => {
        refuse(request, response, 404, 'noSuchPage');
      });
  });

  const bus = new Server(http, {
    path: BUS_PATH,
    serveClient: false,
    maxHttpBufferSize: 1_000_000,
    allowRequest: (request, decide) => {
      decide(null, access.allows(request));
    },
  });
  bus.on('connection', (socket) => {
    socket.on('request', (...words: unknown[]) => {
      const acknowledge = words.pop();
      if (typeof acknowledge !== 'function') return;
      const [name, input] = words;
      void options.answer(name, input).then((answer) => {
        (acknowledge as (answer: unknown) => void)(answer);
      });
    });
  });
  const unsubscribe = options.events.on(({ name, payload }) => {
    bus.emit('event', name, payload);
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, LOOPBACK, resolve);
  });
  authority = `${LOOPBACK}:${(http.address() as AddressInfo).port}`;

  return {
    address,
    async close() {
      unsubscribe();
      await bus.close();
    },
  };
}

/** The token in an address, or null. */
function tokenOf(path: string, base: string): string | null {
  if (!URL.canParse(path, base)) return null;
  const url = new URL(path, base);
  return url.pathname === '/' ? url.searchParams.get('token') : null;
}

/** The languages that the browser accepts, best first. Source: RFC 9110, Accept-Language. */
function readable(request: IncomingMessage): string[] {
  return (request.headers['accept-language'] ?? '').split(',').map((tag) => tag.split(';')[0]?.trim() ?? '');
}
