import { screen, waitFor } from '@testing-library/vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallFacts, DoNotCallPeriod } from '#shared/lcm/call-facts.ts';
import { problem } from '#shared/draft/problems.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { modeInformation, told } from '#test/support/fact-fixtures.ts';
import { submission } from '#test/support/submissions.ts';
import DoNotCall from '../../../../src/renderer/contact/DoNotCall.vue';
import DoNotCallLine from '../../../../src/renderer/contact/DoNotCallLine.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, ok, type ScriptedCore } from '../scripted-core.ts';

const CHOOSES: DoNotCallPeriod = {
  kind: 'agentChooses',
  days: null,
  untilEndOfDay: true,
  inContactZone: null,
};
const factsOf = (doNotCall: DoNotCallPeriod | null): CallFacts =>
  told({
    mode: modeInformation({ contactNumber: '+34600123456', doNotCall }),
    fields: [{ name: 'LName', value: 'Berry', dataType: 'String', format: '', editable: false }],
    doNotCallFields: ['LName'],
  });

let core: ScriptedCore;
let facts: CallFacts;
beforeEach(() => {
  core = createScriptedCore();
  facts = factsOf(CHOOSES);
  core.answer('getCallFacts', () => ok(facts));
  core.answer('saveDoNotCall', () => ok({ submissionId: 's' }));
});

async function open() {
  const { user } = show(DoNotCall, core, { call: makeCall('A', { contact: 'Priya' }) });
  await user.click(await screen.findByRole('button', { name: /Do not call/ }));
  // The dialog is loaded when it is first asked for.
  await screen.findByRole('dialog', {}, { timeout: 10_000 });
  return user;
}
const sentence = (): string =>
  screen
    .getByRole('status')
    .textContent.replace(/[\u2066-\u2069]/gu, '')
    .trim();

describe('asking that nobody calls any more', () => {
  it('is not offered where LCM has told no period for it', async () => {
    facts = factsOf(null);
    show(DoNotCall, core, { call: makeCall('A') });
    await waitFor(() => expect(core.asked.map(({ name }) => name)).toContain('getCallFacts'));
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says in plain words what would come of it, for each choice', async () => {
    const user = await open();
    expect(sentence()).toBe('Nobody will call +34•••••••56 again.');
    await user.click(screen.getByRole('radio', { name: 'This contact' }));
    expect(sentence()).toBe('Nobody will call Priya again, on any number.');
    await user.click(screen.getByRole('radio', { name: 'This contact in this campaign' }));
    expect(sentence()).toBe('Nobody will call Priya in this campaign again.');
    await user.click(screen.getByRole('radio', { name: 'LName: Berry' }));
    expect(sentence()).toBe('Nobody will call anybody with LName: Berry again.');
    await user.click(screen.getByRole('radio', { name: 'Some days' }));
    expect(sentence()).toMatch(/^Nobody will call anybody with LName: Berry until .* 11:59\sPM.*\.$/);
  });

  it('saves what was confirmed, in two presses after the choice, and closes', async () => {
    const user = await open();
    await user.click(screen.getByRole('radio', { name: 'Some days' }));
    await user.clear(screen.getByRole('textbox', { name: 'Number of days' }));
    await user.keyboard('٤٥{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(core.inputsOf('saveDoNotCall')).toEqual([
      { callId: 'A', scope: 'number', field: null, period: { kind: 'days', days: 45 } },
    ]);
  });

  it('asks for no period that LCM has fixed', async () => {
    facts = factsOf({ ...CHOOSES, kind: 'days', days: 90 });
    const user = await open();
    expect(screen.getAllByRole('radiogroup')).toHaveLength(1);
    expect(screen.queryByRole('textbox')).toBeNull();
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(core.inputsOf('saveDoNotCall')).toMatchObject([{ period: { kind: 'days', days: 90 } }]);
  });

  it('saves nothing while a choice is wrong, and says what is wrong', async () => {
    const user = await open();
    await user.click(screen.getByRole('radio', { name: 'Some days' }));
    await user.clear(screen.getByRole('textbox', { name: 'Number of days' }));
    await user.keyboard('0{Control>}{Enter}{/Control}');
    expect(sentence()).toBe('Say a number of days, from 1 to 3,650.');
    expect(core.inputsOf('saveDoNotCall')).toEqual([]);
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  it('stays open and says why if it cannot be saved', async () => {
    core.answer('saveDoNotCall', () => fails('notSaved'));
    const user = await open();
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByRole('alert')).toBeTruthy();
    core.answer('saveDoNotCall', () => ({
      ok: false,
      error: { code: 'invalid', detail: null, problems: [problem('form', 'blockNotOffered', {})] },
    }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('This cannot be chosen for this call.')).toBeTruthy();
  });
});

describe('the line in the head of the call', () => {
  it.each<[Partial<SubmissionView>, string]>([
    [{ state: 'queued' }, 'Saved, waiting for LCM'],
    [{ state: 'sending' }, 'Saved, waiting for LCM'],
    [{ state: 'delivered' }, 'Delivered'],
    [{ state: 'refused', reason: 'Not here.' }, 'Refused: Not here.'],
  ])('says whom, how long and how far it has come: %o', async (change, words) => {
    const summary = 'Campaign · until 2027-03-03 23:59 Asia/Tokyo';
    const item = submission('block', { callId: 'A', kind: 'doNotCall', call: 'SetDNC', summary, ...change });
    core.answer('listDoNotCalls', () => ok({ items: [item] }));
    show(DoNotCallLine, core, { call: makeCall('A') });
    expect((await screen.findByText(/This contact in this campaign/)).textContent).toMatch(
      /until Mar 3, 2027, 11:59\sPM \(Asia\/Tokyo\)/,
    );
    expect(screen.getByRole('status').textContent).toContain(words);
  });

  it('says nothing of a call without one', async () => {
    show(DoNotCallLine, core, { call: makeCall('A') });
    await waitFor(() => expect(core.asked.map(({ name }) => name)).toContain('listDoNotCalls'));
    expect(screen.getByRole('status').textContent.trim()).toBe('');
  });
});
