import { describe, expect, it } from 'vitest';
import type { DoNotCallWish } from '#shared/draft/block.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { DoNotCallPeriod } from '#shared/lcm/call-facts.ts';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import {
  entailedBy,
  followRules,
  type Entailed,
  type RuleContext,
  type SnippetWords,
} from '#shared/wrapup/outcome-rules.ts';
import { doNotCallSettingsSchema } from '#shared/wrapup/do-not-call-settings.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import type { OutcomeRule } from '#shared/wrapup/rule-settings.ts';
import { modeInformation, told } from '#test/support/fact-fixtures.ts';
import { MORNING, brief, callback, draft, form } from '#test/support/form-fixtures.ts';
import { PAYMENT_ROWS, row } from '../outcomes/outcome-fixtures.ts';

/** Payment (100) › Failure (102) › By card (104); Wrong (103) in group 7. */
const ROWS = [...PAYMENT_ROWS, row('104', '102', { description: 'By card' })];

function context(
  rules: OutcomeRule[],
  more: Partial<RuleContext> = {},
): RuleContext & { form: ReturnType<typeof form> } {
  const snippets = [
    { abbreviation: 'paid', text: 'Has paid.' },
    { abbreviation: 'later', text: '{outcome}: calls at {callback.time}' },
  ];
  return { outcomes: buildOutcomeForest(ROWS, {}), ...more, form: form({ rules, snippets }) };
}

const card = { businessOutcomeId: '104', telephonyOutcomeId: null, callback: null };

describe('which rule counts', () => {
  const OWN: OutcomeRule = { when: { businessOutcomeId: '104' }, note: 'own' };
  const OWN_IN_7: OutcomeRule = { when: { businessOutcomeId: '104', campaignId: '7' }, note: 'own in 7' };
  const SELF: OutcomeRule = { when: { within: '104' }, note: 'self' };
  const NEAR: OutcomeRule = { when: { within: '102' }, note: 'near' };
  const FAR: OutcomeRule = { when: { within: '100' }, note: 'far' };
  const FAR_IN_7: OutcomeRule = { when: { within: '100', campaignId: '7' }, note: 'far in 7' };
  const BUSY: OutcomeRule = { when: { telephonyOutcomeId: '3' }, note: 'busy' };
  const both = { ...card, telephonyOutcomeId: '3' };

  it.each<[string, OutcomeRule[], Parameters<typeof entailedBy>[0], string | null, string | undefined]>([
    ['no rule', [], card, '7', undefined],
    ['no rule of this outcome', [{ when: { businessOutcomeId: '101' }, note: 'x' }], card, '7', undefined],
    ['no rule of this part of the tree', [{ when: { within: '7' }, note: 'x' }], card, '7', undefined],
    ['an id that no list has', [{ when: { within: '4711' }, note: 'x' }], card, '7', undefined],
    ['nothing is chosen', [OWN, NEAR, BUSY], draft(), '7', undefined],
    ['the outcome before the tree', [FAR, NEAR, SELF, OWN], card, null, 'own'],
    ['the nearest of the tree, itself first', [FAR, NEAR, SELF], card, null, 'self'],
    ['the nearer of two above', [FAR, NEAR], card, null, 'near'],
    ['the tree before the telephony outcome', [BUSY, FAR], both, null, 'far'],
    ['the telephony outcome alone', [BUSY, FAR], { ...both, businessOutcomeId: null }, null, 'busy'],
    ['a campaign before none, if equally narrow', [OWN, OWN_IN_7], card, '7', 'own in 7'],
    ['not another campaign', [OWN, OWN_IN_7], card, '8', 'own'],
    ['no campaign’s rule if the campaign is unknown', [OWN_IN_7], card, null, undefined],
    ['the outcome before a campaign’s tree', [FAR_IN_7, OWN], card, '7', 'own'],
    ['a campaign’s tree before the telephony outcome', [BUSY, FAR_IN_7], both, '7', 'far in 7'],
    ['of two that are the same, the first', [OWN, { ...OWN, note: 'again' }], card, null, 'own'],
    [
      'a group that LCM does not list',
      [{ when: { within: '7' }, note: 'group' }],
      { ...card, businessOutcomeId: '103' },
      null,
      'group',
    ],
    [
      'an outcome that is not in the list',
      [{ when: { within: '999' }, note: 'x' }],
      { ...card, businessOutcomeId: ' 999 ' },
      null,
      'x',
    ],
    [
      'a callback counts as the one that means callback',
      [{ when: { telephonyOutcomeId: '4' }, note: 'back' }],
      { ...card, callback: callback() },
      null,
      'back',
    ],
    [
      'but not beside another telephony outcome',
      [{ when: { telephonyOutcomeId: '4' }, note: 'back' }],
      { ...both, callback: callback() },
      null,
      undefined,
    ],
    ['a narrower rule takes the words back', [FAR, { ...OWN, note: '' }], card, null, undefined],
  ])('%s', (_words, rules, choice, campaign, note) => {
    expect(entailedBy(choice, context(rules, { campaign })).note?.value).toBe(note);
  });

  it('is found for each member by itself, with the name of the chosen outcome', () => {
    const rules: OutcomeRule[] = [
      { when: { within: '100' }, callback: 'none', needs: ['comment'], note: 'All payments' },
      { when: { businessOutcomeId: '104' }, needs: [], presets: { leadScore: 3 } },
      { when: { telephonyOutcomeId: '3' }, callback: 'needed', confirm: 'Busy tone heard' },
    ];
    const expected: Entailed = {
      callback: { value: 'none', outcome: 'By card' },
      needs: { value: [], outcome: 'By card' },
      confirm: { value: 'Busy tone heard', outcome: 'Busy' },
      presets: { value: { leadScore: 3 }, outcome: 'By card' },
      note: { value: 'All payments', outcome: 'By card' },
    };
    expect(entailedBy({ ...card, telephonyOutcomeId: '3' }, context(rules))).toEqual(expected);
  });

  it('goes by the campaign that LCM told of the call, if the list names none', () => {
    const facts = told({ mode: modeInformation({ campaignId: '7' }) });
    expect(entailedBy(card, context([OWN_IN_7], { facts })).note?.value).toBe('own in 7');
  });
});

