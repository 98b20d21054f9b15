import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserHost, type BrowserHost } from '#main/hosts/browser/server.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { BUS_PATH, LEAVE_EVENT, SESSION_EVENT } from '#shared/contract/browser-bus.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let pages: string;
let host: BrowserHost;
let events: Signal<ContractEvent>;
let spent: string[];
let asked: unknown[];
let clock: FakeClock;
const sockets: Socket[] = [];

beforeEach(async () => {
  pages = mkdtempSync(join(tmpdir(), 'afterword-pages-'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Afterword</title>');
  events = createSignal();
  spent = [];
  asked = [];
  clock = createFakeClock();
  host = await start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await host.close();
  rmSync(pages, { recursive: true });
});

function start(): Promise<BrowserHost> {
  return startBrowserHost({
    pages,
    port: 0,
    events,
    answer: (name, input) => {
      asked.push([name, input]);
      return Promise.resolve({ ok: true, value: 'answered' });
    },
    clock,
    onTokenSpent: (next) => spent.push(next),
  });
}

function get(url: string | URL, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .once('error', reject)
      .end();
  });
}

/** The proof that a page sends after it has read the printed address. */
function proofIn(address: string): { token: string } {
  return { token: new URLSearchParams(new URL(address).hash.slice(1)).get('token')! };
}

function connect(auth: object, headers: Record<string, string> = {}): Socket {
  const socket = io(new URL(host.address()).origin, {
    path: BUS_PATH,
    auth,
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
    transports: ['websocket'],
  });
  sockets.push(socket);
  return socket;
}

/** Opens the printed address: a socket, and the session that it was given. */
async function open(): Promise<{ socket: Socket; session: string }> {
  const socket = connect(proofIn(host.address()));
  const session = await new Promise<string>((resolve) => socket.once(SESSION_EVENT, resolve));
  return { socket, session };
}

function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve((error as { data?: string }).data ?? 'refused'));
  });
}

async function closed(socket: Socket): Promise<void> {
  socket.close();
  // The host hears of it before it answers another page.
  const other = connect({});
  await outcome(other);
}

describe('the address with its one-time token', () => {
  it('gives a session once; its pages are let in by the session, and no cookie is set', async () => {
    const address = host.address();
    const { session } = await open();
    expect(spent).toEqual([host.address()]);
    expect(host.address()).not.toBe(address);
    expect(await outcome(connect(proofIn(address)))).toBe('addressUsed');
    expect(await outcome(connect({ session }))).toBe('connected');
    expect(await outcome(connect({ ...proofIn(address), session }))).toBe('connected');
    expect((await get(new URL(address).origin)).headers).not.toHaveProperty('set-cookie');
    expect(spent).toHaveLength(1);
  });

  it('is not spent by a request for it, with GET, HEAD or as it was sent before', async () => {
    const address = host.address();
    const { token } = proofIn(address);
    for (const method of ['GET', 'HEAD']) {
      expect((await get(address, {}, method)).status).toBe(200);
      expect((await get(new URL(`/?token=${token}`, address), {}, method)).status).toBe(200);
    }
    expect(host.address()).toBe(address);
    expect(await outcome(connect({ token }))).toBe('connected');
  });

  it('is the only way in', async () => {
    for (const proof of [{}, { token: '' }, { token: 'guess' }, { session: 'guess' }, { session: 5 }])
      expect(await outcome(connect(proof)), JSON.stringify(proof)).toMatch(/^address(Needed|Used)$/);
    expect(asked).toEqual([]);
  });

  it('gives each browser a session of its own', async () => {
    const [first, second] = [await open(), await open()];
    expect(first.session).not.toBe(second.session);
    for (const { session } of [first, second]) expect(await outcome(connect({ session }))).toBe('connected');
  });
});

describe('a session', () => {
  it('ends two hours after its last page has gone, and not before', async () => {
    const { socket, session } = await open();
    clock.pass(10 * HOUR);
    const second = connect({ session });
    expect(await outcome(second)).toBe('connected');
    await closed(socket);
    clock.pass(3 * HOUR);
    await closed(second);
    clock.pass(2 * HOUR - 1);
    const third = connect({ session });
    expect(await outcome(third)).toBe('connected');
    await closed(third);
    clock.pass(2 * HOUR);
    expect(await outcome(connect({ session }))).toBe('addressNeeded');
  });

  it('ends a minute after its last page said that it is closed, so that a reload is let in but no tab opened again', async () => {
    const { socket, session } = await open();
    socket.emit(LEAVE_EVENT);
    await closed(socket);
    clock.pass(MINUTE - 1);
    const reloaded = connect({ session });
    expect(await outcome(reloaded)).toBe('connected');
    reloaded.emit(LEAVE_EVENT);
    await closed(reloaded);
    clock.pass(MINUTE);
    expect(await outcome(connect({ session }))).toBe('addressNeeded');
  });
});

