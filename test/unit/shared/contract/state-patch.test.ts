import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { applyPatch, callsBetween, patchBetween } from '#shared/contract/state-patch.ts';

const call = (callId: string, n = 0): CallView => ({ callId, openedAt: n }) as CallView;
const state = (calls: CallView[], more: Partial<AppState> = {}): AppState =>
  ({ version: 1, agent: 'ana', notices: [], calls, ...more }) as unknown as AppState;
const ids = (calls: readonly CallView[]): string => calls.map(({ callId }) => callId).join('');

const LETTERS = Array.from('abcdefgh');
const drafted = (one: CallView, comment: string): CallView => ({
  ...one,
  draft: { ...EMPTY_DRAFT, comment },
});
const anyCalls = fc.shuffledSubarray(LETTERS);

it('a patch leads from any list of calls to any other, and keeps the calls that stay', () => {
  fc.assert(
    fc.property(
      anyCalls,
      anyCalls,
      fc.subarray(LETTERS),
      fc.subarray(LETTERS),
      (from, to, changed, written) => {
        const known = new Map(from.map((id) => [id, call(id)]));
        const before = state([...known.values()]);
        const after = {
          ...state(
            to.map((id) => {
              const one = changed.includes(id) ? call(id, 1) : (known.get(id) ?? call(id));
              return written.includes(id) ? drafted(one, id) : one;
            }),
          ),
          version: 2,
        };
        const patch = patchBetween(before, after);
        const reached =
          patch === null ? { ...before, version: 2 } : applyPatch(before, structuredClone(patch));
        expect(reached).toEqual(after);
        const put = new Set(patch?.calls.put.map((each) => each.call.callId));
        for (const each of reached.calls)
          if (!put.has(each.callId)) expect(each).toBe(known.get(each.callId));
      },
    ),
    { numRuns: 1_000 },
  );
});

it.each([
  ['a new call', 'abc', 'xabc', [], 'x', ''],
  ['a call that left', 'abc', 'ac', [], '', 'b'],
  ['a changed call', 'abc', 'abc', ['b'], 'b', ''],
  ['a changed call at another place', 'abcd', 'acdb', ['b'], 'b', ''],
  ['the last one in front', 'abcd', 'dabc', [], 'd', ''],
])('holds only what differs: %s', (_what, from, to, changed: string[], put, gone) => {
  const known = new Map(Array.from(from).map((id) => [id, call(id)]));
  const next = Array.from(to).map((id) => (changed.includes(id) ? call(id, 1) : (known.get(id) ?? call(id))));
  const patch = callsBetween([...known.values()], next);
  expect([ids(patch.put.map((each) => each.call)), patch.gone.join('')]).toEqual([put, gone]);
});

it('tells a draft alone, and the call and the list stay the same objects', () => {
  const before = state(['a', 'b', 'c'].map((id) => call(id)));
  const [a, b, c] = before.calls as [CallView, CallView, CallView];
  const after = { ...before, version: 2, calls: [a, drafted(b, 'half a'), c] };
  const patch = patchBetween(before, after)!;
  expect(patch.calls).toEqual({ gone: [], put: [], drafts: [{ at: 1, draft: after.calls[1]!.draft }] });
  const reached = applyPatch(before, structuredClone(patch));
  expect(reached).toEqual(after);
  expect(reached.calls).toBe(before.calls);
  expect(reached.calls[1]).toBe(b);
});

it('names the other parts that changed, and is null if none did', () => {
  const before = state([call('a')]);
  expect(patchBetween(before, { ...before, version: 2, notices: [] })).toBeNull();
  expect(patchBetween(before, { ...before, version: 2, agent: 'ben' })?.parts).toEqual({ agent: 'ben' });
});
