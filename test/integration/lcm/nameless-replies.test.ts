import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '#simulator/server.ts';
import { encodeDoNotCall } from '#shared/lcm/encode-do-not-call.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { heardAll, next, openSession, reach, startBus, type Bus } from './bench.ts';

/** A request of page set-dnc. It names the contact, and no call. */
function block(lcmKey: string, isCampaignOnly = false): JsonObject {
  const result = encodeDoNotCall({
    ...{ lcmKey, outcomeId: '5', businessOutcomeId: '0', isCampaignOnly, isNumber: true },
    ...{
      fieldValues: [null, null],
      blockedBy: 'PhoneNumber',
      from: '10/03/2026 09:00',
      until: '09/04/2026 23:59',
    },
  });
  if (!result.ok) throw new Error(result.fault);
  return result.data;
}

const envelope = (subtopic: string, body: object): object => ({
  ...{ channel: 'LCM', topic: 'WebService', subtopic },
  ...body,
});
const result = (response: unknown, more: object = {}): object =>
  envelope('SetDNCResult', { message: { ...more, response } });
const requestOf = (source: string, data: JsonObject): object => envelope('SetDNC', { source, data });
const YES = { success: true };
const NO = { success: false, msg: 'The campaign knows no do-not-call.' };
const refused = { kind: 'refused', reason: NO.msg };

async function onBus() {
  const bus = await startBus();
  const { session } = openSession({ url: bus.url });
  await reach(session, 'connected');
  /** Sends, and resolves once the bus has it. */
  const send = async (data: JsonObject, on: Bus = bus) => {
    const already = on.received.length;
    const answer = session.set('SetDNC', data);
    await on.message(already + 1);
    return { answer };
  };
  return { bus, session, send };
}

describe('a reply that names no call', () => {
  it.each([
    ['names nobody', result(YES), { kind: 'delivered' }],
    ['names a call all the same', result(YES, { callid: '999' }), { kind: 'delivered' }],
    ['refuses', result(NO), refused],
    [
      'misses a callid',
      result({ success: false, msg: 'Callid is empty' }),
      { kind: 'refused', reason: 'Callid is empty' },
    ],
  ])('settles the only do-not-call under way: it %s', async (_, reply, expected) => {
    const { bus, send } = await onBus();
    const { answer } = await send(block('a'));
    bus.emit(reply);
    expect(await answer).toEqual(expected);
  });

  it.each([[{}], ['nonsense'], [{ response: [] }], [null], [{ response: { success: 'true' } }]])(
    'is a refusal if it does not say success: %j',
    async (message) => {
      const { bus, send } = await onBus();
      const { answer } = await send(block('a'));
      bus.emit(envelope('SetDNCResult', { message }));
      expect(await answer).toMatchObject({ kind: 'refused' });
    },
  );

  it('a second do-not-call waits while one is under way, whatever it is about', async () => {
    const { bus, session, send } = await onBus();
    const { answer } = await send(block('a'));
    for (const other of [block('a'), block('b')])
      expect(await session.set('SetDNC', other)).toEqual({ kind: 'unsent', cause: 'busy' });
    bus.emit(result(YES));
    await answer;
    const { answer: second } = await send(block('b'));
    bus.emit(result(NO));
    expect(await second).toEqual(refused);
  });

  it('doubled, the second one is nobody’s', async () => {
    const { bus, session, send } = await onBus();
    const { answer } = await send(block('a'));
    bus.emit(result(YES));
    bus.emit(result(YES));
    await answer;
    await heardAll(bus, session);
    expect(session.counts()).toMatchObject({ unmatched: 1, late: 0 });
  });

  it('late, it is told once, for no call; until then only the same is sent again', async () => {
    const { bus, session, send } = await onBus();
    const { answer } = await send(block('a'));
    expect(await answer).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await session.set('SetDNC', block('b'))).toEqual({ kind: 'unsent', cause: 'busy' });
    const late = next(session.lateReply);
    bus.emit(result(NO));
    bus.emit(result(NO));
    expect(await late).toEqual({ call: 'SetDNC', callId: '', result: refused });
    await heardAll(bus, session);
    expect(session.counts()).toMatchObject({ late: 1, unmatched: 1 });
  });
});

