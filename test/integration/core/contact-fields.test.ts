import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { contactHandlers } from '#main/core/contact-requests.ts';
import { RequestError } from '#main/core/contract-server.ts';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { openDesk, type Desk } from '#test/support/desk.ts';
import { referenceOf } from '#test/support/wrap-ups.ts';
import { startBus, type Bus } from '../lcm/bench.ts';

const CALL = 'a';
const told: CallFacts = {
  ...NO_FACTS,
  fields: {
    at: 1,
    value: [
      { name: 'FName', value: 'Test', dataType: 'String', format: '', editable: true },
      { name: 'Born', value: '13/01/1980', dataType: 'Date', format: 'DD/MM/YYYY', editable: true },
      { name: 'Account', value: '77', dataType: 'Number', format: '', editable: false },
    ],
  },
};

let answers: (request: JsonObject, bus: Bus) => void;
let bus: Bus;
beforeEach(async () => {
  answers = (request, on) => on.answer(request);
  bus = await startBus({
    onMessage: (message, on) => answers(message, on),
  });
});

/** The handlers on the outbox, the session and the database of a desk, with facts that LCM told before. */
function handlersOf(desk: Desk, agent: string | null = 'testagent', facts = told) {
  return contactHandlers({
    calls: { known: (callId: string) => ({ ...referenceOf(callId) }) as never },
    facts: { of: () => facts },
    outbox: desk.outbox,
    agent: () => agent,
  });
}
const sets = (): JsonObject[] =>
  bus.received.filter(({ subtopic }) => subtopic === 'SetContactBusinessFields');

describe('corrected fields of a contact', () => {
  it('go to LCM in one request, with the type and the format that LCM told', async (test) => {
    const desk = openDesk(test, bus.url);
    await desk.connected();
    const fields = [
      { name: 'FName', value: 'Tess' },
      { name: 'Born', value: '14/01/1980' },
    ];
    await handlersOf(desk).correctContactFields({ callId: CALL, fields });
    await desk.drained();
    expect(sets()).toEqual([
      {
        channel: 'LCM',
        topic: 'WebService',
        subtopic: 'SetContactBusinessFields',
        source: 'Afterword',
        data: {
          callid: CALL,
          AccountNumber: referenceOf(CALL).lcmKey,
          AgentID: 'testagent',
          businessField: [
            { FieldName: 'FName', Value: 'Tess', DataType: 'String', Format: '' },
            { FieldName: 'Born', Value: '14/01/1980', DataType: 'Date', Format: 'DD/MM/YYYY' },
          ],
        },
      },
    ]);
    expect(desk.outbox.fieldEdits(CALL)).toMatchObject([
      { state: 'delivered', fields, summary: 'FName, Born' },
    ]);
  });

  it('are refused in LCM’s words, and the wrap-up of the call goes its way', async (test) => {
    answers = (request, on) => {
      const isEdit = request['subtopic'] === 'SetContactBusinessFields';
      on.answer(request, isEdit ? { success: false, msg: 'FName is locked.' } : { success: true });
    };
    const desk = openDesk(test, bus.url);
    await desk.connected();
    await handlersOf(desk).correctContactFields({ callId: CALL, fields: [{ name: 'FName', value: 'Tess' }] });
    await desk.drained();
    expect(desk.outbox.fieldEdits(CALL)).toMatchObject([{ state: 'refused', reason: 'FName is locked.' }]);
    desk.submit(1, CALL);
    await desk.drained();
    expect(desk.outbox.latestForCall(CALL)?.state).toBe('delivered');
  });

  it('survive a restart while LCM is silent, and a late reply settles them, not the wrap-up', async (test) => {
    const held: JsonObject[] = [];
    answers = (request) => {
      held.push(request);
    };
    const desk = openDesk(test, bus.url);
    await desk.connected();
    await handlersOf(desk).correctContactFields({ callId: CALL, fields: [{ name: 'FName', value: 'Tess' }] });
    desk.submit(1, CALL);
    await bus.message(2);
    // The app is stopped between the two replies.
    await desk.restart();
    expect(desk.outbox.fieldEdits(CALL)).toMatchObject([{ unknown: true }]);
    answers = (request, on) => {
      if (request['subtopic'] === 'SetContactBusinessFields') on.answer(request);
    };
    await desk.connected();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (desk.outbox.fieldEdits(CALL)[0]?.state === 'delivered') resolve();
      };
      desk.outbox.changed.on(look);
      look();
    });
    expect(desk.outbox.latestForCall(CALL)?.state).not.toBe('delivered');
  });

  it.each([
    ['a field that LCM did not tell', [{ name: 'Fname', value: 'x' }], ['fieldUnknown']],
    ['a field that may not be edited', [{ name: 'Account', value: '78' }], ['fieldNotEditable']],
    [
      'several values that do not fit, all at once',
      [
        { name: 'Born', value: '1980' },
        { name: '__proto__', value: 'x' },
      ],
      ['fieldNotOfFormat', 'fieldUnknown'],
    ],
  ])('are not saved: %s', (_what, fields, codes) => {
    const desk = openDesk({ onTestFinished }, bus.url);
    const refusal = (() => {
      try {
        void handlersOf(desk).correctContactFields({ callId: CALL, fields });
      } catch (error) {
        return error;
      }
      return null;
    })();
    expect(refusal).toBeInstanceOf(RequestError);
    expect((refusal as RequestError).problems.map(({ code }) => code)).toEqual(codes);
    expect(desk.outbox.fieldEdits(CALL)).toEqual([]);
  });

  it('are not saved while nobody is signed in, or before LCM has told of any', (test) => {
    const desk = openDesk(test, bus.url);
    const fields = [{ name: 'FName', value: 'Tess' }];
    for (const handlers of [handlersOf(desk, null), handlersOf(desk, 'testagent', NO_FACTS)])
      expect(() => handlers.correctContactFields({ callId: CALL, fields })).toThrow(RequestError);
    expect(desk.outbox.fieldEdits(CALL)).toEqual([]);
  });
});
