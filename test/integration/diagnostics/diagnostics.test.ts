import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { APP_VERSION } from '#main/base/app-version.ts';
import type { Core } from '#main/core/core.ts';
import { DIAGNOSTICS_FILE_NAME } from '#shared/contract/diagnostics-file.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

const bench = benchForEachTest();

type Texts = Readonly<Record<string, string>>;
const unzip = (zip: Uint8Array): Texts =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));

async function diagnosticsOf(core: Core): Promise<Texts> {
  const { name, zip } = await ask(core, 'makeDiagnostics');
  expect(name).toMatch(DIAGNOSTICS_FILE_NAME);
  return unzip(Buffer.from(zip, 'base64'));
}

/** Every text is JSON, besides the log and the words to the reader. */
const json = (texts: Texts, name: string): Record<string, unknown> =>
  JSON.parse(texts[name] ?? 'null') as Record<string, unknown>;

/** What must not leave the machine, by what it is. */
const PLANTED = {
  agent: 'planted.agent',
  otherAgent: 'Planted-Colleague',
  comment: 'planted comment about a mortgage',
  discardReason: 'planted reason to discard',
  contact: 'Planted Person',
  number: '4915112345678',
  lcmKey: '5|3|1|0|0|44|PLANTEDKEY',
  callId: 'PLANTED-CALL',
  token: 'planted-lcm-token',
  headerToken: 'planted-header-token',
  collectorToken: 'planted-collector-token',
  proxyPassword: 'planted-proxy-word',
  passphrase: 'planted-passphrase',
  clientSecret: 'planted-client-secret',
};

function plantSettings(): void {
  bench.settings({
    lcm: {
      url: bench.lcm().url,
      proxy: 'none',
      auth: { nested: { token: PLANTED.token } },
      headers: { authorization: `Bearer ${PLANTED.headerToken}` },
      caFile: join(homedir(), 'ca.pem'),
      tls: { passphrase: PLANTED.passphrase },
    },
    signIn: { clientSecret: PLANTED.clientSecret },
    agent: { userId: PLANTED.agent },
    metrics: {
      headers: { authorization: `Bearer ${PLANTED.collectorToken}` },
      proxy: `http://planted-user:${PLANTED.proxyPassword}@proxy.example.com:3128`,
    },
    outbox: { maxInFlight: 'many' },
  });
}

/** What other programs may say in an error that is logged. */
function plantLog(): void {
  mkdirSync(join(bench.folder, 'logs'), { recursive: true });
  const line = (words: string): string => `[2026-11-27 09:05:01.123] [error] ${words}\n`;
  const quoted = '{"comment": "planted comment about a mortgage';
  writeFileSync(
    join(bench.folder, 'logs', 'afterword.log'),
    line(`A request failed { cause: 'Error: ENOENT ${homedir()}/notes' }`) +
      line(`Unexpected end of JSON input, "${quoted}" is not valid JSON`) +
      line(
        `a token was refused: ${PLANTED.token}, ${PLANTED.passphrase}, ${PLANTED.clientSecret}, of ${PLANTED.agent} and ${PLANTED.otherAgent.toLowerCase()}`,
      ) +
      line(`cannot call +${PLANTED.number} of ${PLANTED.lcmKey}`) +
      line('no link { kind: unreachable, failures: 3, delay: 12345 }'),
  );
}

async function work(core: Core): Promise<void> {
  const { callId, lcmKey, contact, number } = PLANTED;
  await ask(core, 'openCall', { callId, lcmKey, type: 'OUTBOUND', contact: `${contact} ${number}` });
  await ask(core, 'saveDraft', { callId, draft: draftOf(PLANTED.comment) });
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(PLANTED.comment) });
  await emptied(core);
  await bench.lcmOff();
  await vi.waitFor(() => expect(core.state().link.status).toBe('unreachable'), PATIENCE);
  await ask(core, 'signIn', { userId: PLANTED.otherAgent });
  await ask(core, 'setPreferences', { language: 'de' });
  for (const id of ['W1', 'W2']) {
    await ask(core, 'openCall', callOf(id));
    await ask(core, 'submitWrapUp', { callId: id, draft: draftOf(PLANTED.comment) });
  }
  const { items } = await ask(core, 'listOutbox', { states: ['queued'], offset: 0, limit: 10 });
  await ask(core, 'discardSubmission', { submissionId: items[0]!.id, reason: PLANTED.discardReason });
}

