import { describe, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { CampaignChoice } from '#shared/contract/requests/wrap-up.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { readField } from '#shared/lcm/json.ts';
import { SUBMISSION_STATES } from '#shared/wrapup/submission.ts';
import { ask, benchForEachTest, connected, emptied, PATIENCE } from '#test/support/core-bench.ts';
import { brief, callback } from '#test/support/form-fixtures.ts';

const CALL = { callId: '12345', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };
const { callId } = CALL;
const ALL = { states: [...SUBMISSION_STATES], offset: 0, limit: 20 };

const bench = benchForEachTest();

/** A core that knows the outcomes of the call and of the contact's other campaigns. */
async function withCall(form: object = {}, more: object = {}): Promise<Core> {
  const callingHours = { from: '00:00', to: '00:00' };
  bench.settings({ form: { otherCampaigns: { offered: true }, callingHours, ...form }, ...more });
  const core = await bench.start();
  await connected(core);
  // LCM names the number by which it searches, and the softphone too.
  bench
    .lcm()
    .ring({ id: callId, lcmKey: CALL.lcmKey, contactNumber: '+34 600 100 101', story: ['answered'] });
  await ask(core, 'openCall', CALL);
  await ask(core, 'listOutcomes', { callId, refresh: true });
  await vi.waitFor(async () => {
    const { items } = await ask(core, 'otherCampaigns', { callId, draft: chosen('102', { comment: 'x' }) });
    expect(items.map(({ because }) => because)).toEqual([null, null]);
  }, PATIENCE);
  return core;
}

const chosen = (businessOutcomeId: string, more: Partial<Draft> = {}): Draft => ({
  ...EMPTY_DRAFT,
  businessOutcomeId,
  ...more,
});

const choices = async (core: Core, draft: Draft): Promise<CampaignChoice[]> =>
  (await ask(core, 'otherCampaigns', { callId, draft })).items;

const keysOf = async (core: Core): Promise<string[]> =>
  (await choices(core, chosen('102'))).map(({ lcmKey }) => lcmKey);

async function refusal(core: Core, draft: Draft): Promise<string[]> {
  const answer = await core.answer('submitWrapUp', { callId, draft });
  return answer.ok ? [] : brief(answer.error.problems);
}

/** What LCM has applied: the key, and the outcome or whether there was a callback. */
const applied = (): unknown[] =>
  bench
    .lcm()
    .ledger.applied()
    .map(({ subtopic, data }) => [
      subtopic,
      readField(data, 'AccountNumber'),
      readField(data, 'BusinessOutcome') ?? readField(data, 'OutcomeId') ?? null,
    ]);

describe('the other campaigns of a contact', () => {
  it('are those that LCM names besides the call’s own, and each says why it cannot get an outcome', async () => {
    const core = await withCall();
    const [renewal, survey, ...more] = await choices(core, chosen('101'));
    expect(more).toEqual([]);
    expect(renewal).toMatchObject({ name: 'Contract renewal', because: null, submission: null });
    expect(survey?.because).toMatchObject({
      code: 'campaignLacksOutcome',
      params: { outcome: 'Payment Done' },
    });
    const [alone] = await choices(core, { ...EMPTY_DRAFT, callback: callback({ startDate: '2099-01-01' }) });
    expect(alone?.because?.code).toBe('campaignNeedsOutcome');
  });

  it('are not asked for unless the settings say so', async () => {
    const core = await withCall();
    await bench.stop(core);
    bench.settings();
    const again = await bench.start();
    await connected(again);
    await ask(again, 'openCall', { ...CALL, callId: 'another', lcmKey: '9|9|9' });
    await vi.waitFor(async () => {
      expect((await ask(again, 'getCallFacts', { callId: 'another' })).fields).not.toBeNull();
    }, PATIENCE);
    expect((await ask(again, 'getCallFacts', { callId: 'another' })).campaigns).toBeNull();
  });

  it('get the outcome of the same name under their own key and id, and the callback is booked once', async () => {
    const core = await withCall();
    const campaigns = await keysOf(core);
    const time = callback({ startDate: tomorrow(), startTime: '10:30', zone: 'Europe/Madrid', modeId: '3' });
    await ask(core, 'submitWrapUp', {
      callId,
      draft: chosen('102', { callback: time, campaigns, comment: 'no' }),
    });
    await emptied(core);
    expect(applied()).toEqual([
      ['SetBusinessOutcomeWithCallback', CALL.lcmKey, 102],
      ['SetBusinessOutcomeWithComments', campaigns[0], 2102],
      ['SetBusinessOutcomeWithComments', campaigns[1], 3101],
    ]);
    const { items } = await ask(core, 'listOutbox', ALL);
    expect(items.map(({ kind, campaign, state, comment }) => [kind, campaign, state, comment])).toEqual([
      ['otherCampaign', 'Satisfaction survey', 'delivered', 'no'],
      ['otherCampaign', 'Contract renewal', 'delivered', 'no'],
      ['disposition', null, 'delivered', 'no'],
    ]);
  });

  it('take a callback that was booked there off the agent’s callbacks', async () => {
    const core = await withCall();
    const [there = '', elsewhere = ''] = await keysOf(core);
    const kind = 'personal';
    for (const [id, lcmKey] of [
      ['there', there],
      ['elsewhere', elsewhere],
    ] as const) {
      await ask(core, 'openCall', { callId: id, lcmKey, type: 'OUTBOUND' });
      const time = callback({
        kind,
        startDate: tomorrow(),
        startTime: '10:30',
        zone: 'Europe/Madrid',
        modeId: '3',
      });
      await ask(core, 'submitWrapUp', { callId: id, draft: { ...EMPTY_DRAFT, callback: time } });
    }
    const mine = async (): Promise<(string | null)[]> =>
      (await ask(core, 'listCallbacks')).callbacks.map((each) => each.callId).sort();
    expect(await mine()).toEqual(['elsewhere', 'there']);
    await ask(core, 'submitWrapUp', { callId, draft: chosen('102', { campaigns: [there] }) });
    expect(await mine()).toEqual(['elsewhere']);
  });

  it('are refused if they cannot get the outcome, and then nothing at all is saved', async () => {
    const core = await withCall();
    const campaigns = await keysOf(core);
    expect(await refusal(core, chosen('101', { campaigns }))).toEqual(['campaigns campaignNotPossible']);
    expect(await refusal(core, chosen('102', { campaigns: ['1|2|3'] }))).toEqual([
      'campaigns campaignNotPossible',
    ]);
    expect((await ask(core, 'listOutbox', ALL)).items).toEqual([]);
    expect(core.state().calls[0]?.wrappedAt).toBeNull();
  });

  it('stay among the choices while they are ticked, so that the tick can be taken off', async () => {
    const core = await withCall();
    const items = await choices(core, chosen('102', { campaigns: ['1|2|3'] }));
    expect(items.map(({ name, because }) => [name, because?.code ?? null])).toEqual([
      ['Contract renewal', null],
      ['Satisfaction survey', null],
      ['1|2|3', 'campaignGone'],
    ]);
  });

  it('have rules of their own', async () => {
    const rules = [{ when: { within: '3101', campaignId: '3' }, needs: ['comment'] }];
    const core = await withCall({ rules });
    const [renewal, survey] = await choices(core, chosen('102', { comment: '' }));
    expect([renewal?.because, survey?.because?.code]).toEqual([null, 'commentNeeded']);
  });

  it('are told with the telephony outcome as LCM names it', async () => {
    const core = await withCall({ telephonyOutcomes: [] });
    const campaigns = await keysOf(core);
    await vi.waitFor(async () => {
      expect((await ask(core, 'getCallFacts', { callId })).telephonyOutcomes).not.toBeNull();
    }, PATIENCE);
    const told = (await ask(core, 'getCallFacts', { callId })).telephonyOutcomes?.value ?? [];
    const [busy] = told.filter(({ id }) => id !== '4');
    const draft = { ...EMPTY_DRAFT, telephonyOutcomeId: busy!.id, campaigns: [campaigns[0]!] };
    await ask(core, 'submitWrapUp', { callId, draft });
    const { items } = await ask(core, 'listOutbox', ALL);
    expect(items.map(({ kind, summary }) => [kind, summary])).toEqual([
      ['otherCampaign', busy!.description],
      ['disposition', busy!.description],
    ]);
  });

  it('get at the limit what the agent chose, whatever is missing; which got nothing is said', async () => {
    const limit = { limitSeconds: 1, atEnd: 'submit', telephonyOutcomeId: '8' };
    const mandatory = { byCampaign: { '2': ['comment'] } };
    const core = await withCall({ mandatory }, { afterCall: { default: limit } });
    expect(core.state().calls[0]?.wrappedAt).toBeNull();
    const campaigns = await keysOf(core);
    await ask(core, 'saveDraft', { callId, draft: chosen('102', { campaigns: [...campaigns, '1|2|3'] }) });
    await vi.waitFor(() => expect(core.state().calls[0]?.wrappedAt).not.toBeNull(), PATIENCE);
    await emptied(core);
    expect(applied().map((entry) => (entry as string[])[1])).toEqual([CALL.lcmKey, ...campaigns]);
    expect(core.state().notices.filter(({ code }) => code === 'afterCallLeftOut')).toMatchObject([
      { level: 'warning', params: { campaigns: '1|2|3' } },
    ]);
  });

  it('are corrected together with the call: what is ticked is set anew, what is not keeps what it got', async () => {
    const core = await withCall();
    const [renewal, survey] = await keysOf(core);
    const first = chosen('102', { campaigns: [renewal!, survey!], comment: 'one' });
    await ask(core, 'submitWrapUp', { callId, draft: first });
    await emptied(core);
    await ask(core, 'beginCorrection', { callId });
    expect(core.state().calls[0]?.draft).toEqual(first);
    expect(await refusal(core, first)).toEqual(['form nothingDiffers']);
    await ask(core, 'submitWrapUp', { callId, draft: { ...first, campaigns: [survey!], comment: 'two' } });
    await emptied(core);
    expect(applied().slice(3)).toEqual([
      ['SetBusinessOutcomeWithComments', CALL.lcmKey, 102],
      ['SetBusinessOutcomeWithComments', survey, 3101],
    ]);
    const [there, again] = await choices(core, first);
    expect([there?.submission?.comment, again?.submission?.comment]).toEqual(['one', 'two']);
  });
});

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

describe('an outcome that marks do not call', () => {
  const rules = [{ when: { within: '102' }, doNotCall: { scope: 'number' } }];
  // LCM says for how long in this campaign.
  const wish = { scope: 'number', field: null, period: { kind: 'days', days: 30 } } as const;

  it('is refused until it is confirmed; then both are saved together, and the do-not-call goes first', async () => {
    const core = await withCall({ rules });
    await vi.waitFor(async () => {
      expect(await refusal(core, chosen('102'))).toEqual(['doNotCall doNotCallNeeded']);
    }, PATIENCE);
    const draft = chosen('102', { doNotCall: wish });
    await ask(core, 'submitWrapUp', { callId, draft });
    await emptied(core);
    expect(applied().map((entry) => (entry as string[])[0])).toEqual([
      'SetDNC',
      'SetBusinessOutcomeWithComments',
    ]);

    await ask(core, 'beginCorrection', { callId });
    await ask(core, 'submitWrapUp', { callId, draft: { ...draft, comment: 'again' } });
    await emptied(core);
    expect((await ask(core, 'listDoNotCalls', { callId })).items).toHaveLength(1);
  });

  it('marks the contact of the LCM key that the call has now', async () => {
    const core = await withCall({ rules: [{ when: { within: '102' }, doNotCall: { scope: 'contact' } }] });
    const draft = chosen('102', { doNotCall: { ...wish, scope: 'contact' } });
    const isAsked = (): Promise<void> =>
      vi.waitFor(async () => {
        expect(await refusal(core, chosen('102'))).toEqual(['doNotCall doNotCallNeeded']);
      }, PATIENCE);
    const blocked = async (): Promise<string[]> =>
      (await ask(core, 'listDoNotCalls', { callId })).items.map(({ lcmKey }) => lcmKey);
    await isAsked();
    await ask(core, 'submitWrapUp', { callId, draft });
    expect(await blocked()).toEqual([CALL.lcmKey]);
    const other = { ...CALL, lcmKey: '5|1|1|0|0|45|7' };
    await ask(core, 'openCall', other);
    await isAsked();
    await ask(core, 'submitWrapUp', { callId, draft });
    expect(await blocked()).toEqual([CALL.lcmKey, other.lcmKey]);
  });

  it('is marked by a correction that says nothing else, once LCM has refused it', async () => {
    const core = await withCall({ rules });
    await vi.waitFor(async () => {
      expect(await refusal(core, chosen('102'))).toEqual(['doNotCall doNotCallNeeded']);
    }, PATIENCE);
    const draft = chosen('102', { doNotCall: wish });
    const refuse = { probability: 1, msg: 'Not now.' };
    bench.lcm().faults.set({ refuse });
    await ask(core, 'submitWrapUp', { callId, draft });
    const states = async (): Promise<unknown> =>
      (await ask(core, 'listOutbox', ALL)).items.map(({ kind, state }) => [kind, state]);
    await vi.waitFor(async () => {
      expect(await states()).toEqual([
        ['disposition', 'refused'],
        ['doNotCall', 'refused'],
      ]);
    }, PATIENCE);
    bench.lcm().faults.clear();
    const [own] = (await ask(core, 'listOutbox', ALL)).items;
    await ask(core, 'retryOutbox', { submissionId: own!.id });
    await emptied(core);
    await ask(core, 'beginCorrection', { callId });
    await ask(core, 'submitWrapUp', { callId, draft });
    await emptied(core);
    expect(await states()).toEqual([
      ['disposition', 'delivered'],
      ['doNotCall', 'delivered'],
      ['disposition', 'delivered'],
      ['doNotCall', 'refused'],
    ]);
  });
});
