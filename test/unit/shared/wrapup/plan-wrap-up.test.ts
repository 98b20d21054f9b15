import { describe, expect, it } from 'vitest';
import type { OutcomeCallName } from '#shared/lcm/names.ts';
import type { CallbackDraft, CallbackKind, Draft } from '#shared/draft/draft.ts';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import type { WrapUpContext } from '#shared/wrapup/plan-wrap-up.ts';
import { MORNING, brief, callback, draft, form } from '#test/support/form-fixtures.ts';
import { PAYMENT_ROWS, row } from '../outcomes/outcome-fixtures.ts';

function context(more: Partial<WrapUpContext> = {}): WrapUpContext {
  return {
    call: { callId: '12345', lcmKey: '5|3|1|0|0|44|1', contactZone: null, campaignZone: null },
    agent: 'prakashr',
    form: form(),
    outcomes: buildOutcomeForest(PAYMENT_ROWS, {}),
    machineZone: 'Europe/Madrid',
    now: MORNING,
    ...more,
  };
}

function planOf(parts: Partial<Draft>, more?: Partial<WrapUpContext>) {
  const result = planWrapUp(draft(parts), context(more));
  if (!result.ok) throw new Error(brief(result.problems).join(', '));
  return result.plan;
}

function problemsOf(parts: Partial<Draft>, more?: Partial<WrapUpContext>) {
  const result = planWrapUp(draft(parts), context(more));
  return result.ok ? [] : result.problems;
}

const none = null;
const B = '102';
const BUSY = '3';
const CALLBACK = '4';

/** Every combination of business outcome, telephony outcome and callback, and what it comes to. */
const DECISIONS: readonly [string | null, string | null, CallbackKind | null, OutcomeCallName | string[]][] =
  [
    [none, none, none, ['businessOutcome nothingChosen']],
    [none, none, 'regular', 'SetCallbackWithComments'],
    [none, none, 'personal', 'SetPersonalCallbackWithComments'],
    [none, BUSY, none, 'SetCallOutcomeWithComments'],
    [none, BUSY, 'regular', ['telephonyOutcome telephonyWithCallback']],
    [none, BUSY, 'personal', ['telephonyOutcome telephonyWithCallback']],
    [none, CALLBACK, none, ['callbackStartDate callbackMissing']],
    [none, CALLBACK, 'regular', 'SetCallbackWithComments'],
    [none, CALLBACK, 'personal', 'SetPersonalCallbackWithComments'],
    [B, none, none, 'SetBusinessOutcomeWithComments'],
    [B, none, 'regular', 'SetBusinessOutcomeWithCallback'],
    [B, none, 'personal', 'SetBusinessOutcomeWithPersonalCallback'],
    [B, BUSY, none, 'SetBusinessOutcomeWithCallOutcome'],
    [B, BUSY, 'regular', ['telephonyOutcome telephonyWithCallback']],
    [B, BUSY, 'personal', ['telephonyOutcome telephonyWithCallback']],
    [B, CALLBACK, none, ['callbackStartDate callbackMissing']],
    [B, CALLBACK, 'regular', 'SetBusinessOutcomeWithCallback'],
    [B, CALLBACK, 'personal', 'SetBusinessOutcomeWithPersonalCallback'],
  ];

describe('the choice decides the LCM call', () => {
  it('for every combination', () => {
    expect(new Set(DECISIONS.map((line) => line.slice(0, 3).join())).size).toBe(2 * 3 * 3);
  });

  it.each(DECISIONS)('business %s, telephony %s, callback %s: %s', (business, telephony, kind, expected) => {
    const result = planWrapUp(
      draft({
        businessOutcomeId: business,
        telephonyOutcomeId: telephony,
        callback: kind && callback({ kind }),
      }),
      context(),
    );
    expect(result.ok ? result.plan.call : brief(result.problems)).toEqual(expected);
  });
});