describe('what is wrong with a wrap-up', () => {
  function problemsOf(
    rule: Omit<OutcomeRule, 'when'>,
    parts: Partial<Draft> = {},
    isLenient = false,
  ): string[] {
    const result = planWrapUp(draft({ businessOutcomeId: '104', ...parts }), {
      ...context([{ when: { within: '100' }, ...rule }]),
      call: { callId: '1', lcmKey: '5|3', contactZone: null, campaignZone: null },
      agent: 'prakashr',
      machineZone: 'Europe/Madrid',
      now: MORNING,
      ...(isLenient && { nothingMandatory: true as const }),
    });
    return result.ok ? [] : brief(result.problems);
  }

  it.each<[string, Omit<OutcomeRule, 'when'>, Partial<Draft>, string[], string[]]>([
    ['a callback', { callback: 'needed' }, {}, ['callback callbackNeeded'], []],
    ['a callback that is there', { callback: 'needed' }, { callback: callback() }, [], []],
    [
      'a callback, said once',
      { callback: 'needed' },
      { telephonyOutcomeId: '4' },
      ['callback callbackNeeded'],
      ['callbackStartDate callbackMissing'],
    ],
    [
      'no callback',
      { callback: 'none' },
      { callback: callback() },
      ['callback callbackNotAllowed'],
      ['callback callbackNotAllowed'],
    ],
    ['no callback, and none is there', { callback: 'none' }, {}, [], []],
    [
      'no callback, but the telephony outcome means one',
      { callback: 'none' },
      { telephonyOutcomeId: '4' },
      ['telephonyOutcome callbackNotAllowed'],
      ['telephonyOutcome callbackNotAllowed'],
    ],
    ['a callback or none', { callback: 'optional' }, { callback: callback() }, [], []],
    [
      'fields',
      { needs: ['comment', 'targetAmount', 'leadScore'] },
      { comment: ' \n', leadScore: ' ' },
      ['comment commentNeeded', 'leadScore scoreNeeded', 'targetAmount amountNeeded'],
      [],
    ],
    [
      'fields that are there',
      { needs: ['comment', 'targetAmount', 'leadScore'] },
      { comment: 'x', targetAmount: '0', leadScore: '0' },
      [],
      [],
    ],
    [
      'a field that cannot be read, said once',
      { needs: ['targetAmount'] },
      { targetAmount: 'abc' },
      ['targetAmount numberUnreadable'],
      ['targetAmount numberUnreadable'],
    ],
    ['a confirmation', { confirm: 'Agreed' }, {}, ['confirmation confirmationNeeded'], []],
    [
      'a confirmation of other words',
      { confirm: 'Agreed' },
      { confirmed: 'Refused' },
      ['confirmation confirmationNeeded'],
      [],
    ],
    ['a confirmation that is there', { confirm: 'Agreed' }, { confirmed: 'Agreed' }, [], []],
    [
      'a confirmation in another language',
      { confirm: { en: 'Agreed', de: 'Einverstanden' } },
      { confirmed: 'Einverstanden' },
      [],
      [],
    ],
    [
      'a snippet that a rule put in and that has a gap',
      {},
      { comment: 'at {callback.time}', presets: ['comment'] },
      ['comment snippetGap'],
      [],
    ],
    ['the same text if the agent wrote it', {}, { comment: 'at {callback.time}' }, [], []],
  ])('%s', (_words, rule, parts, problems, atLimit) => {
    expect(problemsOf(rule, parts)).toEqual(problems);
    expect(problemsOf(rule, parts, true)).toEqual(atLimit);
  });

  it('asks for a field once, in the words of the rule, if the settings make it mandatory too', () => {
    const plan = context([{ when: { within: '100' }, needs: ['comment'] }]);
    const result = planWrapUp(draft({ businessOutcomeId: '104' }), {
      ...plan,
      form: { ...plan.form, mandatory: { default: ['comment', 'targetAmount'], byCampaign: {} } },
      call: { callId: '1', lcmKey: '5|3', contactZone: null, campaignZone: null },
      agent: 'prakashr',
      machineZone: 'Europe/Madrid',
      now: MORNING,
    });
    expect(result.ok ? [] : result.problems).toEqual([
      { field: 'comment', code: 'commentNeeded', params: { outcome: 'By card' } },
      { field: 'targetAmount', code: 'mandatoryMissing', params: {} },
    ]);
  });
});

