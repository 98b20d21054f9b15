import { fireEvent, screen, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore } from '../scripted-core.ts';

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