test('the file says what support needs', async () => {
  plantSettings();
  plantLog();
  mkdirSync(join(bench.folder, 'Crashpad', 'completed'), { recursive: true });
  writeFileSync(join(bench.folder, 'Crashpad', 'completed', 'a-dump.dmp'), 'planted memory');
  const core = await bench.start();
  await connected(core);
  await work(core);
  const texts = await diagnosticsOf(core);

  expect(json(texts, 'about.json')).toMatchObject({
    afterword: APP_VERSION,
    versions: { node: process.versions.node },
    system: { platform: process.platform },
    memory: { total: expect.any(Number) as number },
  });
  expect(json(texts, 'settings.json')).toMatchObject({
    settings: {
      lcm: {
        url: expect.stringMatching(/^http/) as string,
        auth: { nested: { token: '•••' } },
        headers: { authorization: '•••' },
        proxy: 'none',
        caFile: '~/ca.pem',
      },
      agent: { userId: '•••' },
      metrics: { url: '', proxy: '•••', headers: { authorization: '•••' } },
    },
    faults: [{ path: 'outbox.maxInFlight', reason: expect.any(String) as string }],
    origins: { 'lcm.url': 'userFile' },
  });
  expect(json(texts, 'state.json')).toMatchObject({
    practice: false,
    signedIn: true,
    outbox: { waiting: 1, refused: 0, sinceStart: { delivered: 1, discarded: 1 } },
    preferences: { language: 'de' },
  });
  expect(json(texts, 'reasons.json')).toMatchObject([{ kind: 'disposition', state: 'queued', n: 1 }]);
  expect(json(texts, 'rows.json')).toMatchObject({ calls: 3, submissions: 3 });
  expect((json(texts, 'link.json') as unknown as { status: string }[]).map(({ status }) => status)).toEqual(
    expect.arrayContaining(['connected', 'unreachable']),
  );
  expect(json(texts, 'files.json')).toMatchObject({
    own: expect.arrayContaining([expect.objectContaining({ name: 'afterword.db' })]) as object[],
    crashDumps: [{ name: 'Crashpad/completed/a-dump.dmp', bytes: 14 }],
  });
  expect(texts['logs/afterword.log']).toContain('no link { kind: unreachable, failures: 3, delay: 12345 }');
  expect(texts['logs/afterword.log']).toContain('[2026-11-27 09:05:01.123]');
  expect(texts['read-me.txt']).toContain('for support');
});

test('nothing of a person, and no secret, is in the file', async () => {
  plantSettings();
  plantLog();
  const core = await bench.start();
  await connected(core);
  await work(core);
  const all = JSON.stringify(await diagnosticsOf(core)).toLowerCase();
  for (const [what, text] of Object.entries({
    ...PLANTED,
    user: 'planted-user',
    memory: 'planted memory',
    home: homedir(),
  }))
    expect(all.includes(text.toLowerCase()), what).toBe(false);
  // Whatever was planted and forgotten above.
  expect(all.match(/.{0,60}planted.{0,60}/)?.[0]).toBeUndefined();
});

const HOST = resolve(import.meta.dirname, '../../../src/main/hosts/browser/index.ts');
const command = (...words: string[]) => {
  const { status, stdout } = spawnSync(process.execPath, [HOST, '--diagnostics', ...words], {
    encoding: 'utf8',
    env: { ...process.env, AFTERWORD_DATA_DIR: bench.folder },
  });
  return { status, stdout };
};

test('without a screen it is saved by a command, beside a running Afterword, and replaces no file', async () => {
  plantSettings();
  plantLog();
  const core = await bench.start();
  await work(core);
  const file = join(bench.folder, 'for-support.zip');
  expect(command(file)).toMatchObject({ status: 0, stdout: expect.stringContaining(file) as string });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const texts = unzip(readFileSync(file));
  expect(Object.keys(texts).toSorted()).toEqual([
    'about.json',
    'files.json',
    'logs/afterword.log',
    'read-me.txt',
    'settings.json',
  ]);
  expect(JSON.stringify(texts).toLowerCase()).not.toContain('planted');

  expect(command(file)).toMatchObject({ status: 1, stdout: expect.stringContaining('already') as string });
  expect(command()).toMatchObject({ status: 2 });
  expect(command('--verbose')).toMatchObject({ status: 2 });
  expect(command('/nowhere/at/all.zip')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('ENOENT') as string,
  });
  await bench.lcmOn();
  await deliverAll(core);
});