describe('what is filled in', () => {
  const wordsOf: SnippetWords = ({ text }, { callback: at }) =>
    text.replace('{callback.time}', at?.startTime ?? '{callback.time}');
  const RULES: OutcomeRule[] = [
    {
      when: { businessOutcomeId: '104' },
      presets: { targetAmount: 12.5, leadScore: -3, comment: 'PAID', telephonyOutcomeId: '0' },
    },
    { when: { businessOutcomeId: '101' }, presets: { targetAmount: 20, comment: 'later' } },
    { when: { telephonyOutcomeId: '3' }, presets: { leadScore: 1 } },
  ];
  /** The draft after these changes, one after the other, from an empty one. */
  function after(...changes: Partial<Draft>[]): Draft {
    return changes.reduce<Draft>(
      (before, change) => followRules(before, change, context(RULES), wordsOf),
      EMPTY_DRAFT,
    );
  }
  const CARD = { businessOutcomeId: '104' };
  const DONE = { businessOutcomeId: '101' };
  const OTHER = { businessOutcomeId: '103' };
  const NONE = {
    telephonyOutcomeId: null,
    targetAmount: '',
    leadScore: '',
    comment: '',
    confirmed: null,
    presets: [],
  };
  const FILLED = {
    telephonyOutcomeId: '0',
    targetAmount: '12.5',
    leadScore: '-3',
    comment: 'Has paid.',
    confirmed: null,
    presets: ['telephonyOutcomeId', 'targetAmount', 'leadScore', 'comment'],
  };

  it.each<[string, Partial<Draft>[], object]>([
    ['nothing without a rule', [OTHER], NONE],
    ['when the outcome is chosen', [CARD], FILLED],
    ['and undone when it is another', [CARD, OTHER], NONE],
    ['and undone when it is none', [CARD, { businessOutcomeId: null }], NONE],
    [
      'instead of the last rule’s',
      [CARD, DONE],
      {
        ...NONE,
        targetAmount: '20',
        comment: '{outcome}: calls at {callback.time}',
        presets: ['targetAmount', 'comment'],
      },
    ],
    [
      'not over what the agent entered',
      [{ targetAmount: '7', comment: 'mine' }, CARD],
      { ...FILLED, targetAmount: '7', comment: 'mine', presets: ['telephonyOutcomeId', 'leadScore'] },
    ],
    [
      'also not over the same value',
      [{ targetAmount: '12.5' }, CARD, OTHER],
      { ...NONE, targetAmount: '12.5' },
    ],
    [
      'what the agent made of it stays',
      [CARD, { comment: 'Has paid. In full.' }, OTHER],
      { ...NONE, comment: 'Has paid. In full.' },
    ],
    [
      'what the agent emptied stays empty',
      [CARD, { comment: '' }, { targetAmount: '1' }, { callback: callback() }],
      { ...FILLED, telephonyOutcomeId: null, targetAmount: '1', comment: '', presets: ['leadScore'] },
    ],
    [
      'what the agent set in the same step is theirs',
      [{ ...CARD, comment: 'mine', leadScore: '9' }],
      { ...FILLED, comment: 'mine', leadScore: '9', presets: ['telephonyOutcomeId', 'targetAmount'] },
    ],
    [
      'also that it is to be empty',
      [{ comment: 'mine' }, { ...CARD, comment: '' }],
      { ...FILLED, comment: '', presets: ['telephonyOutcomeId', 'targetAmount', 'leadScore'] },
    ],
    [
      'no telephony outcome beside a callback',
      [CARD, { callback: callback() }],
      { ...FILLED, telephonyOutcomeId: null, presets: ['targetAmount', 'leadScore', 'comment'] },
    ],
    [
      'and again without it',
      [CARD, { callback: callback() }, { callback: null }],
      { ...FILLED, presets: ['targetAmount', 'leadScore', 'comment', 'telephonyOutcomeId'] },
    ],
    [
      'a telephony outcome that the agent chose stays',
      [CARD, { telephonyOutcomeId: '3' }, OTHER],
      { ...NONE, telephonyOutcomeId: '3', leadScore: '1', presets: ['leadScore'] },
    ],
    [
      'the snippet follows the draft until the agent writes',
      [DONE, { callback: callback({ startTime: '11:00' }) }],
      {
        ...NONE,
        targetAmount: '20',
        comment: '{outcome}: calls at 11:00',
        presets: ['targetAmount', 'comment'],
      },
    ],
  ])('%s', (_words, changes, expected) => {
    const got = after(...changes);
    expect({ ...got, presets: [...got.presets].sort() }).toMatchObject({
      ...expected,
      presets: [...(expected as Draft).presets].sort(),
    });
  });

  it('asks again for a confirmation when another outcome is chosen', () => {
    const rules: OutcomeRule[] = [{ when: { within: '100' }, confirm: 'Agreed' }];
    const follow = (before: Draft, change: Partial<Draft>): Draft =>
      followRules(before, change, context(rules), wordsOf);
    const ticked = follow(follow(EMPTY_DRAFT, CARD), { confirmed: 'Agreed' });
    expect(follow(ticked, { comment: 'x', telephonyOutcomeId: '3' }).confirmed).toBe('Agreed');
    expect(follow(ticked, DONE).confirmed).toBeNull();
  });
});

