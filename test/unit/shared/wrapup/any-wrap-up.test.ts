import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OutcomeCallName } from '#shared/lcm/names.ts';
import { COMMENT_COUNTS } from '#shared/comment/comment.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import { hours, mode, modeInformation, told, zone } from '#test/support/fact-fixtures.ts';
import { fieldProblemShape } from '#test/support/answer-shapes.ts';
import { PRESET_FIELDS, type Draft, type FieldProblem } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { Mandatory } from '#shared/draft/mandatory.ts';
import { doNotCallSettingsSchema } from '#shared/wrapup/do-not-call-settings.ts';
import type { OutcomeRule } from '#shared/wrapup/rule-settings.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import type { WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import { PROBLEM_PARAMS } from '#shared/draft/problems.ts';
import type { ProblemCode } from '#shared/draft/problems.ts';
import { MORNING, form } from '#test/support/form-fixtures.ts';
import { PAYMENT_ROWS, row } from '../outcomes/outcome-fixtures.ts';

/* The wire as the vendor pages have it, stated here once more so that the encoder is not its own judge. */
const id = z.number().int();
const figure = z.number();
const text = z.string();
const filled = z.string().min(1);
const date = z.string().regex(/^\d{2}\/\d{2}\/\d{4}$/);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const subject = { callid: filled, AccountNumber: filled };
const rest = { UserID: filled, AgentComments: text, LeadScore: figure, TargetAmount: figure };
const window = { StartDate: date, EndDate: date, StartTime: time, EndTime: time, CallbackModeID: id };
const outcome = z.strictObject({ ...subject, ...rest, OutcomeId: id });
const lone = z.strictObject({ ...subject, ...rest, ...window });
const both = z.strictObject({ ...subject, ...rest, ...window, OutcomeId: id, BusinessOutcome: id });
const WIRE: Readonly<Record<OutcomeCallName, z.ZodType>> = {
  SetBusinessOutcomeWithCallback: both,
  SetBusinessOutcomeWithPersonalCallback: both,
  SetCallbackWithComments: lone,
  SetPersonalCallbackWithComments: lone,
  SetCallOutcomeWithComments: outcome,
  SetBusinessOutcomeWithComments: outcome,
  SetBusinessOutcomeWithCallOutcome: z.strictObject({
    ...subject,
    ...rest,
    BusinessOutcome: id,
    CallOutcome: filled,
  }),
};

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
/** Mostly the first, often one of the others, now and then anything at all. */
const typed = (first: string, ...others: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(first) },
    { weight: 7, arbitrary: fc.constantFrom(first, ...others) },
    { weight: 1, arbitrary: anyText },
  );
const fold = fc.constantFrom(null, 'earlier' as const, 'later' as const);
const dates = typed('2026-03-29', '2026-03-10', '2026-03-11', '2026-10-25', '2026-06-30', '2026-02-30', '');
const times = typed('10:30', '02:30', '20:59', '23:00', '9:00', '');

const anyDraft: fc.Arbitrary<Draft> = fc.record({
  businessOutcomeId: fc.option(typed('102', '100', '103', '7', 'abc', '4711')),
  telephonyOutcomeId: fc.option(typed('4', '0', '3', '77')),
  callback: fc.option(
    fc.record({
      kind: fc.constantFrom('regular' as const, 'personal' as const),
      startDate: dates,
      startTime: times,
      endDate: dates,
      endTime: times,
      startFold: fold,
      endFold: fold,
      modeId: fc.option(typed('1', '3', 'home'), { freq: 20 }),
      zone: fc.option(typed('Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Nowhere/Land')),
      when: typed('', '', '', '', 'tomorrow 10'),
    }),
  ),
  comment: fc.oneof(anyText, fc.constant('{today}')),
  targetAmount: typed('', '12,50', '1,000', '-1', '9'.repeat(20)),
  leadScore: typed('', '7', '-2.5', '1e3'),
  confirmed: fc.option(typed('Agreed')),
  doNotCall: fc.option(
    fc.record({
      scope: fc.constantFrom('number' as const, 'contact' as const),
      field: fc.constant(null),
      period: fc.constantFrom({ kind: 'permanent' as const }, { kind: 'days' as const, days: 30 }),
    }),
  ),
  campaigns: fc.subarray(['7|2|1|0|0|44|1', '7|3|1|0|0|44|1']),
  presets: fc.subarray([...PRESET_FIELDS]),
});

const MANDATORY: Mandatory[] = [
  { default: [], byCampaign: {} },
  { default: ['comment', 'leadScore'], byCampaign: {} },
];

const RULES: OutcomeRule[] = [
  {
    when: { within: '100' },
    callback: 'needed',
    needs: ['comment', 'targetAmount', 'leadScore'],
    confirm: 'Agreed',
  },
  { when: { within: '7' }, callback: 'none', doNotCall: { scope: 'contact', days: 30 } },
];

/** LCM requires an outcome, names the modes, and mode 1 may be called in the morning of Kolkata. */
const TOLD = told({
  mode: modeInformation({ dispositionRequired: true }),
  contactModes: [
    mode('1', { name: 'Home', number: '1', ...hours('09:00', '12:00'), zone: zone('Asia/Kolkata') }),
  ],
  telephonyOutcomes: [row('0'), row('77')],
});

