import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserHost, type BrowserHost } from '#main/hosts/browser/server.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { BUS_PATH } from '#shared/contract/browser-bus.ts';

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
let language: Preferences['language'];
const sockets: Socket[] = [];

beforeEach(async () => {
  pages = mkdtempSync(join(tmpdir(), 'afterword-pages-'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Afterword</title>');
  events = createSignal();
  spent = [];
  asked = [];
  language = 'system';
  host = await startBrowserHost({
    pages,
    port: 0,
    events,
    answer: (name, input) => {
      asked.push([name, input]);
      return Promise.resolve({ ok: true, value: 'answered' });
    },
    language: () => language,
    onTokenSpent: (next) => spent.push(next),
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await host.close();
  rmSync(pages, { recursive: true });
});

function get(url: string | URL, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
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

async function signIn(): Promise<{ origin: string; cookie: string }> {
  const address = new URL(host.address());
  const { headers } = await get(address);
  return { origin: address.origin, cookie: String(headers['set-cookie']).split(';')[0]! };
}

function connect(origin: string, headers: Record<string, string>): Socket {
  const socket = io(origin, {
    path: BUS_PATH,
    extraHeaders: headers,
    reconnection: false,
    transports: ['websocket'],
  });
  sockets.push(socket);
  return socket;
}

function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => {
      resolve('connected');
    });
    socket.once('connect_error', () => {
      resolve('refused');
    });
  });
}

describe('the address with its one-time token', () => {
  it('gives, once, a cookie that scripts cannot read and other sites cannot send', async () => {
    const address = host.address();
    const first = await get(address);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(address)).status).toBe(403);
    expect(spent).toEqual([host.address()]);
    expect(host.address()).not.toBe(address);
  });

  it('says why it does not work, in the language of the agent or else of the browser', async () => {
    const { origin } = new URL(host.address());
    const spanish = { 'Accept-Language': 'fr-CH, es-ES;q=0.9, en;q=0.8' };
    const refused = await get(origin, spanish);
    expect(refused.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(refused.headers['content-security-policy']).toContain("default-src 'none'");
    expect(refused.body).toContain('<html lang="es" dir="ltr">');
    expect(refused.body).toContain('<p>Hay que abrir la dirección que Afterword mostró al iniciarse.</p>');
    language = 'ar';
    const address = host.address();
    await get(address, spanish);
    const used = await get(address, spanish);
    expect(used.status).toBe(403);
    expect(used.body).toContain('<html lang="ar" dir="rtl">');
    expect(used.body).toContain('<p>استُخدم هذا العنوان من قبل. افتح آخر عنوان عرضه Afterword.</p>');
  });

  it('is the only way in', async () => {
    const { origin } = new URL(host.address());
    for (const path of ['/', '/index.html', '/?token=', '/?token=guess', '//', '/%', '/../index.html'])
      expect((await get(`${origin}${path}`)).status, path).toBe(403);
    expect((await get(origin, { Cookie: 'afterword=guess' })).status).toBe(403);
  });
});

describe('the page', () => {
  it('is served with a policy without unsafe sources', async () => {
    const { origin, cookie } = await signIn();
    const page = await get(origin, { Cookie: cookie });
    expect(page.status).toBe(200);
    expect(page.body).toContain('Afterword');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:\/\//);
  });

  it('is refused under another host name (DNS rebinding) and to other sites', async () => {
    const { origin, cookie } = await signIn();
    expect((await get(origin, { Cookie: cookie, Host: 'evil.example' })).status).toBe(403);
    expect((await get(origin, { Cookie: cookie, Origin: 'http://evil.example' })).status).toBe(403);
  });

  it('does not serve files outside its folder', async () => {
    const { origin, cookie } = await signIn();
    const url = new URL(origin);
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd']) {
      const reply = await new Promise<number>((resolve, reject) => {
        httpRequest(
          { host: url.hostname, port: url.port, path, headers: { Cookie: cookie, Host: url.host } },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
          .once('error', reject)
          .end();
      });
      expect(reply, path).toBe(404);
    }
  });
});

describe('the bus', () => {
  it('carries requests and events of the contract', async () => {
    const { origin, cookie } = await signIn();
    const socket = connect(origin, { Cookie: cookie });
    expect(await outcome(socket)).toBe('connected');
    expect(await socket.timeout(5_000).emitWithAck('request', 'closeCall', { callId: '1' })).toEqual({
      ok: true,
      value: 'answered',
    });
    expect(asked).toEqual([['closeCall', { callId: '1' }]]);
    const heard = new Promise((resolve) =>
      socket.once('event', (...words) => {
        resolve(words);
      }),
    );
    events.emit({ name: 'focusCall', payload: { callId: '1' } });
    expect(await heard).toEqual(['focusCall', { callId: '1' }]);
  });

  it('is closed without the cookie, and to pages of other sites', async () => {
    const { origin, cookie } = await signIn();
    expect(await outcome(connect(origin, {}))).toBe('refused');
    expect(await outcome(connect(origin, { Cookie: cookie, Origin: 'http://evil.example' }))).toBe('refused');
    expect(await outcome(connect(origin, { Cookie: cookie, Origin: origin }))).toBe('connected');
    expect(asked).toHaveLength(0);
  });

  it('survives malformed requests', async () => {
    const { origin, cookie } = await signIn();
    const socket = connect(origin, { Cookie: cookie });
    await outcome(socket);
    socket.emit('request', 'getState', undefined, 'no function');
    socket.emit('request');
    socket.emit('other', { deep: [] });
    expect(await socket.timeout(5_000).emitWithAck('request', 'getState')).toMatchObject({ ok: true });
  });
});