/** Sends it all in one piece, as a page does that goes away. */
function inOnePiece(socket: Socket, say: () => void): void {
  const { ws } = socket.io.engine.transport as unknown as {
    ws: { _socket: { cork(): void; uncork(): void } };
  };
  ws._socket.cork();
  say();
  ws._socket.uncork();
}

describe('the last words of a page', () => {
  it('are heard: a draft saved as the page is reloaded is not lost', async () => {
    const { socket } = await open();
    inOnePiece(socket, () => {
      socket.emit(LEAVE_EVENT).emit('request', 'saveDraft', { comment: 'not done yet' }, () => {});
      socket.disconnect();
    });
    await outcome(connect({}));
    expect(asked).toEqual([['saveDraft', { comment: 'not done yet' }]]);
  });
});

describe('the page', () => {
  it('is served with a policy without unsafe sources', async () => {
    const page = await get(new URL(host.address()).origin);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Afterword');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:\/\//);
  });

  it('is refused under another host name (DNS rebinding) and to other sites', async () => {
    const { origin } = new URL(host.address());
    expect((await get(origin, { Host: 'evil.example' })).status).toBe(403);
    expect((await get(origin, { Origin: 'http://evil.example' })).status).toBe(403);
  });

  it('says why there is none, in the language of the browser', async () => {
    const { origin } = new URL(host.address());
    const spanish = { 'Accept-Language': 'fr-CH, es-ES;q=0.9, en;q=0.8' };
    const refused = await get(origin, { ...spanish, Host: 'evil.example' });
    expect(refused.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(refused.headers['content-security-policy']).toContain("default-src 'none'");
    expect(refused.body).toContain('<html lang="es" dir="ltr">');
    expect(refused.body).toContain('<p>Hay que abrir la última dirección que mostró Afterword.</p>');
    const missing = await get(`${origin}/none`, { 'Accept-Language': 'ar' });
    expect(missing.status).toBe(404);
    expect(missing.body).toContain('<html lang="ar" dir="rtl">');
  });

  it('does not serve files outside its folder', async () => {
    const url = new URL(host.address());
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd']) {
      const reply = await new Promise<number>((resolve, reject) => {
        httpRequest({ host: url.hostname, port: url.port, path, headers: { Host: url.host } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .once('error', reject)
          .end();
      });
      expect(reply, path).toBe(404);
    }
  });
});

describe('the bus', () => {
  it('carries requests and events of the contract', async () => {
    const { socket } = await open();
    expect(await socket.timeout(5_000).emitWithAck('request', 'closeCall', { callId: '1' })).toEqual({
      ok: true,
      value: 'answered',
    });
    expect(asked).toEqual([['closeCall', { callId: '1' }]]);
    const heard = new Promise((resolve) => socket.once('event', (...words) => resolve(words)));
    events.emit({ name: 'focusCall', payload: { callId: '1' } });
    expect(await heard).toEqual(['focusCall', { callId: '1' }]);
  });

  it('is closed to pages of other sites and under another host name, whatever they send', async () => {
    const { session } = await open();
    const { host: authority, origin } = new URL(host.address());
    for (const headers of [
      { Origin: 'http://evil.example' },
      { Origin: 'http://127.0.0.1:1' },
      { Origin: 'null' },
      { Host: `localhost:${new URL(origin).port}` },
    ])
      expect(await outcome(connect({ session }, headers)), JSON.stringify(headers)).toBe('refused');
    expect(await outcome(connect({ session }, { Origin: origin, Host: authority }))).toBe('connected');
    expect(asked).toHaveLength(0);
  });

  it('tells nothing to a page that was not let in', async () => {
    const stranger = connect({});
    const heard: unknown[] = [];
    stranger.onAny((name) => heard.push(name));
    await outcome(stranger);
    stranger.emit('request', 'getState', undefined, () => heard.push('answer'));
    const { socket } = await open();
    const told = new Promise((resolve) => socket.once('event', resolve));
    events.emit({ name: 'focusCall', payload: { callId: '1' } });
    await told;
    expect([heard, asked]).toEqual([[], []]);
  });

  it('survives malformed requests', async () => {
    const { socket } = await open();
    socket.emit('request', 'getState', undefined, 'no function');
    socket.emit('request');
    socket.emit('other', { deep: [] });
    expect(await socket.timeout(5_000).emitWithAck('request', 'getState')).toMatchObject({ ok: true });
  });
});

describe('the end', () => {
  it('does not wait for a connection that a browser opened ahead, nor for a tab that is frozen', async () => {
    const ending = await start();
    const { hostname, port } = new URL(ending.address());
    const ahead = connectTcp(Number(port), hostname);
    const frozen = connectTcp(Number(port), hostname);
    frozen.write(
      `GET ${BUS_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\n` +
        `Origin: http://${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const [reply] = (await once(frozen, 'data')) as [Buffer];
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 101/);
    const ends = [once(ahead, 'close'), once(frozen, 'close')];
    frozen.pause();
    await ending.close();
    frozen.resume();
    ahead.resume();
    await Promise.all(ends);
  });
});