describe('the data that goes out', () => {
  const entered = { comment: 'Asked to\r\nring again', targetAmount: '12,50', leadScore: '7' };

  it('is that of page 000 for a business outcome with a callback', () => {
    const plan = planOf({ ...entered, businessOutcomeId: B, callback: callback({ endTime: '11:00' }) });
    expect(plan).toEqual({
      call: 'SetBusinessOutcomeWithCallback',
      data: {
        callid: '12345',
        AccountNumber: '5|3|1|0|0|44|1',
        OutcomeId: 4,
        BusinessOutcome: 102,
        StartDate: '10/03/2026',
        EndDate: '10/03/2026',
        StartTime: '10:30',
        EndTime: '11:00',
        CallbackModeID: 1,
        UserID: 'prakashr',
        AgentComments: 'Asked to\nring again',
        LeadScore: 7,
        TargetAmount: 12.5,
      },
      summary: 'Payment › Failure',
      callbackAt: Date.UTC(2026, 2, 10, 9, 30),
      callbackUntil: Date.UTC(2026, 2, 10, 10, 0),
      callbackZone: 'Europe/Madrid',
      doNotCall: null,
    });
  });

  it('uses the callback outcome and the zone of the settings', () => {
    const settings = form({ callbackOutcomeId: '44', callbackZone: 'Asia/Kolkata' });
    const plan = planOf(
      { businessOutcomeId: B, callback: callback({ startTime: '14:00' }) },
      { form: settings },
    );
    expect(plan.data).toMatchObject({ OutcomeId: 44 });
    expect(plan).toMatchObject({ callbackAt: Date.UTC(2026, 2, 10, 8, 30), callbackZone: 'Asia/Kolkata' });
  });

  it('is that of page 001 for a callback alone', () => {
    const plan = planOf({ callback: callback({ modeId: '3' }) });
    expect(plan.data).toEqual({
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      StartDate: '10/03/2026',
      EndDate: '10/03/2026',
      StartTime: '10:30',
      EndTime: '10:30',
      CallbackModeID: 3,
      UserID: 'prakashr',
      AgentComments: '',
      LeadScore: 0,
      TargetAmount: 0,
    });
  });

  it('is that of page 002 for a telephony outcome, even with id 0', () => {
    const plan = planOf({ ...entered, telephonyOutcomeId: '0' });
    expect(plan).toEqual({
      call: 'SetCallOutcomeWithComments',
      data: {
        callid: '12345',
        AccountNumber: '5|3|1|0|0|44|1',
        OutcomeId: 0,
        LeadScore: 7,
        UserID: 'prakashr',
        AgentComments: 'Asked to\nring again',
        TargetAmount: 12.5,
      },
      summary: 'Success',
      callbackAt: null,
      callbackUntil: null,
      callbackZone: null,
      doNotCall: null,
    });
  });

  it('has both outcomes if both are chosen', () => {
    const plan = planOf({ businessOutcomeId: B, telephonyOutcomeId: BUSY });
    expect(plan.data).toMatchObject({ BusinessOutcome: 102, CallOutcome: '3' });
  });

  it("has the outcome's lead score if none is entered", () => {
    expect(planOf({ businessOutcomeId: '101' }).data).toMatchObject({ LeadScore: 5 });
    expect(planOf({ businessOutcomeId: '101', leadScore: '0' }).data).toMatchObject({ LeadScore: 0 });
    expect(planOf({ businessOutcomeId: '102' }).data).toMatchObject({ LeadScore: 0 });
    expect(planOf({ telephonyOutcomeId: BUSY }).data).toMatchObject({ LeadScore: 0 });
  });

  it('accepts any outcome if LCM has never sent the list', () => {
    const plan = planOf({ businessOutcomeId: '4711' }, { outcomes: null });
    expect(plan.data).toMatchObject({ OutcomeId: 4711, LeadScore: 0 });
    expect(plan.summary).toBe('4711');
  });
});

describe('the summary', () => {
  it.each<[Partial<Draft>, string]>([
    [{ businessOutcomeId: B }, 'Payment › Failure'],
    [{ businessOutcomeId: '103' }, 'Wrong'],
    [{ businessOutcomeId: B, telephonyOutcomeId: BUSY }, 'Payment › Failure · Busy'],
    [{ telephonyOutcomeId: BUSY }, 'Busy'],
    [{ callback: callback() }, 'Callback'],
    [{ callback: callback(), telephonyOutcomeId: CALLBACK }, 'Callback'],
    [{ businessOutcomeId: B, callback: callback(), telephonyOutcomeId: CALLBACK }, 'Payment › Failure'],
  ])('of %j is %s', (parts, summary) => expect(planOf(parts).summary).toBe(summary));
});

