import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSecrets } from '#main/secrets/secrets.ts';
import { createVault } from '#main/secrets/vault.ts';
import { silentLog } from '#main/base/log.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { answering, fixture, openSession, outcomeFor, reach, startBus, startProxy } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A file that only this user may read, with a copy of a fixture or that text. */
function privateFile(folder: string, name: string, text?: string, mode = 0o600): string {
  const path = join(folder, name);
  if (text === undefined) copyFileSync(fixture(name), path);
  else writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A key store that turns each text around: enough to see that what lies on disk is not what was given. */
const keyStore = {
  strength: 'os' as const,
  wrap: (text: Buffer) => Buffer.from(text).reverse(),
  unwrap: (text: Buffer) => Buffer.from(text).reverse(),
};

describe('a secret that the settings only name', () => {
  it.each(['websocket', 'polling'] as const)(
    'reaches LCM in the handshake and in a header, read again at each try (%s)',
    async (transport) => {
      const seen: unknown[] = [];
      const bus = await startBus({
        ...answering,
        server: { transports: [transport] },
        admit({ handshake: { auth, headers } }) {
          seen.push({ ...auth, header: headers['x-key'], basic: headers.authorization });
          if (seen.length === 1) throw new Error('the token is old');
        },
      });
      const folder = makeFolder();
      const file = privateFile(folder, 'token', 'first\n');
      vi.stubEnv('AFTERWORD_TEST_KEY', 'k-1');
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      const vault = createVault(folder, keyStore, silentLog);
      vault.write('lcm', 'kept');
      const { session } = openSession(
        {
          url: bus.url,
          auth: { token: { file }, desk: { nested: 7 } },
          headers: {
            'X-Key': { env: 'AFTERWORD_TEST_KEY' },
            Authorization: { keyStore: 'lcm', prefix: 'Bearer ' },
          },
        },
        { secrets: createSecrets({ vault, tokens: null }) },
      );
      await reach(session, 'refused');
      writeFileSync(file, 'second\r\n');
      session.reconnectNow('test');
      await reach(session, 'connected');
      const common = { desk: { nested: 7 }, header: 'k-1', basic: 'Bearer kept' };
      expect(seen).toEqual([
        { token: 'first', ...common },
        { token: 'second', ...common },
      ]);
      expect(readFileSync(join(folder, 'afterword.secrets'), 'utf8')).not.toContain('kept');
    },
  );

  it.each([
    ['of no variable', { env: 'AFTERWORD_NO_SUCH' }, 'secretEnvMissing'],
    ['of a file that is not there', { file: '/no/such/file' }, 'secretFileUnreadable'],
    ['of an empty file', '', 'secretFileEmpty'],
    ['of a file that everybody may read', 0o644, 'secretFileOpen'],
    ['of a file that a group may read', 0o640, 'secretFileOpen'],
    ['of a file that everybody may change', 0o602, 'secretFileOpen'],
    ['that was not given yet', { keyStore: 'lcm' }, 'secretNotGiven'],
  ] as const)('%s: the link is not tried, and says what is missing', async (_name, place, code) => {
    const bus = await startBus(answering);
    const folder = makeFolder();
    const token =
      typeof place === 'object'
        ? place
        : {
            file: privateFile(folder, 'token', place === '' ? '\n' : 'secret', place === '' ? 0o600 : place),
          };
    // A file of root may be read by a group that root has chosen.
    const isRoot = process.getuid?.() === 0 && place === 0o640;
    const vault = createVault(folder, keyStore, silentLog);
    const secrets = createSecrets({ vault, tokens: null });
    const { session } = openSession({ url: bus.url, auth: { token } }, { secrets });
    if (isRoot) {
      await reach(session, 'connected');
      return;
    }
    const state = await reach(session, 'refused');
    expect(state.reason).toMatchObject({ code, params: { path: 'lcm.auth.token' } });
    expect(state.nextTryAt).not.toBeNull();
    expect(bus.connections()).toBe(0);
  });

  it.runIf(process.platform !== 'win32')('is not waited for in a pipe that nobody writes to', async () => {
    const file = join(makeFolder(), 'token');
    execFileSync('mkfifo', [file]);
    const { session } = openSession({ url: 'http://127.0.0.1:9', auth: { token: { file } } });
    expect((await reach(session, 'refused')).reason).toMatchObject({ code: 'secretFileUnreadable' });
  });

  it('where there is no key store, it says so', async () => {
    const { session } = openSession({ url: 'http://127.0.0.1:9', auth: { token: { keyStore: 'lcm' } } });
    expect((await reach(session, 'refused')).reason).toEqual(
      reason('secretNoKeyStore', { path: 'lcm.auth.token' }),
    );
  });

  it('never stands in what LCM is quoted with, nor in the log', async () => {
    const bus = await startBus({
      admit({ handshake: { auth } }) {
        throw new Error(`token ${String(auth['token'])} is not known`);
      },
    });
    const file = privateFile(makeFolder(), 'token', 'hunter2-planted');
    const { session, log } = openSession({ url: bus.url, auth: { token: { file } } });
    const { reason: why } = await reach(session, 'refused');
    expect(why).toEqual(reason('denied', { said: 'token ••• is not known' }));
    expect(JSON.stringify(log)).not.toContain('hunter2');
  });
});

describe('a client certificate', () => {
  const lcmOf = (port: number) => ({ url: `https://localhost:${String(port)}`, caFile: fixture('ca.pem') });
  const mtls = (transport: 'websocket' | 'polling') =>
    startBus({ ...answering, certificate: 'server', clients: true, server: { transports: [transport] } });

  it.each(['websocket', 'polling'] as const)('in PEM form and as PKCS#12 (%s)', async (transport) => {
    const folder = makeFolder();
    const certFile = privateFile(folder, 'client.pem', undefined, 0o644);
    const passphrase = { file: privateFile(folder, 'passphrase', 'open sesame\n') };
    for (const tls of [
      { certFile, keyFile: privateFile(folder, 'client.key') },
      { certFile, keyFile: privateFile(folder, 'client-locked.key'), passphrase },
      { pfxFile: privateFile(folder, 'client.p12'), passphrase },
    ]) {
      const bus = await mtls(transport);
      const { session } = openSession({ ...lcmOf(bus.port), tls });
      await reach(session, 'connected');
      expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    }
  });

  it.each([
    ['that is missing', () => ({}), 'clientCertWanted'],
    [
      'whose key everybody may read',
      (folder: string) => ({
        certFile: privateFile(folder, 'client.pem'),
        keyFile: privateFile(folder, 'client.key', undefined, 0o644),
      }),
      'clientKeyOpen',
    ],
    [
      'whose key is another one',
      (folder: string) => ({
        certFile: privateFile(folder, 'client.pem'),
        keyFile: privateFile(folder, 'server.key'),
      }),
      'clientKeyMismatch',
    ],
    [
      'with a wrong passphrase',
      (folder: string) => ({ pfxFile: privateFile(folder, 'client.p12'), passphrase: 'wr0ng' }),
      'clientPassphrase',
    ],
    [
      'with no passphrase',
      (folder: string) => ({
        certFile: privateFile(folder, 'client.pem'),
        keyFile: privateFile(folder, 'client-locked.key'),
      }),
      'clientPassphrase',
    ],
    [
      'that is none',
      (folder: string) => ({ pfxFile: privateFile(folder, 'client.p12', 'no certificate') }),
      'clientCertUnfit',
    ],
    ['that is not there', () => ({ pfxFile: '/no/such/file.p12' }), 'clientCertUnreadable'],
  ] as const)('%s: refused, and said', async (_name, tls, code) => {
    const bus = await mtls('websocket');
    const { session } = openSession({ ...lcmOf(bus.port), tls: tls(makeFolder()) });
    const state = await reach(session, 'refused');
    expect(state.reason?.code).toBe(code);
    expect(JSON.stringify(state)).not.toContain('wr0ng');
    expect(bus.clients).toEqual([]);
  });
});

describe('the password of a proxy', () => {
  it('is asked for once and kept: the proxy refuses, it is given, the link comes up', async () => {
    const bus = await startBus({ ...answering, certificate: 'server' });
    const proxy = await startProxy(bus, { password: 'pr0xy & more' });
    const folder = makeFolder();
    const vault = createVault(folder, keyStore, silentLog);
    vault.write('proxy', 'wr0ng');
    const { session } = openSession(
      {
        url: 'https://lcm.example.test',
        caFile: fixture('ca.pem'),
        proxySignIn: { user: 'agent', password: { keyStore: 'proxy' } },
      },
      {
        // It is the system that names the proxy, so the settings cannot hold its password in an address.
        system: { askProxy: () => Promise.resolve(`PROXY ${new URL(proxy.url).host}`) },
        secrets: createSecrets({ vault, tokens: null }),
      },
    );
    const state = await reach(session, 'refused');
    expect(state.reason).toEqual(reason('proxySignIn'));
    vault.write('proxy', 'pr0xy & more');
    session.redial('a secret was given');
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  });
});
