import { screen, waitFor } from '@testing-library/vue';
import { expect, it } from 'vitest';
import type { Component } from 'vue';
import { reason } from '#shared/reasons/reason-codes.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall } from '../scripted-core.ts';

const QUESTION = 'A link says that this call is MANUAL with the LCM key 9|9.';

it.each<[string, Component]>([
  ['main', MainWindow],
  ['quick', QuickWindow],
])('asks which LCM key a call has, in the %s window', async (_name, window) => {
  const core = createScriptedCore();
  const { user } = show(window, core);
  await user.type(await screen.findByLabelText('Comment'), 'x');
  expect(screen.queryByText(QUESTION)).toBeNull();
  core.change({ calls: [makeCall('A', { linkSays: { lcmKey: '9|9', type: 'MANUAL' } }), makeCall('B')] });
  const words = await screen.findByText(QUESTION);
  expect(words.closest('[role=status]')).not.toBeNull();
  expect(document.activeElement).toBe(screen.getByLabelText('Comment'));
  core.answer('answerLink', () => fails('notSaved', reason('diskFull')));
  await user.click(screen.getByRole('button', { name: 'Keep as it is' }));
  await screen.findByText(/Everything you entered is still here/);
  await user.click(screen.getByRole('button', { name: 'Use what the link says' }));
  expect(core.inputsOf('answerLink')).toEqual([
    { callId: 'A', lcmKey: '9|9', type: 'MANUAL', take: false },
    { callId: 'A', lcmKey: '9|9', type: 'MANUAL', take: true },
  ]);
  core.change({ calls: [makeCall('A'), makeCall('B')] });
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Keep as it is' })).toBeNull());
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
});
