import { screen, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

const NOTE = 'Fields marked * have to be filled in.';

function scripted() {
  const mandatory = { default: [], byCampaign: { '7': ['comment' as const, 'targetAmount' as const] } };
  return createScriptedCore(makeState({ calls: [makeCall('A')] }, { mandatory }));
}

it('is marked and required for screen readers, for the call’s campaign', async () => {
  show(MainWindow, scripted());
  await screen.findByRole('tree');
  expect(screen.getByText(NOTE)).toBeTruthy();
  expect(screen.getByRole('textbox', { name: 'Comment' }).getAttribute('aria-required')).toBe('true');
  expect(screen.getByRole('textbox', { name: 'Target amount' }).getAttribute('aria-required')).toBe('true');
  expect(screen.getByRole('textbox', { name: 'Lead score' }).hasAttribute('aria-required')).toBe(false);
});

it('shows a missing field at the field and in the summary after a submit, and focuses it', async () => {
  const core = scripted();
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByText('Not interested'));
  expect(screen.queryByText('This has to be filled in.')).toBeNull();
  await user.keyboard('{Control>}{Enter}{/Control}');
  const comment = screen.getByRole('textbox', { name: 'Comment' });
  expect(screen.getAllByText('This has to be filled in.')).toHaveLength(2);
  expect(comment.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(comment);
  const summary = screen
    .getAllByRole('alert')
    .find((each) => each.textContent.includes('Fill in')) as HTMLElement;
  expect(within(summary).getByText('Not submitted: 2 things are missing or wrong.')).toBeTruthy();
  expect(
    within(summary)
      .getAllByRole('button')
      .map((each) => each.textContent),
  ).toEqual(['Fill in: Comment', 'Fill in: Target amount']);

  await user.type(comment, 'Paid');
  await user.type(screen.getByRole('textbox', { name: 'Target amount' }), '5');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(core.inputsOf('submitWrapUp').map(({ draft }) => [draft.comment, draft.targetAmount])).toEqual([
    ['Paid', '5'],
  ]);
});

it('leads from the quick window to the main one if only that has the field', async () => {
  const core = scripted();
  const { user } = show(QuickWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByText('Not interested'));
  await user.keyboard('{Control>}{Enter}{/Control}');
  await user.click(screen.getByRole('button', { name: 'Fill in: Target amount' }));
  expect(core.inputsOf('showMain')).toEqual([{ view: 'wrapUp' }]);
});
