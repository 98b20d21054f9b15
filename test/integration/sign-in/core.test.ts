import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Socket } from 'socket.io';
import { createCore, type Core } from '#main/core/core.ts';
import { silentLog, type Log } from '#main/base/log.ts';
import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { ask, callOf, connected, draftOf, PATIENCE } from '#test/support/core-bench.ts';
import { CLIENT_ID, type IdentityProvider } from '#test/support/identity-provider.ts';
import { startBus, type Bus } from '../lcm/bench.ts';
import { keyStore, openProvider } from './bench.ts';

/** An LCM that lets only those in whose token the provider vouches for. */
interface GuardedLcm {
  readonly bus: Bus;
  /** The tokens that were shown, whether they were accepted or not. */
  readonly shown: string[];
  /** For each set that came: whose token the link had, and the `UserID` in it. */
  readonly sets: { readonly token: string; readonly user: string }[];
  cutAll(): void;
}

async function startGuardedLcm(idp: IdentityProvider): Promise<GuardedLcm> {
  const shown: string[] = [];
  const sets: { token: string; user: string }[] = [];
  const sockets = new Set<Socket>();
  const bus = await startBus({
    async admit(socket) {
      const token = String(socket.handshake.auth['token']);
      shown.push(token);
      const owner = await idp.ownerOf(token);
      if (owner === null) throw new Error(`the token ${token} is not valid`);
      if (socket.handshake.headers.authorization !== `Bearer ${token}`) throw new Error('no header');
      socket.data = { owner };
      sockets.add(socket);
    },
    onMessage(message, lcm, socket) {
      const { subtopic, data } = message as { subtopic: string; data: Record<string, unknown> };
      if (!subtopic.startsWith('Set')) return;
      sets.push({ token: (socket.data as { owner: string }).owner, user: String(data['UserID']) });
      lcm.answer(message);
    },
  });
  return {
    bus,
    shown,
    sets,
    cutAll() {
      for (const socket of sockets) socket.conn.close();
    },
  };
}

interface Desk {
  readonly folder: string;
  readonly opened: string[];
  readonly log: () => string;
  start(): Promise<Core>;
}