describe('problems that prevent a submit', () => {
  const odd = buildOutcomeForest([...PAYMENT_ROWS, row('abc'), row('007'), row('99999999999999999999')], {});
  const closed = buildOutcomeForest(PAYMENT_ROWS, {}, { parentsChoosable: false });
  const oddSettings = form({
    telephonyOutcomes: [{ id: 'busy', name: 'Busy' }],
    callbackOutcomeId: 'later',
    callbackModes: [{ id: 'home', name: 'Home' }],
  });

  it.each<[string, Partial<Draft>, Partial<WrapUpContext>, string[]]>([
    ['nobody signed in', { businessOutcomeId: B }, { agent: null }, ['form noAgent']],
    ['a blank agent', { businessOutcomeId: B }, { agent: ' ' }, ['form noAgent']],
    [
      'a call without ids',
      { businessOutcomeId: B },
      { call: { callId: '', lcmKey: ' ', contactZone: null, campaignZone: null }, agent: null },
      ['form callIdMissing', 'form lcmKeyMissing', 'form noAgent'],
    ],
    ['blank ids', { businessOutcomeId: ' ', telephonyOutcomeId: '' }, {}, ['businessOutcome nothingChosen']],
    ['an outcome of another list', { businessOutcomeId: '4711' }, {}, ['businessOutcome outcomeNotInList']],
    [
      'an empty list',
      { businessOutcomeId: B },
      { outcomes: buildOutcomeForest([], {}) },
      ['businessOutcome outcomeNotInList'],
    ],
    ['a group', { businessOutcomeId: '7' }, {}, ['businessOutcome outcomeIsGroup']],
    [
      'a parent that is closed',
      { businessOutcomeId: '100' },
      { outcomes: closed },
      ['businessOutcome outcomeIsGroup'],
    ],
    ['words for an id', { businessOutcomeId: 'abc' }, { outcomes: odd }, ['businessOutcome idNotANumber']],
    [
      'an id that reads back as another',
      { businessOutcomeId: '007' },
      { outcomes: odd },
      ['businessOutcome idNotANumber'],
    ],
    [
      'an id beyond numbers',
      { businessOutcomeId: '99999999999999999999' },
      { outcomes: odd },
      ['businessOutcome idNotANumber'],
    ],
    [
      'words for an id, the list unknown',
      { businessOutcomeId: 'abc' },
      { outcomes: null },
      ['businessOutcome idNotANumber'],
    ],
    [
      'words for an id of another list',
      { businessOutcomeId: 'abc' },
      {},
      ['businessOutcome outcomeNotInList'],
    ],
    [
      'words for a telephony id that is not offered',
      { telephonyOutcomeId: 'nobody' },
      {},
      ['telephonyOutcome idNotANumber'],
    ],
    [
      'words for a telephony id',
      { telephonyOutcomeId: 'busy' },
      { form: oddSettings },
      ['telephonyOutcome idNotANumber'],
    ],
    [
      'words for every id there is',
      { businessOutcomeId: 'abc', callback: callback({ modeId: 'home' }) },
      { outcomes: odd, form: oddSettings },
      ['businessOutcome idNotANumber', 'callbackMode idNotANumber', 'form idNotANumber'],
    ],
    [
      'words for a mode, in a callback with other problems',
      { callback: callback({ modeId: 'home', startTime: '' }) },
      { form: oddSettings },
      ['callbackMode idNotANumber', 'callbackStartTime startTimeMissing'],
    ],
    ['a long comment', { businessOutcomeId: B, comment: 'x'.repeat(4_001) }, {}, ['comment commentTooLong']],
    [
      'a thousand or one',
      { businessOutcomeId: B, targetAmount: '1,000' },
      {},
      ['targetAmount numberAmbiguous'],
    ],
    ['a negative amount', { businessOutcomeId: B, targetAmount: '-1' }, {}, ['targetAmount amountNegative']],
    ['half a lead score', { businessOutcomeId: B, leadScore: '7,5' }, {}, ['leadScore leadScoreNotWhole']],
    ['a lead score in words', { businessOutcomeId: B, leadScore: 'hot' }, {}, ['leadScore numberUnreadable']],
    ['no zone', { callback: callback() }, { machineZone: '' }, ['callbackStartTime callbackZoneUnknown']],
    [
      'a past callback',
      { callback: callback({ startTime: '08:30' }) },
      {},
      ['callbackStartTime callbackInPast'],
    ],
    [
      'everything at once',
      {
        businessOutcomeId: '7',
        telephonyOutcomeId: '77',
        callback: callback({ startDate: '', startTime: '25:00', modeId: null }),
        comment: 'x'.repeat(4_001),
        targetAmount: '1.2.3',
        leadScore: 'x',
      },
      { agent: null },
      [
        'businessOutcome outcomeIsGroup',
        'callbackMode callbackModeMissing',
        'callbackStartDate startDateMissing',
        'callbackStartTime timeUnreadable',
        'comment commentTooLong',
        'form noAgent',
        'leadScore numberUnreadable',
        'targetAmount numberAmbiguous',
        'telephonyOutcome telephonyWithCallback',
      ],
    ],
    [
      'nothing chosen and more',
      { comment: 'x'.repeat(4_001), targetAmount: '-1' },
      {},
      ['businessOutcome nothingChosen', 'comment commentTooLong', 'targetAmount amountNegative'],
    ],
  ])('%s', (_, parts, more, expected) => expect(brief(problemsOf(parts, more))).toEqual(expected));

  it('fill the gaps of their words', () => {
    expect(problemsOf({ businessOutcomeId: 'abc' }, { outcomes: odd })[0]?.params).toEqual({ id: 'abc' });
    expect(
      problemsOf(
        { callback: callback(), businessOutcomeId: B },
        { form: form({ callbackOutcomeId: 'later' }) },
      ),
    ).toEqual([{ field: 'form', code: 'idNotANumber', params: { id: 'later' } }]);
    expect(problemsOf({ businessOutcomeId: B, comment: 'x'.repeat(4_005) })[0]?.params).toEqual({
      limit: 4_000,
      over: 5,
    });
  });

  it('ignores an unknown zone that is not needed', () => {
    expect(problemsOf({ businessOutcomeId: B }, { machineZone: '' })).toEqual([]);
  });

  it('accepts a callback whose telephony outcome is not in the settings', () => {
    const parts: { callback: CallbackDraft; telephonyOutcomeId: string } = {
      callback: callback(),
      telephonyOutcomeId: CALLBACK,
    };
    expect(problemsOf(parts, { form: form({ telephonyOutcomes: [] }) })).toEqual([]);
  });
});
