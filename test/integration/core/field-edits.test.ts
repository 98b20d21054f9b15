import { expect, it, vi } from 'vitest';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

const EDIT = 'SetContactBusinessFields';

const bench = benchForEachTest();

it('a field that LCM told is corrected, refused in LCM’s words, and corrected again; the wrap-up does not wait', async () => {
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).fields).not.toBeNull();
  }, PATIENCE);
  const { fields: told } = await ask(core, 'getCallFacts', { callId: '1' });
  const field = told!.value.find(({ editable, dataType }) => editable && dataType === 'String')!;
  const correct = (value: string) =>
    ask(core, 'correctContactFields', { callId: '1', fields: [{ name: field.name, value }] });
  const edits = async () => (await ask(core, 'listFieldEdits', { callId: '1' })).items;

  bench.lcm().faults.set({ refuse: { probability: 1, msg: 'It is locked.' }, only: [EDIT] });
  const first = await correct('Tess');
  await emptied(core);
  expect(await edits()).toMatchObject([
    { id: first.submissionId, state: 'refused', reason: 'It is locked.', fields: [{ value: 'Tess' }] },
  ]);
  await ask(core, 'submitWrapUp', { callId: '1', draft: draftOf('1') });
  await emptied(core);
  expect(core.state().calls.find(({ callId }) => callId === '1')?.submission?.state).toBe('delivered');

  bench.lcm().faults.clear();
  const second = await correct('Tessa');
  await emptied(core);
  expect(await edits()).toMatchObject([{ id: second.submissionId, state: 'delivered' }]);

  const sent = bench
    .lcm()
    .ledger.entries()
    .filter(({ subtopic }) => subtopic === EDIT);
  expect(sent.map(({ data }) => data)).toMatchObject(
    ['Tess', 'Tessa'].map((Value) => ({
      callid: '1',
      AccountNumber: callOf('1').lcmKey,
      businessField: [{ FieldName: field.name, Value, DataType: 'String', Format: field.format }],
    })),
  );
});
