import { fireEvent, screen, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { createScriptedCore, makeState } from '../scripted-core.ts';

it('keeps what was typed so far under the agent who typed it, before another signs in', async () => {
  const core = createScriptedCore();
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByRole('button', { name: /a\.moreno/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Who is wrapping up?' });
  await fireEvent.update(within(dialog).getByLabelText('Your LCM user ID'), 'b.silva');
  // At once, before the pause after which a draft is saved.
  await fireEvent.update(document.querySelector('textarea')!, 'half a thought');
  await user.click(within(dialog).getByRole('button', { name: 'Continue' }));
  const names = core.asked.map(({ name }) => name);
  expect(names.indexOf('saveDraft')).toBeGreaterThan(-1);
  expect(names.lastIndexOf('saveDraft')).toBeLessThan(names.indexOf('signIn'));
  expect(core.inputsOf('saveDraft').at(-1)?.draft.comment).toBe('half a thought');
});

async function openSignIn(form: Partial<FormSettings> = {}) {
  const core = createScriptedCore(makeState({}, form));
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByRole('button', { name: /a\.moreno/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Who is wrapping up?' });
  const field = within(dialog).getByLabelText('Your LCM user ID');
  const go = (): Promise<void> => user.click(within(dialog).getByRole('button', { name: 'Continue' }));
  return { core, field, go };
}

it('refuses a user ID that LCM would cut, with the reason at its field', async () => {
  const { core, field, go } = await openSignIn();
  await fireEvent.update(field, 'x'.repeat(33));
  await go();
  expect(screen.getByText('LCM keeps at most 32 characters of a user ID. This one has 33.')).toBeTruthy();
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(core.inputsOf('signIn')).toEqual([]);
  await fireEvent.update(field, ` ${'x'.repeat(32)} `);
  await go();
  expect(core.inputsOf('signIn')).toEqual([{ userId: 'x'.repeat(32) }]);
});

it('takes a longer user ID if the settings say so', async () => {
  const { core, field, go } = await openSignIn({ userIdLimit: 64 });
  await fireEvent.update(field, 'x'.repeat(64));
  await go();
  expect(core.inputsOf('signIn')).toHaveLength(1);
});
