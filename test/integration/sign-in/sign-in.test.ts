import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { makeFolder, openDesk, openProvider, settled, token, type Desk } from './bench.ts';

async function signedIn(desk: Desk): Promise<string> {
  desk.signIn.begin('another');
  const view = await settled(desk);
  expect(view).toMatchObject({ status: 'in', reason: null });
  const read = await token(desk);
  if (!read.ok) throw new Error(read.reason.code);
  return read.text;
}

/** Sends a request that no browser sends, and waits for the end of its answer. */
async function sendLine(url: string, line: string): Promise<void> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(`${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
}

describe('the sign-in at the site’s provider', () => {
  it('opens the browser with PKCE, takes the agent from the claim, and thanks in the browser’s language', async () => {
    const idp = await openProvider();
    const desk = openDesk(idp, { settings: { userIdClaim: 'lcm_user' } });
    const access = await signedIn(desk);
    expect(await idp.ownerOf(access)).toBe('ana');
    expect(desk.agent).toBe('ANA');
    const { searchParams } = new URL(desk.opened[0]!);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid offline_access',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) as string,
    });
    expect(await desk.shown()).toContain('lang="de"');
    expect(await desk.shown()).toContain('Sie sind angemeldet');
  });

  it('asks nobody who is signed in again after a restart, and keeps the session sealed', async () => {
    const idp = await openProvider();
    const folder = makeFolder();
    const first = openDesk(idp, { folder, settings: { userIdClaim: 'sub' } });
    const access = await signedIn(first);
    first.signIn.stop();
    const second = openDesk(idp, { folder, agent: 'ana', settings: { userIdClaim: 'sub' } });
    const read = await token(second);
    expect(read).toMatchObject({ ok: true });
    expect(read).not.toMatchObject({ text: access });
    expect(second.opened).toEqual([]);
    const kept = readFileSync(join(folder, 'afterword.secrets'), 'utf8');
    expect(kept).not.toMatch(/refreshToken/);
    expect(second.log()).not.toContain(access);
    // A session is good at its own provider and for its own client alone.
    const other = openDesk(idp, {
      folder,
      agent: 'ana',
      settings: { userIdClaim: 'sub', clientId: 'another' },
    });
    expect(await token(other)).toMatchObject({ ok: false, reason: reason('signInNeeded') });
  });

  it('renews tokens before they end, each refresh token once, also if many ask together', async () => {
    const idp = await openProvider({ accessSeconds: 2 });
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    const first = await signedIn(desk);
    await vi.waitFor(
      async () => {
        const reads = await Promise.all([token(desk), token(desk), token(desk)]);
        expect(new Set(reads.map((read) => (read.ok ? read.text : read.reason.code))).size).toBe(1);
        const [read] = reads;
        if (!read.ok) throw new Error('no token');
        expect(await idp.ownerOf(read.text)).toBe('ana');
        expect(read.text).not.toBe(first);
        // The provider takes a refresh token that is used twice for stolen, and ends the session.
        expect(idp.asked.filter((path) => path === '/token').length).toBeGreaterThan(3);
      },
      { timeout: 15_000, interval: 100 },
    );
    expect(desk.opened).toHaveLength(1);
  });

  it('uses a token that is still valid while the provider is away, and says so once it has ended', async () => {
    const idp = await openProvider({ accessSeconds: 3 });
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    await signedIn(desk);
    await idp.away();
    expect(await token(desk)).toMatchObject({ ok: true });
    await vi.waitFor(
      async () => {
        expect(await token(desk)).toMatchObject({
          ok: false,
          away: true,
          reason: { code: 'signInProviderAway', params: { words: 'ECONNREFUSED' } },
        });
      },
      { timeout: 10_000, interval: 100 },
    );
    expect(desk.signIn.view().status).toBe('in');
    await idp.back();
    expect(await token(desk)).toMatchObject({ ok: true });
  });

  it('a session that an administrator ends is over: the agent has to sign in again', async () => {
    const idp = await openProvider({ refreshSeconds: 1 });
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    await signedIn(desk);
    await vi.waitFor(
      async () => {
        expect(await desk.signIn.tokens.refused()).toBe(false);
      },
      { timeout: 10_000, interval: 200 },
    );
    expect(await token(desk)).toMatchObject({ ok: false, away: false });
    expect(desk.signIn.view()).toMatchObject({ status: 'out', reason: { code: 'signInEnded' } });
  });

  it('signs out: the refresh token is worthless, and the next sign-in asks who is there', async () => {
    const idp = await openProvider();
    const folder = makeFolder();
    const desk = openDesk(idp, { folder, settings: { userIdClaim: 'sub' } });
    await signedIn(desk);
    desk.signIn.out();
    await vi.waitFor(() => expect(idp.asked).toContain('/token/revocation'), { timeout: 20_000 });
    expect(await token(desk)).toMatchObject({ ok: false, reason: reason('signInNeeded') });
    expect(desk.signIn.carries('ana')).toBe(false);
    idp.person = 'ben';
    desk.signIn.begin('another');
    expect(await settled(desk)).toMatchObject({ status: 'in' });
    expect(desk.agent).toBe('ben');
    const page = desk.opened.map((url) => new URL(url)).findLast(({ pathname }) => pathname === '/auth');
    expect(page?.searchParams.get('prompt')).toBe('login');
  });
});

describe('whose sign-in it is', () => {
  it('again as the same agent: nobody else may come back', async () => {
    const idp = await openProvider();
    idp.person = 'ben';
    const desk = openDesk(idp, { agent: 'ana', settings: { userIdClaim: 'sub' } });
    desk.signIn.begin('same');
    expect(await settled(desk)).toMatchObject({
      status: 'out',
      reason: reason('signInOtherAgent', { agent: 'ben', named: 'ana' }),
    });
    expect(desk.agent).toBe('ana');
    expect(await desk.shown()).toContain('ben');
  });

  it('the agent of the settings: nobody else may sign in here', async () => {
    const idp = await openProvider();
    const desk = openDesk(idp, { agent: 'cleo', agentOfSettings: 'cleo', settings: { userIdClaim: 'sub' } });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason).toEqual(reason('signInOtherAgent', { agent: 'ana', named: 'cleo' }));
  });

  it('a token without the claim names nobody', async () => {
    const idp = await openProvider();
    const desk = openDesk(idp, { settings: { userIdClaim: 'employee' } });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason).toEqual(reason('signInNoClaim', { claim: 'employee' }));
    expect(desk.agent).toBeNull();
  });
});

describe('what can go wrong', () => {
  it('a person who refuses is quoted', async () => {
    const idp = await openProvider();
    idp.person = null;
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason).toEqual(
      reason('signInDenied', { said: 'access_denied: The person has gone away' }),
    );
  });

  it('what another program sends to the loopback is turned away, and the sign-in goes on', async () => {
    const idp = await openProvider();
    const statuses: number[] = [];
    const desk = openDesk(idp, {
      settings: { userIdClaim: 'sub' },
      async browse(url) {
        const { searchParams } = new URL(url);
        const redirect = searchParams.get('redirect_uri')!;
        const state = searchParams.get('state')!;
        const send = async (to: string, init: RequestInit = {}) => {
          statuses.push((await fetch(to, init)).status);
        };
        await send(`${redirect}?code=injected`);
        await send(`${redirect}?code=injected&state=guessed`);
        await send(`${redirect}?code=injected&state=${state}`, { method: 'POST' });
        await send(`${redirect}elsewhere?code=injected&state=${state}`);
        await sendLine(redirect, 'GET http://[ HTTP/1.1');
        await send(`${redirect.replace('127.0.0.1', 'localhost')}?code=injected&state=${state}`);
        return idp.browse(url);
      },
    });
    desk.signIn.begin('another');
    expect(await settled(desk)).toMatchObject({ status: 'in' });
    expect(statuses).toEqual([404, 404, 405, 404, 404]);
  });

  it.each([
    ['a code that is not of this sign-in', { code: 'injected' }, 'signInDenied'],
    ['an answer of another issuer (RFC 9207)', { iss: 'http://127.0.0.1:1' }, 'signInMismatch'],
  ])('%s is not used', async (_name, changes, code) => {
    const idp = await openProvider();
    const desk = openDesk(idp, {
      settings: { userIdClaim: 'sub' },
      async browse(url) {
        const { searchParams } = new URL(url);
        const answer = new URL(searchParams.get('redirect_uri')!);
        answer.search = new URLSearchParams({
          code: 'any',
          iss: idp.issuer,
          state: searchParams.get('state')!,
          ...changes,
        }).toString();
        return fetch(answer).then(async (page) => ({ text: await page.text() }));
      },
    });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason?.code).toMatch(
      code === 'signInDenied' ? /signIn(Denied|Ended)/ : code,
    );
    expect(desk.agent).toBeNull();
  });

  it('an ID token for another nonce, as of a code that was swapped, is not used', async () => {
    const idp = await openProvider();
    const desk = openDesk(idp, {
      settings: { userIdClaim: 'sub' },
      browse(url) {
        const other = new URL(url);
        other.searchParams.set('nonce', 'of-another-sign-in');
        return idp.browse(other.href);
      },
    });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason?.code).toBe('signInMismatch');
    expect(desk.agent).toBeNull();
  });

  it('a port that another program has is named', async () => {
    const idp = await openProvider();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub', redirectPort: port } });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason).toEqual(
      reason('signInPortTaken', { port: String(port), code: 'EADDRINUSE' }),
    );
  });

  it('a second start while one waits takes its place; the first page is too late', async () => {
    const idp = await openProvider();
    const pages: string[] = [];
    const desk = openDesk(idp, {
      settings: { userIdClaim: 'sub' },
      browse(url) {
        pages.push(url);
        return pages.length === 1 ? Promise.resolve() : idp.browse(url);
      },
    });
    desk.signIn.begin('another');
    await vi.waitFor(() => expect(pages).toHaveLength(1), { timeout: 20_000 });
    desk.signIn.begin('another');
    expect(await settled(desk)).toMatchObject({ status: 'in' });
    await expect(idp.browse(pages[0]!)).rejects.toThrow();
  });

  it('no longer waits when the agent says so, and closes the port', async () => {
    const idp = await openProvider();
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' }, browse: () => Promise.resolve() });
    desk.signIn.begin('another');
    await vi.waitFor(() => expect(desk.opened).toHaveLength(1), { timeout: 20_000 });
    expect(desk.signIn.view().status).toBe('waiting');
    desk.signIn.cancel();
    expect(desk.signIn.view()).toMatchObject({ status: 'out', reason: null });
    await expect(fetch(new URL(desk.opened[0]!).searchParams.get('redirect_uri')!)).rejects.toThrow();
  });

  it.each([3_600_000, -3_600_000])(
    'a clock that is wrong by an hour (%i ms) changes nothing',
    async (off) => {
      const idp = await openProvider();
      const realNow = Date.now;
      // The provider lives in this process, so only what the OpenID library reads is set wrong.
      vi.spyOn(Date, 'now').mockImplementation(() => realNow() + (isOfLibrary() ? off : 0));
      onTestFinished(() => {
        vi.restoreAllMocks();
      });
      const clock = { ...systemClock, now: () => realNow() + off };
      const desk = openDesk(idp, { clock, settings: { userIdClaim: 'sub' } });
      await signedIn(desk);
      expect(await desk.signIn.tokens.refused()).toBe(true);
    },
  );

  it.each([
    ['HTTP 500', 500, 'text/plain', 'oh no', 'signInProviderFaulty'],
    [
      'HTML, as of a page of the network',
      200,
      'text/html',
      '<h1>Welcome to the hotel</h1>',
      'signInProviderFaulty',
    ],
    ['JSON that is no document', 200, 'application/json', '{}', 'signInMismatch'],
    ['another issuer', 200, 'application/json', '{"issuer":"https://evil.example"}', 'signInMismatch'],
  ])('a provider that answers with %s', async (_name, status, type, body, code) => {
    const idp = await openProvider();
    idp.intercept = (_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
      return true;
    };
    const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    desk.signIn.begin('another');
    expect((await settled(desk)).reason?.code).toBe(code);
    expect(desk.opened).toEqual([]);
  });

  it('a provider that does not answer is given up, and one that sends elsewhere is not followed', async () => {
    const idp = await openProvider();
    idp.intercept = () => true;
    const slow = openDesk(idp, { timeLimitMs: 300, settings: { userIdClaim: 'sub' } });
    slow.signIn.begin('another');
    expect((await settled(slow)).reason?.code).toBe('signInProviderAway');
    idp.intercept = (_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      return true;
    };
    const sent = openDesk(idp, { settings: { userIdClaim: 'sub' } });
    sent.signIn.begin('another');
    expect((await settled(sent)).reason?.code).toBe('signInProviderFaulty');
  });

  it.each(['http://id.example.com/auth', 'file:///etc/passwd', 'javascript:alert(1)'])(
    'an endpoint that is not encrypted is never opened (%s)',
    async (endpoint) => {
      const idp = await openProvider();
      idp.intercept = (_request, response) => {
        const document = {
          issuer: idp.issuer,
          authorization_endpoint: endpoint,
          token_endpoint: `${idp.issuer}/token`,
          jwks_uri: `${idp.issuer}/jwks`,
        };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
        return true;
      };
      const desk = openDesk(idp, { settings: { userIdClaim: 'sub' } });
      desk.signIn.begin('another');
      expect((await settled(desk)).reason?.code).toBe('signInUnsafe');
      expect(desk.opened).toEqual([]);
    },
  );
});

/** Whether the OpenID library reads the clock. */
function isOfLibrary(): boolean {
  return new Error('where').stack?.includes('oauth4webapi') === true;
}
