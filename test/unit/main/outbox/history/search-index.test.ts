import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { createViewer } from '#main/base/viewer.ts';
import { deleteCall } from '#main/outbox/history/old-calls.ts';
import type { History } from '#main/outbox/history/history.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import type { Find } from '#shared/contract/requests/history.ts';
import { CALLBACK_ALONE } from '#shared/wrapup/summary.ts';
import { OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { plainSearch } from '#test/support/plain-search.ts';
import { createWorkbench, fieldEdit, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { seeded } from '#test/support/wrap-ups.ts';

/** More than a block. */
const MANY = 700;

const TIMES = { locale: 'de-DE', weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' };
const LATER = { ...TIMES, locale: 'hi-IN', timeZone: 'Asia/Tokyo' };

let bench: Workbench;
/** The history as the agent who is signed in sees it, and how many cells it has opened. */
let history: History;
let signedIn: string;
let opened: number;
/** How many that were sent have been answered. */
let answered: number;
beforeEach(() => {
  bench = createWorkbench();
  signedIn = 'ana';
  opened = 0;
  answered = 0;
  const { database, cipher, clock, sender } = bench;
  const counting = {
    ...cipher,
    openIfReadable(sealed: Uint8Array, identity: string) {
      opened += 1;
      return cipher.openIfReadable(sealed, identity);
    },
  };
  const viewer = createViewer(() => signedIn);
  const send = sender.send;
  ({ history } = createOutbox({ ...OUTBOX_OPTIONS, database, cipher: counting, clock, log, send, viewer }));
});
afterEach(() => bench.remove());

const AGENTS = ['ana', 'Ben ', '', 'chandra'];
const SUMMARIES = [
  'Payment › Success',
  'Payment › In part › First · Busy',
  'Straße geändert',
  'भुगतान › सफल',
  'Größe',
  CALLBACK_ALONE,
];
const COMMENTS = [
  'Pays on Friday',
  'Zahlt später',
  'वह कल फोन करेगा',
  'لا يرد على الهاتف',
  'don’t call',
  'İstanbul ß',
];
const CONTACTS = ['José Núñez', '+34 600 123 456', 'अनिल शर्मा', '٠١٢٣٤٥٦', null];
const QUERIES = [
  ...[
    'payment',
    'SUCCESS pay',
    'strasse',
    'groesse',
    'größe',
    'भुगतान',
    'कल',
    'الهاتف',
    'jose nunez',
    '600123',
  ],
  ...[
    '600 123',
    '012345',
    'freitag',
    'friday ana',
    'a b',
    'e',
    'dont',
    'istanbul ss',
    'abgelehnt',
    'wartet',
    'call-7',
  ],
  ...[
    '9:00',
    '18:30',
    'fr',
    'शुक्र',
    'locked',
    'my own reason',
    'ben',
    'nothing-at-all',
    '5|3|1|0|0|44|1',
    'zahlt spater',
  ],
];
const CODES = {
  abgelehnt: ['state.refused'],
  wartet: ['state.queued', 'reason.submitted'],
  e: [`summary.${CALLBACK_ALONE}`],
  freitag: ['kind.fieldEdit'],
};

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

function submitOne(random: () => number, n: number): void {
  const callId = `call-${n}`;
  if (random() < 0.5)
    bench.calls.open(
      { callId, lcmKey: '5|3|1', contact: pick(random, CONTACTS), type: null },
      'hand',
      'ended',
    );
  const more = { agent: pick(random, AGENTS), summary: pick(random, SUMMARIES) };
  const at = bench.clock.now() + Math.floor(random() * 1e9);
  const callback = {
    callbackAt: at,
    callbackUntil: at + 1e9,
    callbackZone: pick(random, ['Asia/Tokyo', 'UTC']),
  };
  if (random() < 0.1) bench.outbox.submit(fieldEdit(callId, { LName: 'Bérry' }, { agent: more.agent }));
  else
    bench.outbox.submit(wrapUp(callId, pick(random, COMMENTS), { ...more, ...(random() < 0.3 && callback) }));
}

function fill(random: () => number, count: number): void {
  bench.database.transaction(() => {
    for (let n = 0; n < count; n += 1) submitOne(random, n);
  });
}

/** Whatever may change what is found: one of these, once. */
async function change(random: () => number): Promise<void> {
  const all = bench.database.prepare('SELECT id, call_id, state FROM submissions').all() as {
    id: string;
    call_id: string;
    state: string;
  }[];
  const { id, call_id, state } = pick(random, all);
  const isOpen = ['queued', 'refused', 'held'].includes(state);
  const deeds: (() => unknown)[] = [
    () => submitOne(random, MANY + Math.floor(random() * 1e6)),
    () => {
      if (isOpen) bench.outbox.discard(id, 'My own reason');
    },
    () => {
      const contact = pick(random, CONTACTS);
      bench.calls.open({ callId: call_id, lcmKey: '5|3|1', contact, type: null }, 'link', 'ended');
    },
    () => {
      const gone = bench.database.prepare(
        `SELECT call_id FROM submissions GROUP BY call_id HAVING sum(state NOT IN ('discarded', 'delivered')) = 0`,
      );
      const row = gone.get() as { call_id: string } | undefined;
      if (row !== undefined) bench.database.transaction(() => deleteCall(bench.database, row.call_id));
    },
    () => {
      // What is rolled back has not happened.
      expect(() =>
        bench.database.transaction(() => {
          submitOne(random, MANY + Math.floor(random() * 1e6));
          throw new Error('no');
        }),
      ).toThrow('no');
    },
    () => (signedIn = pick(random, AGENTS)),
    () => bench.outbox.linkUp(false),
    () => bench.sender.all[answered++]?.answer({ kind: 'refused', reason: 'Contact is locked.' }),
    () => bench.sender.all[answered++]?.answer({ kind: 'delivered' }),
    () => history.shown(pick(random, [TIMES, LATER])),
    () => {
      if (random() < 0.2) history.shown(null);
    },
  ];
  await pick(random, deeds)();
}

function randomFind(random: () => number): Find {
  const filter = {
    ...(random() < 0.2 && { state: pick(random, ['queued', 'refused', 'discarded'] as const) }),
    ...(random() < 0.2 && { callback: true as const }),
    ...(random() < 0.2 && { agent: pick(random, AGENTS) }),
    ...(random() < 0.2 && { outcome: pick(random, ['Payment', 'Busy', 'Payment › In part', 'भुगतान']) }),
  };
  const [id] = (
    bench.database.prepare('SELECT id FROM submissions ORDER BY random() LIMIT 1').all() as { id: string }[]
  ).map((row) => row.id);
  const query = random() < 0.1 ? pick(random, [id ?? '', (id ?? '').slice(0, 13)]) : pick(random, QUERIES);
  return {
    query: random() < 0.2 ? '' : query,
    ...(random() < 0.9 && { shown: { codes: CODES, times: pick(random, [TIMES, LATER]) } }),
    filter,
  };
}

/** What the connection has in its memory to note what moved. */
const notes = (): { type: string; name: string }[] =>
  bench.database.prepare('SELECT type, name FROM temp.sqlite_master').all() as {
    type: string;
    name: string;
  }[];

describe('a search by the index', () => {
  it.each([1, 2])(
    'finds, counts and pages exactly as one that reads every row (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const random = seeded(seed);
      fill(random, MANY);
      history.shown(TIMES);
      const hits = new Set<number>();
      for (let round = 0; round < 12; round += 1) {
        for (let count = 0; count < 4; count += 1) await change(random);
        const find = randomFind(random);
        const plain = plainSearch(
          bench,
          createViewer(() => signedIn),
          find,
        );
        const wanted = plain.filter(({ failed }) => failed.length === 0).map(({ seq }) => seq);
        const found: number[] = [];
        const limit = 20 + Math.floor(random() * 180);
        for (let before: number | null = null; ; before = found.at(-1)!) {
          const { entries } = await history.list({ ...find, before, limit });
          found.push(...entries.map(({ seq }) => seq));
          if (entries.length < limit) break;
        }
        expect([find, found]).toEqual([find, wanted]);
        const without: Record<string, number> = {};
        for (const { failed } of plain) {
          const [one, more] = failed;
          if (one !== undefined && more === undefined) without[one] = (without[one] ?? 0) + 1;
        }
        expect(await history.count(find)).toEqual({ found: wanted.length, without });
        hits.add(wanted.length);
      }
      // Otherwise it has shown nothing.
      expect(hits.size).toBeGreaterThan(5);
    },
  );

  it('goes by what is so now, whatever changed it', async () => {
    const call = (callId: string, contact: string | null): void => {
      bench.calls.open({ callId, lcmKey: '5|3|1', contact, type: null }, 'link', 'ended');
    };
    const found = async (query: string): Promise<string[]> => {
      const answer = await history.list({
        query,
        shown: { codes: CODES, times: TIMES },
        before: null,
        limit: 9,
      });
      return answer.entries.map(({ callId }) => callId);
    };
    call('told', null);
    for (const callId of ['told', 'later', 'refused', 'gone']) bench.outbox.submit(wrapUp(callId));
    fill(seeded(4), 600);
    history.shown(TIMES);
    expect(await found('locked')).toEqual([]);

    call('told', 'Zoë Quill');
    expect(await found('zoe quill')).toEqual(['told']);
    call('later', 'Xavier Quill');
    expect(await found('xavier')).toEqual(['later']);
    bench.database.prepare("DELETE FROM calls WHERE call_id = 'later'").run();
    expect(await found('quill')).toEqual(['told']);

    bench.outbox.linkUp(false);
    await bench.sender.all[2]!.answer({ kind: 'refused', reason: 'Contact is locked.' });
    expect(await found('abgelehnt')).toEqual(['refused']);
    expect(await found('locked')).toEqual(['refused']);
    await bench.sender.all[3]!.answer({ kind: 'delivered' });
    await bench.clock.advance(10);
    expect(await found('gone')).toEqual(['gone']);
    bench.database.transaction(() => deleteCall(bench.database, 'gone'));
    expect((await history.count({ query: 'gone' })).found).toBe(0);

    bench.outbox.submit(wrapUp('new', 'Unheard-of words', { agent: 'ana' }));
    expect(await found('unheard-of')).toEqual(['new']);
  });

  it('opens nothing for a second search, and everything only once after it was closed', async () => {
    fill(seeded(5), MANY);
    const search = async (query: string): Promise<number> => {
      opened = 0;
      await history.list({ query, shown: { codes: {}, times: TIMES }, before: null, limit: 100 });
      return opened;
    };
    history.shown(TIMES);
    const first = await search('nothing-at-all');
    expect(first).toBeGreaterThan(2 * MANY);
    expect(await search('nothing else')).toBe(0);
    expect(await history.count({ query: 'payment' })).toMatchObject({ without: {} });
    expect(opened).toBe(0);
    // A row that moved is opened again, and no other one.
    const { id } = bench.outbox.submit(wrapUp('call-x', 'unheard-of', { agent: 'ana' }));
    expect(await search('nothing new')).toBe(2);
    bench.outbox.discard(id, 'mistaken');
    expect(await search('nothing newer')).toBe(3);
    history.shown(null);
    history.shown(TIMES);
    expect(await search('nothing-at-all')).toBe(first + 3);
    expect(await search('nothing else')).toBe(0);
  });

  it('lets everything else have its turn while it reads, and finds the newest before all is read', async () => {
    fill(seeded(6), MANY);
    bench.outbox.submit(wrapUp('call-new', 'unheard-of', { agent: 'ana' }));
    let turns = 0;
    let isDone = false;
    const others = (async () => {
      for (; !isDone; turns += 1) await turn();
    })();
    history.shown(TIMES);
    const { entries } = await history.list({ query: 'unheard', before: null, limit: 1 });
    expect(entries).toHaveLength(1);
    const early = opened;
    await history.list({ query: 'nothing-at-all', before: null, limit: 1 });
    expect(early).toBeLessThan(opened);
    isDone = true;
    await others;
    expect(turns).toBeGreaterThan(3);
  });

  it.each([
    ['the page leaves the history', () => history.shown(null)],
    ['the page is silent for three minutes', () => bench.clock.pass(180_000)],
    ['the outbox closes', () => history.close()],
  ])('is forgotten when %s', async (_, end) => {
    fill(seeded(7), 20);
    history.shown(TIMES);
    await bench.clock.advance(170_000);
    history.shown(TIMES);
    await bench.clock.advance(170_000);
    await history.count({ query: 'payment' });
    expect(notes()).toHaveLength(6);
    end();
    expect(notes()).toEqual([]);
    opened = 0;
    await history.count({ query: 'payment' });
    await history.count({ query: 'payment' });
    expect(opened).toBeGreaterThan(60);
  });

  it('never finds what an agent wrote for the next one', async () => {
    bench.outbox.submit(wrapUp('call-1', 'secret of ana', { agent: 'ana', summary: 'Sale' }));
    history.shown(TIMES);
    const count = async (): Promise<number> => (await history.count({ query: 'secret' })).found;
    expect(await count()).toBe(1);
    signedIn = 'ben';
    expect(await count()).toBe(0);
    signedIn = 'ANA ';
    history.viewerChanged();
    expect(await count()).toBe(1);
  });

  it('answers from the database if a new connection knows nothing of what moved', async () => {
    fill(seeded(8), 20);
    history.shown(TIMES);
    const all = await history.count({ query: 'e' });
    for (const { type, name } of notes())
      if (type === 'trigger') bench.database.prepare(`DROP TRIGGER ${name}`).run();
    bench.database.prepare('DROP TABLE search_moved').run();
    bench.outbox.submit(wrapUp('call-new', 'e', { agent: 'ana' }));
    expect((await history.count({ query: 'e' })).found).toBe(all.found + 1);
    history.shown(TIMES);
    bench.outbox.submit(wrapUp('call-newer', 'e', { agent: 'ana' }));
    expect((await history.count({ query: 'e' })).found).toBe(all.found + 2);
  });
});
