import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok } from '../scripted-core.ts';
import { listOutboxOf, submission } from '../submissions.ts';

async function openOutbox(items: SubmissionView[], state = makeState()) {
  const core = createScriptedCore(state);
  listOutboxOf(core, items);
  const view = show(MainWindow, core);
  await view.user.click(await screen.findByRole('button', { name: 'Outbox' }));
  return { core, ...view };
}

/** With patience: asking the tree of a hundred items for a role takes a slow machine seconds. */
const item = (id: string): Promise<HTMLElement> =>
  screen.findByRole('article', { name: new RegExp(id) }, { timeout: 10_000 });
const buttonsOf = (article: HTMLElement): string[] =>
  within(article)
    .queryAllByRole('button')
    .map(({ textContent }) => textContent.trim());

describe('the outbox says', () => {
  it('what waits, why, and since when', async () => {
    await openOutbox([
      submission('one', { state: 'refused', reason: 'Invalid Call ID.', attempts: 1 }),
      submission('two', { state: 'held', reason: 'callbackPassed' }),
      submission('three', { unknown: true, reason: 'timeout', attempts: 2 }),
    ]);
    expect(await screen.findByText('Invalid Call ID.')).toBeTruthy();
    expect(screen.getByText(/callback’s time passed/)).toBeTruthy();
    expect(screen.getByText('LCM did not answer in time')).toBeTruthy();
    expect(screen.getByText(/LCM may have it already/)).toBeTruthy();
    expect(screen.getByText(/2 min.* ago · tried 2 times/)).toBeTruthy();
  });

  it.each([
    ['refused', { state: 'refused', reason: 'No.' }, /Edit what LCM names/, ['Edit', 'Try now', 'Discard']],
    [
      'a passed callback',
      { state: 'held', reason: 'callbackPassed', callbackAt: Date.now() - 1 },
      /Say when instead/,
      ['Choose a new time', 'Discard'],
    ],
    [
      'being edited',
      { state: 'held', reason: 'beingEdited' },
      /until you submit that call again/,
      ['Go on editing', 'Discard'],
    ],
    ['unreadable', { state: 'held', reason: 'unreadable' }, /once the key is back/, ['Discard']],
    [
      'unknown',
      { unknown: true, reason: 'link-lost' },
      /sent again by itself/,
      ['Edit', 'Try now', 'Discard'],
    ],
    ['busy', { reason: 'busy' }, /once LCM has answered/, ['Edit', 'Try now', 'Discard']],
    ['under way', { state: 'sending' }, null, []],
    ['another agent’s that waits', { withheld: true, agent: 'b.silva' }, /entered by b\.silva/, ['Try now']],
    [
      'another agent’s that was refused',
      { withheld: true, agent: 'b.silva', state: 'refused', reason: 'No.' },
      /b\.silva has to decide/,
      ['Try now'],
    ],
  ] as const)('what to do about one that is %s', async (_what, change, advice, buttons) => {
    await openOutbox([submission('one', change)]);
    const article = await item('one');
    if (advice !== null) expect(within(article).getByText(advice)).toBeTruthy();
    expect(buttonsOf(article)).toEqual(buttons);
  });

  it('that the agent need not act while LCM is unreachable, and why it is', async () => {
    const link = {
      status: 'unreachable',
      since: Date.now(),
      reason: reason('linkCut'),
      nextTryAt: null,
    } as const;
    await openOutbox([submission('one')], makeState({ link }));
    expect(within(await item('one')).getByText(/sent as soon as LCM can be reached/)).toBeTruthy();
    expect(screen.getByText('Why nothing is sent: The link to LCM was cut.')).toBeTruthy();
  });

  it('when it is tried next', async () => {
    await openOutbox([submission('one', { attempts: 1, nextTryAt: Date.now() + 59_000 })]);
    expect(within(await item('one')).getByText(/tried once · next try in 5\d s/)).toBeTruthy();
  });

  it('whom it is about, if the call is still known', async () => {
    const calls = [makeCall('call-one', { contact: 'Inés Álvarez', wrappedAt: Date.now() })];
    await openOutbox([submission('one')], makeState({ calls }));
    await screen.findByRole('article', { name: 'Call Inés Álvarez: Payment › one' });
  });
});