describe('another application’s do-not-call on the bus', () => {
  it.each([
    ['accepted both', [YES, YES], { kind: 'delivered' }],
    ['refused both', [NO, NO], refused],
    ['accepted one of the two', [YES, NO], { kind: 'unknown', cause: 'mixed-replies' }],
    ['refused the first', [NO, YES], { kind: 'unknown', cause: 'mixed-replies' }],
  ])('leaves ours open until a second reply has come: LCM %s', async (_, replies, expected) => {
    const { bus, session, send } = await onBus();
    const { answer } = await send(block('a'));
    bus.emit(requestOf('CRM', block('b')));
    bus.emit(result(replies[0]));
    await heardAll(bus, session);
    expect(session.counts().unmatched).toBe(1);
    bus.emit(result(replies[1]));
    expect(await answer).toEqual(expected);
  });

  it('counts also if it came before ours, and if another desktop has our name', async () => {
    const { bus, session, send } = await onBus();
    bus.emit(requestOf('Afterword', block('b')));
    await heardAll(bus, session);
    const { answer } = await send(block('a'));
    bus.emit(requestOf('Afterword', block('c')));
    for (const reply of [YES, YES]) bus.emit(result(reply));
    await heardAll(bus, session);
    expect(session.counts().unmatched).toBe(2);
    bus.emit(result(NO));
    expect(await answer).toEqual({ kind: 'unknown', cause: 'mixed-replies' });
  });

  it('is none if it is the echo of ours, to the letter or not', async () => {
    const { bus, session, send } = await onBus();
    for (const echo of [block('a'), { ...block('a'), BlockedBy: 'PHONENUMBER' }]) {
      const { answer } = await send(block('a'));
      bus.emit(requestOf('Afterword', echo));
      bus.emit(result(YES));
      expect(await answer).toEqual({ kind: 'delivered' });
    }
    expect(session.counts().unmatched).toBe(0);
  });

  it('asks for the same: then either reply will do', async () => {
    const { bus, send } = await onBus();
    const { answer } = await send(block('a'));
    bus.emit(requestOf('CRM', block('a')));
    bus.emit(result(NO));
    expect(await answer).toEqual(refused);
  });
});

describe('against the simulator', () => {
  async function simulated() {
    const simulator = await startSimulator({});
    onTestFinished(() => simulator.close());
    const { session } = openSession({ url: simulator.url });
    await reach(session, 'connected');
    return { simulator, session };
  }

  it('it is applied as it was sent, and the ledger has it', async () => {
    const { simulator, session } = await simulated();
    expect(await session.set('SetDNC', block('5|3|1|0|0|44|1'))).toEqual({ kind: 'delivered' });
    expect(simulator.ledger.entries().at(-1)).toMatchObject({
      ...{ subtopic: 'SetDNC', sets: 'doNotCall', source: 'Afterword', applied: true, refusal: null },
      data: block('5|3|1|0|0|44|1'),
    });
  });

  it('faults strike it: refused, unanswered, cut off, quirky', async () => {
    const { simulator, session } = await simulated();
    const set = () => session.set('SetDNC', block('5|3'));
    simulator.faults.set({ refuse: { times: 1, msg: 'No' } });
    expect(await set()).toEqual({ kind: 'refused', reason: 'No' });
    simulator.faults.set({ dropReply: 1 });
    expect(await set()).toEqual({ kind: 'unknown', cause: 'timeout' });
    for (const kind of ['upperCase', 'blanks', 'more', 'hostile', 'unnested'] as const) {
      simulator.faults.set({ quirk: { times: 1, kind } });
      expect(await set()).toEqual({ kind: 'delivered' });
    }
    simulator.faults.set({ disconnectBefore: 1 });
    expect(await set()).toEqual({ kind: 'unknown', cause: 'link-lost' });
  });
});
