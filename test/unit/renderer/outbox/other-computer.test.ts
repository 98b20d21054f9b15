import { screen, waitFor } from '@testing-library/vue';
import { expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, listOutboxOf, makeState, ok } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const held = (elsewhere: number) => ({
  ...{ waiting: 0, sending: 0, refused: 0, held: elsewhere, elsewhere, oldestAt: Date.now() },
});
const BAR = /were saved on another computer and are not sent from here/;

function open(elsewhere: number) {
  const core = createScriptedCore(makeState({ outbox: held(elsewhere) }));
  core.answer('answerElsewhere', () => ok(undefined));
  return { core, ...show(MainWindow, core) };
}

async function decide(user: ReturnType<typeof open>['user']): Promise<HTMLElement> {
  await user.click(await screen.findByRole('button', { name: 'Decide…' }));
  return screen.findByRole('dialog', { name: 'Saved on another computer' });
}

it.each([
  ['Send from here', 'sendFromHere'],
  ['They were sent there: discard', 'sentThere'],
] as const)('asks where they are sent from, and takes “%s”', async (label, answer) => {
  const { core, user } = open(2);
  expect(await screen.findByText(/^2 wrap-ups were saved on another computer/)).toBeTruthy();
  await decide(user);
  // Enter alone decides nothing.
  expect(document.activeElement?.textContent.trim()).toBe('Look at each');
  expect(core.inputsOf('answerElsewhere')).toEqual([]);
  await user.click(screen.getByRole('button', { name: label }));
  expect(core.inputsOf('answerElsewhere')).toEqual([{ answer }]);
  core.change({ outbox: held(0) });
  await waitFor(() => {
    expect(screen.queryByText(BAR)).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

it('says why an answer could not be saved, and stays', async () => {
  const { core, user } = open(2);
  core.answer('answerElsewhere', () => fails('notSaved'));
  await decide(user);
  await user.click(screen.getByRole('button', { name: 'Send from here' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.getByRole('dialog')).toBeTruthy();
});

it('shows each in the outbox, with what to do', async () => {
  const { core, user } = open(2);
  listOutboxOf(core, [submission('one', { state: 'held', reason: 'otherComputer' })]);
  await decide(user);
  await user.click(screen.getByRole('button', { name: 'Look at each' }));
  expect(await screen.findByRole('heading', { name: /Saved on another computer/ })).toBeTruthy();
  expect(screen.getByText(/It came here with your profile/)).toBeTruthy();
});

it('can be put off until there are more', async () => {
  const { core, user } = open(2);
  await screen.findByText(BAR);
  await user.click(screen.getByRole('button', { name: 'Dismiss this notice' }));
  expect(screen.queryByText(BAR)).toBeNull();
  core.change({ outbox: held(3) });
  expect(await screen.findByText(/^3 wrap-ups were saved/)).toBeTruthy();
});
