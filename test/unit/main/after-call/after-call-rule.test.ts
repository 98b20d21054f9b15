import { describe, expect, it } from 'vitest';
import { afterCallRule, afterCallSchema } from '#main/after-call/after-call-rule.ts';
import { readSettings } from '#test/support/read-settings.ts';

describe('the after-call rule of a call', () => {
  const settings = afterCallSchema.parse({
    default: { limitSeconds: 60, show: 'down' },
    byCallType: { manual: { limitSeconds: 90, warnSeconds: 20 } },
    byCampaign: { '7': { limitSeconds: 0 }, '8': { atEnd: 'submit', telephonyOutcomeId: '8' } },
  });
  const none = { businessOutcomeId: '', telephonyOutcomeId: '' };
  const byDefault = { limitSeconds: 60, show: 'down', warnSeconds: 15, atEnd: 'nothing', ...none };

  it.each([
    ['OUTBOUND', null, byDefault],
    ['OUTBOUND', '9', byDefault],
    ['OUTBOUND', 'constructor', byDefault],
    ['MANUAL', null, { ...byDefault, limitSeconds: 90, warnSeconds: 20 }],
    ['MANUAL', '7', { ...byDefault, limitSeconds: 0, warnSeconds: 20 }],
    ['OUTBOUND', '8', { ...byDefault, atEnd: 'submit', telephonyOutcomeId: '8' }],
  ])('of type %s and campaign %s', (type, campaign, rule) => {
    expect(afterCallRule(settings, { type, campaign })).toEqual(rule);
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
    expect(fault({ byCallType: { MANUAL: { limitSecond: 1 } } })).toEqual([
      'afterCall.byCallType.MANUAL.limitSecond',
    ]);
  });
});
