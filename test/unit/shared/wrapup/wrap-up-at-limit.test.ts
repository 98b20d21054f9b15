import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_FIELDS, type Draft } from '#shared/draft/draft.ts';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { planWrapUp, type WrapUpContext } from '#shared/wrapup/plan-wrap-up.ts';
import { wrapUpAtLimit } from '#shared/wrapup/wrap-up-at-limit.ts';
import { MORNING, callback, draft, form } from '#test/support/form-fixtures.ts';
import type { OutcomeRule } from '#shared/wrapup/rule-settings.ts';
import { PAYMENT_ROWS } from '../outcomes/outcome-fixtures.ts';

const NO_ANSWER = { businessOutcomeId: '', telephonyOutcomeId: '8' };

function context(more: Partial<WrapUpContext> = {}): WrapUpContext {
  return {
    call: { callId: '12345', lcmKey: '5|3|1|0|0|44|1', contactZone: null, campaignZone: null },
    agent: 'prakashr',
    form: form({ mandatory: { default: ['comment', 'telephonyOutcome'], byCampaign: {} }, commentLimit: 10 }),
    outcomes: buildOutcomeForest(PAYMENT_ROWS, {}),
    machineZone: 'Europe/Madrid',
    now: MORNING,
    ...more,
  };
}

/** The call with what it says, or the fault. */
function atLimit(parts: Partial<Draft> | null, outcome = NO_ANSWER, more?: Partial<WrapUpContext>): unknown {
  const result = wrapUpAtLimit(parts === null ? null : draft(parts), outcome, context(more));
  if (!result.ok) return result.fault;
  const { OutcomeId, BusinessOutcome, CallOutcome, AgentComments, TargetAmount } = result.plan.data;
  const said = { OutcomeId, BusinessOutcome, CallOutcome, AgentComments, TargetAmount };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return [result.plan.call, given];
}