const forest = buildOutcomeForest([...PAYMENT_ROWS, row('abc')], {});
const anyGuard = fc.constantFrom('forbid' as const, 'forbid' as const, 'warn' as const);
const anyContext = fc.record({
  call: fc.record({
    callId: typed('12345'),
    lcmKey: typed('137|1|3|0|0|84|'),
    contactZone: fc.constantFrom(null, 'America/New_York'),
    campaignZone: fc.constantFrom(null, 'Europe/Madrid', 'Asia/Kolkata'),
  }),
  agent: fc.option(typed('prakashr'), { freq: 20 }),
  form: fc.record({
    callbackZone: fc.constantFrom('', 'Europe/Madrid', 'America/Santiago', 'Australia/Lord_Howe'),
    callbackOutcomeId: fc.constantFrom('4', '4', '4', 'later'),
    callbackMaxDays: fc.constantFrom(30, 365),
    callingHours: fc.constantFrom({ from: '08:00', to: '21:00' }, { from: '00:00', to: '00:00' }),
    commentLimit: fc.constantFrom(5, 2_000),
    commentCount: fc.constantFrom(...COMMENT_COUNTS),
    mandatory: fc.constantFrom(...MANDATORY),
    rules: fc.constantFrom<OutcomeRule[]>([], [], RULES),
    doNotCall: fc
      .constantFrom('always' as const, 'never' as const)
      .map((offered) => doNotCallSettingsSchema.parse({ offered })),
    holidays: fc.constantFrom<FormSettings['holidays']>(
      [],
      ['2026-03-10', { date: '2026-03-11', name: 'Local feast' }],
    ),
    callbackGuards: fc.record({
      past: anyGuard,
      endBeforeStart: anyGuard,
      tooFar: anyGuard,
      outsideHours: anyGuard,
      holiday: anyGuard,
    }),
  }),
  outcomes: fc.constantFrom(null, forest),
  facts: fc.constantFrom(NO_FACTS, NO_FACTS, TOLD),
  machineZone: fc.constantFrom('Europe/Madrid', 'Europe/Madrid', 'Etc/Unknown', ''),
  now: fc.constantFrom(
    MORNING,
    Date.UTC(2026, 2, 28, 8),
    Date.UTC(2026, 9, 25, 0, 45),
    Date.UTC(2026, 9, 24, 8),
  ),
});

interface Seen {
  readonly calls: Set<string>;
  readonly codes: Set<string>;
}

/** Plans any draft in any context, checks what it comes to, and tells what has been seen. */
function planAny(runs: { numRuns: number; seed?: number }): Seen {
  const seen: Seen = { calls: new Set(), codes: new Set() };
  const property = fc.property(anyDraft, anyContext, (draft, { form: settings, ...context }) => {
    expect(draftSchema.safeParse(draft).success).toBe(true);
    const result = planWrapUp(draft, { ...context, form: form(settings) });
    for (const { code } of result.warnings) seen.codes.add(code);
    if (result.ok) {
      seen.calls.add(result.plan.call);
      checkPlan(result.plan, draft, settings.callbackGuards.past === 'warn' ? -Infinity : context.now);
    } else {
      for (const { code } of result.problems) seen.codes.add(code);
      checkProblems(result.problems);
    }
  });
  fc.assert(property, runs);
  return seen;
}

/** @param earliest before which no callback may start */
function checkPlan(plan: WrapUpPlan, draft: Draft, earliest: number): void {
  const { call, data, callbackAt, callbackUntil, callbackZone, summary } = plan;
  WIRE[call].parse(data);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  expect(summary).not.toBe('');
  if (!draft.callback) {
    expect([callbackAt, callbackUntil, callbackZone]).toEqual([null, null, null]);
    return;
  }
  expect(callbackAt).toBeGreaterThanOrEqual(earliest);
  if (callbackUntil !== null) expect(callbackUntil).toBeGreaterThanOrEqual(callbackAt ?? Infinity);
  else expect(earliest).toBe(-Infinity);
  expect(callbackZone).not.toBeNull();
}

function checkProblems(problems: readonly FieldProblem[]): void {
  expect(problems.length).toBeGreaterThan(0);
  const places = problems.map(({ field, code }) => `${field} ${code}`);
  expect(new Set(places).size).toBe(places.length);
  for (const found of problems) {
    fieldProblemShape.parse(found);
    expect(Object.keys(found.params)).toEqual(PROBLEM_PARAMS[found.code as ProblemCode]);
  }
}

const OF_OTHERS = /^(field[A-Z]|block[A-Z]|campaign[A-Z]|(correctionsUnsaved|nothingDiffers)$)/;

// Work, not waiting: on a busy machine it takes longer, so the limit is wide.
describe('whatever the draft', { timeout: 60_000 }, () => {
  it('it becomes data that LCM can read or problems that have words', () => {
    planAny({ numRuns: 2_000 });
  });

  it('every call and every problem occurs', () => {
    const { calls, codes } = planAny({ numRuns: 6_000, seed: 20_260_310 });
    expect([...calls].sort()).toEqual(Object.keys(WIRE).sort());
    // The checks before it leave nothing for `notSendable` to say. Corrections, do-not-calls and other campaigns have problems of their own.
    const others = Object.keys(PROBLEM_PARAMS).filter((code) => !codes.has(code) && !OF_OTHERS.test(code));
    expect(others).toEqual(['notSendable']);
  });
});
