import { screen, waitFor, within } from '@testing-library/vue';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '#shared/draft/problems.ts';
import { NO_FACTS, type CallFacts, type ContactField } from '#shared/lcm/call-facts.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import ContactPanel from '../../../../src/renderer/contact/ContactPanel.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const field = (name: string, value: string, change: Partial<ContactField> = {}): ContactField => ({
  ...{ name, value, dataType: 'String', format: '', editable: true },
  ...change,
});
const FIELDS = [
  field('FName', 'Test'),
  field('Born', '13/01/1980', { dataType: 'Date', format: 'DD/MM/YYYY' }),
  field('Debt', '1234.50', { dataType: 'Number', editable: false }),
  field('Note', ''),
];
const factsOf = (fields: readonly ContactField[], change: Partial<CallFacts> = {}): CallFacts => ({
  ...NO_FACTS,
  fields: { at: Date.now() - 7_200_000, value: fields },
  ...change,
});
const edit = (change: Partial<SubmissionView> = {}): SubmissionView =>
  submission('edit', {
    ...{ callId: 'A', kind: 'fieldEdit', call: 'SetContactBusinessFields', summary: 'FName' },
    ...{ fields: [{ name: 'FName', value: 'Tess' }], ...change },
  });

let core: ScriptedCore;
let facts: CallFacts;
let items: SubmissionView[];
beforeEach(() => {
  core = createScriptedCore();
  facts = factsOf(FIELDS);
  items = [];
  core.answer('getCallFacts', () => ok(facts));
  core.answer('listFieldEdits', () => ok({ items }));
});

async function open(): Promise<{ user: UserEvent; panel: HTMLElement }> {
  const { user } = show(ContactPanel, core, { call: makeCall('A') });
  const panel = await screen.findByRole('region', { name: 'Contact' });
  const toggle = within(panel).getByRole('button', { name: /^Contact/ });
  if (toggle.getAttribute('aria-expanded') === 'false') await user.click(toggle);
  return { user, panel };
}
const corrected = (): unknown[] =>
  core.asked.filter(({ name }) => name === 'correctContactFields').map(({ input }) => input);
const begin = async (user: UserEvent, name: string): Promise<HTMLElement> => {
  await user.click(screen.getByRole('button', { name: `Correct ${name}` }));
  return screen.findByRole('textbox', { name });
};

describe('who the call was with', () => {
  it('is not shown if LCM told nothing', async () => {
    facts = factsOf([]);
    show(ContactPanel, core, { call: makeCall('A') });
    await waitFor(() => expect(core.asked.map(({ name }) => name)).toContain('getCallFacts'));
    expect(screen.queryByRole('region', { name: 'Contact' })).toBeNull();
  });

  it('is shown by type and region, the further fields last, each field once', async () => {
    const screenPop = {
      at: 0,
      value: [
        { name: 'fname', value: 'x' },
        { name: 'City', value: 'Vigo' },
      ],
    };
    facts = factsOf(FIELDS, { screenPop });
    const { panel } = await open();
    const lines = [...panel.querySelectorAll('.line')].map((line) => [
      line.querySelector('dt')?.textContent.trim(),
      line.querySelector('.words')?.textContent.trim(),
    ]);
    expect(lines).toEqual([
      ['FName', 'Test'],
      ['Born', 'Jan 13, 1980'],
      ['Debt', '1,234.50'],
      ['Note', 'Empty'],
      ['City', 'Vigo'],
    ]);
    const buttons = within(panel).getAllByRole('button', { name: /^Correct / });
    expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([
      'Correct FName',
      'Correct Born',
      'Correct Note',
    ]);
  });

  it('is told in a line while folded, without the name that heads the form', async () => {
    facts = factsOf([
      field('FName', 'inés'),
      field('LName', 'Álvarez'),
      field('City', 'Vigo'),
      field('Note', 'i'),
    ]);
    show(ContactPanel, core, { call: makeCall('A', { contact: 'Inés Álvarez' }) });
    expect((await screen.findByRole('button', { name: /^Contact/ })).textContent).toMatch(
      /^ *Contact *Vigo · i$/,
    );
  });

  it('says how old it is while LCM cannot be asked', async () => {
    core = createScriptedCore(
      makeState({ link: { status: 'unreachable', since: 0, reason: null, nextTryAt: null } }),
    );
    core.answer('getCallFacts', () => ok(facts));
    await open();
    expect(screen.getByText(/As LCM told 2 hr/)).toBeTruthy();
  });

  it('of hundreds of fields shows a few, then more at a press', async () => {
    facts = factsOf(Array.from({ length: 500 }, (_, n) => field(`F${n}`, String(n))));
    const { user, panel } = await open();
    expect(panel.querySelectorAll('.line')).toHaveLength(8);
    await user.click(within(panel).getByRole('button', { name: 'Show more fields (492)' }));
    expect(panel.querySelectorAll('.line')).toHaveLength(208);
  });
});

