import { fireEvent, screen, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, ok, type ScriptedCore } from '../scripted-core.ts';

async function openDialog(core: ScriptedCore) {
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByRole('button', { name: /^Add/ }));
  return { user, dialog: await screen.findByRole('dialog', { name: 'Add a call' }) };
}

it('warns of a call ID that LCM would cut, and adds the call all the same', async () => {
  const core = createScriptedCore();
  core.answer('openCall', ({ callId }) => ok({ callId }));
  const { user, dialog } = await openDialog(core);
  const field = within(dialog).getByLabelText('Call ID');
  const warning = 'LCM keeps at most 38 characters of a call ID, and this one has 39. Check it.';
  await fireEvent.update(field, 'c'.repeat(38));
  expect(screen.queryByText(warning)).toBeNull();
  await fireEvent.update(field, 'c'.repeat(39));
  expect(screen.getByText(warning).id).toBe(field.getAttribute('aria-describedby'));
  await fireEvent.update(within(dialog).getByLabelText('LCM key (account number)'), '5|3');
  await user.click(within(dialog).getByRole('button', { name: 'Add call' }));
  expect(core.inputsOf('openCall')).toMatchObject([{ callId: 'c'.repeat(39) }]);
});

it('says in our words which field is empty, and moves the focus there', async () => {
  const core = createScriptedCore();
  const { user, dialog } = await openDialog(core);
  await user.type(within(dialog).getByLabelText('Call ID'), 'c-1');
  const key = within(dialog).getByLabelText('LCM key (account number)');
  await fireEvent.update(key, ' \u200B');
  await user.click(within(dialog).getByRole('button', { name: 'Add call' }));
  expect(within(dialog).getByRole('alert').textContent).toBe('Fill in: LCM key (account number)');
  expect(document.activeElement).toBe(key);
  expect(core.inputsOf('openCall')).toEqual([]);
  await user.type(key, '5|3');
  expect(within(dialog).queryByRole('alert')).toBeNull();
});

it('says what a type of call may be, and adds no call with another one', async () => {
  const core = createScriptedCore();
  core.answer('openCall', ({ callId }) => ok({ callId }));
  const { user, dialog } = await openDialog(core);
  await fireEvent.update(within(dialog).getByLabelText('Call ID'), 'c-1');
  await fireEvent.update(within(dialog).getByLabelText('LCM key (account number)'), '5|3');
  await fireEvent.update(within(dialog).getByLabelText('Type of call'), 'saliente 2');
  await user.click(within(dialog).getByRole('button', { name: 'Add call' }));
  expect(within(dialog).getByText(/“saliente 2” is no type of call/)).toBeTruthy();
  expect(core.inputsOf('openCall')).toEqual([]);
  await fireEvent.update(within(dialog).getByLabelText('Type of call'), 'saliente_2');
  await user.click(within(dialog).getByRole('button', { name: 'Add call' }));
  expect(core.inputsOf('openCall')).toMatchObject([{ type: 'saliente_2' }]);
});

it('leaves out what cannot be seen of pasted ids, which would name another call', async () => {
  const core = createScriptedCore();
  core.answer('openCall', ({ callId }) => ok({ callId }));
  const { user, dialog } = await openDialog(core);
  await fireEvent.update(within(dialog).getByLabelText('Call ID'), '\u200Bc\u00AD-1\uFEFF');
  await fireEvent.update(within(dialog).getByLabelText('LCM key (account number)'), '\u202A5|3|1 \u200B');
  await user.click(within(dialog).getByRole('button', { name: 'Add call' }));
  expect(core.inputsOf('openCall')).toMatchObject([{ callId: 'c-1', lcmKey: '5|3|1' }]);
});
