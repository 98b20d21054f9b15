import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseCallLink } from '#main/calls/call-link.ts';
import type { Core } from '#main/core/core.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench();
});
afterEach(() => bench.remove());

const LCM_KEY = callOf('1').lcmKey;

async function wrapUp(core: Core, callId: string, lcmKey = LCM_KEY): Promise<void> {
  await ask(core, 'openCall', { ...callOf(callId), lcmKey });
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
}

const open = (core: Core, callId: string, lcmKey = LCM_KEY): Promise<unknown> =>
  ask(core, 'openCall', { ...callOf(callId), lcmKey });

async function earlier(core: Core, callId: string): Promise<string[]> {
  const { by, items } = await ask(core, 'earlierWrapUps', { callId });
  return items.map((each) => `${by} ${each.callId} ${each.agent} ${each.comment}`);
}

it('what was wrapped up before is known without a link, each comment to its author alone', async () => {
  await bench.lcmOff();
  const core = await bench.start();
  await wrapUp(core, '1');
  await wrapUp(core, 'other', callOf('other').lcmKey);
  await ask(core, 'signIn', { userId: 'ben' });
  await wrapUp(core, '2');
  await open(core, '3');
  expect(await earlier(core, '3')).toEqual(['contact 2 ben comment 2', 'contact 1 ana ']);
  const { items } = await ask(core, 'earlierWrapUps', { callId: '3' });
  // Everybody sees the outcome, so everybody may choose it again.
  expect(items[1]?.draft).toEqual({ businessOutcomeId: null, telephonyOutcomeId: '8', comment: '' });
  await ask(core, 'signIn', { userId: 'ana' });
  expect(await earlier(core, '3')).toEqual(['contact 2 ben ', 'contact 1 ana comment 1']);
});

it.each(['Extension 12345', 'sip:desk-10045@example.com'])(
  'what was wrapped up before is known of a contact whose number is none by which to look: %s',
  async (contact) => {
    await bench.lcmOff();
    const core = await bench.start();
    await wrapUp(core, '1');
    await ask(core, 'openCall', { ...callOf('2'), lcmKey: LCM_KEY, contact });
    expect(await earlier(core, '2')).toEqual(['contact 1 ana comment 1']);
    await ask(core, 'openCall', { ...callOf('3'), contact });
    expect(await earlier(core, '3')).toEqual([]);
  },
);

it('a call that is corrected has no earlier wrap-up of itself, and one that is opened again has', async () => {
  await bench.lcmOff();
  const core = await bench.start();
  await wrapUp(core, '1');
  await ask(core, 'beginCorrection', { callId: '1' });
  expect(await earlier(core, '1')).toEqual([]);
  await ask(core, 'cancelCorrection', { callId: '1' });
  core.takeLink(parseCallLink(`afterword://wrap-up?callid=1&account=${encodeURIComponent(LCM_KEY)}`));
  expect(await earlier(core, '1')).toEqual(['contact 1 ana comment 1']);
});

it('LCM’s number of a contact finds the earlier calls with it under another LCM key', async () => {
  await bench.remove();
  // Every contact of this LCM has the same number.
  bench = await createCoreBench({ contact: { mobile: '+34 600 123 456' } });
  const core = await bench.start();
  await connected(core);
  const numberOf = async (callId: string): Promise<string | null> => {
    const { mode } = await ask(core, 'getCallFacts', { callId });
    return mode?.value.contactNumber ?? null;
  };
  await open(core, '1');
  await vi.waitFor(async () => {
    expect(await numberOf('1')).not.toBeNull();
  }, PATIENCE);
  await wrapUp(core, '1');
  await open(core, '2', 'another|key');
  await vi.waitFor(async () => {
    expect(await earlier(core, '2')).toEqual(['number 1 ana comment 1']);
  }, PATIENCE);
});