describe('an outcome that marks do not call', () => {
  const FOR_EVER = { scope: 'number', field: null, period: { kind: 'permanent' } } as const;
  const THIRTY_DAYS = { ...FOR_EVER, period: { kind: 'days', days: 30 } } as const;
  const NUMBERED = { contactNumber: '+34 600 100 101' };
  const marking = (doNotCall: OutcomeRule['doNotCall']): OutcomeRule[] => [
    { when: { within: '100' }, doNotCall },
  ];
  function plan(
    rules: OutcomeRule[],
    more: Partial<Draft>,
    {
      period = null,
      atLimit = false,
      offered = 'always',
    }: {
      period?: DoNotCallPeriod | null;
      atLimit?: boolean;
      offered?: 'always' | 'whereTold';
    } = {},
  ) {
    const given = context(rules, {
      facts: told({ mode: modeInformation({ ...NUMBERED, doNotCall: period }) }),
    });
    return planWrapUp(draft({ businessOutcomeId: '104', ...more }), {
      ...given,
      form: { ...given.form, doNotCall: doNotCallSettingsSchema.parse({ offered }) },
      call: { callId: '1', lcmKey: '5|3', contactZone: null, campaignZone: null },
      agent: 'prakashr',
      machineZone: 'Europe/Madrid',
      now: MORNING,
      ...(atLimit && { nothingMandatory: true }),
    });
  }
  const told30: DoNotCallPeriod = { kind: 'days', days: 30, untilEndOfDay: true, inContactZone: false };

  it.each<[string, OutcomeRule['doNotCall'], DoNotCallPeriod | null, DoNotCallWish]>([
    ['for ever', { scope: 'number' }, null, FOR_EVER],
    ['for the days of the rule', { scope: 'number', days: 30 }, null, THIRTY_DAYS],
    ['as long as LCM says, if that leaves no choice', { scope: 'number' }, told30, THIRTY_DAYS],
    ['not longer than LCM says', { scope: 'number', days: 90 }, told30, THIRTY_DAYS],
  ])('has the agent confirm it, %s, and gives it to be saved', (_, rule, period, wish) => {
    const asked = plan(marking(rule), {}, { period });
    expect(asked.ok ? [] : brief(asked.problems)).toEqual(['doNotCall doNotCallNeeded']);
    const confirmed = plan(marking(rule), { doNotCall: wish }, { period });
    expect(confirmed.ok && confirmed.plan.doNotCall).toEqual(wish);
  });

  it('marks nothing that was confirmed for other people or another time', () => {
    const other = plan(marking({ scope: 'number' }), { doNotCall: THIRTY_DAYS });
    expect(other.ok ? [] : brief(other.problems)).toEqual(['doNotCall doNotCallNeeded']);
  });

  it('marks nothing by itself at the after-call limit, but what the agent has confirmed', () => {
    const silent = plan(marking({ scope: 'number' }), {}, { atLimit: true });
    expect(silent.ok && silent.plan.doNotCall).toBeNull();
    const confirmed = plan(marking({ scope: 'number' }), { doNotCall: FOR_EVER }, { atLimit: true });
    expect(confirmed.ok && confirmed.plan.doNotCall).toEqual(FOR_EVER);
  });

  it('says that nothing is marked where it is not offered, and submits', () => {
    const result = plan(marking({ scope: 'number' }), { doNotCall: FOR_EVER }, { offered: 'whereTold' });
    expect(brief(result.warnings)).toEqual(['doNotCall doNotCallNotMarked']);
    expect(result.ok && result.plan.doNotCall).toBeNull();
  });

  it('is taken back by a narrower rule', () => {
    const rules = [
      ...marking({ scope: 'number' }),
      { when: { businessOutcomeId: '104' }, doNotCall: false as const },
    ];
    const result = plan(rules, { doNotCall: FOR_EVER });
    expect(result.ok && result.plan.doNotCall).toBeNull();
    expect(result.warnings).toEqual([]);
  });

  it('asks again when another outcome is chosen', () => {
    const follow = (before: Draft, change: Partial<Draft>): Draft =>
      followRules(before, change, context(marking({ scope: 'number' })), () => '');
    const ticked = follow(follow(EMPTY_DRAFT, { businessOutcomeId: '104' }), { doNotCall: FOR_EVER });
    expect(follow(ticked, { comment: 'x' }).doNotCall).toEqual(FOR_EVER);
    expect(follow(ticked, { businessOutcomeId: '101' }).doNotCall).toBeNull();
  });
});

it('a draft of an older version is read as one without presets, a confirmation, a do-not-call and campaigns', () => {
  const now = Object.entries(draft({ comment: 'from before' }));
  const added = ['confirmed', 'presets', 'doNotCall', 'campaigns'];
  const older = now.filter(([name]) => !added.includes(name));
  expect(older).toHaveLength(now.length - added.length);
  expect(draftSchema.parse(Object.fromEntries(older))).toEqual(draft({ comment: 'from before' }));
});
