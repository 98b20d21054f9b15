import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const COOKIE = 'afterword';

/**
 * Who may use the browser host. The printed address has a one-time token. It is exchanged for a session cookie that
 * scripts cannot read and other sites cannot send; after that the token is void. Requests must name this host
 * (against DNS rebinding) and come from its own pages (against cross-site requests).
 */
export interface Access {
  /** The token of the next address to print. */
  readonly token: string;
  /** Uses up the token. Returns the value of a `Set-Cookie` header, or null if the token is not the current one. */
  redeem(token: string): string | null;
  /** Whether the request names this host, is not sent by another site, and has the cookie. */
  allows(request: IncomingMessage): boolean;
  /** Whether the request names this host. */
  namesHost(request: IncomingMessage): boolean;
}

/** @param host the authority of the host, such as `127.0.0.1:4180` */
export function createAccess(host: () => string): Access {
  const session = secret();
  let token = secret();

  const namesHost = (request: IncomingMessage): boolean => request.headers.host === host();
  const ownOrigin = (request: IncomingMessage): boolean => {
    const { origin } = request.headers;
    return origin === undefined || origin === `http://${host()}`;
  };
  return {
    get token() {
      return token;
    },
    redeem(offered) {
      if (!same(offered, token)) return null;
      token = secret();
      return `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    allows: (request) => namesHost(request) && ownOrigin(request) && same(cookieOf(request) ?? '', session),
    namesHost,
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function same(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function cookieOf(request: IncomingMessage): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE) return value;
  }
  return undefined;
}
