import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '#main/database/errors.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import type { StatePatch } from '#shared/contract/state-patch.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { createFeedBench, type FeedBench } from '#test/support/feed-bench.ts';
import { referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { createStateMirror } from '../../../../src/renderer/api/state-mirror.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const benches: FeedBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function bench(settings: object = {}): FeedBench {
  const made = createFeedBench(settings);
  benches.push(made);
  return made;
}

/** A page of the bench. It gets what crosses to it as a copy. */
function openPage({ feed }: FeedBench) {
  const patches: StatePatch[] = [];
  let state: AppState | null = null;
  const page = createStateMirror(
    () => Promise.resolve({ ok: true, value: structuredClone(feed.state()) }),
    (next) => (state = next),
  );
  feed.events.on(({ name, payload }) => {
    if (name !== 'state') return;
    patches.push(structuredClone(payload));
    page.take(structuredClone(payload));
  });
  return { patches, opened: page.refresh(), state: () => state };
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const steps = {
  open: (at: FeedBench, id: string, n: number) => {
    const type = n % 3 === 0 ? 'INBOUND' : 'OUTBOUND';
    const phase = (['ringing', 'talking', 'ended'] as const)[n % 3]!;
    at.calls.open({ ...referenceOf(id), type, contact: `Ana ${n % 4}` }, n % 2 === 0 ? 'bus' : 'hand', phase);
  },
  close: (at: FeedBench, id: string) => at.calls.close(id),
  write: (at: FeedBench, id: string, n: number) => {
    at.calls.saveDraft(id, n % 5 === 0 ? EMPTY_DRAFT : { ...EMPTY_DRAFT, comment: `comment ${n % 7}` });
  },
  submit: (at: FeedBench, id: string, n: number) => {
    at.outbox.submit({ ...wrapUpOf(n, id), agent: at.agent.userId() ?? '' });
  },
  edit: (at: FeedBench, id: string) => {
    at.outbox.edit(at.outbox.latestForCall(id)?.id ?? 'none');
  },
  discard: (at: FeedBench, id: string) => {
    at.outbox.discard(at.outbox.latestForCall(id)?.id ?? 'none', 'a mistake');
  },
  retry: (at: FeedBench, id: string, n: number) => {
    at.outbox.retry(n % 2 === 0 ? null : (at.outbox.latestForCall(id)?.id ?? 'none'));
  },
  answer: (at: FeedBench, _id: string, n: number) => {
    const kinds = [
      { kind: 'refused', reason: 'Invalid Call ID' },
      { kind: 'unknown', cause: 'timeout' },
      { kind: 'unsent', cause: 'busy' },
    ] as const;
    at.results.push(kinds[n % 3]!);
  },
  link: (at: FeedBench, _id: string, n: number) => at.link(n % 3 === 0 ? 'unreachable' : 'connected'),
  hint: (at: FeedBench, id: string) => at.calls.noteOutcomeSet(referenceOf(id).lcmKey, at.clock.now()),
  zone: (at: FeedBench, id: string, n: number) => {
    at.calls.noteCampaignZone(id, n % 2 === 0 ? 'Europe/Madrid' : 'Asia/Kolkata');
  },
  campaign: (at: FeedBench, id: string, n: number) => {
    const one = { OutComeID: '1', Description: 'Sale', CampaignID: `${n % 3}` };
    at.answerLists({ ok: true, entries: [one] });
    at.lists.list({ ...referenceOf(id), type: n % 2 === 0 ? 'INBOUND' : 'OUTBOUND' }, true);
  },
  signIn: (at: FeedBench, _id: string, n: number) => at.agent.signIn(n % 2 === 0 ? 'ana' : 'ben'),
  notice: (at: FeedBench, id: string, n: number) => {
    at.notices.add(n % 2 === 0 ? 'info' : 'error', 'test', { id });
  },
  prefer: (at: FeedBench, _id: string, n: number) => {
    at.agent.changePreferences({ zoom: n % 2 === 0 ? 100 : 125 });
  },
  work: (at: FeedBench, id: string) => at.limits.worked(id),
  wait: (at: FeedBench, _id: string, n: number) => at.clock.advance((n % 40) * SECOND),
  setClock: (at: FeedBench, _id: string, n: number) => {
    at.clock.setWall(at.clock.now() + (n % 2 === 0 ? DAY : -DAY));
  },
  look: (at: FeedBench) => {
    at.feed.state();
  },
};

const anyStep = fc.tuple(
  fc.constantFrom('open', 'open', 'submit', ...(Object.keys(steps) as (keyof typeof steps)[])),
  fc.constantFrom(...ids),
  fc.nat(1_000),
);

const LIMITS = {
  default: { limitSeconds: 60, atEnd: 'submit', telephonyOutcomeId: '8' },
  byCallType: { INBOUND: { limitSeconds: 30, show: 'down' } },
  byCampaign: { 1: { limitSeconds: 20 }, 2: { limitSeconds: 0 } },
};

describe('the state on the screen', () => {
  it('is the core’s after whatever happened', { timeout: 120_000 }, async () => {
    const seen = { moved: 0, gone: 0, kept: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 20, maxLength: 60, size: 'max' }),
        async (happening) => {
          const at = bench({ afterCall: LIMITS });
          const page = openPage(at);
          await page.opened;
          for (const [step, id, n] of happening) {
            try {
              await steps[step](at, id, n);
            } catch (error) {
              // A step may be impossible here, such as the edit of what was delivered.
              if (!(error instanceof NotFoundError) && !(error instanceof NotAllowedError)) throw error;
            }
            await at.clock.advance(0);
            // Every other time the change is told together with the next one.
            if (n % 2 === 0) at.feed.state();
          }
          const state = at.feed.state();
          expect(page.state()).toEqual(structuredClone(state));
          const unnumbered = (calls: CallView[]) => calls.map((call) => ({ ...call, number: null }));
          expect(unnumbered(state.calls)).toEqual(unnumbered(at.allCalls()));
          const isOpen = ({ wrappedAt }: CallView) => wrappedAt === null;
          const numbers = state.calls.map(({ number }) => number).filter((number) => number !== null);
          expect(new Set(numbers).size).toBe(state.calls.filter(isOpen).length);
          expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(ids.length);
          const counted = at.outbox.summary();
          expect(state).toMatchObject({
            agent: at.agent.userId(),
            outbox: counted,
            notices: at.notices.list(),
          });
          for (const { calls } of page.patches) {
            seen.gone += calls.gone.length;
            seen.moved += calls.put.filter((put) => put.at > 0).length;
          }
          seen.kept += state.calls.length;
          at.remove();
          benches.pop();
        },
      ),
      { numRuns: Number(process.env['AFTERWORD_RUNS'] ?? 60), interruptAfterTimeLimit: 60_000 },
    );
    // Otherwise the property would hold for nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
  });

  it.each([
    ['a draft of one', 'write' as const, 0, 0],
    ['a change of one', 'zone' as const, 1, 0],
    ['a new call', 'open' as const, 1, 0],
    ['a call that is taken away', 'close' as const, 0, 1],
    ['a submit', 'submit' as const, 1, 1],
    ['the link', 'link' as const, 0, 1],
  ])('costs the same with many open calls: %s', async (_what, step, most, listReads) => {
    const cost = async (calls: number) => {
      const at = bench();
      for (let n = 0; n < calls; n += 1) at.calls.open(referenceOf(`call ${1_000 + n}`), 'bus', 'ended');
      at.calls.open(referenceOf('a'), 'bus', 'ended');
      at.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'one' });
      await at.clock.advance(SECOND);
      const page = openPage(at);
      await page.opened;
      const before = at.reads();
      const lists = at.listReads();
      steps[step](at, step === 'open' ? 'new' : 'a', 2);
      at.feed.state();
      const [patch] = page.patches;
      expect(page.patches).toHaveLength(1);
      expect(page.state()).toEqual(structuredClone(at.feed.state()));
      // A time has more digits than another, and the tenth call has no number.
      const size = JSON.stringify(patch, (_name, value: unknown) =>
        typeof value === 'number' || value === null ? 0 : value,
      );
      const done = at.listReads() - lists;
      return { reads: at.reads() - before, done, put: patch!.calls.put.length, bytes: size.length };
    };
    const few = await cost(3);
    expect(await cost(300)).toEqual(few);
    expect(few.put).toBeLessThanOrEqual(most);
    expect(few.reads).toBeLessThanOrEqual(2);
    expect(few.done).toBe(listReads);
  });

  it('takes a draft as it was saved: no row is read to tell it, and nothing but the draft is told', async () => {
    const at = bench();
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    at.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'one' });
    const page = openPage(at);
    await page.opened;
    at.feed.state();
    const before = at.statements().length;
    at.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'two' });
    const saving = at.statements().slice(before);
    expect(saving.map((sql) => sql.trim().split(' ')[0])).toEqual(['SELECT', 'SELECT', 'UPDATE']);
    at.feed.state();
    expect(at.statements().slice(before)).toEqual(saving);
    const [patch] = page.patches;
    const draft = { ...EMPTY_DRAFT, comment: 'two' };
    expect(patch).toMatchObject({ parts: {}, calls: { gone: [], put: [], drafts: [{ at: 0, draft }] } });
    expect(JSON.stringify(patch).length).toBeLessThan(350);
    expect(page.state()!.calls).toMatchObject(at.allCalls().map((call) => ({ ...call, number: 1 })));
  });

  it('has the calls in the order in which they came, each with a number that it keeps while it is open', async () => {
    const at = bench();
    const numbers = () =>
      at.feed
        .state()
        .calls.map(({ callId, number }) => `${callId} ${number ?? '-'}`)
        .join(', ');
    const come = async (...callIds: string[]) => {
      for (const callId of callIds) {
        at.calls.open(referenceOf(callId), 'bus', 'talking');
        await at.clock.advance(SECOND);
      }
    };
    await come('a', 'b', 'c');
    expect(numbers()).toBe('a 1, b 2, c 3');
    expect(at.feed.state().currentCallId).toBe('c');
    at.calls.close('b');
    at.calls.end('a');
    expect(numbers()).toBe('a 1, c 3');
    await come('d', 'e');
    expect(numbers()).toBe('a 1, c 3, d 2, e 4');
    at.outbox.submit({ ...wrapUpOf(1, 'c'), agent: 'ana' });
    expect(numbers()).toBe('a 1, d 2, e 4, c -');
    expect(at.feed.state().currentCallId).toBe('e');
    // It comes back as the last one.
    at.calls.open(referenceOf('c'), 'link', null);
    expect(numbers()).toBe('a 1, d 2, e 4, c 3');
  });

  it('has numbers for nine calls; a number that becomes free goes to the oldest call without one', async () => {
    const at = bench();
    for (let n = 1; n <= 12; n += 1) {
      at.calls.open(referenceOf(`call ${n}`), 'bus', 'ended');
      await at.clock.advance(SECOND);
    }
    const numbers = () => at.feed.state().calls.map(({ number }) => number);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, null, null, null]);
    at.calls.close('call 4');
    expect(numbers()).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 4, null, null]);
    at.agent.signIn('ben');
    expect(numbers()).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 4, null, null]);
  });

  it('has the limit of the call’s campaign once LCM has named it', async () => {
    const at = bench({ afterCall: LIMITS });
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    const page = openPage(at);
    await page.opened;
    const limit = (): number => {
      const { endsAt, startedAt } = page.state()!.calls[0]!.afterCall!;
      return (endsAt ?? 0) - startedAt;
    };
    expect(limit()).toBe(60 * SECOND);
    steps.campaign(at, 'a', 1);
    await at.clock.advance(0);
    at.feed.state();
    expect(limit()).toBe(20 * SECOND);
  });

  it('follows the machine’s clock if a page asks after somebody set it', async () => {
    const at = bench();
    at.lcmClock.hear({ at: at.clock.now(), callId: null });
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    const page = openPage(at);
    await page.opened;
    const startedAt = page.state()!.calls[0]!.afterCall!.startedAt;
    at.clock.setWall(at.clock.now() + DAY);
    at.feed.state();
    expect(page.state()).toMatchObject({ lcmAheadMs: -DAY });
    expect(page.state()!.calls[0]!.afterCall!.startedAt).toBe(startedAt + DAY);
  });

  it('reads only calls that are shown while the wrap-ups of many others are delivered', async () => {
    const at = bench();
    const many = 120;
    for (let n = 0; n < many; n += 1) {
      at.calls.open(referenceOf(`call ${n}`), 'bus', 'ended');
      at.outbox.submit({ ...wrapUpOf(n, `call ${n}`), agent: 'ana' });
      await at.clock.advance(1);
    }
    const page = openPage(at);
    await page.opened;
    const before = at.reads();
    at.outbox.linkUp(false);
    while (at.outbox.summary().waiting + at.outbox.summary().sending > 0) await at.clock.advance(SECOND);
    at.feed.state();
    // The twenty that were wrapped up last are shown.
    expect(at.reads() - before).toBeLessThanOrEqual(20);
    const states = new Set(page.state()!.calls.map(({ submission }) => submission?.state));
    expect([...states]).toEqual(['delivered']);
  });

  it('reads no call again because what waits may be tried at another time', async () => {
    const at = bench();
    for (const id of ids) {
      at.calls.open(referenceOf(id), 'bus', 'ended');
      at.outbox.submit({ ...wrapUpOf(1, id), agent: 'ana' });
    }
    const page = openPage(at);
    await page.opened;
    const before = at.reads();
    at.outbox.wake();
    at.feed.state();
    expect(at.reads()).toBe(before);
    expect(page.state()!.calls).toEqual(at.allCalls());
  });

  it('is not sent if nothing in it changed', async () => {
    const at = bench();
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    const page = openPage(at);
    await page.opened;
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    at.feed.state();
    expect(page.patches).toEqual([]);
  });

  it('is told before a page that asks for it gets it, and never in the middle of being told', async () => {
    const at = bench();
    const page = openPage(at);
    await page.opened;
    const versions: number[] = [];
    at.feed.events.on(({ name }) => {
      if (name === 'state') versions.push(at.feed.state().version);
      if (versions.length === 1) at.notices.add('info', 'told meanwhile');
    });
    at.calls.open(referenceOf('a'), 'bus', 'ended');
    const { version } = at.feed.state();
    expect(versions).toEqual([version]);
    expect(page.state()?.version).toBe(version);
    expect(at.feed.state().notices).toHaveLength(1);
    expect(versions).toEqual([version, version + 1]);
  });
});
