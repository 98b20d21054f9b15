import { readdirSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { ask, benchForEachTest, callOf, deliverAll, draftOf } from '#test/support/core-bench.ts';
import { transitionsOfCore } from '#test/support/transitions.ts';

const bench = benchForEachTest();
beforeEach(async () => {
  await bench.lcmOff();
});

/** A key store like an operating system's: it opens only what it wrapped itself, and nothing while it is broken. */
function keyStore(secret: number, works: { wrap: boolean; unwrap: boolean }): KeyProtector {
  const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ secret));
  return {
    strength: 'os',
    wrap(key) {
      if (!works.wrap) throw new Error('The keyring is locked');
      return Buffer.concat([Buffer.from([secret]), turn(key)]);
    },
    unwrap(wrapped) {
      if (!works.unwrap || wrapped[0] !== secret) throw new Error('The keyring does not open it');
      return turn(wrapped.subarray(1));
    },
  };
}

const sound = keyStore(7, { wrap: true, unwrap: true });

async function wrapUp(core: Core, callId: string): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
}

const codes = (core: Core): string[] => core.state().notices.map(({ code }) => code);
const applied = (): unknown[] =>
  bench
    .lcm()
    .ledger.applied()
    .map(({ data }) => (data as { AgentComments: string }).AgentComments);

it.each<[string, KeyProtector, { isKept: boolean; isSame: boolean }]>([
  ['cannot open the key', keyStore(7, { wrap: true, unwrap: false }), { isKept: true, isSame: true }],
  [
    'neither opens nor takes a key',
    keyStore(7, { wrap: false, unwrap: false }),
    { isKept: false, isSame: true },
  ],
  ['is another one', keyStore(9, { wrap: true, unwrap: true }), { isKept: true, isSame: false }],
])(
  'a key store that %s is reported; nothing is deleted, and what can be read stays in use',
  async (_what, broken, { isKept, isSame }) => {
    const before = await bench.start({ keyProtector: sound });
    expect(codes(before)).toEqual([]);
    await wrapUp(before, 'sealed');
    await ask(before, 'openCall', callOf('draft'));
    await ask(before, 'saveDraft', { callId: 'draft', draft: draftOf('half') });
    await bench.stop(before);

    const during = await bench.start({ keyProtector: broken });
    expect(during.state().notices).toContainEqual(
      expect.objectContaining({
        level: 'error',
        code: 'unreadableRows',
        params: { submissions: 1, calls: 2 },
      }),
    );
    expect(codes(during).includes('keyNotProtected')).toBe(!isKept);
    await wrapUp(during, 'new');
    await bench.lcmOn();
    await deliverAll(during);
    expect(applied()).toEqual(['comment new']);
    expect(during.state().outbox.held).toBe(1);
    const { items } = await ask(during, 'listOutbox', { states: ['held'], offset: 0, limit: 10 });
    expect(items).toMatchObject([{ callId: 'sealed', comment: '', reason: 'unreadable' }]);
    expect(await during.answer('editSubmission', { submissionId: items[0]!.id })).toMatchObject({
      ok: false,
      error: { code: 'notAllowed' },
    });
    await bench.stop(during);

    const after = await bench.start({ keyProtector: sound });
    await deliverAll(after);
    expect(applied()).toEqual(['comment new', 'comment sealed']);
    expect(after.state().calls.find(({ callId }) => callId === 'draft')?.draft).toEqual(draftOf('half'));
    const history = await transitionsOfCore(after, 'sealed');
    expect(history.map(({ to }) => to)).toEqual(['delivered', 'sending', 'queued', 'held', 'queued']);
    // What was written with another store's key waits until that store is back.
    expect(codes(after).includes('unreadableRows')).toBe(!isSame);
    expect(
      readdirSync(bench.folder).filter((name) => name.startsWith('afterword.key.unreadable-')),
    ).not.toEqual([]);
  },
);