function openDesk(idp: IdentityProvider, lcm: GuardedLcm, signIn: object = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-identity-'));
  const settings = {
    lcm: {
      url: lcm.bus.url,
      auth: { token: { signIn: 'accessToken' } },
      headers: { Authorization: { signIn: 'accessToken', prefix: 'Bearer ' } },
      reconnect: { baseMs: 100, capMs: 1_000 },
    },
    signIn: { issuer: idp.issuer, clientId: CLIENT_ID, userIdClaim: 'sub', ...signIn },
    outbox: { retry: { baseMs: 100, capMs: 1_000 } },
    callbacks: { askLcm: false },
  };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  const opened: string[] = [];
  const lines: string[] = [];
  const write = (message: string, fields = {}): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { info: write, warn: write, error: write };
  const cores: Core[] = [];
  onTestFinished(async () => {
    await Promise.all(cores.map((core) => core.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    opened,
    log: () => lines.join('\n'),
    async start() {
      const core = await createCore({
        dataDir: folder,
        keyProtector: keyStore,
        log,
        openBrowser(url) {
          opened.push(url);
          void idp.browse(url);
          return Promise.resolve();
        },
      });
      cores.push(core);
      return core;
    },
  };
}

async function signInAs(core: Core, idp: IdentityProvider, person: string): Promise<void> {
  idp.person = person;
  await ask(core, 'beginSignIn', { as: 'another' });
  await vi.waitFor(() => {
    expect(core.state()).toMatchObject({ agent: person, signIn: { status: 'in', reason: null } });
  }, PATIENCE);
}

async function wrapUp(core: Core, callId: string): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
}

const waiting = (core: Core, n: number) =>
  vi.waitFor(() => expect(core.state().outbox).toMatchObject({ waiting: n, sending: 0 }), PATIENCE);

describe('a link that shows LCM the agent’s token', () => {
  it('comes up after the sign-in, names the agent, and comes back with a new token without a click', async () => {
    const idp = await openProvider();
    const lcm = await startGuardedLcm(idp);
    const desk = openDesk(idp, lcm);
    const core = await desk.start();
    await vi.waitFor(() => {
      expect(core.state().link).toMatchObject({ status: 'refused', reason: reason('signInNeeded') });
    }, PATIENCE);
    expect(lcm.bus.connections()).toBe(0);
    await signInAs(core, idp, 'ana');
    await connected(core);
    await wrapUp(core, '1');
    await waiting(core, 0);
    expect(lcm.sets).toEqual([{ token: 'ana', user: 'ana' }]);
    // Nobody but the provider says who the agent is.
    await expect(ask(core, 'signIn', { userId: 'somebody' })).rejects.toThrow('signInByProvider');

    // LCM no longer takes the token, and drops the link.
    await idp.revoke(lcm.shown.at(-1)!);
    lcm.cutAll();
    await vi.waitFor(() => {
      expect(new Set(lcm.shown).size).toBe(2);
      expect(core.state().link.status).toBe('connected');
    }, PATIENCE);
    await wrapUp(core, '2');
    await waiting(core, 0);
    expect(lcm.sets).toHaveLength(2);
    expect(desk.opened).toHaveLength(1);
  });

  it('stays down while the provider is away, and what the agent saves waits', async () => {
    const idp = await openProvider();
    const lcm = await startGuardedLcm(idp);
    const desk = openDesk(idp, lcm);
    const first = await desk.start();
    await signInAs(first, idp, 'ana');
    await connected(first);
    await first.close();
    await idp.away();
    const core = await desk.start();
    await vi.waitFor(() => {
      expect(core.state().link).toMatchObject({
        status: 'unreachable',
        reason: { code: 'signInProviderAway' },
      });
    }, PATIENCE);
    expect(core.state()).toMatchObject({ agent: 'ana', signIn: { status: 'in' } });
    await wrapUp(core, '1');
    await waiting(core, 1);
    await idp.back();
    await waiting(core, 0);
    expect(lcm.sets).toEqual([{ token: 'ana', user: 'ana' }]);
    expect(desk.opened).toHaveLength(1);
  });

  it('signs out: the link is closed, and the next agent’s link is their own', async () => {
    const idp = await openProvider();
    const lcm = await startGuardedLcm(idp);
    const core = await openDesk(idp, lcm).start();
    await signInAs(core, idp, 'ana');
    await connected(core);
    await ask(core, 'signOut');
    expect(core.state().signIn?.status).toBe('out');
    await vi.waitFor(() => {
      expect(core.state().link).toMatchObject({ status: 'refused', reason: reason('signInNeeded') });
    }, PATIENCE);
    await signInAs(core, idp, 'ben');
    await connected(core);
    await wrapUp(core, '1');
    await waiting(core, 0);
    expect(lcm.sets).toEqual([{ token: 'ben', user: 'ben' }]);
  });
});

describe('what a previous agent left waiting', () => {
  it('never goes out under another’s token: it waits, says so, and goes when they are back', async () => {
    const idp = await openProvider();
    const lcm = await startGuardedLcm(idp);
    const desk = openDesk(idp, lcm);
    const core = await desk.start();
    await signInAs(core, idp, 'ana');
    await connected(core);
    await ask(core, 'signOut');
    await wrapUp(core, '1');
    await signInAs(core, idp, 'ben');
    await connected(core);
    await wrapUp(core, '2');
    await vi.waitFor(() => expect(lcm.sets).toEqual([{ token: 'ben', user: 'ben' }]), PATIENCE);
    await ask(core, 'retryOutbox', { submissionId: null });
    const page = await ask(core, 'listOutbox', { states: ['queued'], offset: 0, limit: 10 });
    expect(page.items).toEqual([
      expect.objectContaining({ callId: '1', agent: 'ana', reason: 'waitsForAgent', nextTryAt: null }),
    ]);
    expect(await core.answer('retryOutbox', { submissionId: page.items[0]!.id })).toMatchObject({
      ok: false,
      error: { code: 'notAllowed', detail: reason('waitsForAgent') },
    });
    await signInAs(core, idp, 'ana');
    await waiting(core, 0);
    expect(lcm.sets).toEqual([
      { token: 'ben', user: 'ben' },
      { token: 'ana', user: 'ana' },
    ]);
  });

  it('goes out under whoever is signed in where the site says so', async () => {
    const idp = await openProvider();
    const lcm = await startGuardedLcm(idp);
    const core = await openDesk(idp, lcm, { leftByOthers: 'send' }).start();
    await signInAs(core, idp, 'ana');
    await connected(core);
    await ask(core, 'signOut');
    await wrapUp(core, '1');
    await signInAs(core, idp, 'ben');
    await waiting(core, 0);
    expect(lcm.sets).toEqual([{ token: 'ben', user: 'ana' }]);
  });
});

describe('secrets', () => {
  it('stand in no file, no log line and no answer to the screen', async () => {
    const idp = await openProvider({ accessSeconds: 2 });
    const lcm = await startGuardedLcm(idp);
    const desk = openDesk(idp, lcm, { clientSecret: '' });
    const core = await desk.start();
    await signInAs(core, idp, 'ana');
    await connected(core);
    // Some are renewed, and some are refused, in LCM's own words with the token in it.
    await vi.waitFor(
      () => {
        lcm.cutAll();
        expect(new Set(lcm.shown).size).toBeGreaterThan(1);
      },
      { ...PATIENCE, interval: 300 },
    );
    await ask(core, 'signOut');
    const said = [JSON.stringify(core.state()), desk.log()];
    await core.close();
    const files = readdirSync(desk.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const codes = desk.opened.map((url) => new URL(url).searchParams.get('state') ?? '');
    for (const secret of [...lcm.shown, ...codes].filter((each) => each !== ''))
      for (const text of [...said, ...files]) expect(text.includes(secret)).toBe(false);
  });

  it('are asked for once, kept by the key store, and given to LCM at once', async () => {
    const bus = await startBus({
      admit({ handshake: { auth } }) {
        if (auth['token'] !== 'hunter2') throw new Error('wrong token');
      },
    });
    const folder = mkdtempSync(join(tmpdir(), 'afterword-identity-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const lcm = { url: bus.url, auth: { token: { keyStore: 'lcm' } } };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ lcm }));
    const start = async (keyProtector: KeyProtector) => {
      const core = await createCore({ dataDir: folder, keyProtector, log: silentLog });
      onTestFinished(() => core.close());
      return core;
    };
    const first = await start(keyStore);
    expect(first.state().secrets).toEqual([{ name: 'lcm', given: false }]);
    await expect(ask(first, 'giveSecret', { name: 'other', text: 'x' })).rejects.toThrow('secretNotAsked');
    await ask(first, 'giveSecret', { name: 'lcm', text: 'hunter2' });
    await connected(first);
    expect(JSON.stringify(first.state())).not.toContain('hunter2');
    await first.close();
    const second = await start(keyStore);
    expect(second.state().secrets).toEqual([{ name: 'lcm', given: true }]);
    await connected(second);
    await second.close();
    // As in the browser host: nothing is asked for, and the status says why.
    const third = await start(fileKeyProtector);
    await vi.waitFor(() => {
      expect(third.state()).toMatchObject({
        secrets: [],
        link: { reason: reason('secretNoKeyStore', { path: 'lcm.auth.token' }) },
      });
    }, PATIENCE);
  });
});