describe('a correction', () => {
  it('of several fields is saved in one go, by keys alone, without those that are as they were', async () => {
    const { user } = await open();
    core.answer('correctContactFields', () => ok({ submissionId: 's' }));
    await user.type(await begin(user, 'FName'), ' Person');
    const born = await begin(user, 'Born');
    await waitFor(() => expect(document.activeElement).toBe(born));
    await begin(user, 'Note');
    await user.clear(born);
    await user.type(born, '14/01/1980{Enter}');
    await waitFor(() => {
      expect(corrected()).toEqual([
        {
          callId: 'A',
          fields: [
            { name: 'FName', value: 'Test Person' },
            { name: 'Born', value: '14/01/1980' },
          ],
        },
      ]);
    });
    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(screen.queryByRole('textbox')).toBeNull();
    await waitFor(() => expect(document.activeElement?.tagName).toBe('BUTTON'));
  });

  it('that does not fit is said at its field, and nothing is sent', async () => {
    const { user } = await open();
    const born = await begin(user, 'Born');
    await user.clear(born);
    await user.type(born, '1980{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('DD/MM/YYYY');
    expect(born.getAttribute('aria-invalid')).toBe('true');
    expect(corrected()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('to nothing is asked about once', async () => {
    const { user } = await open();
    core.answer('correctContactFields', () => ok({ submissionId: 's' }));
    const name = await begin(user, 'FName');
    await user.clear(name);
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/This empties the field/)).toBeTruthy();
    expect(corrected()).toEqual([]);
    await user.keyboard('{Enter}');
    await waitFor(() => {
      expect(corrected()).toEqual([{ callId: 'A', fields: [{ name: 'FName', value: '' }] }]);
    });
  });

  it('that cannot be saved stays as typed, with the reason', async () => {
    const { user } = await open();
    core.answer('correctContactFields', () => fails('notSaved'));
    await user.type(await begin(user, 'FName'), '!{Enter}');
    expect(await screen.findByText(/still here/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'FName' }).value).toBe('Test!');
    core.answer('correctContactFields', () => ({
      ok: false,
      error: {
        code: 'invalid',
        detail: null,
        problems: [problem('form', 'fieldNotEditable', { name: 'FName' })],
      },
    }));
    await user.keyboard('{Enter}');
    expect((await screen.findByRole('alert')).textContent).toMatch(/correct this field/);
  });

  it.each([
    ['waits', { state: 'queued' }, 'Tess', 'Corrected, waiting'],
    ['was taken', { state: 'delivered', updatedAt: Date.now() }, 'Tess', 'Corrected'],
    ['was refused', { state: 'refused', reason: 'FName is locked.' }, 'Test', 'Refused: FName is locked.'],
  ] as const)('is shown at its field while it %s', async (_how, change, value, words) => {
    items = [edit(change)];
    const { panel } = await open();
    const line = panel.querySelector<HTMLElement>('.line')!;
    expect(await within(line).findByText(words)).toBeTruthy();
    expect(line.querySelector('.value')?.textContent).toBe(value);
  });

  it('is no longer shown once LCM has told the field since', async () => {
    items = [edit({ state: 'delivered', updatedAt: Date.now() - 10_000_000 })];
    const { panel } = await open();
    expect(panel.querySelector('.badge')).toBeNull();
    expect(panel.querySelector('.value')?.textContent).toBe('Test');
  });

  it('that was refused begins with what the agent wrote', async () => {
    items = [edit({ state: 'refused', reason: 'No.' })];
    const { user } = await open();
    await screen.findByText('Refused: No.');
    expect(((await begin(user, 'FName')) as HTMLInputElement).value).toBe('Tess');
  });
});
