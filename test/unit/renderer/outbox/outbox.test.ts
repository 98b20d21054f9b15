import { screen, waitFor, within } from '@testing-library/vue';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { ListedSubmission } from '#shared/wrapup/submission.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { openView, show } from '../screen.ts';
import { listOutboxOf, createScriptedCore, fails, makeCall, makeState, ok } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

async function openOutbox(items: ListedSubmission[], state = makeState()) {
  const core = createScriptedCore(state);
  listOutboxOf(core, items);
  const view = show(MainWindow, core);
  await openView(view.user, 'Outbox');
  return { core, ...view };
}

/** With patience: asking the tree of a hundred items for a role takes a slow machine seconds. */
const item = (id: string): Promise<HTMLElement> =>
  screen.findByRole('article', { name: new RegExp(id) }, { timeout: 10_000 });
/** The button of its line, which opens and closes it. */
const lineOf = (article: HTMLElement): HTMLElement => within(article).getAllByRole('button')[0]!;

async function opened(user: UserEvent, id: string): Promise<HTMLElement> {
  const article = await item(id);
  await user.click(lineOf(article));
  return article;
}

/** The buttons of what can be done. */
const buttonsOf = (article: HTMLElement): string[] =>
  within(article)
    .getAllByRole('button')
    .slice(1)
    .map(({ textContent }) => textContent.trim());

