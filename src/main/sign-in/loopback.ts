import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorCode } from '#main/base/error-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { SignInError } from './sign-in-error.ts';

/** The page that the browser shows at its return. */
export interface ReturnPage {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly text: string;
}

/** The browser's answer: the URL it came back to, and its page. */
export interface ReturnedAnswer {
  readonly url: URL;
  /** The languages of the browser, the preferred one first. */
  readonly languages: readonly string[];
  show(page: ReturnPage): void;
}

/** Waits on the loopback for the browser to come back (RFC 8252, section 7.3). */
export interface Loopback {
  /** What the provider sends the browser back to. */
  readonly redirect: string;
  /** The first answer with this state. Anything else that comes, also from another program, is turned away. */
  answer(state: string): Promise<ReturnedAnswer>;
  close(): void;
}

/** How many connections are taken at once: a browser needs a few. */
const CONNECTIONS = 16;
/** The longest URL that is read, in characters. */
const LONGEST = 16_384;

/** @throws SignInError if the port is taken */
export async function openLoopback(port: number, path: string): Promise<Loopback> {
  let arrived: ((answer: ReturnedAnswer) => void) | null = null;
  let expected: string | null = null;
  let authority = '';

  const server = createServer({ maxHeaderSize: 2 * LONGEST }, (request, response) => {
    const base = `http://${authority}`;
    // Another program may send what is no URL.
    const url = new URL(URL.canParse(request.url ?? '/', base) ? (request.url ?? '/') : '/', base);
    const isOurs =
      request.method === 'GET' &&
      // A name that leads here, instead of the address, is a page of the web that guesses the port.
      request.headers.host === authority &&
      url.pathname === path &&
      expected !== null &&
      url.searchParams.getAll('state').join(' ') === expected &&
      arrived !== null;
    if (!isOurs) {
      response.writeHead(request.method === 'GET' ? 404 : 405, HEADERS).end();
      return;
    }
    const take = arrived;
    // A second answer, such as a page that is loaded again, changes nothing.
    arrived = null;
    take?.({
      url,
      languages: (request.headers['accept-language'] ?? '')
        .split(',')
        .map((tag) => tag.split(';')[0]?.trim() ?? ''),
      show: (page) => send(response, page),
    });
  });
  server.maxConnections = CONNECTIONS;
  server.requestTimeout = 10_000;
  server.unref();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    server.close();
    const code = errorCode(error) ?? '?';
    throw new SignInError('refused', reason('signInPortTaken', { port: String(port), code }));
  }
  authority = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    redirect: `http://${authority}${path}`,
    answer(state) {
      expected = state;
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    close() {
      arrived = null;
      server.close();
      server.closeIdleConnections();
    },
  };
}

const STYLE =
  'body{font:1.25rem system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The page has no script and loads nothing. Its address has the code, so nobody is told it. */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

function send(response: ServerResponse, { language, direction, text }: ReturnPage): void {
  const safe = text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
  response
    .writeHead(200, HEADERS)
    .end(
      `<!doctype html><html lang="${language}" dir="${direction}"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Afterword</title><style>${STYLE}</style><main><h1>Afterword</h1><p>${safe}</p></main></html>`,
    );
}
