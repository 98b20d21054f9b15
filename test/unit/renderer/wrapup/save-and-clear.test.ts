import { screen, waitFor, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import type { Clearing } from '#shared/contract/app-state.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const SAVED = { submissionId: 'own' };

/** A window with call A in after-call work, and B behind it. */
async function opened({ mayClear = true } = {}) {
  const calls = [
    makeCall('A', { contact: 'Inés Álvarez', moment: 'afterCallWork' }),
    makeCall('B', { moment: 'afterCallWork' }),
  ];
  const core = createScriptedCore(makeState({ calls, mayClear }));
  core.answer('submitWrapUp', () => ok(SAVED));
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  return {
    core,
    user,
    choose: () => user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'not int{Enter}'),
    /** The core has saved A, and tells what came of the wish to clear it. */
    become(clearing: Omit<Clearing, 'callId'> | null): void {
      const done = makeCall('A', {
        ...{ contact: 'Inés Álvarez', moment: 'afterCallWork', wrappedAt: Date.now() },
        submission: submission('own', { state: 'delivered' }),
      });
      core.change({ calls: [calls[1]!, done], clearing: clearing && { callId: 'A', ...clearing } });
    },
  };
}

const line = (): HTMLElement => document.querySelector<HTMLElement>('.saved')!;
const spoken = (): string[] =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent.replace(/\s+/gu, ' ').trim())
    .filter((text) => text.includes('Saved.'));

it('saves by one key and then clears the call that was saved', async () => {
  const { core, user, choose } = await opened();
  await screen.findByRole('button', { name: /Save and clear/ });
  await choose();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  await waitFor(() => expect(core.inputsOf('clearCall')).toEqual([{ callId: 'A' }]));
  expect(core.inputsOf('submitWrapUp')).toMatchObject([{ callId: 'A' }]);
  const order = core.asked.map(({ name }) => name);
  expect(order.indexOf('clearCall')).toBeGreaterThan(order.indexOf('submitWrapUp'));
});

it('does the same by its button', async () => {
  const { core, user, choose } = await opened();
  await choose();
  await user.click(await screen.findByRole('button', { name: /Save and clear/ }));
  await waitFor(() => expect(core.inputsOf('clearCall')).toEqual([{ callId: 'A' }]));
});

it('clears nothing if something is missing, or nothing was saved', async () => {
  const { core, user, choose } = await opened();
  const press = () => user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  await screen.findByRole('button', { name: /Save and clear/ });
  await press();
  await screen.findByText(/Not submitted/);
  core.answer('submitWrapUp', () => fails('notSaved'));
  await choose();
  await press();
  await screen.findByText(/Everything you entered is still here/);
  expect(core.inputsOf('clearCall')).toEqual([]);
});

it.each([
  ['waits', null, 'Clears as soon as LCM has taken it…'],
  ['sent', null, 'Clearing the call…'],
  ['cleared', null, 'Cleared: after-call work is over.'],
  ['unconfirmed', null, 'Asked to clear the call. The softphone has not confirmed it.'],
] as const)('tells that it %s, and says it once', async (state, reason, words) => {
  const { user, choose, become } = await opened();
  await choose();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  become({ state, reason });
  expect(await within(line()).findByText(words)).toBeTruthy();
  expect(within(line()).queryByRole('button', { name: 'Clear the call' })).toBeNull();
  expect(spoken()).toHaveLength(1);
  expect(spoken()[0]).toContain(words);
});

it.each([
  ['notSent', 'clearOtherCall', 'Not cleared: another call is on or waits for its wrap-up'],
  ['refused', 'Set agent state failed.', 'LCM did not clear it: Set agent state failed.'],
] as const)('tells why it was %s, and it can be tried again', async (state, reason, words) => {
  const { core, user, choose, become } = await opened();
  await choose();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  become({ state, reason });
  expect(await within(line()).findByText(words)).toBeTruthy();
  const again = within(line()).getByRole('button', { name: 'Clear the call' });
  again.focus();
  await user.keyboard('{Enter}');
  expect(core.inputsOf('clearCall')).toEqual([{ callId: 'A' }, { callId: 'A' }]);
  become({ state: 'cleared', reason: null });
  await within(line()).findByText(/Cleared/);
  expect(document.activeElement).not.toBe(document.body);
});

it('tells that Afterword itself could not take the wish, says it once, and it can be tried again', async () => {
  const { core, user, choose, become } = await opened();
  core.answer('clearCall', () => fails('failed'));
  await choose();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  become(null);
  expect(await within(line()).findByText(/^Not cleared: ./)).toBeTruthy();
  expect(spoken()).toHaveLength(1);
  expect(spoken()[0]).toContain('Not cleared: ');
  core.answer('clearCall', () => ok(undefined));
  await user.click(within(line()).getByRole('button', { name: 'Clear the call' }));
  become({ state: 'sent', reason: null });
  expect(await within(line()).findByText('Clearing the call…')).toBeTruthy();
  expect(within(line()).queryByText(/Not cleared/)).toBeNull();
});

it('can be wanted after the wrap-up was saved alone', async () => {
  const { core, user, choose, become } = await opened();
  await choose();
  await user.keyboard('{Control>}{Enter}{/Control}');
  become(null);
  await user.click(await within(line()).findByRole('button', { name: 'Clear the call' }));
  expect(core.inputsOf('clearCall')).toEqual([{ callId: 'A' }]);
});

it('is not there unless the settings allow it', async () => {
  const { core, user, choose, become } = await opened({ mayClear: false });
  await choose();
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  expect(core.inputsOf('submitWrapUp')).toEqual([]);
  await user.keyboard('{Control>}{Enter}{/Control}');
  become(null);
  await screen.findByText('Saved.');
  expect(screen.queryByRole('button', { name: /clear(?! the search)/i })).toBeNull();
});