describe('the outbox says', () => {
  it('what waits, why, and since when', async () => {
    const { user } = await openOutbox([
      submission('one', { state: 'refused', reason: 'Invalid Call ID.', attempts: 1 }),
      submission('two', { state: 'held', reason: 'callbackPassed' }),
      submission('three', { unknown: true, reason: 'timeout', attempts: 2 }),
    ]);
    expect(await screen.findByRole('heading', { name: 'Refused: Invalid Call ID.' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: /callback’s time passed/ })).toBeTruthy();
    expect(screen.queryByText('LCM did not answer in time')).toBeNull();
    await opened(user, 'three');
    expect(screen.getByText('LCM did not answer in time')).toBeTruthy();
    expect(screen.getByText(/LCM may have it already/)).toBeTruthy();
    expect(screen.getByText(/2 min.* ago · tried 2 times/)).toBeTruthy();
  });

  it.each([
    ['refused', { state: 'refused', reason: 'No.' }, /Edit what LCM names/, ['Edit', 'Try now', 'Discard']],
    [
      'a passed callback',
      { state: 'held', reason: 'callbackPassed', callbackAt: Date.now() - 1 },
      /When instead\?/,
      ['Choose a new time', 'Discard'],
    ],
    [
      'being edited',
      { state: 'held', reason: 'beingEdited' },
      /until you submit the correction/,
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
    [
      'another agent’s, who is not signed in',
      { withheld: true, agent: 'b.silva', state: 'queued', reason: 'waitsForAgent' },
      'Sign in as b.silva, and it is sent. Under another name it is not.',
      [],
    ],
  ] as const)('what to do about one that is %s', async (_what, change, advice, buttons) => {
    const { user } = await openOutbox([submission('one', change)]);
    const article = await opened(user, 'one');
    if (advice !== null) expect(screen.getAllByText(advice)).toHaveLength(1);
    expect(buttonsOf(article)).toEqual(buttons);
  });

  it('what is asked once for all that ask the same, and each reason where they differ', async () => {
    await openOutbox([
      submission('one', { state: 'refused', reason: 'Invalid Call ID.' }),
      submission('two', { state: 'refused', reason: 'Contact is locked.' }),
      submission('three', { state: 'held', reason: 'callbackPassed' }),
      submission('four', { state: 'held', reason: 'callbackPassed' }),
    ]);
    expect(await screen.findAllByText(/Edit what LCM names/)).toHaveLength(1);
    expect(screen.getAllByText(/When instead\?/)).toHaveLength(1);
    expect(screen.getAllByText(/callback’s time passed/)).toHaveLength(1);
    expect(lineOf(await item('one')).textContent).toContain('Invalid Call ID.');
    expect(lineOf(await item('two')).textContent).toContain('Contact is locked.');
    expect(within(await item('three')).getByRole('button', { name: 'Choose a new time' })).toBeTruthy();
  });

  it('that the agent need not act while LCM is unreachable, and why it is, once', async () => {
    const link = {
      status: 'unreachable',
      since: Date.now(),
      reason: reason('linkCut'),
      nextTryAt: null,
    } as const;
    await openOutbox([submission('one'), submission('two')], makeState({ link }));
    const outbox = within(await screen.findByRole('region', { name: 'Outbox' }));
    expect(await outbox.findAllByText(/sent as soon as LCM can be reached/)).toHaveLength(1);
    expect(outbox.getAllByText(/LCM unreachable since .* The link to LCM was cut\./)).toHaveLength(1);
  });

  it('when it is tried next', async () => {
    const { user } = await openOutbox([submission('one', { attempts: 1, nextTryAt: Date.now() + 59_000 })]);
    expect(within(await opened(user, 'one')).getByText(/tried once · next try in 5\d s/)).toBeTruthy();
  });

  it('whom it is about, also after the call has left the screen', async () => {
    await openOutbox([submission('one', { contact: 'Inés Álvarez' }), submission('two')]);
    await screen.findByRole('article', { name: 'Call Inés Álvarez: Payment › one' });
    await screen.findByRole('article', { name: 'Call call-two: Payment › two' });
  });
});

describe('in the outbox, an agent', () => {
  it('sends one or all again', async () => {
    const { core, user } = await openOutbox([submission('one'), submission('two')]);
    await user.click(within(await opened(user, 'two')).getByRole('button', { name: 'Try now' }));
    expect(lineOf(await item('two')).textContent).toContain('trying now');
    expect(lineOf(await item('one')).textContent).toContain('Waiting');
    await screen.findByText(/^Tried at .*: 2 waiting\.$/);
    await user.click(screen.getByRole('button', { name: 'Try all now' }));
    expect(core.inputsOf('retryOutbox')).toEqual([{ submissionId: 'two' }, { submissionId: null }]);
  });

  it('is offered no try for what waits until another agent signs in, and is told why and what to do', async () => {
    const left = { withheld: true, agent: 'b.silva', reason: 'waitsForAgent', unknown: true } as const;
    await openOutbox([submission('one', left), submission('two', left)]);
    await item('one');
    expect(screen.getByRole('heading', { name: /^It goes out in its agent’s own name/ })).toBeTruthy();
    expect(
      screen.getAllByText('Sign in as b.silva, and it is sent. Under another name it is not.'),
    ).toHaveLength(1);
    expect(screen.queryByRole('button', { name: 'Try all now' })).toBeNull();
  });

  it('tries what can be tried beside it, which stands above', async () => {
    const left = { withheld: true, agent: 'b.silva', reason: 'waitsForAgent' } as const;
    const { user } = await openOutbox([submission('left', left), submission('own')]);
    await user.click(await screen.findByRole('button', { name: 'Try all now' }));
    expect(lineOf(await item('own')).textContent).toContain('trying now');
    expect(lineOf(await item('left')).textContent).toContain('waits for b.silva');
    const names = screen.getAllByRole('article').map((article) => article.getAttribute('aria-label'));
    expect(names).toEqual([expect.stringContaining('own'), expect.stringContaining('left')]);
  });

  it('sees at once that it is tried, and then that it failed again', async () => {
    const away = {
      status: 'unreachable',
      since: Date.now(),
      reason: reason('nothingListens', { code: 'ECONNREFUSED' }),
      nextTryAt: Date.now() + 9_000,
    } as const;
    const { core, user } = await openOutbox([submission('one')], makeState({ link: away }));
    const line = lineOf(await item('one'));
    core.change({ link: { ...away, nextTryAt: null } });
    await user.click(screen.getByRole('button', { name: 'Try all now' }));
    expect(line.textContent).toContain('trying now');
    expect(screen.getByText('Trying now…')).toBeTruthy();
    // Pressed again while it is tried: nothing more is asked.
    await user.click(screen.getByRole('button', { name: 'Try all now' }));
    core.change({ link: { ...away, nextTryAt: Date.now() + 20_000 } });
    await screen.findByText(/^Tried at .*: LCM did not answer\. All of it stays saved\.$/);
    expect(line.textContent).toContain('Waiting');
    expect(core.inputsOf('retryOutbox')).toEqual([{ submissionId: null }]);
  });

  it('goes over the lines with the arrows and opens one with Enter', async () => {
    const { user } = await openOutbox([
      submission('held', { state: 'held', reason: 'callbackPassed' }),
      submission('one'),
      submission('two'),
    ]);
    lineOf(await item('held')).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    const line = lineOf(await item('one'));
    expect(document.activeElement).toBe(line);
    await user.keyboard('{Enter}');
    expect(line.getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(lineOf(await item('two')));
  });

  it('sees what failed, until the next action', async () => {
    const { core, user } = await openOutbox([submission('one')]);
    core.answer('retryOutbox', () => fails('notAllowed', reason('movedOn', { state: 'sending' })));
    await user.click(within(await opened(user, 'one')).getByRole('button', { name: 'Try now' }));
    await screen.findByText(/Its state by now: Sending/);
    core.emit('outbox', undefined);
    core.answer('retryOutbox', () => ok(undefined));
    expect(screen.getByText(/Its state by now: Sending/)).toBeTruthy();
    await user.click(within(await item('one')).getByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(screen.queryByText(/Its state by now: Sending/)).toBeNull());
  });

  it('discards only with a reason, and keeps the focus', async () => {
    const { core, user } = await openOutbox([submission('one', { state: 'refused', reason: 'No.' })]);
    core.answer('discardSubmission', () => {
      listOutboxOf(core, [submission('two')]);
      return ok(undefined);
    });
    await user.click(within(await opened(user, 'one')).getByRole('button', { name: 'Discard' }));
    const dialog = await screen.findByRole('dialog', { name: 'Discard this wrap-up?' });
    await user.type(within(dialog).getByLabelText('Reason'), '  ');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([]);
    await user.type(within(dialog).getByLabelText('Reason'), 'wrong contact');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([{ submissionId: 'one', reason: 'wrong contact' }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Outbox' })));
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
    await waitFor(() => expect(document.activeElement?.id).toBe('field-callbackWhen'));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('Rings back');
    await user.click(screen.getByRole('button', { name: /Tomorrow/ }));
    await waitFor(() => expect(screen.queryByText(/When instead\?/)).toBeNull());
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
