import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '#simulator/server.ts';
import { encodeSetCall, type SetFields } from '#shared/lcm/encode.ts';
import { OUTCOME_CALLS } from '#shared/lcm/names.ts';
import { answering, heardAll, next, openSession, outcomeFor, reach, resultOf, startBus } from './bench.ts';
import { readEntries } from '#test/support/listed-rows.ts';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const CALL = 'SetCallOutcomeWithComments';

async function simulated(options: Parameters<typeof startSimulator>[0] = {}) {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  const opened = openSession({ url: simulator.url });
  await reach(opened.session, 'connected');
  return { simulator, ...opened };
}

async function onBus(options: Parameters<typeof startBus>[0] = {}) {
  const bus = await startBus(options);
  const opened = openSession({ url: bus.url });
  await reach(opened.session, 'connected');
  return { bus, ...opened };
}

describe('against the simulator', () => {
  it('delivers every set call, and the ledger has exactly what was sent', async () => {
    const { simulator, session } = await simulated();
    const fields: SetFields = {
      callId: '12345',
      lcmKey: '5|3|1|0|0|44|1',
      userId: 'agent',
      comments: 'c',
      leadScore: 2,
      targetAmount: 1.5,
      telephonyOutcomeId: '4',
      businessOutcomeId: '101',
      callback: {
        startDate: '13/01/2030',
        endDate: '13/01/2030',
        startTime: '13:45',
        endTime: '14:00',
        modeId: '1',
      },
    };
    for (const call of OUTCOME_CALLS) {
      const encoded = encodeSetCall(call, fields);
      if (!encoded.ok) throw new Error(encoded.fault);
      expect(await session.set(call, encoded.data)).toEqual({ kind: 'delivered' });
      const entry = simulator.ledger.entries().at(-1);
      expect(entry).toMatchObject({ subtopic: call, source: 'Afterword', applied: true });
      expect(entry?.data).toStrictEqual(encoded.data);
    }
  });

  it('lists a campaign’s outcomes and a group’s, asked for at the same time', async () => {
    const { session } = await simulated();
    const [campaign, manual, inbound] = await Promise.all([
      session.listCampaignOutcomes('12345', '5|3|1|0|0|44|1'),
      session.listGroupOutcomes('', 'MANUAL'),
      session.listGroupOutcomes('', 'INBOUND'),
    ]);
    if (!campaign.ok || !manual.ok || !inbound.ok) throw new Error('no list');
    const [ofCampaign, ofGroup] = [campaign, manual].map(({ entries }) => {
      const { rows, ignored } = readEntries(entries);
      expect(ignored).toBe(0);
      return rows.map(({ id }) => id);
    });
    expect(ofCampaign?.length).toBeGreaterThan(ofGroup?.length ?? 0);
    expect(ofGroup).not.toEqual(ofCampaign);
  });

  it('receives bus events that are not replies', async () => {
    const { simulator, session } = await simulated();
    const heard = next(session.envelopeReceived, ({ channel }) => channel === 'Amazon');
    simulator.ring();
    expect(await heard).toMatchObject({ subtopic: 'OutboundCallStateChange' });
  });

  it('a refusal comes with LCM’s words, or with ours', async () => {
    const { simulator, session } = await simulated();
    simulator.faults.set({ refuse: { times: 1, msg: 'Contact is closed' } });
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({
      kind: 'refused',
      reason: 'Contact is closed',
    });
    simulator.faults.set({ refuse: { times: 1, msg: null } });
    expect(await session.set(CALL, outcomeFor('2'))).toMatchObject({
      kind: 'refused',
      reason: 'no-reason',
    });
  });

  it.each(['message.response', 'message', 'data'] as const)(
    'a WS_Error in %s is a refusal of its own call only',
    async (place) => {
      const { simulator, session } = await simulated({
        errorPlace: place,
        knownCallsOnly: true,
        calls: ['2'],
      });
      simulator.faults.set({ latency: 30 });
      const [unknown, known] = await Promise.all([
        session.set(CALL, outcomeFor('1')),
        session.set(CALL, outcomeFor('2')),
      ]);
      expect(unknown).toMatchObject({ kind: 'refused', reason: matching(/Invalid Call ID/) });
      expect(known).toEqual({ kind: 'delivered' });
    },
  );

  it('no reply in time is unknown; the late reply is reported once, even if it is sent twice', async () => {
    const { simulator, session } = await simulated();
    simulator.faults.set({ lateReply: { times: 1, afterMs: 1_500 }, duplicateReply: 1 });
    const late = next(session.lateReply);
    const all: unknown[] = [];
    session.lateReply.on((reply) => all.push(reply));
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await late).toEqual({ call: CALL, callId: '1', result: { kind: 'delivered' } });
    expect(await session.set(CALL, outcomeFor('2'))).toEqual({ kind: 'delivered' });
    expect(all).toHaveLength(1);
    expect(session.counts()).toMatchObject({ late: 1, unmatched: 1 });
  });

  it.each(['cut', 'goodbye'] as const)(
    'a link that ends (%s) after the set was applied is unknown',
    async (by) => {
      const { simulator, session } = await simulated();
      simulator.faults.set({ disconnectAfter: { times: 1, by } });
      expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unknown', cause: 'link-lost' });
      await reach(session, 'connected');
      expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
      expect(simulator.ledger.entries()).toHaveLength(2);
    },
  );

  it('malformed replies of every kind leave the link up and never count as a success', async () => {
    const { simulator, session } = await simulated();
    simulator.faults.set({ malformedReply: true });
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) => session.set(CALL, outcomeFor(String(index)))),
    );
    expect(results.filter(({ kind }) => kind === 'delivered')).toEqual([]);
    simulator.faults.clear();
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('after'))).toEqual({ kind: 'delivered' });
  });

  it('another application’s traffic changes nothing', async () => {
    const { simulator, session } = await simulated();
    simulator.faults.set({ foreignTraffic: 1 });
    for (let index = 0; index < 50; index += 1) {
      expect(await session.set(CALL, outcomeFor(String(index)))).toEqual({ kind: 'delivered' });
    }
    expect((await session.listGroupOutcomes('', 'MANUAL')).ok).toBe(true);
    const { malformed, other, unmatched } = session.counts();
    expect(malformed + other + unmatched).toBeGreaterThan(0);
  });
});

