import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { silentLog as log } from '#main/base/log.ts';
import { unreadableRows } from '#main/database/store.ts';
import { createOutcomeCache } from '#main/outcomes/outcome-cache.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

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
  createOutcomeCache({ database: bench.database, cipher: bench.cipher, log }).put(planted.list, [], 0, 1);
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
  expect(unreadableRows(bench.database, bench.cipher)).toBeNull();
  await bench.restart(randomBytes(32));
  const expected = { code: 'unreadableRows', params: { submissions: 2, calls: 1 } };
  expect(unreadableRows(bench.database, bench.cipher)).toEqual(expected);
  expect(bench.calls.list()).toEqual([]);
  bench.outbox.linkUp(false);
  await bench.clock.advance(60_000);
  expect(bench.sender.all).toEqual([]);
  expect(unreadableRows(bench.database, bench.cipher)).toEqual(expected);
  expect(bench.outbox.summary().held).toBe(2);
});
