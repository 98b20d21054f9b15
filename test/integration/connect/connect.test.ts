import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLog } from '#main/hosts/log-file.ts';
import { createCore, type Core } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog, type Log } from '#main/base/log.ts';
import { loadSettings, settingsOfProfile } from '#main/settings/settings-file.ts';
import type { EventMeaning } from '#shared/contract/connect.ts';
import type { RequestInput } from '#shared/contract/index.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { ask, PATIENCE } from '#test/support/core-bench.ts';
import {
  KESTREL_CALL,
  KESTREL_PHASES,
  kestrelEvent,
  startKestrel,
  type KestrelBus,
} from '#test/support/kestrel-bus.ts';

let folder: string;
let bus: KestrelBus;
let core: Core | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-connect-'));
  bus = await startKestrel();
});
afterEach(async () => {
  await core?.close();
  core = null;
  await bus.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(connect = true, log: Log = silentLog): Promise<Core> {
  return (core = await createCore({ dataDir: folder, keyProtector: fileKeyProtector, log, connect }));
}

type Address = RequestInput<'testConnection'>;
const addressOf = (url: string, change: Partial<Address> = {}): Address => ({
  url,
  path: '/socket.io',
  namespace: '/',
  eventName: 'message',
  caFile: '',
  proxy: 'none',
  auth: [],
  headers: [],
  ...change,
});

/** Tests the address and waits until its bus is listened to. */
async function listening(app: Core, change: Partial<Address> = {}): Promise<void> {
  expect(await ask(app, 'testConnection', addressOf(bus.url, change))).toEqual({ faults: [] });
  await vi.waitFor(async () => {
    expect((await ask(app, 'getConnect')).link?.status).toBe('connected');
  }, PATIENCE);
}

async function heard(app: Core, total: number): Promise<void> {
  await vi.waitFor(async () => {
    expect((await ask(app, 'getConnect')).bus.total).toBe(total);
  }, PATIENCE);
}

const KESTREL: EventMeaning = {
  groupId: 'g0',
  roles: {
    callId: '/message/llamada/identificador',
    lcmKey: '/message/llamada/cliente/cuenta',
    phase: '/message/llamada/fase',
    type: '/message/llamada/clase',
    contact: '/message/llamada/cliente/nombre',
    agent: '/message/llamada/operador',
  },
  phases: [
    ['10', 'ringing'],
    ['20', 'talking'],
    ['90', 'ended'],
    ['55', 'ignore'],
  ],
  types: [['Campaña', 'OUTBOUND']],
};

describe('Connect', () => {
  it.each([
    ['a first start', {}, false, 'offered'],
    ['--connect at a first start', {}, true, 'asked'],
    ['a site that works', { lcm: { url: 'http://127.0.0.1:9' } }, false, 'closed'],
    ['--connect at a site that works', { lcm: { url: 'http://127.0.0.1:9' } }, true, 'asked'],
    ['a signed-in agent of the demo', { agent: { userId: 'ana' } }, false, 'closed'],
    ['a locked site', { connect: { locked: true } }, false, 'closed'],
    ['--connect at a locked site', { connect: { locked: true } }, true, 'closed'],
    ['--connect where a fault may hide the lock', { connect: { locked: 'yes' } }, true, 'closed'],
  ] as const)('at %s with %j is as it should be', async (_what, settings, asked, door) => {
    if (Object.keys(settings).length > 0)
      writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    const app = await start(asked);
    expect(app.state().connect).toBe(door);
    const said = app.state().notices.map(({ code }) => code);
    const isLocked = 'connect' in settings && asked;
    expect(said.some((code) => /^connect(Locked|Unsure)$/.test(code))).toBe(isLocked);
    const answer = await app.answer('getConnect', undefined);
    expect(answer.ok).toBe(door !== 'closed');
  });

  it('answers notAllowed to each of its requests if it is closed', async () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ connect: { locked: true } }));
    const app = await start();
    const inputs = {
      getConnect: undefined,
      testConnection: addressOf(bus.url),
      leaveConnect: undefined,
      listBusMembers: { groupId: 'g0' },
      revealMember: { groupId: 'g0', pointer: '/message' },
      previewCall: { meanings: [KESTREL], unmasked: true },
      tryOutcomeList: { callId: 'a', lcmKey: 'b', type: 'MANUAL' },
      recordBus: undefined,
      draftSettings: { meanings: [KESTREL] },
      writeSettings: { meanings: [KESTREL] },
    };
    for (const [name, input] of Object.entries(inputs)) {
      expect(await app.answer(name, input), name).toMatchObject({
        ok: false,
        error: { code: 'notAllowed', detail: reason('connectClosed') },
      });
    }
    expect(bus.proofs).toEqual([]);
  });

  it('says what is wrong with an address before anything is tried', async () => {
    const app = await start();
    const tried = addressOf('http://127.0.0.1:1/x', {
      path: 'socket.io',
      headers: [{ name: 'Host', value: 'x' }],
    });
    const { faults } = await ask(app, 'testConnection', tried);
    expect(faults.map(({ path }) => path).sort()).toEqual(['lcm.headers.Host', 'lcm.path', 'lcm.url']);
    expect(await ask(app, 'testConnection', addressOf(''))).toEqual({
      faults: [{ path: 'lcm.url', reason: reason('settingEmpty') }],
    });
  });

  it('groups what comes off the bus, and shows values only to whoever asks', async () => {
    const app = await start();
    await listening(app);
    bus.call(KESTREL_PHASES.ringing);
    bus.call(KESTREL_PHASES.talking);
    bus.say({ channel: 'kestrel ', topic: 'Voz', subtopic: 'cambiodeestado', message: {} });
    bus.say({ channel: 'Kestrel', topic: 'Voz', subtopic: 'Latido', message: { n: 1 } });
    bus.say('not an envelope');
    bus.say({ channel: 'x' }, 'otro-evento');
    await heard(app, 4);
    const { bus: seen } = await ask(app, 'getConnect');
    expect(seen.groups.map(({ subtopic, count, dialect }) => [subtopic, count, dialect])).toEqual([
      ['CambioDeEstado', 3, null],
      ['Latido', 1, null],
    ]);
    expect(seen).toMatchObject({ unreadable: 1, otherEvents: [{ name: 'otro-evento', count: 1 }] });

    const { members } = await ask(app, 'listBusMembers', { groupId: 'g0' });
    expect(members.map(({ pointer, kind }) => [pointer, kind])).toEqual([
      ['/message', 'group'],
      ['/message/llamada', 'group'],
      ['/message/llamada/identificador', 'text'],
      ['/message/llamada/fase', 'number'],
      ['/message/llamada/clase', 'text'],
      ['/message/llamada/cliente', 'group'],
      ['/message/llamada/cliente/nombre', 'text'],
      ['/message/llamada/cliente/cuenta', 'text'],
      ['/message/llamada/operador', 'text'],
    ]);
    const unasked = JSON.stringify([members, seen, app.state()]);
    for (const value of [KESTREL_CALL.customer, KESTREL_CALL.key, KESTREL_CALL.id])
      expect(unasked).not.toContain(value);
    const revealed = await ask(app, 'revealMember', { groupId: 'g0', pointer: '/message/llamada/fase' });
    expect(revealed).toEqual({
      latest: '20',
      values: [
        { value: '10', count: 1 },
        { value: '20', count: 1 },
      ],
      more: false,
    });
    // Nothing of it reaches the calls, and nothing is sent.
    expect(app.state().calls.some(({ callId }) => callId === KESTREL_CALL.id)).toBe(false);
    expect(bus.received).toEqual([]);
  });

  it('previews the call, masked until asked, and tries both lists', async () => {
    const app = await start();
    await listening(app);
    bus.call(55);
    await heard(app, 1);
    const preview = (change: Partial<EventMeaning> = {}, unmasked = false) =>
      ask(app, 'previewCall', { meanings: [{ ...KESTREL, ...change }], unmasked });
    expect((await preview({ roles: { callId: '/message/llamada/identificador' } })).problem).toEqual(
      reason('connectRoleMissing', { role: 'lcmKey' }),
    );
    expect((await preview()).problem).toEqual(reason('connectNoPhase'));
    bus.call(KESTREL_PHASES.talking);
    await heard(app, 2);
    expect((await preview()).call).toEqual({
      callId: KESTREL_CALL.id,
      lcmKey: '•••|•|•|•|•|••|••',
      contact: '•••••• ••••••••',
      agent: '•••••••••',
      type: 'OUTBOUND',
      phase: 'talking',
      list: '004',
    });
    expect((await preview({}, true)).call).toMatchObject({
      lcmKey: KESTREL_CALL.key,
      contact: KESTREL_CALL.customer,
    });
    expect((await preview({ roles: { ...KESTREL.roles, lcmKey: '/message/nada' } })).problem).toEqual(
      reason('connectUnreadable', { role: 'lcmKey' }),
    );

    expect(await ask(app, 'tryOutcomeList', { callId: 'c-1', lcmKey: '5|3', type: 'OUTBOUND' })).toEqual({
      rows: [
        { id: '11', name: 'Promesa de pago' },
        { id: '12', name: 'No interesa' },
      ],
      total: 2,
      problem: null,
    });
    expect(await ask(app, 'tryOutcomeList', { callId: '', lcmKey: '', type: 'manual' })).toMatchObject({
      total: 1,
    });
    expect(await ask(app, 'tryOutcomeList', { callId: '', lcmKey: '', type: 'OUTBOUND' })).toMatchObject({
      problem: reason('no-call-id'),
    });
    const sent = bus.received.map((each) => (each as { subtopic: string }).subtopic);
    expect(sent).toEqual(['GetBusinessOutCome', 'GetOutcomeByOutcomegroup']);
  });

  it('names a known softphone, whose calls need no mapping', async () => {
    const app = await start();
    await listening(app);
    const call = { id: 'a-1', event: 'Ringing', CallVariables: { LCMKey: '5|3' } };
    bus.say({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      message: { call },
    });
    await heard(app, 1);
    expect((await ask(app, 'getConnect')).bus.groups[0]?.dialect).toMatch(/amazon/i);
    expect((await ask(app, 'previewCall', { meanings: [], unmasked: false })).call?.callId).toBe('a-1');
    const { text } = await ask(app, 'draftSettings', { meanings: [] });
    expect(JSON.parse(text)).toEqual({
      $schema: './settings.schema.json',
      lcm: { url: bus.url, proxy: 'none' },
    });
  });

  it('writes the smallest sound settings file, with which the next start lists the call', async () => {
    const app = await start();
    await listening(app);
    bus.call(KESTREL_PHASES.ringing);
    await heard(app, 1);
    const drafted = await ask(app, 'draftSettings', { meanings: [KESTREL] });
    const { roles } = KESTREL;
    expect(JSON.parse(drafted.text)).toEqual({
      $schema: './settings.schema.json',
      lcm: { url: bus.url, proxy: 'none' },
      calls: { types: { Campaña: 'OUTBOUND' } },
      busEvents: [
        {
          channel: 'Kestrel',
          topic: 'Voz',
          subtopic: 'CambioDeEstado',
          ...roles,
          ringing: ['10'],
          talking: ['20'],
          ended: ['90'],
        },
      ],
    });
    expect(drafted).toMatchObject({ leftOut: [], canWrite: true });

    const { path } = await ask(app, 'writeSettings', { meanings: [KESTREL] });
    expect(path).toBe(join(folder, 'settings.json'));
    expect(readFileSync(path, 'utf8')).toBe(drafted.text);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'settings.schema.json'))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
    expect(loadSettings(folder, [])).toMatchObject({ faults: [], retired: [], keptAs: null });

    // A second time there is a file, and it stays.
    expect(await app.answer('writeSettings', { meanings: [] })).toMatchObject({
      error: { code: 'notAllowed', detail: reason('connectHasSettings') },
    });
    expect(readFileSync(path, 'utf8')).toBe(drafted.text);

    await app.close();
    const next = await start(false);
    expect(next.state()).toMatchObject({ demo: false, connect: 'closed' });
    await ask(next, 'signIn', { userId: KESTREL_CALL.agent });
    await vi.waitFor(() => expect(next.state().link.status).toBe('connected'), PATIENCE);
    bus.call(KESTREL_PHASES.ended);
    await vi.waitFor(() => {
      expect(next.state().calls[0]).toMatchObject({
        callId: KESTREL_CALL.id,
        lcmKey: KESTREL_CALL.key,
        contact: KESTREL_CALL.customer,
        type: 'OUTBOUND',
      });
    }, PATIENCE);
  });

  it('writes no file beside one that goes with the profile, and says where that one is', async () => {
    const profile = join(folder, 'profile');
    const data = join(folder, 'data');
    for (const each of [profile, data]) mkdirSync(each);
    core = await createCore({
      dataDir: data,
      keyProtector: fileKeyProtector,
      log: silentLog,
      connect: true,
      site: settingsOfProfile(profile),
    });
    await listening(core);
    const path = join(data, 'settings.json');
    expect(await ask(core, 'draftSettings', { meanings: [] })).toMatchObject({ canWrite: true, path });
    // It has come meanwhile, with the profile.
    const brought = join(profile, 'settings.json');
    writeFileSync(brought, '{}');
    expect(await ask(core, 'draftSettings', { meanings: [] })).toMatchObject({
      canWrite: false,
      path: brought,
    });
    expect(await core.answer('writeSettings', { meanings: [] })).toMatchObject({
      error: { code: 'notAllowed', detail: reason('connectHasSettings') },
    });
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(brought, 'utf8')).toBe('{}');
    // Once it is gone, the file is written where the data are.
    rmSync(brought);
    expect(await ask(core, 'writeSettings', { meanings: [] })).toEqual({ path });
  });

  it('keeps a secret out of the file, the log, the state, the events and the reasons', async () => {
    await bus.close();
    const secret = 'sesame-4f1c77';
    bus = await startKestrel({ token: secret });
    const log = openLog(folder, false);
    const app = await start(true, log);
    const told: string[] = [];
    app.events.on((event) => told.push(JSON.stringify(event)));
    const wrong = 'wrong-token-93a1';
    await ask(app, 'testConnection', addressOf(bus.url, { auth: [{ name: 'token', value: wrong }] }));
    await vi.waitFor(async () => {
      expect((await ask(app, 'getConnect')).passed).toBe(false);
    }, PATIENCE);
    // LCM's own words hold the token that it refuses.
    expect(JSON.stringify((await ask(app, 'getConnect')).steps)).toContain('•••');

    const header = 'Bearer b7d2-header-secret';
    const typed = {
      auth: [{ name: 'token', value: secret }],
      headers: [{ name: 'Authorization', value: header }],
      proxy: 'http://ana:proxy-secret-1@127.0.0.1:9',
    };
    await listening(app, typed);
    // The same again, without typing the secrets.
    const kept = await ask(app, 'getConnect');
    expect(kept.address).toMatchObject({
      proxy: 'http://127.0.0.1:9',
      proxyHasPassword: true,
      auth: ['token'],
      headers: ['Authorization'],
    });
    await listening(app, {
      auth: [{ name: 'token', value: null }],
      headers: [{ name: 'Authorization', value: null }],
      proxy: 'http://127.0.0.1:9',
    });
    expect(bus.proofs.at(-1)).toEqual({ token: secret });
    bus.call(KESTREL_PHASES.ringing);
    await heard(app, 1);
    const drafted = await ask(app, 'draftSettings', { meanings: [KESTREL] });
    expect(drafted.leftOut).toEqual(['lcm.auth.token', 'lcm.headers.Authorization', 'lcm.proxy']);
    await ask(app, 'writeSettings', { meanings: [KESTREL] });

    const seen = [
      drafted.text,
      JSON.stringify([app.state(), await ask(app, 'getConnect')]),
      ...told,
      ...readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
    ].join('\n');
    const planted = [wrong, secret, 'b7d2-header-secret', 'proxy-secret-1'];
    const values = [KESTREL_CALL.id, KESTREL_CALL.key, KESTREL_CALL.customer];
    expect([...planted, ...values].filter((each) => seen.includes(each))).toEqual([]);

    await ask(app, 'leaveConnect');
    expect(await ask(app, 'getConnect')).toMatchObject({ address: null, link: null, bus: { total: 0 } });
  });

  it('records the bus for support, with made-up values, until it is left', async () => {
    const app = await start();
    expect(await app.answer('recordBus', undefined)).toMatchObject({ error: { code: 'notAllowed' } });
    await listening(app);
    const { path } = await ask(app, 'recordBus');
    expect(dirname(path)).toBe(folder);
    expect(await ask(app, 'recordBus')).toEqual({ path });
    bus.call(KESTREL_PHASES.ringing);
    await heard(app, 1);
    await ask(app, 'leaveConnect');
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('CambioDeEstado'), PATIENCE);
    const text = readFileSync(path, 'utf8');
    for (const value of Object.values(KESTREL_CALL)) expect(text).not.toContain(value);
  });

  it('shows what turns the text around it by its number in the settings file', async () => {
    const app = await start();
    await listening(app);
    bus.say({ channel: 'K', topic: 'T', subtopic: 'S', message: { 'a\u202eb': 1 } });
    await heard(app, 1);
    const at = '/message/a\u202eb';
    const roles = { callId: at, lcmKey: at, phase: at };
    const meanings = [{ groupId: 'g0', roles, phases: [], types: [] }];
    const { text } = await ask(app, 'draftSettings', { meanings });
    expect(text).toContain('"callId": "/message/a\\u202eb"');
    expect(JSON.parse(text)).toMatchObject({ busEvents: [{ callId: at }] });
    expect(JSON.stringify(await ask(app, 'listBusMembers', { groupId: 'g0' }))).toContain('"name":"ab"');
  });

  it('counts a flood of 2,000 events a second, and tells the screen of it four times a second', async () => {
    const app = await start();
    await listening(app);
    let updates = 0;
    let largest = 0;
    app.events.on(({ name, payload }) => {
      if (name !== 'connect') return;
      updates += 1;
      largest = Math.max(largest, JSON.stringify(payload).length);
    });
    const began = performance.now();
    const before = process.cpuUsage();
    for (let batch = 0; batch < 20; batch += 1) {
      for (let each = 0; each < 200; each += 1)
        bus.say({
          ...kestrelEvent(each % 100, { identificador: `k-${batch}-${each}` }),
          subtopic: `Sub${each % 90}`,
        });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await heard(app, 4_000);
    const seconds = (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(before);
    console.log(
      `flood: ${seconds.toFixed(1)} s, ${((user + system) / 10_000 / seconds).toFixed(0)} % of a core with its server, ${updates} updates, largest ${largest} bytes`,
    );
    const { bus: seen } = await ask(app, 'getConnect');
    expect(seen.groups).toHaveLength(60);
    expect(seen.groups.reduce((sum, { count }) => sum + count, seen.beyond)).toBe(4_000);
    expect(updates).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 2);
    expect(largest).toBeLessThan(40_000);
  });

  it('stays sound with hostile events', async () => {
    const app = await start();
    await listening(app);
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`m${at}`, at]));
    let deep: object = {};
    for (let level = 0; level < 500; level += 1) deep = { deep };
    bus.say({ channel: 'K', topic: 'T', subtopic: 'S', message: { wide } });
    bus.say({ channel: 'K', topic: 'T', subtopic: 'S', message: deep });
    bus.say({
      channel: 'K',
      topic: 'T',
      subtopic: 'S',
      message: { long: 'x'.repeat(2_000_000), list: [[[1]]] },
    });
    bus.say({
      channel: 'K',
      topic: 'T',
      subtopic: 'S',
      message: JSON.parse('{"__proto__": {"a": 1}, "constructor": "b", "a/b~c": "\\ud800", "": 1}') as object,
    });
    await heard(app, 4);
    const { members } = await ask(app, 'listBusMembers', { groupId: 'g0' });
    expect(members.length).toBeLessThanOrEqual(250);
    expect(JSON.stringify(members).length).toBeLessThan(60_000);
    expect(({} as { a?: number }).a).toBeUndefined();
    for (const pointer of ['/message/__proto__/a', '/nothing', '', '/message/a~1b~0c']) {
      const answer = await app.answer('revealMember', { groupId: 'g0', pointer });
      if (!answer.ok) expect(answer.error.code).toBe('notAllowed');
    }
    const roles = { callId: '/message/__proto__/a', lcmKey: '/message/wide', phase: '/__proto__/toString' };
    expect(
      (await ask(app, 'previewCall', { meanings: [{ ...KESTREL, roles }], unmasked: true })).call,
    ).toBeNull();
  });
});
