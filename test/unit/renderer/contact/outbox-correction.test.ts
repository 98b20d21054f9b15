import { screen, waitFor, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { openView, show } from '../screen.ts';
import { listOutboxOf, createScriptedCore, ok } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const PATIENT = { timeout: 10_000 };

it('a refused correction says what to do, and is made again from the outbox', async () => {
  const core = createScriptedCore();
  listOutboxOf(core, [
    submission('one', {
      ...{ kind: 'fieldEdit', call: 'SetContactBusinessFields', summary: 'LName', callId: 'old' },
      ...{ state: 'refused', reason: 'LName is locked.', fields: [{ name: 'LName', value: 'Barry' }] },
    }),
  ]);
  const told = { name: 'LName', value: 'Berry', dataType: 'String', format: '', editable: true };
  core.answer('getCallFacts', () => ok({ ...NO_FACTS, fields: { at: 0, value: [told] } }));
  core.answer('correctContactFields', () => ok({ submissionId: 's' }));
  const { user } = show(MainWindow, core);
  await openView(user, 'Outbox');

  const item = await screen.findByRole('article', { name: /LName/ }, PATIENT);
  await user.click(within(item).getByRole('button', { expanded: false }));
  for (const words of [/^Correction of the contact/, 'LName: Barry'])
    expect(within(item).getByText(words)).toBeTruthy();
  for (const words of [/LName is locked\./, /nor other corrections wait for it/])
    expect(screen.getByText(words)).toBeTruthy();
  expect(within(item).queryByText('Fields of the contact')).toBeNull();
  await user.click(within(item).getByRole('button', { name: 'Edit' }));
  const dialog = await screen.findByRole('dialog', {}, PATIENT);
  const input = await within(dialog).findByRole<HTMLInputElement>('textbox', { name: 'LName' }, PATIENT);
  expect(input.value).toBe('Barry');
  await user.clear(input);
  await user.type(input, 'Bury{Enter}');
  await waitFor(() => {
    expect(core.inputsOf('correctContactFields')).toEqual([
      { callId: 'old', fields: [{ name: 'LName', value: 'Bury' }] },
    ]);
  });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(core.inputsOf('editSubmission')).toEqual([]);
});
