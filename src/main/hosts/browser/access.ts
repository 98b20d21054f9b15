import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Clock } from '#main/base/clock.ts';
import type { BusRefusal } from '#shared/contract/browser-bus.ts';

/** What a page sends when it connects. */
const proofSchema = z.object({
  /** The one-time token of the printed address. */
  token: z.string().nullish(),
  /** The secret that an earlier token was exchanged for. */
  session: z.string().nullish(),
});

/** The session of a browser, and whether a token was just exchanged for it; or why there is none. */
interface Admission {
  readonly session: string | null;
  readonly isNew: boolean;
  readonly refusal: BusRefusal | null;
}

/**
 * Who may use the browser host. The printed address has a one-time token behind `#`, which a browser never sends by
 * itself: it is not spent by a HEAD request or a prefetch, and no log or other page sees it. The page exchanges it for a
 * session and keeps that in its own origin's storage. A cookie would go to every local server, since cookies know no
 * port (RFC 6265, section 8.5).
 */
export interface Access {
  /** The token of the next address to print. */
  readonly token: string;
  /** Finds the page's session, else exchanges its token for one. Each admitted page counts until it `left`. */
  admit(proof: unknown): Admission;
  /**
   * A page of the session is gone.
   *
   * @param said whether the page said so before: then it was closed, reloaded or left. A page that a browser discards to
   * save memory says nothing, and comes back when the agent looks at it.
   */
  left(session: string, said: boolean): void;
  knows(session: unknown): boolean;
  /** Whether the request names this host (against DNS rebinding) and no other site sent it. */
  allows(request: IncomingMessage): boolean;
}

/**
 * A session ends once none of its pages was connected for this long, in milliseconds: after the last one left, there is
 * time for a reload only, since browsers keep `sessionStorage` for closed tabs that are opened again.
 */
const GRACE = { left: 60_000, lost: 2 * 3_600_000 };

interface Session {
  pages: number;
  /** When it ends if no page is connected, on the monotonic clock. */
  endsAt: number;
}

/** @param host the authority of the host, such as `127.0.0.1:4180` */
export function createAccess(host: () => string, clock: Pick<Clock, 'monotonic'>): Access {
  const sessions = new Map<string, Session>();
  let token = secret();

  function endIdle(): void {
    for (const [each, { pages, endsAt }] of sessions) {
      if (pages === 0 && clock.monotonic() >= endsAt) sessions.delete(each);
    }
  }

  return {
    get token() {
      return token;
    },
    admit(proof) {
      endIdle();
      const { data } = proofSchema.safeParse(proof);
      for (const [session, known] of sessions) {
        if (!same(data?.session, session)) continue;
        known.pages += 1;
        return { session, isNew: false, refusal: null };
      }
      if (!same(data?.token, token)) {
        const refusal = data?.token ? 'addressUsed' : 'addressNeeded';
        return { session: null, isNew: false, refusal };
      }
      token = secret();
      const session = secret();
      sessions.set(session, { pages: 1, endsAt: 0 });
      return { session, isNew: true, refusal: null };
    },
    left(session, said) {
      const known = sessions.get(session);
      if (known === undefined) return;
      known.pages -= 1;
      known.endsAt = clock.monotonic() + (said ? GRACE.left : GRACE.lost);
    },
    knows(session) {
      endIdle();
      return typeof session === 'string' && sessions.has(session);
    },
    allows({ headers: { host: named, origin } }) {
      return named === host() && (origin === undefined || origin === `http://${host()}`);
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function same(offered: string | null | undefined, expected: string): boolean {
  const a = Buffer.from(offered ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
