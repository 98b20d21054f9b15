import { io } from 'socket.io-client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';
import { QUIRKS } from '#simulator/faults/quirks.ts';
import { isOneOf, LIST_CALLS, type LcmCallName } from '#shared/lcm/names.ts';
import { REQUESTS } from '#simulator/wire/requests.ts';

const bench = benchForEachTest();

it('LCM’s answers about a call are told to the screen, and known without a link after a restart', async () => {
  const core = await bench.start();
  const told: string[] = [];
  core.events.on((event) => {
    if (event.name === 'callFacts') told.push(event.payload.callId);
  });
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).telephonyOutcomes).not.toBeNull();
  }, PATIENCE);
  expect(told).toContain('1');
  const { telephonyOutcomes } = await ask(core, 'getCallFacts', { callId: '1' });
  expect(telephonyOutcomes?.value.find(({ id }) => id === '0')?.description).toBe('Success');
  await bench.stop(core);
  await bench.lcmOff();
  const later = await bench.start();
  expect((await ask(later, 'getCallFacts', { callId: '1' })).telephonyOutcomes).toEqual(telephonyOutcomes);
});

it('an LCM that answers no question is in the way of no wrap-up', async () => {
  const questions = REQUESTS.filter(({ sets }) => !sets).map(({ subtopic }) => subtopic);
  bench.lcm().faults.set({ dropReply: true, only: questions });
  const core = await bench.start();
  await connected(core);
  for (const callId of ['1', '2', '3']) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  await emptied(core);
  expect(core.state().calls.map(({ submission }) => submission?.state)).toEqual(Array(3).fill('delivered'));
  expect(await ask(core, 'getCallFacts', { callId: '1' })).toEqual(NO_FACTS);
});

/** The requests about a call, as another application hears them on the bus. */
async function overhear(): Promise<(callId: string) => string[]> {
  const heard: { subtopic: string; data?: { callid?: unknown } }[] = [];
  const socket = io(bench.lcm().url, { transports: ['websocket'], forceNew: true });
  onTestFinished(() => void socket.disconnect());
  socket.on('message', (envelope: (typeof heard)[number]) => heard.push(envelope));
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  tell = (envelope) =>
    socket.emit('message', { channel: 'LCM', topic: 'WebService', source: 'Other', ...envelope });
  return (callId) => heard.filter(({ data }) => data?.callid === callId).map(({ subtopic }) => subtopic);
}
let tell: (envelope: object) => void;

it('the fields of a contact are asked again after an edit, whoever made it', async () => {
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  const valueOf = async (field: string): Promise<string | undefined> => {
    const { fields } = await ask(core, 'getCallFacts', { callId: '1' });
    return fields?.value.find(({ name }) => name === field)?.value;
  };
  await vi.waitFor(async () => {
    expect(await valueOf('FName')).toBeDefined();
  }, PATIENCE);
  await ask(core, 'correctContactFields', { callId: '1', fields: [{ name: 'FName', value: 'Tess' }] });
  await vi.waitFor(async () => {
    expect(await valueOf('FName')).toBe('Tess');
  }, PATIENCE);

  await overhear();
  const { fields } = await ask(core, 'getCallFacts', { callId: '1' });
  const { name, dataType, format } = fields!.value.find((field) => field.name === 'LName')!;
  tell({
    subtopic: 'SetContactBusinessFields',
    data: {
      callid: '1',
      AccountNumber: callOf('1').lcmKey,
      AgentID: 'supervisor',
      businessField: [{ FieldName: name, Value: 'Tester', DataType: dataType, Format: format }],
    },
  });
  await vi.waitFor(async () => {
    expect(await valueOf('LName')).toBe('Tester');
  }, PATIENCE);
});

it('nothing is asked about an offered call until the agent takes it', async () => {
  const requests = await overhear();
  const core = await bench.start();
  await connected(core);
  bench.lcm().ring({ id: 'offered', lcmKey: '5|3|1|0|0|44|9', user: null, ringMs: 5, talkMs: 600_000 });
  await vi.waitFor(() => {
    expect(core.state().offers).toMatchObject([{ callId: 'offered', moment: 'talking' }]);
  }, PATIENCE);
  // A call of the agent's own is asked about meanwhile, and to the end.
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(() => expect(requests('1')).toContain('GetScreenPopData'), PATIENCE);
  expect(requests('offered')).toEqual([]);
  await ask(core, 'answerOffer', { callId: 'offered', take: true });
  await vi.waitFor(() => expect(requests('offered')).toContain('GetScreenPopData'), PATIENCE);
});

const QUESTIONS = REQUESTS.filter(
  ({ sets, subtopic }) => !sets && !isOneOf(LIST_CALLS, subtopic as LcmCallName),
);

it.each(QUIRKS)('answers that are %s tell what the page’s tell', async (kind) => {
  bench.lcm().faults.set({ quirk: { kind }, only: QUESTIONS.map(({ subtopic }) => subtopic) });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  const some = (row: object) => ({
    value: expect.arrayContaining([expect.objectContaining(row)]) as unknown,
  });
  await vi.waitFor(async () => {
    const { contactModes, ...facts } = await ask(core, 'getCallFacts', { callId: '1' });
    expect(facts).toMatchObject({
      mode: {
        value: { campaignId: '1', modeName: 'Mobile', contactNumber: expect.any(String) as unknown },
      },
      callbackModes: some({ name: 'Mobile' }),
      campaignModes: some({ name: 'Home' }),
      telephonyOutcomes: some({ id: '0', description: 'Success' }),
      fields: some({ name: 'FName' }),
      screenPop: some({ name: expect.stringMatching(/^fname$/i) as unknown }),
    });
    // A lone number that LCM has not named for the contact is not believed: this reply names nobody.
    if (kind !== 'loneObject') expect(contactModes).toMatchObject(some({ name: 'Office' }));
  }, PATIENCE);
});
