import { describe, expect, it } from 'vitest';
import type { CallFacts, CallFactValues, DoNotCallPeriod } from '#shared/lcm/call-facts.ts';
import type { BlockPeriod, DoNotCallWish } from '#shared/draft/block.ts';
import { doNotCallOffer } from '#shared/wrapup/do-not-call-offer.ts';
import { planDoNotCall, type DoNotCallContext, type DoNotCallPlan } from '#shared/wrapup/do-not-call.ts';
import { doNotCallSettingsSchema, type DoNotCallSettings } from '#shared/wrapup/do-not-call-settings.ts';
import { doNotCallSummary, readBlock, type BlockWords } from '#shared/wrapup/summary.ts';
import { modeInformation, told, zone } from '#test/support/fact-fixtures.ts';
import { form, MORNING } from '#test/support/form-fixtures.ts';

const settings = (more: Partial<DoNotCallSettings> = {}): DoNotCallSettings => ({
  ...doNotCallSettingsSchema.parse({}),
  ...more,
});
const CHOOSES: DoNotCallPeriod = {
  kind: 'agentChooses',
  days: null,
  untilEndOfDay: null,
  inContactZone: null,
};

const fieldOf = (name: string, value: string) => ({
  name,
  value,
  dataType: 'String',
  format: '',
  editable: false,
});

function facts(period: Partial<DoNotCallPeriod> | null, more: Partial<CallFactValues> = {}): CallFacts {
  const doNotCall = period === null ? null : { ...CHOOSES, ...period };
  return told({ mode: modeInformation({ contactNumber: '+34 600 123 456', doNotCall }), ...more });
}
const WITH_FIELDS = facts(
  {},
  {
    fields: [fieldOf('FName', 'Test'), fieldOf('lname', 'Berry'), fieldOf('Account', '77')],
    doNotCallFields: ['LName', 'Account', 'FName'],
  },
);

describe('what an agent may choose', () => {
  it('is nothing by default where LCM has told no period', () => {
    expect(doNotCallOffer(settings(), facts(null))).toBeNull();
    expect(doNotCallOffer(settings(), told({}))).toBeNull();
    expect(doNotCallOffer(settings({ offered: 'never' }), facts({}))).toBeNull();
  });

  it('is what the settings say if they offer it always', () => {
    const always = settings({ offered: 'always', periods: ['days'], days: 90 });
    expect(doNotCallOffer(always, facts(null))).toEqual({
      scopes: ['number', 'contact', 'campaign'],
      fields: [],
      periods: ['days'],
      days: 90,
      areDaysFixed: false,
    });
  });

  it.each<[Partial<DoNotCallPeriod>, object]>([
    [{ kind: 'permanent' }, { periods: ['permanent'], areDaysFixed: false }],
    [
      { kind: 'days', days: 45 },
      { periods: ['days'], days: 45, areDaysFixed: true },
    ],
    // LCM has told that it is days, and not how many.
    [
      { kind: 'days', days: null },
      { periods: ['days'], days: 30, areDaysFixed: false },
    ],
    [
      { kind: 'days', days: 0 },
      { periods: ['days'], days: 30, areDaysFixed: false },
    ],
    [{ kind: 'agentChooses' }, { periods: ['permanent', 'days', 'date'], days: 30, areDaysFixed: false }],
  ])('is the period that LCM has told: %o', (period, offer) => {
    expect(doNotCallOffer(settings(), facts(period))).toMatchObject(offer);
  });

  it('is a number only if LCM has named it: the agent confirms it', () => {
    const noNumber = told({ mode: modeInformation({ doNotCall: CHOOSES }) });
    expect(doNotCallOffer(settings(), noNumber)?.scopes).toEqual(['contact', 'campaign']);
    expect(doNotCallOffer(settings({ scopes: ['number'] }), noNumber)).toBeNull();
  });

  it('is a field that LCM can block by, if the contact has a value there; the request has room for two', () => {
    expect(doNotCallOffer(settings(), WITH_FIELDS)?.fields).toEqual([
      { name: 'LName', value: 'Berry' },
      { name: 'Account', value: '77' },
    ]);
    const empty = facts({}, { fields: [fieldOf('LName', ' ')], doNotCallFields: ['LName'] });
    expect(doNotCallOffer(settings({ scopes: ['field'] }), empty)).toBeNull();
    expect(doNotCallOffer(settings({ scopes: ['contact'] }), WITH_FIELDS)?.fields).toEqual([]);
  });
});

