import { describe, expect, it } from 'vitest';
import { afterCallRule, afterCallSchema } from '#main/after-call/after-call-rule.ts';
import { readSettings } from '#test/support/read-settings.ts';

describe('the after-call rule of a call', () => {
  const settings = afterCallSchema.parse({
    default: { limitSeconds: 60, show: 'down' },
    byCallType: { manual: { limitSeconds: 90, warnSeconds: 20 } },
    byCampaign: {
      '7': { limitSeconds: 0, moreTimes: 2, moreSeconds: 30 },
      '8': { atEnd: 'submit', telephonyOutcomeId: '8' },
    },
  });
  const none = { businessOutcomeId: '', telephonyOutcomeId: '' };
  const byDefault = {
    ...{ limitSeconds: 60, show: 'down', warnSeconds: 15, atEnd: 'nothing', ...none },
    ...{ moreTimes: 0, moreSeconds: 60 },
  };

  it.each([
    ['OUTBOUND', null, byDefault],
    ['OUTBOUND', '9', byDefault],
    ['OUTBOUND', 'constructor', byDefault],
    ['MANUAL', null, { ...byDefault, limitSeconds: 90, warnSeconds: 20 }],
    ['MANUAL', '7', { ...byDefault, limitSeconds: 0, warnSeconds: 20, moreTimes: 2, moreSeconds: 30 }],
    ['OUTBOUND', '8', { ...byDefault, atEnd: 'submit', telephonyOutcomeId: '8' }],
  ])('of type %s and campaign %s', (type, campaign, rule) => {
    expect(afterCallRule(settings, { type, campaign, neverAnswered: false })).toEqual(rule);
    // Without a word about calls that nobody answered, they are like all others.
    expect(afterCallRule(settings, { type, campaign, neverAnswered: true })).toEqual(rule);
  });

  it.each([
    ['OUTBOUND', null, { limitSeconds: 10, warnSeconds: 5, telephonyOutcomeId: '8' }],
    ['MANUAL', null, { limitSeconds: 20, warnSeconds: 5, telephonyOutcomeId: '8' }],
    ['MANUAL', '7', { limitSeconds: 20, warnSeconds: 5, telephonyOutcomeId: '12' }],
    ['OUTBOUND', '9', { limitSeconds: 10, warnSeconds: 5, telephonyOutcomeId: '8' }],
  ])('if nobody answered, of type %s and campaign %s', (type, campaign, expected) => {
    const apart = afterCallSchema.parse({
      default: {
        limitSeconds: 60,
        unanswered: { limitSeconds: 10, warnSeconds: 5, telephonyOutcomeId: '8' },
      },
      byCallType: { manual: { limitSeconds: 90, unanswered: { limitSeconds: 20 } } },
      byCampaign: {
        '7': { limitSeconds: 120, unanswered: { telephonyOutcomeId: '12' } },
        '9': { limitSeconds: 180 },
      },
    });
    expect(afterCallRule(apart, { type, campaign, neverAnswered: true })).toMatchObject(expected);
    expect(afterCallRule(apart, { type, campaign, neverAnswered: false })).toMatchObject({
      limitSeconds: { '7': 120, '9': 180 }[campaign ?? ''] ?? (type === 'MANUAL' ? 90 : 60),
      telephonyOutcomeId: '',
    });
  });

  it('sets no limit by default', () => {
    expect(afterCallSchema.parse({}).default).toMatchObject({
      limitSeconds: 0,
      show: 'up',
      atEnd: 'nothing',
    });
  });

  it('is refused if it submits automatically without an outcome', () => {
    const fault = (afterCall: object): string[] =>
      readSettings(JSON.stringify({ afterCall })).faults.map(({ path }) => path);
    const submit = { atEnd: 'submit' };
    expect(fault({ default: submit })).toEqual(['afterCall.default.atEnd']);
    expect(fault({ byCampaign: { '7': submit } })).toEqual(['afterCall.byCampaign.7.atEnd']);
    expect(fault({ default: { businessOutcomeId: '101' }, byCampaign: { '7': submit } })).toEqual([]);
    expect(fault({ default: { unanswered: submit } })).toEqual(['afterCall.default.unanswered.atEnd']);
    expect(fault({ byCampaign: { '7': { unanswered: submit } } })).toEqual([
      'afterCall.byCampaign.7.unanswered.atEnd',
    ]);
    const withOutcome = { unanswered: { ...submit, telephonyOutcomeId: '8' } };
    expect(fault({ default: withOutcome, byCampaign: { '7': { unanswered: submit } } })).toEqual([]);
    expect(fault({ byCallType: { MANUAL: { limitSecond: 1 } } })).toEqual([
      'afterCall.byCallType.MANUAL.limitSecond',
    ]);
  });
});