describe('on a bus of our own', () => {
  it('sends the envelope as one argument, and asks for no acknowledgement', async () => {
    let args: unknown[] = [];
    const { bus, session } = await onBus({
      onConnection: (socket) => {
        socket.onAny((_name, ...given: unknown[]) => {
          args = given;
        });
      },
      ...answering,
    });
    await session.set(CALL, outcomeFor('1'));
    expect(args).toHaveLength(1);
    expect(JSON.stringify(args[0])).toBe(
      '{"channel":"LCM","topic":"WebService","subtopic":"SetCallOutcomeWithComments","source":"Afterword","data":' +
        `${JSON.stringify(outcomeFor('1'))}}`,
    );
    expect(bus.received).toHaveLength(1);
  });

  it('an LCM that sends each event once the one before it was acknowledged is heard at once', async () => {
    let sent = Promise.resolve();
    const { session } = await onBus({
      onMessage(request, _bus, socket) {
        const { callid } = request['data'] as { callid: string };
        const acknowledged = () => socket.emitWithAck('message', resultOf(callid, { success: true }));
        sent = sent.then(acknowledged) as Promise<void>;
      },
    });
    for (const id of ['1', '2', '3'])
      expect(await session.set(CALL, outcomeFor(id))).toEqual({ kind: 'delivered' });
    await sent;
  });

  it('a reply settles the request of that callid and call, whatever comes before it', async () => {
    const { bus, session } = await onBus();
    const [first, second] = [session.set(CALL, outcomeFor('1')), session.set(CALL, outcomeFor('2'))];
    await bus.message(2);
    bus.emit(resultOf('3', { success: true }));
    bus.emit(resultOf('1', { success: true }, 'SetCallbackWithCommentsResult'));
    bus.emit({ ...resultOf('1', { success: true }), channel: 'Other' });
    bus.emit(resultOf(' 2 ', { success: false, msg: 'two' }, ' setcalloutcomewithcommentsRESULT '));
    bus.emit(resultOf('1', { success: true }));
    expect(await second).toEqual({ kind: 'refused', reason: 'two' });
    expect(await first).toEqual({ kind: 'delivered' });
    expect(session.counts()).toEqual({ malformed: 0, unmatched: 2, late: 0, other: 1 });
  });

  it('a second set of the same call and callid is busy, and does not go out', async () => {
    const { bus, session } = await onBus();
    const first = session.set(CALL, outcomeFor('1'));
    expect(await session.set(CALL, outcomeFor('1', 'other'))).toEqual({ kind: 'unsent', cause: 'busy' });
    await bus.message(1);
    bus.emit(resultOf('1', { success: true }));
    expect(await first).toEqual({ kind: 'delivered' });
    const corrected = session.set(CALL, outcomeFor('1', 'other'));
    await bus.message(2);
    bus.emit(resultOf('1', { success: true }));
    expect(await corrected).toEqual({ kind: 'delivered' });
    expect(bus.received).toHaveLength(2);
  });

  it('a correction is not settled by the late reply to the set that it corrects', async () => {
    const { bus, session } = await onBus();
    expect(await session.set(CALL, outcomeFor('1', 'first'))).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await session.set(CALL, outcomeFor('1', 'second'))).toEqual({ kind: 'unsent', cause: 'busy' });
    const late = next(session.lateReply);
    bus.emit(resultOf('1', { success: true }));
    await late;
    const second = session.set(CALL, outcomeFor('1', 'second'));
    await bus.message(2);
    bus.emit(resultOf('1', { success: false, msg: 'no' }));
    expect(await second).toEqual({ kind: 'refused', reason: 'no' });
  });

  it('an answer on a later connection is a late reply', async () => {
    const { bus, session } = await onBus();
    const sent = session.set(CALL, outcomeFor('1'));
    await bus.message(1);
    await bus.stop();
    expect(await sent).toEqual({ kind: 'unknown', cause: 'link-lost' });
    const again = await startBus({ port: bus.port });
    await reach(session, 'connected');
    const late = next(session.lateReply);
    again.emit(resultOf('1', { success: true }));
    expect(await late).toEqual({ call: CALL, callId: '1', result: { kind: 'delivered' } });
  });

  it('a 003’s late list is not given to the 003 that follows', async () => {
    const { bus, session } = await onBus();
    const list = (id: string) => ({
      channel: 'LCM',
      topic: 'WebService',
      subtopic: 'BusinessOutCome',
      message: { response: [{ OutComeID: id, Description: id }] },
    });
    const manual = await session.listGroupOutcomes('', 'MANUAL');
    expect(manual).toEqual({ ok: false, cause: 'timeout', reason: null });
    const inbound = session.listGroupOutcomes('', 'INBOUND');
    bus.emit(list('manual'));
    await heardAll(bus, session);
    expect(bus.received).toHaveLength(1);
    await bus.message(2);
    bus.emit(list('inbound'));
    const found = await inbound;
    expect(found.ok && readEntries(found.entries).rows.map(({ id }) => id)).toEqual(['inbound']);
    expect(session.counts().late).toBe(1);
  });

  it('the session survives every event: nonsense, 10 MB, 10,000 levels, binary, no argument', async () => {
    const { bus, session, log } = await onBus({ server: { maxHttpBufferSize: 50_000_000 } });
    const nonsense: unknown[] = [
      null,
      7,
      'text',
      [],
      {},
      Buffer.from('binary'),
      'x'.repeat(10_000_000),
      { channel: 'LCM', topic: 'WebService', subtopic: 'BusinessOutCome', message: 'x'.repeat(10_000_000) },
    ];
    for (const message of nonsense) bus.emit(message);
    bus.emit();
    bus.emitText('['.repeat(10_000) + ']'.repeat(10_000));
    const deep = '{"response":'.repeat(10_000) + '1' + '}'.repeat(10_000);
    bus.emitText(`{"channel":"LCM","topic":"WebService","subtopic":"BusinessOutCome","message":${deep}}`);
    await heardAll(bus, session);
    expect(session.counts()).toMatchObject({ malformed: 9, unmatched: 2 });
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
    const sent = session.set(CALL, outcomeFor('1'));
    await bus.message(1);
    bus.emit(resultOf('1', { success: true }));
    expect(await sent).toEqual({ kind: 'delivered' });
  });

  it('a listener that throws does not disturb the others', async () => {
    const { bus, session, log } = await onBus();
    session.envelopeReceived.on(() => {
      throw new TypeError('listener');
    });
    await heardAll(bus, session);
    expect(session.state().status).toBe('connected');
    expect(log).toContainEqual({
      level: 'error',
      message: 'a listener of the session failed',
      fields: { error: 'TypeError' },
    });
  });

  it('the log has no comment, LCM key or callid', async () => {
    const { bus, session, log } = await onBus();
    await session.set(CALL, outcomeFor('secret-call', 'secret comment'));
    bus.emit('secret text');
    await heardAll(bus, session);
    expect(JSON.stringify(log)).not.toMatch(/secret|5\|3\|1/);
  });

  it('after close nothing is sent, and a set in flight is unknown', async () => {
    const { bus, session } = await onBus();
    const sent = session.set(CALL, outcomeFor('1'));
    await bus.message(1);
    await session.close();
    expect(await sent).toEqual({ kind: 'unknown', cause: 'closed' });
    expect(await session.set(CALL, outcomeFor('2'))).toEqual({ kind: 'unsent', cause: 'closed' });
    expect(await session.listGroupOutcomes('', 'MANUAL')).toMatchObject({
      ok: false,
      cause: 'not-connected',
    });
  });

  it('data without a callid is refused, not retried for ever', async () => {
    const { bus, session } = await onBus();
    expect(await session.set(CALL, { callid: ' ' })).toMatchObject({
      kind: 'refused',
      reason: 'no-call-id',
    });
    await heardAll(bus, session);
    expect(bus.received).toEqual([]);
  });
});
