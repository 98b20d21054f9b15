import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { AppState } from '#shared/contract/app-state.ts';
import type { Answer } from '#shared/contract/index.ts';
import { patchBetween } from '#shared/contract/state-patch.ts';
import { createStateMirror } from '../../../../src/renderer/api/state-mirror.ts';
import { fails, makeCall, makeState, ok } from '../scripted-core.ts';

/** The states of a core: each has one more call. */
const STATES = [0, 1, 2, 3, 4].map((n) =>
  makeState({ version: 100 + n, calls: Array.from({ length: n + 1 }, (_, at) => makeCall(`${at}`)) }),
);
const patch = (to: number) => patchBetween(STATES[to - 1]!, STATES[to]!)!;

/** A page, and a core that answers when the test says so. */
function open() {
  const asked: ((answer: Answer<AppState>) => void)[] = [];
  const shown: number[] = [];
  const mirror = createStateMirror(
    () => new Promise((resolve) => asked.push(resolve)),
    ({ version, calls }) => {
      expect(calls).toHaveLength(version - 99);
      shown.push(version - 100);
    },
  );
  const answer = async (n: number): Promise<void> => {
    asked.shift()!(ok(structuredClone(STATES[n]!)));
    await new Promise(setImmediate);
  };
  return { mirror, asked, shown, answer };
}

it('asks once, then applies what changed', async () => {
  const { mirror, asked, shown, answer } = open();
  void mirror.refresh();
  await Promise.resolve();
  await answer(0);
  mirror.take(patch(1));
  mirror.take(patch(2));
  expect([shown, asked.length]).toEqual([[0, 1, 2], 0]);
});

it('says what changed in the calls if a patch told it', async () => {
  const told: unknown[] = [];
  const mirror = createStateMirror(
    () => Promise.resolve(ok(structuredClone(STATES[0]!))),
    (_state, calls) => told.push(calls),
  );
  await mirror.refresh();
  mirror.take(patch(1));
  expect(told).toEqual([null, patch(1).calls]);
});

it('asks for all of the state after it missed a patch', async () => {
  const { mirror, asked, shown, answer } = open();
  void mirror.refresh();
  await Promise.resolve();
  await answer(0);
  mirror.take(patch(2));
  mirror.take(patch(3));
  await Promise.resolve();
  expect([shown, asked.length]).toEqual([[0], 1]);
  await answer(3);
  mirror.take(patch(4));
  expect([shown, asked.length]).toEqual([[0, 3, 4], 0]);
});

it('applies what overtook the answer, and asks again if that left a gap', async () => {
  const { mirror, asked, shown, answer } = open();
  void mirror.refresh();
  await Promise.resolve();
  mirror.take(patch(1));
  mirror.take(patch(2));
  await answer(1);
  expect(shown).toEqual([2]);
  void mirror.refresh();
  await Promise.resolve();
  mirror.take(patch(4));
  await answer(2);
  expect([shown, asked.length]).toEqual([[2, 2], 1]);
  await answer(4);
  expect(shown).toEqual([2, 2, 4]);
});

it('never shows an older answer over a newer one', async () => {
  const { mirror, asked, shown, answer } = open();
  void mirror.refresh();
  const second = mirror.refresh();
  await Promise.resolve();
  // The second request waits for the first answer.
  expect(asked).toHaveLength(1);
  await answer(1);
  await answer(2);
  await second;
  expect(shown).toEqual([1, 2]);
});

it('keeps what it has if the core cannot answer, and takes another core’s state', async () => {
  const { mirror, asked, shown, answer } = open();
  void mirror.refresh();
  await Promise.resolve();
  await answer(2);
  const again = mirror.refresh();
  await Promise.resolve();
  asked.shift()!(fails('unavailable'));
  await again;
  mirror.take(patch(3));
  expect(shown).toEqual([2, 3]);
  void mirror.refresh();
  await Promise.resolve();
  await answer(0);
  expect(shown).toEqual([2, 3, 0]);
});

it('keeps no patch that it has applied', async () => {
  setFlagsFromString('--expose_gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { mirror, answer } = open();
  void mirror.refresh();
  await Promise.resolve();
  await answer(0);
  const applied = [1, 2, 3].map((n) => {
    const taken = structuredClone(patch(n));
    mirror.take(taken);
    return new WeakRef(taken);
  });
  await new Promise(setImmediate);
  collectGarbage();
  expect(applied.map((each) => each.deref())).toEqual([undefined, undefined, undefined]);
});