describe('in the outbox, an agent', () => {
  it('sends one or all again', async () => {
    const { core, user } = await openOutbox([submission('one'), submission('two')]);
    await user.click(within(await item('two')).getByRole('button', { name: 'Try now' }));
    await user.click(screen.getByRole('button', { name: 'Try all now' }));
    expect(core.inputsOf('retryOutbox')).toEqual([{ submissionId: 'two' }, { submissionId: null }]);
  });

  it('sees what failed, until the next action', async () => {
    const { core, user } = await openOutbox([submission('one')]);
    core.answer('retryOutbox', () => fails('notAllowed', reason('movedOn', { state: 'sending' })));
    await user.click(within(await item('one')).getByRole('button', { name: 'Try now' }));
    await screen.findByText(/Its state by now: Sending/);
    core.emit('outbox', undefined);
    core.answer('retryOutbox', () => ok(undefined));
    expect(screen.getByText(/Its state by now: Sending/)).toBeTruthy();
    await user.click(within(await item('one')).getByRole('button', { name: 'Try now' }));
    await waitFor(() => {
      expect(screen.queryByText(/Its state by now: Sending/)).toBeNull();
    });
  });

  it('discards only with a reason, and keeps the focus', async () => {
    const { core, user } = await openOutbox([submission('one', { state: 'refused', reason: 'No.' })]);
    core.answer('discardSubmission', () => {
      listOutboxOf(core, [submission('two')]);
      return ok(undefined);
    });
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    const dialog = await screen.findByRole('dialog', { name: 'Discard this wrap-up?' });
    await user.type(within(dialog).getByLabelText('Reason'), '  ');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([]);
    await user.type(within(dialog).getByLabelText('Reason'), 'wrong contact');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([{ submissionId: 'one', reason: 'wrong contact' }]);
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Outbox' }));
    });
  });

  it('brings a submission back to be edited', async () => {
    const { core, user } = await openOutbox([submission('one', { state: 'refused', reason: 'No.' })]);
    core.answer('editSubmission', () => {
      core.state = makeState({ calls: [makeCall('A'), makeCall('call-one')] });
      return ok({ callId: 'call-one' });
    });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await screen.findByRole('heading', { level: 1, name: 'Call call-one' });
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });

  it('is asked for another time if a callback’s time passed while it waited', async () => {
    const held = submission('one', { state: 'held', reason: 'callbackPassed', callbackAt: 0 });
    const { core, user } = await openOutbox([held]);
    const past = {
      kind: 'regular',
      startDate: '2020-01-02',
      startTime: '10:00',
      endDate: '2020-01-02',
      endTime: '10:00',
      startFold: null,
      endFold: null,
      modeId: '1',
      zone: null,
      when: '',
    } as const;
    const draft = { ...EMPTY_DRAFT, comment: 'Rings back', callback: past };
    core.answer('editSubmission', () => {
      const call = makeCall('call-one', { draft, submission: held });
      core.state = makeState({ calls: [makeCall('A'), call] });
      return ok({ callId: 'call-one' });
    });
    await user.click(await screen.findByRole('button', { name: 'Choose a new time' }));
    expect(await screen.findByText(/When instead\?/)).toBeTruthy();
    await waitFor(() => {
      expect(document.activeElement?.id).toBe('field-callbackWhen');
    });
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('Rings back');
    await user.click(screen.getByRole('button', { name: /Tomorrow/ }));
    await waitFor(() => {
      expect(screen.queryByText(/When instead\?/)).toBeNull();
    });
  });

  it('sees changes', async () => {
    const { core } = await openOutbox([submission('one')]);
    await item('one');
    listOutboxOf(core, []);
    core.emit('outbox', undefined);
    expect(await screen.findByText(/Nothing waits/)).toBeTruthy();
  });
});

describe('a long outbox', () => {
  const thousands = Array.from({ length: 10_000 }, (_, n) => submission(`w${n}`));

  it('is shown in pages, with what needs the agent first', async () => {
    const { core, user } = await openOutbox([
      ...thousands,
      submission('held', { state: 'held', reason: 'callbackPassed' }),
    ]);
    await item('call-held');
    expect(screen.getAllByRole('article')).toHaveLength(51);
    expect(screen.getByText('1 to 50 of 10,000')).toBeTruthy();
    const pages = screen.getByRole('group', { name: 'Waiting' });
    const newer = within(pages).getByRole('button', { name: 'Newer ones' });
    expect(newer.getAttribute('aria-disabled')).toBe('true');
    await user.click(newer);
    await user.click(within(pages).getByRole('button', { name: 'Older ones' }));
    await item('call-w50:');
    expect(screen.getByText('51 to 100 of 10,000')).toBeTruthy();

    listOutboxOf(core, thousands.slice(0, 30));
    core.emit('outbox', undefined);
    await item('call-w29');
    expect(screen.getAllByRole('article')).toHaveLength(30);
    expect(screen.queryByRole('group', { name: 'Waiting' })).toBeNull();
  });

  it('is not loaded at each of many changes', async () => {
    const { core } = await openOutbox([submission('one')]);
    await item('one');
    const before = core.inputsOf('listOutbox').length;
    listOutboxOf(core, [submission('last')]);
    for (let n = 0; n < 500; n += 1) core.emit('outbox', undefined);
    await item('last');
    expect(core.inputsOf('listOutbox').length - before).toBeLessThanOrEqual(4);
  });
});
