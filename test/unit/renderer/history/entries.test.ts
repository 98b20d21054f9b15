import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { RequestInput } from '#shared/contract/index.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { openView, show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok } from '../scripted-core.ts';
import { entryOf } from '#test/support/submissions.ts';

const DRAFT: Draft = { ...EMPTY_DRAFT, businessOutcomeId: '2', comment: 'As before', targetAmount: '12' };

async function openHistory(entries: HistoryEntry[], { draft = DRAFT, own = EMPTY_DRAFT } = {}) {
  const core = createScriptedCore(makeState({ calls: [makeCall('A', { draft: own })] }));
  core.answer('listHistory', () => ok({ entries, upTo: 9 }));
  core.answer('historyTimeline', () =>
    ok({
      moreTime: [],
      steps: [
        { seq: 1, at: Date.now(), from: null, to: 'queued', detail: 'submitted' },
        { seq: 2, at: Date.now(), from: 'queued', to: 'sending', detail: 'sent' },
        { seq: 3, at: Date.now(), from: 'sending', to: 'refused', detail: 'Contact is locked.' },
      ],
      draft,
    }),
  );
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  await openView(view.user, 'History');
  await screen.findByRole('table', { name: 'History of the wrap-ups' });
  return { core, ...view };
}

const unfold = (name: string) => screen.getByRole('button', { name });
const savedDrafts = (core: ReturnType<typeof createScriptedCore>) =>
  core.inputsOf('saveDraft').map(({ draft }: RequestInput<'saveDraft'>) => draft);

describe('an entry of the history', () => {
  it('unfolds what became of it, in words', async () => {
    const { user } = await openHistory([entryOf(2, { contact: 'Ana Martín', comment: 'Friday' })]);
    const button = unfold('Ana Martín');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    await user.click(button);
    const steps = within(await screen.findByRole('list', { name: 'What became of it' }));
    await waitFor(() => expect(steps.getAllByRole('listitem')).toHaveLength(3));
    steps.getByText('Saved on this machine');
    steps.getByText('Refused: Contact is locked.');
    expect(button.getAttribute('aria-expanded')).toBe('true');
  });

  it('is reached and unfolded by the keyboard alone', async () => {
    const { user } = await openHistory([entryOf(3), entryOf(2), entryOf(1)]);
    screen.getByRole('button', { name: 'Export' }).focus();
    await user.keyboard('/');
    const field = screen.getByRole('textbox');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(unfold('call-2')));
    await user.keyboard('{Enter}');
    await screen.findByRole('list', { name: 'What became of it' });
    await user.keyboard('{Home}{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it('is corrected by the call that it belongs to; another agent’s is not', async () => {
    const { core, user } = await openHistory([entryOf(2), entryOf(1, { withheld: true, agent: 'ben' })]);
    core.answer('beginCorrection', () => ok({ callId: 'call-2' }));
    await user.click(unfold('call-1'));
    await screen.findByRole('list', { name: 'What became of it' });
    expect(screen.queryByRole('button', { name: 'Correct' })).toBeNull();
    await user.click(unfold('call-2'));
    await user.click(await screen.findByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(core.inputsOf('beginCorrection')).toEqual([{ callId: 'call-2' }]));
  });

  it('lends outcome and comment to the call that is open, and nothing else', async () => {
    const { core, user } = await openHistory([entryOf(2, { summary: 'Payment › Promise to pay' })]);
    await user.click(unfold('call-2'));
    await user.click(await screen.findByRole('button', { name: 'Same again' }));
    await screen.findByRole('tree');
    await waitFor(() => {
      expect(savedDrafts(core).at(-1)).toEqual({
        ...EMPTY_DRAFT,
        businessOutcomeId: '2',
        comment: 'As before',
      });
    });
  });

  it('lends only the comment if the open call has no outcome of that path', async () => {
    const { core, user } = await openHistory([entryOf(2, { summary: 'Sale › Promise to pay' })]);
    await user.click(unfold('call-2'));
    await user.click(await screen.findByRole('button', { name: 'Same comment again' }));
    await waitFor(() => expect(savedDrafts(core).at(-1)).toEqual({ ...EMPTY_DRAFT, comment: 'As before' }));
  });

  it('replaces what is entered only after a question', async () => {
    const own = { ...EMPTY_DRAFT, comment: 'Begun' };
    const { core, user } = await openHistory([entryOf(2, { summary: 'Payment › Promise to pay' })], { own });
    await user.click(unfold('call-2'));
    await user.click(await screen.findByRole('button', { name: 'Same again' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }));
    expect(savedDrafts(core)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Same again' }));
    await user.click(await screen.findByRole('button', { name: 'Replace it' }));
    await waitFor(() => expect(savedDrafts(core).at(-1)?.comment).toBe('As before'));
  });
});

describe('the filters', () => {
  it('go to the core, and an empty list says which to lift', async () => {
    const { core, user } = await openHistory([entryOf(2)]);
    core.answer('listHistory', ({ filter }: RequestInput<'listHistory'>) =>
      ok({ entries: filter?.callback === true ? [] : [entryOf(2)], upTo: 9 }),
    );
    core.answer('countHistory', () => ok({ found: 0, without: { callback: 3 } }));
    await user.click(screen.getByRole('button', { name: 'Today' }));
    await user.click(screen.getByRole('button', { name: 'With callback' }));
    await user.click(await screen.findByRole('button', { name: 'With callback (3 without it)' }));
    await screen.findByRole('table', { name: 'History of the wrap-ups' });
    expect(core.inputsOf('listHistory').map(({ filter }) => filter)).toEqual([
      undefined,
      { today: true },
      { today: true, callback: true },
      { today: true },
    ]);
  });

  it('offer agents only where there is more than one', async () => {
    const { core, user } = await openHistory([entryOf(2)]);
    expect(screen.queryByRole('button', { name: 'Any agent' })).toBeNull();
    core.answer('historyChoices', () => ok({ outcomes: ['Sale'], agents: ['ana', 'ben'] }));
    await user.click(screen.getByRole('button', { name: 'Any outcome' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Sale' }));
    await screen.findByRole('button', { name: 'Any agent' });
    await waitFor(() => expect(core.inputsOf('listHistory').at(-1)?.filter).toEqual({ outcome: 'Sale' }));
  });
});

it('the day is shown with its hours as a table, or not at all', async () => {
  const { core } = await openHistory([entryOf(2)]);
  expect(screen.queryByRole('region', { name: 'Your day' })).toBeNull();
  const from = new Date().setHours(0, 0, 0, 0);
  const figures = { wrappedUp: 3, byLimit: 1, timed: 2, average: 62_000, longest: 90_000, booked: 1, due: 2 };
  core.answer('yourDay', () =>
    ok({ ...figures, from, until: from + 86_400_000, hours: [3, ...new Array<number>(23).fill(0)] }),
  );
  core.emit('outbox', undefined);
  const day = within(await screen.findByRole('region', { name: 'Your day' }));
  for (const words of ['one by the limit', 'known of 2', '1:30']) day.getByText(words, { exact: false });
  expect(day.getByRole('table', { name: 'Wrapped up by hour' }).querySelector('td')?.textContent).toBe('3');
});
