// @vitest-environment node
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BUS_PATH } from '#shared/contract/browser-bus.ts';
import type { BrowserSession } from '../../../../src/renderer/api/browser-session.ts';
import { connectBrowserHost } from '../../../../src/renderer/api/browser-host.ts';

const PATIENCE = { timeout: 10_000 };

/** A host on a real socket that answers with what it was asked. */
async function startHost(port = 0) {
  const http: HttpServer = createServer();
  const bus = new Server(http, { path: BUS_PATH, serveClient: false });
  const asked: unknown[] = [];
  bus.on('connection', (socket) => {
    socket.on('request', (name: string, input: unknown, answer: (value: unknown) => void) => {
      asked.push([name, input]);
      answer({ ok: true, value: { name, input } });
    });
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    asked,
    emit: (name: string, payload: unknown) => bus.emit('event', name, payload),
    port: (http.address() as AddressInfo).port,
    close: () => bus.close(),
  };
}

const SESSION: BrowserSession = {
  proof: () => ({ session: null, token: null }),
  keep: () => {},
  forget: () => {},
  start: (connect) => connect(),
  onLeave: () => {},
};

type Host = Awaited<ReturnType<typeof startHost>>;
const hosts: Host[] = [];
const stops: (() => void)[] = [];

async function connected() {
  const host = await startHost();
  hosts.push(host);
  const core = connectBrowserHost(`http://127.0.0.1:${host.port}`, SESSION);
  const presence: boolean[] = [];
  stops.push(core.onPresence((present) => presence.push(present)));
  await vi.waitFor(() => expect(presence.at(-1)).toBe(true), PATIENCE);
  return { host, core, presence };
}

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

describe('the contract over Socket.IO', () => {
  it('carries requests and their answers', async () => {
    const { host, core } = await connected();
    const answer = await core.api.signIn({ userId: 'a.moreno' });
    expect(answer).toEqual({ ok: true, value: { name: 'signIn', input: { userId: 'a.moreno' } } });
    await core.api.getState();
    expect(host.asked.at(-1)).toEqual(['getState', null]);
  });

  it('carries events to those who listen, until they stop', async () => {
    const { host, core } = await connected();
    const heard: string[] = [];
    const stop = core.api.on('focusCall', ({ callId }) => heard.push(callId));
    host.emit('focusCall', { callId: 'A' });
    await vi.waitFor(() => expect(heard).toEqual(['A']), PATIENCE);
    stop();
    host.emit('focusCall', { callId: 'B' });
    await core.api.getState();
    expect(heard).toEqual(['A']);
  });

  it('answers at once that the host is gone and never sends that request later', async () => {
    const { host, core, presence } = await connected();
    await host.close();
    await vi.waitFor(() => expect(presence.at(-1)).toBe(false), PATIENCE);
    const asked = performance.now();
    const answer = await core.api.signIn({ userId: 'too-late' });
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });

    const back = await startHost(host.port);
    hosts.splice(0, 1, back);
    await vi.waitFor(() => expect(presence.at(-1)).toBe(true), PATIENCE);
    await core.api.getState();
    expect(back.asked).toEqual([['getState', null]]);
  }, 20_000);
});