const NUMBER: DoNotCallWish = { scope: 'number', field: null, period: { kind: 'permanent' } };

function context(more: Partial<DoNotCallContext> = {}): DoNotCallContext {
  return {
    call: { lcmKey: '137|1|3|0|0|84|', contactZone: null, campaignZone: null },
    agent: 'testagent',
    form: form(),
    facts: WITH_FIELDS,
    machineZone: 'Europe/Madrid',
    now: MORNING,
    ...more,
  };
}

function planned(wish: Partial<DoNotCallWish>, more: Partial<DoNotCallContext> = {}): DoNotCallPlan {
  const result = planDoNotCall({ ...NUMBER, ...wish }, context(more));
  if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join());
  return result.plan;
}
const problemsOf = (wish: Partial<DoNotCallWish>, more: Partial<DoNotCallContext> = {}): string[] => {
  const result = planDoNotCall({ ...NUMBER, ...wish }, context(more));
  return result.ok ? [] : result.problems.map(({ code }) => code);
};

describe('the request', () => {
  /** With the names, the order and the types of the table of page set-dnc. */
  it.each<[string, Partial<DoNotCallWish>, object]>([
    ['number', {}, { CampaignSpecificDNC: false, isPhoneNoDNC: true, BlockedBy: 'PhoneNumber' }],
    ['contact', { scope: 'contact' }, { CampaignSpecificDNC: false, isPhoneNoDNC: false }],
    ['campaign', { scope: 'campaign' }, { CampaignSpecificDNC: true, isPhoneNoDNC: false }],
    [
      'field',
      { scope: 'field', field: 'LName' },
      {
        CampaignSpecificDNC: false,
        isPhoneNoDNC: false,
        BussfldDNCValue: 'Berry',
        BlockedBy: 'BusinessField',
      },
    ],
    [
      'second field',
      { scope: 'field', field: 'Account' },
      { CampaignSpecificDNC: false, isPhoneNoDNC: false, BussfldDNCValue1: '77', BlockedBy: 'BusinessField' },
    ],
  ])('says the scope %s', (_, wish, said) => {
    const { data } = planned(wish);
    const whole = {
      AccountNumber: '137|1|3|0|0|84|',
      OutcomeID: 5,
      ...said,
      BusinessOutcome: 0,
      LeadScore: 0,
    };
    expect(JSON.stringify(data)).toBe(JSON.stringify(whole));
  });

  it.each<[string, BlockPeriod, Partial<DoNotCallPeriod>, string]>([
    ['days, to the end of the last', { kind: 'days', days: 30 }, {}, '09/04/2026 23:59'],
    ['days, to the minute', { kind: 'days', days: 30 }, { untilEndOfDay: false }, '09/04/2026 09:00'],
    ['a day', { kind: 'date', date: '2026-03-10' }, {}, '10/03/2026 23:59'],
    ['a day after the clock is put forward', { kind: 'date', date: '2026-07-01' }, {}, '01/07/2026 23:59'],
  ])('says the period: %s', (_, period, told, until) => {
    const of = facts(told);
    expect(planned({ period }, { facts: of }).data).toMatchObject({
      DNCBlockStartDate: '10/03/2026 09:00',
      DNCBlockEndDate: until,
    });
  });

  it.each(['Europe/Madrid', 'Etc/Unknown'])(
    'says no dates if nobody may ever call again: %s',
    (machineZone) => {
      expect(
        Object.keys(planned({}, { machineZone }).data).filter((name) => name.startsWith('DNCBlock')),
      ).toEqual([]);
    },
  );

  it('ends when the day ends where the contact is, if LCM reckons so, and says that in LCM’s zone', () => {
    const period = { kind: 'date', date: '2026-03-12' } as const;
    const call = { ...context().call, contactZone: 'Asia/Tokyo', campaignZone: 'America/New_York' };
    const contact = planned({ period }, { call, facts: facts({ inContactZone: true }) });
    expect(contact.data['DNCBlockEndDate']).toBe('12/03/2026 15:59');
    expect(contact.summary).toBe('Number · until 2026-03-12 23:59 Asia/Tokyo');
    const campaign = planned({ period }, { call, facts: facts({ inContactZone: false }) });
    expect(campaign.data['DNCBlockEndDate']).toBe('13/03/2026 04:59');
    const byMode = told({
      mode: modeInformation({ contactNumber: '1', doNotCall: CHOOSES, zone: zone('America/New_York') }),
    });
    expect(planned({ period }, { facts: byMode }).until?.zone).toBe('America/New_York');
  });

  it('takes ids and words from the settings, and leaves out words that are empty', () => {
    const doNotCall = settings({
      ...{ outcomeId: '105', businessOutcomeId: '7', blockedBy: { number: '', field: 'Field' } },
    });
    const data = planned({}, { form: form({ doNotCall }) }).data;
    expect(data).toMatchObject({ OutcomeID: 105, BusinessOutcome: 7 });
    expect(data).not.toHaveProperty('BlockedBy');
  });
});

