import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { silentLog as log } from '#main/base/log.ts';
import { createViewer } from '#main/base/viewer.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { createCipher, type KeyRing } from '#main/database/cipher.ts';
import { countUnreadable } from '#main/database/unreadable-rows.ts';
import { createOutcomeCache } from '#main/outcomes/outcome-cache.ts';
import { createOutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import { everybody } from '#test/support/outbox-options.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { listedOutcomes, NO_OUTCOMES } from '#main/outcomes/listed-outcomes.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

/** All files in the data folder, database and write-ahead log. */
const bytes = (): Buffer =>
  Buffer.concat(readdirSync(bench.folder).map((name) => readFileSync(join(bench.folder, name))));

/** Whether the text is there in any form in which it may be in a file. */
function lies(text: string, where: Buffer): boolean {
  const plain = Buffer.from(text);
  return [
    plain,
    Buffer.from(text, 'utf16le'),
    plain.toString('base64').slice(0, -4),
    plain.toString('hex'),
  ].some((form) => where.includes(form));
}

it('leaves nothing that an agent wrote about a person readable on disk', async () => {
  const planted = {
    lcmKey: 'PLANTED-KEY|5|3|1',
    comment: 'PLANTED-COMMENT she will call back',
    phone: 'PLANTED-PHONE +34 600 000 000',
    summary: 'PLANTED-SUMMARY Payment',
    draft: 'PLANTED-DRAFT not yet finished',
    contact: 'PLANTED-CONTACT Inés Álvarez',
    refusal: 'PLANTED-REFUSAL for 5|3|1',
    discard: 'PLANTED-DISCARD wrong person, Mrs X',
    list: 'PLANTED-LIST 5|3|1',
  };
  const { calls, outbox, clock } = bench;
  for (const callId of ['call-plain-a', 'call-plain-b']) {
    const { lcmKey, contact } = planted;
    calls.open({ callId, lcmKey, contact, type: 'OUTBOUND' }, 'hand', 'ended');
    calls.saveDraft(callId, { ...wrapUp(callId).draft, comment: planted.draft });
  }
  calls.noteOutcomeSet(planted.lcmKey, 1);
  const cache = createOutcomeCache({ database: bench.database, cipher: bench.cipher, clock, log });
  cache.put(planted.list, { outcomes: NO_OUTCOMES, ignored: 0, fetchedAt: 1 });
  cache.stop();
  const { id } = outbox.submit(
    wrapUp('call-plain-a', planted.comment, {
      lcmKey: planted.lcmKey,
      summary: planted.summary,
      data: { callid: 'call-plain-a', AccountNumber: planted.lcmKey, Phone: planted.phone },
    }),
  );
  outbox.linkUp(false);
  await bench.sender.last().answer({ kind: 'refused', reason: planted.refusal });
  outbox.edit(id);
  outbox.discard(id, planted.discard);
  await clock.advance(1_000);
  expect(outbox.view(id)).toMatchObject({ comment: planted.comment, reason: planted.discard });

  const found = (): string[] => Object.values(planted).filter((text) => lies(text, bytes()));
  expect(lies('call-plain-a', bytes())).toBe(true);
  expect(found()).toEqual([]);
  await bench.restart();
  expect(found()).toEqual([]);
});

it('counts the rows that a lost key leaves unreadable, and deletes none', async () => {
  bench.calls.open({ callId: 'a', lcmKey: 'k', type: 'OUTBOUND' }, 'hand', 'ended');
  bench.outbox.submit(wrapUp('a'));
  bench.outbox.submit(wrapUp('b'));
  const unreadable = () => countUnreadable(bench.database, bench.cipher.readablePrefixes);
  expect(unreadable()).toEqual({ submissions: 0, calls: 0 });
  await bench.restart(randomBytes(32));
  const expected = { submissions: 2, calls: 1 };
  expect(unreadable()).toEqual(expected);
  expect(bench.calls.list()).toEqual([]);
  bench.outbox.linkUp(false);
  await bench.clock.advance(60_000);
  expect(bench.sender.all).toEqual([]);
  expect(unreadable()).toEqual(expected);
  expect(bench.outbox.summary().held).toBe(2);
});

describe('while the key is not at hand', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)] as const;
  const before = { current: first, older: [] };
  const meanwhile = { current: second, older: [] };
  const after = { current: second, older: [first] };
  const row = (id: string) => ({ id, description: id, campaignId: null, leadScore: null, parentId: null });

  it('favourites, uses and outcome lists stay, and are there again with it, beside the new ones', async () => {
    const start = (ring: KeyRing) => {
      const parts = { database: bench.database, cipher: createCipher(ring), clock: bench.clock, log };
      return { cache: createOutcomeCache(parts), usage: createOutcomeUsage({ ...parts, viewer: everybody }) };
    };
    const ids = ({ usage }: ReturnType<typeof start>) =>
      usage.list('c').map(({ id, favourite }) => `${id}${favourite ? ' pinned' : ''}`);
    const one = { kind: 'business', id: '1' } as const;
    const two = { kind: 'business', id: '2' } as const;
    let part = start(before);
    part.usage.setFavourite('c', one, true);
    part.usage.noteUse(() => 'c', [two]);
    part.usage.stop();
    part.cache.put('old', { outcomes: listedOutcomes([row('1')]), ignored: 0, fetchedAt: 1 });
    part.cache.put('both', { outcomes: listedOutcomes([row('1')]), ignored: 0, fetchedAt: 1 });
    part.cache.stop();

    part = start(meanwhile);
    expect([ids(part), part.cache.get('old')]).toEqual([[], null]);
    await bench.clock.advance(1_000);
    part.usage.setFavourite('c', two, true);
    part.usage.setFavourite('c', one, true);
    part.cache.put('both', { outcomes: listedOutcomes([row('2')]), ignored: 0, fetchedAt: 2 });
    part.cache.stop();

    part = start(after);
    expect(ids(part)).toEqual(['1 pinned', '2 pinned']);
    expect(part.usage.list('c')[1]?.weight).not.toBeNull();
    expect(['old', 'both'].map((key) => part.cache.get(key)?.outcomes.rows()[0]?.id)).toEqual(['1', '2']);
    part.usage.setFavourite('c', one, false);
    expect(ids(part)).toEqual(['2 pinned']);
  });

  it('a draft stays although another is written, and a call is found by its LCM key again', () => {
    const { database, clock } = bench;
    const start = (ring: KeyRing) =>
      createCalls({ database, cipher: createCipher(ring), clock, log, viewer: createViewer(() => 'ana') });
    const draft = (comment: string) => ({ ...wrapUp('a').draft, comment });
    const call = { callId: 'a', lcmKey: 'k', type: 'OUTBOUND' };
    start(before).open(call, 'hand', 'ended');
    start(before).saveDraft('a', draft('old'));
    start(before).open({ ...call, callId: 'b' }, 'hand', 'ended');

    const calls = start(meanwhile);
    expect(calls.open(call, 'bus', 'ended')).toMatchObject({ draft: null, draftBy: null });
    calls.saveDraft('a', draft('new'));
    expect(calls.get('a')).toMatchObject({ draft: draft('new'), draftBy: null });
    calls.saveDraft('a', draft(''));
    expect(calls.get('a')?.draft).toBeNull();

    expect(start(after).get('a')).toMatchObject({ draft: draft('old'), draftBy: null });
    const hinted = start(after);
    hinted.noteOutcomeSet('k', 5);
    expect(hinted.get('b')?.outcomeSetAt).toBe(5);
  });
});