describe('what is submitted at the after-call limit', () => {
  it.each<[string, Partial<Draft> | null, unknown]>([
    [
      'nothing entered: the default outcome',
      null,
      ['SetCallOutcomeWithComments', { OutcomeId: 8, AgentComments: '', TargetAmount: 0 }],
    ],
    [
      'a comment alone goes with the default outcome',
      { comment: 'rang out' },
      ['SetCallOutcomeWithComments', { OutcomeId: 8, AgentComments: 'rang out', TargetAmount: 0 }],
    ],
    [
      'figures go along where they can be read',
      { targetAmount: '12.5', leadScore: 'abc' },
      ['SetCallOutcomeWithComments', { OutcomeId: 8, AgentComments: '', TargetAmount: 12.5 }],
    ],
    [
      'a complete draft as it is',
      { businessOutcomeId: '102', telephonyOutcomeId: '3', comment: 'ok' },
      [
        'SetBusinessOutcomeWithCallOutcome',
        { BusinessOutcome: 102, CallOutcome: '3', AgentComments: 'ok', TargetAmount: 0 },
      ],
    ],
    [
      'an outcome the agent chose stays, mandatory fields or not, and its comment is cut',
      { businessOutcomeId: '102', comment: 'longer than it may be' },
      ['SetBusinessOutcomeWithComments', { OutcomeId: 102, AgentComments: 'longer tha', TargetAmount: 0 }],
    ],
    [
      'an outcome that is not in the list gives way to the telephony outcome beside it',
      { businessOutcomeId: '4711', telephonyOutcomeId: '3' },
      ['SetCallOutcomeWithComments', { OutcomeId: 3, AgentComments: '', TargetAmount: 0 }],
    ],
    [
      'an outcome that is not in the list gives way to the default',
      { businessOutcomeId: '4711' },
      ['SetCallOutcomeWithComments', { OutcomeId: 8, AgentComments: '', TargetAmount: 0 }],
    ],
    [
      'a callback goes before a telephony outcome that cannot go with it',
      { telephonyOutcomeId: '3', callback: callback() },
      ['SetCallbackWithComments', { AgentComments: '', TargetAmount: 0 }],
    ],
    [
      'a callback whose time is not there is left to the agent',
      { callback: callback({ startTime: '' }) },
      'limitCallback',
    ],
    [
      'so is one with an outcome',
      { businessOutcomeId: '102', callback: callback({ startDate: '2020-01-01' }) },
      'limitCallback',
    ],
    ['so is one that is only meant', { businessOutcomeId: '102', telephonyOutcomeId: '4' }, 'limitCallback'],
  ])('%s', (_words, parts, expected) => expect(atLimit(parts)).toEqual(expected));

  describe('with rules of the outcome', () => {
    const rules: OutcomeRule[] = [
      {
        when: { within: '100' },
        callback: 'none',
        needs: ['targetAmount'],
        confirm: 'Agreed',
        presets: { comment: 'bye', leadScore: 2 },
      },
      { when: { telephonyOutcomeId: '8' }, presets: { targetAmount: 3, comment: 'out' } },
    ];
    const snippets = [
      { abbreviation: 'out', text: 'Rang out' },
      { abbreviation: 'bye', text: '{contact} rang off' },
    ];
    const ruled = { form: form({ rules, snippets }) };
    const DONE = { businessOutcomeId: '101', telephonyOutcomeId: '' };

    it('needs nothing', () => {
      expect(atLimit({ businessOutcomeId: '101' }, NO_ANSWER, ruled)).toEqual([
        'SetBusinessOutcomeWithComments',
        { OutcomeId: 101, AgentComments: '', TargetAmount: 0 },
      ]);
    });

    it('sends no snippet of a rule that still has a gap, but what the agent wrote', () => {
      const own = { businessOutcomeId: '102', comment: 'at {today}' };
      expect(atLimit(own, NO_ANSWER, ruled)).toEqual([
        'SetBusinessOutcomeWithComments',
        { OutcomeId: 102, AgentComments: 'at {today}', TargetAmount: 0 },
      ]);
      expect(atLimit({ ...own, presets: ['comment'] }, NO_ANSWER, ruled)).toEqual([
        'SetBusinessOutcomeWithComments',
        { OutcomeId: 102, AgentComments: '', TargetAmount: 0 },
      ]);
    });

    it('leaves a callback that the outcome does not allow to the agent', () => {
      expect(atLimit({ businessOutcomeId: '101', callback: callback() }, NO_ANSWER, ruled)).toBe(
        'limitCallback',
      );
    });

    it('fills in what the default outcome presets, not over what the agent entered', () => {
      expect(atLimit(null, NO_ANSWER, ruled)).toEqual([
        'SetCallOutcomeWithComments',
        { OutcomeId: 8, AgentComments: 'Rang out', TargetAmount: 3 },
      ]);
      expect(atLimit({ comment: 'busy tone' }, NO_ANSWER, ruled)).toEqual([
        'SetCallOutcomeWithComments',
        { OutcomeId: 8, AgentComments: 'busy tone', TargetAmount: 3 },
      ]);
    });

    it('leaves out a snippet that needs words of the agent’s language', () => {
      const result = wrapUpAtLimit(null, DONE, context(ruled));
      expect(result.ok && result.plan.data).toMatchObject({ AgentComments: '', LeadScore: 2 });
    });
  });

  it('submits nothing if nobody is signed in or the default outcome cannot be sent', () => {
    expect(atLimit(null, NO_ANSWER, { agent: null })).toBe('limitNoAgent');
    expect(atLimit(null, { businessOutcomeId: '4711', telephonyOutcomeId: '' })).toBe('limitOutcome');
    expect(atLimit(null, { businessOutcomeId: '', telephonyOutcomeId: '4' })).toBe('limitOutcome');
  });

  it('submits only what the agent could have submitted without mandatory fields', () => {
    const ids = fc.constantFrom(null, '', '102', '4711', '100');
    const anyDraft = fc.record({
      businessOutcomeId: ids,
      telephonyOutcomeId: fc.constantFrom(null, '3', '4', '77'),
      callback: fc.constantFrom(null, callback(), callback({ startDate: '' })),
      comment: fc.string({ unit: 'binary', maxLength: 30 }),
      targetAmount: fc.constantFrom('', '7', 'abc'),
      leadScore: fc.constantFrom('', '-1', '1,000'),
      confirmed: fc.constantFrom(null, 'Agreed'),
      doNotCall: fc.constant(null),
      campaigns: fc.constant<string[]>([]),
      presets: fc.subarray([...PRESET_FIELDS]),
    });
    const lenient = form({ commentLimit: 10 });
    fc.assert(
      fc.property(anyDraft, (entered) => {
        const result = wrapUpAtLimit(entered, NO_ANSWER, context());
        if (!result.ok) {
          expect(result.fault).toBe('limitCallback');
          return;
        }
        const again = planWrapUp(result.draft, context({ form: lenient }));
        expect(again).toMatchObject({ ok: true, plan: result.plan });
        if (entered.callback !== null) expect(result.plan.callbackAt).not.toBeNull();
      }),
    );
  });
});