describe('nothing is saved', () => {
  it.each<[string, Partial<DoNotCallWish>, Partial<DoNotCallContext>, string]>([
    ['while nobody is signed in', {}, { agent: ' ' }, 'noAgent'],
    ['without an LCM key', {}, { call: { ...context().call, lcmKey: '' } }, 'lcmKeyMissing'],
    ['where it is not offered', {}, { facts: facts(null) }, 'blockNotOffered'],
    ['by a field that LCM cannot block by', { scope: 'field', field: 'FName' }, {}, 'blockNotOffered'],
    ['for another period than LCM’s', {}, { facts: facts({ kind: 'days', days: 5 }) }, 'blockNotOffered'],
    [
      'for other days than LCM’s',
      { period: { kind: 'days', days: 6 } },
      { facts: facts({ kind: 'days', days: 5 }) },
      'blockNotOffered',
    ],
    ['for no days', { period: { kind: 'days', days: 0 } }, {}, 'blockDaysUnreadable'],
    ['for what is no number', { period: { kind: 'days', days: NaN } }, {}, 'blockDaysUnreadable'],
    ['for half a day', { period: { kind: 'days', days: 1.5 } }, {}, 'blockDaysUnreadable'],
    ['for too many days', { period: { kind: 'days', days: 3_651 } }, {}, 'blockDaysUnreadable'],
    ['until no day', { period: { kind: 'date', date: '' } }, {}, 'blockDateMissing'],
    ['until a day that is none', { period: { kind: 'date', date: '2026-02-30' } }, {}, 'blockDateMissing'],
    ['until yesterday', { period: { kind: 'date', date: '2026-03-09' } }, {}, 'blockDateInPast'],
    [
      'until a day, in a zone that the machine does not know',
      { period: { kind: 'days', days: 3 } },
      { machineZone: 'Etc/Unknown' },
      'callbackZoneUnknown',
    ],
    [
      'with an outcome that is no id',
      {},
      { form: form({ doNotCall: settings({ outcomeId: 'DNC' }) }) },
      'idNotANumber',
    ],
  ])('%s', (_, wish, more, code) => expect(problemsOf(wish, more)).toEqual([code]));
});

describe('the summary', () => {
  const until = { date: '2027-03-03', time: '23:59', zone: 'Europe/Madrid' };
  it.each<[BlockWords, string]>([
    [{ scope: 'number', field: null, until: null }, 'Number · for ever'],
    [{ scope: 'campaign', field: null, until }, 'Campaign · until 2027-03-03 23:59 Europe/Madrid'],
    [{ scope: 'field', field: 'Last name · 1', until: null }, 'Field Last name · 1 · for ever'],
  ])('is written and read back: %o', (words, summary) => {
    expect(doNotCallSummary(words)).toBe(summary);
    expect(readBlock(summary)).toEqual(words);
  });

  it.each(['Payment › Failure', 'Number', 'Number · for ever and a day', ''])('is another: %s', (summary) => {
    expect(readBlock(summary)).toBeNull();
  });

  it('has no value of the contact, since everybody may read it', () => {
    const { summary, data } = planned({ scope: 'field', field: 'LName' });
    expect(data['BussfldDNCValue']).toBe('Berry');
    expect(summary).toBe('Field LName · for ever');
  });
});
