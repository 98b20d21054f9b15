import { screen, waitFor } from '@testing-library/vue';
import { expect, it } from 'vitest';
import CallSwitcher from '../../../../src/renderer/calls/CallSwitcher.vue';
import { useSelection } from '../../../../src/renderer/draft/selection.ts';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

const open = async () => {
  const calls = ['Ana', 'Ben', 'Cy'].map((contact) => makeCall(contact.toLowerCase(), { contact }));
  const shown = show(CallSwitcher, createScriptedCore(makeState({ calls, currentCallId: 'ben' })));
  return { ...shown, line: await screen.findByRole('button', { name: /^Ben/ }) };
};

it('says in a line which call is shown, and of how many', async () => {
  const { line } = await open();
  expect(line.textContent).toMatch(/^2\s*Ben.*0:30.*2 of 3$/);
});

it('opens the list by keyboard at the current call, and goes to another', async () => {
  const { line, user } = await open();
  line.focus();
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-current')).toBe('true'));
  await user.keyboard('{ArrowDown}{Enter}');
  expect(useSelection().callId).toBe('cy');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(line.textContent).toContain('3 of 3');
});

it('closes with Esc, and the focus goes back', async () => {
  const { line, user } = await open();
  line.focus();
  await user.keyboard('{Enter}');
  await screen.findByRole('dialog');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(line));
  expect(useSelection().callId).toBe('ben');
});

it('says that calls are offered, and lists them', async () => {
  const offers = [
    { callId: 'o', type: 'OUTBOUND', contact: 'D•••', phase: 'talking', moment: null, openedAt: 0 } as const,
  ];
  const { user } = show(
    CallSwitcher,
    createScriptedCore(makeState({ calls: [], currentCallId: null, offers })),
  );
  await user.click(await screen.findByRole('button', { name: /No call waits.*Perhaps yours 1/ }));
  await screen.findByRole('button', { name: 'Take call D•••' });
});
