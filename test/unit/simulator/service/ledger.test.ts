import { describe, expect, test } from 'vitest';
import { createLedger, type WritableLedger } from '#simulator/service/ledger.ts';

function receive(ledger: WritableLedger, callid: unknown, mark = 0) {
  return ledger.receive({ subtopic: 'Set', data: { callid, mark }, source: 'test', connection: 'c' });
}

describe('the ledger', () => {
  test('has an entry from its arrival on, and its fate once it is known', () => {
    const ledger = createLedger();
    const first = receive(ledger, 'a');
    expect(ledger.entries()).toMatchObject([{ seq: 1, applied: false, refusal: null }]);
    expect(ledger.finalStates().size).toBe(0);
    ledger.settle(first, { kind: 'applied' });
    ledger.settle(receive(ledger, 'a', 1), { kind: 'refused', reason: 'no' });
    ledger.settle(receive(ledger, 'a', 2), { kind: 'lost' });
    expect(ledger.entries()).toMatchObject([
      { seq: 1, applied: true, refusal: null },
      { seq: 2, applied: false, refusal: 'no' },
      { seq: 3, applied: false, refusal: null },
    ]);
    expect(ledger.counts()).toEqual({ received: 3, applied: 1, refused: 1, lost: 1 });
    expect(ledger.applied()).toHaveLength(1);
  });

  test('keeps the last applied set of each call', () => {
    const ledger = createLedger();
    for (const [callid, mark] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const) {
      ledger.settle(receive(ledger, callid, mark), { kind: 'applied' });
    }
    ledger.settle(receive(ledger, 'b', 4), { kind: 'refused', reason: 'no' });
    const final = [...ledger.finalStates()].map(([callid, { data }]) => [callid, data]);
    expect(final).toEqual([
      ['b', { callid: 'b', mark: 2 }],
      ['a', { callid: 'a', mark: 3 }],
    ]);
  });

  test('keeps the newest entries up to its limit, and counts all', () => {
    const ledger = createLedger(10);
    for (let mark = 1; mark <= 1_000; mark++) {
      ledger.settle(receive(ledger, `call ${mark}`, mark), { kind: 'applied' });
    }
    expect(ledger.entries().map(({ seq }) => seq)).toEqual([
      991, 992, 993, 994, 995, 996, 997, 998, 999, 1000,
    ]);
    expect(ledger.finalStates().size).toBe(10);
    expect(ledger.finalStates().get('call 1000')?.seq).toBe(1000);
    expect(ledger.counts()).toMatchObject({ received: 1_000, applied: 1_000 });
  });

  test('a limit of Infinity keeps all', () => {
    const ledger = createLedger(Infinity);
    for (let mark = 0; mark < 1_000; mark++) receive(ledger, 'a');
    expect(ledger.entries()).toHaveLength(1_000);
  });

  test('calls listeners on arrival and on fate, until they unsubscribe', () => {
    const ledger = createLedger();
    const told: string[] = [];
    const stop = [
      ledger.onEntry(({ seq, applied }) => told.push(`arrived ${seq} ${applied}`)),
      ledger.onSettled(({ seq, applied }) => told.push(`settled ${seq} ${applied}`)),
    ];
    ledger.settle(receive(ledger, 'a'), { kind: 'applied' });
    for (const end of stop) end();
    ledger.settle(receive(ledger, 'a'), { kind: 'applied' });
    expect(told).toEqual(['arrived 1 false', 'settled 1 true']);
  });

  test('is empty after clear', () => {
    const ledger = createLedger();
    ledger.settle(receive(ledger, 'a'), { kind: 'applied' });
    ledger.clear();
    expect([ledger.entries(), ledger.finalStates().size, ledger.counts().received]).toEqual([[], 0, 0]);
    expect(receive(ledger, 'a').seq).toBe(2);
  });
});

describe('waiting', () => {
  test('finds entries that are there and entries that arrive later', async () => {
    const ledger = createLedger();
    receive(ledger, 'a');
    expect((await ledger.waitFor(({ seq }) => seq === 1)).seq).toBe(1);
    const applied = ledger.waitFor((entry) => entry.applied);
    const two = ledger.waitUntil(({ counts }) => counts().received === 2);
    ledger.settle(receive(ledger, 'b'), { kind: 'applied' });
    expect((await applied).seq).toBe(2);
    await two;
  });

  test('fails after its time limit and says how far the ledger got', async () => {
    const ledger = createLedger();
    receive(ledger, 'a');
    await expect(ledger.waitFor(({ applied }) => applied, 20)).rejects.toThrow(
      '1 received, 0 applied, 0 refused',
    );
    await expect(ledger.waitUntil(() => false, 20)).rejects.toThrow('within 20 ms');
  });
});

test.each([undefined, null, 'text', [], { callid: 7 }])('data %o has no callid', (data) => {
  const ledger = createLedger();
  ledger.settle(ledger.receive({ subtopic: 'Set', data, source: null, connection: 'c' }), {
    kind: 'applied',
  });
  expect([...ledger.finalStates().keys()]).toEqual(['']);
});
