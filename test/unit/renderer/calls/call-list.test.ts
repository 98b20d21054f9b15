import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const nameOf = (n: number): string => `call-${String(n).padStart(4, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, n) => makeCall(nameOf(n)));
const list = (): HTMLElement => screen.getByRole('complementary', { name: 'Calls' });
const drawn = (): string[] => [...list().querySelectorAll('li .id')].map((each) => each.textContent);

describe('a list of very many calls', () => {
  const open = async () => {
    const core = createScriptedCore(makeState({ calls: many(2_000), currentCallId: nameOf(0) }));
    const shown = show(MainWindow, core);
    await waitFor(() => expect(drawn()).toContain(nameOf(0)));
    return { core, ...shown };
  };

  /** `again`: the names of the components that are drawn again from then on. */
  const openCounted = async () => {
    const calls = many(2_000).map((call) => ({ ...call, number: 99 }));
    const core = createScriptedCore(makeState({ calls, currentCallId: nameOf(0) }));
    const again: string[] = [];
    show(MainWindow, core, {}, (name) => again.push(name));
    await waitFor(() => expect(drawn()).toContain(nameOf(3)));
    await nextTick();
    again.length = 0;
    return { calls, core, again };
  };

  it('draws only those in view, and says how many there are', async () => {
    await open();
    expect(drawn().length).toBeLessThan(40);
    expect(drawn().slice(0, 5)).toEqual([0, 1, 2, 3, 4].map(nameOf));
    expect(within(list()).getByText('2000')).toBeTruthy();
    const [first] = within(list()).getAllByRole('listitem');
    expect([first?.getAttribute('aria-posinset'), first?.getAttribute('aria-setsize')]).toEqual([
      '1',
      '2000',
    ]);
  });

  it('shows a change of one call, a new call, and one that left', async () => {
    const { core } = await open();
    const kept = within(list()).getByRole('button', { name: new RegExp(nameOf(5)) });
    const calls = many(2_000);
    calls[3] = makeCall(nameOf(3), { draft: { ...EMPTY_DRAFT, comment: 'half a' } });
    core.change({ calls });
    await within(list()).findByText('Draft');
    core.change({ calls: [makeCall('new'), ...calls.filter(({ callId }) => callId !== nameOf(1))] });
    await waitFor(() => expect(drawn().slice(0, 4)).toEqual(['new', nameOf(0), nameOf(2), nameOf(3)]));
    expect(within(list()).getByRole('button', { name: new RegExp(nameOf(5)) })).toBe(kept);
  });

  it('draws one row again for a change of one call', async () => {
    const { calls, core, again } = await openCounted();
    core.change({ calls: calls.with(3, { ...calls[3]!, contact: 'Ana' }) });
    await within(list()).findByText('Ana');
    expect(again.filter((name) => name === 'CallRow' || name === 'RovingFocusItem')).toEqual([
      'CallRow',
      'RovingFocusItem',
    ]);
  });

  it('is left alone by a draft of a call, but for the mark of a first one', async () => {
    const draft = { ...EMPTY_DRAFT, comment: 'half a' };
    const { calls, core, again } = await openCounted();
    core.change({ calls: calls.with(3, { ...calls[3]!, draft }) });
    await within(list()).findByText('Draft');
    expect(again).toEqual(['CallRow']);
    again.length = 0;
    const longer = { ...draft, comment: 'half a thought' };
    core.change({ calls: core.state.calls.with(3, { ...core.state.calls[3]!, draft: longer }) });
    core.change({ calls: core.state.calls.with(1_500, { ...core.state.calls[1_500]!, draft }) });
    await nextTick();
    expect(again).toEqual([]);
  });

  it('draws nothing again for a call that is not in view', async () => {
    const { calls, core, again } = await openCounted();
    core.change({ calls: calls.with(1_500, { ...calls[1_500]!, outcomeSetAt: 1 }) });
    await nextTick();
    expect(again).toEqual([]);
  });

  it('is not gone through when one of them changes, and not drawn again each second', async () => {
    const seen = { names: 0 };
    const name = {
      enumerable: true,
      get: () => {
        seen.names += 1;
        return 'Ana';
      },
    };
    // All of one name, so that each row shows the end of its id.
    const calls = many(2_000).map((call) => Object.defineProperty({ ...call, number: 99 }, 'contact', name));
    const core = createScriptedCore(makeState({ calls, currentCallId: nameOf(0) }));
    show(MainWindow, core);
    await screen.findByText('…0003');
    const compared = vi.spyOn(String.prototype, 'endsWith');
    seen.names = 0;
    const draft = { ...EMPTY_DRAFT, comment: 'half a' };
    core.change({ calls: calls.with(3, { ...calls[3]!, draft }) });
    await within(list()).findByText('Draft');
    expect(seen.names).toBeLessThan(200);

    seen.names = 0;
    const figure = (): string | null | undefined => list().querySelector('.figure')?.textContent;
    const before = figure();
    await waitFor(() => expect(figure()).not.toBe(before), { timeout: 5_000 });
    expect(seen.names).toBeLessThan(10);
    expect(compared.mock.calls.length).toBeLessThan(200);
    compared.mockRestore();
  });

  it('tells a call apart from those that came, left or got another name', async () => {
    const named = (...contacts: (string | null)[]) =>
      contacts.flatMap((contact, n) => (contact === null ? [] : [makeCall(`call-000${n}`, { contact })]));
    const core = createScriptedCore(makeState({ calls: named('Ana', 'Ben') }));
    show(MainWindow, core);
    const ends = (): (string | null)[] =>
      [...list().querySelectorAll('.id-end')].map((each) => each.textContent);
    await screen.findByText('Ben');
    expect(ends()).toEqual([]);
    for (const [contacts, expected] of [
      [
        ['Ana', 'Ben', 'Ana'],
        ['…0000', '…0002'],
      ],
      [
        ['Ana', 'Ana', 'Ben'],
        ['…0000', '…0001'],
      ],
      [
        ['Ana', null, 'Ana'],
        ['…0000', '…0002'],
      ],
      [['Ana', null, null, 'Ben'], []],
    ] as const) {
      core.change({ calls: named(...contacts) });
      await waitFor(() => expect(ends()).toEqual(expected));
    }
    // The settings may make two names the same.
    core.change({ calls: named('+34600100101', '+34700200101') });
    await waitFor(() => expect(ends()).toHaveLength(2));
    core.change({ form: { ...core.state.form, maskNumbers: false } });
    await waitFor(() => expect(ends()).toEqual([]));
  });

  it('is walked by the arrow keys, and to both of its ends', async () => {
    const { user } = await open();
    const focused = (): string | undefined => document.activeElement?.querySelector('.id')?.textContent;
    within(list())
      .getByRole('button', { name: new RegExp(nameOf(0)) })
      .focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(focused()).toBe(nameOf(2));
    await user.keyboard('{End}');
    await waitFor(() => expect(focused()).toBe(nameOf(1_999)));
    await user.keyboard('{Home}');
    await waitFor(() => expect(focused()).toBe(nameOf(0)));
    await user.keyboard('{End}');
    await waitFor(() => expect(focused()).toBe(nameOf(1_999)));
    await user.keyboard('{ArrowUp}{Enter}');
    await screen.findByRole('heading', { name: new RegExp(`Call ${nameOf(1_998)}`) });
  });

  it('keeps the focus on its call while others come', async () => {
    const { core } = await open();
    const button = within(list()).getByRole('button', { name: new RegExp(nameOf(8)) });
    button.focus();
    const more = Array.from({ length: 80 }, (_, n) => makeCall(`more-${n}`));
    core.change({ calls: [...more, ...many(2_000)] });
    await waitFor(() => expect(drawn()[0]).toBe('more-0'));
    expect(document.activeElement).toBe(button);
  });

  it('is one line in the quick window, which opens the rows in view', async () => {
    const core = createScriptedCore(makeState({ calls: many(2_000), currentCallId: nameOf(0) }));
    const { user } = show(QuickWindow, core);
    const line = await screen.findByRole('button', { name: /of 2,000/ });
    expect(line.textContent).toContain(nameOf(0));
    core.emit('focusCall', { callId: nameOf(1_500) });
    await waitFor(() => expect(line.textContent).toContain(nameOf(1_500)));
    await user.click(line);
    const rows = await screen.findAllByRole('listitem');
    expect(rows.length).toBeLessThan(100);
    expect(document.activeElement?.textContent).toContain(nameOf(1_500));
  });
});

describe('a row', () => {
  const ended = (ms: number) => ({ endedAt: Date.now() - ms });
  const rows = (): string[] => [...list().querySelectorAll('.call')].map((row) => row.textContent.trim());
  const open = async (...calls: CallView[]) => {
    const shown = show(MainWindow, createScriptedCore(makeState({ calls, currentCallId: calls[0]!.callId })));
    await screen.findByRole('tree');
    return shown;
  };

  it('says number, who, what the call is doing, and that there is a draft; its ids are in the tooltip', async () => {
    await open(
      makeCall('c-1', { contact: 'Ana', phase: 'talking', endedAt: null, heardAt: Date.now() + 1_000 }),
      makeCall('c-2', {
        contact: '+34 600 123 456',
        ...ended(65_000),
        draft: { ...EMPTY_DRAFT, comment: 'x' },
      }),
    );
    expect(rows()[0]).toMatch(/^1\s*Ana\s*Talking$/);
    expect(rows()[1]).toMatch(/^2\s*\+34 ••• ••• •56\s*Draft\s*1:0\d\s*After call 1:0\d$/);
    expect(within(list()).getByTitle('Call c-2, LCM key 5|3|1|0|0|44|c-2')).toBeTruthy();
    expect(list().textContent).not.toMatch(/OUTBOUND|5\|3/);
  });

  it('tells calls of one name apart by the ends of their ids', async () => {
    await open(
      makeCall('018f-77aa', { contact: 'Ana' }),
      makeCall('018f-77ab', { contact: 'Ana' }),
      makeCall('9', { contact: 'Ben' }),
    );
    expect([...list().querySelectorAll('.id-end')].map((each) => each.textContent)).toEqual([
      '…77aa',
      '…77ab',
    ]);
  });

  it('marks the call that has been over for longest, and one that is over its limit as urgent', async () => {
    const limited = (ms: number, limit: number): Partial<CallView> => {
      const startedAt = Date.now() - ms;
      const endsAt = startedAt + limit;
      return {
        endedAt: startedAt,
        afterCall: { startedAt, endsAt, warnAt: endsAt, show: 'up', atEnd: 'notify', more: null },
      };
    };
    const { unmount } = await open(makeCall('a', ended(10_000)), makeCall('b', ended(50_000)));
    expect(rows().map((row) => row.includes('Longest'))).toEqual([false, true]);
    expect(list().querySelectorAll('.lucide-flag')).toHaveLength(1);
    expect(within(list()).getByTitle('Longest')).toBeTruthy();
    unmount();
    await open(makeCall('a', limited(60_000, 30_000)), makeCall('b', limited(90_000, 80_000)));
    expect(rows().map((row) => row.includes('Urgent'))).toEqual([true, false]);
  });

  it('is reached by its number, wherever it stands', async () => {
    const { user } = await open(makeCall('a', { number: 2 }), makeCall('b', { number: 7 }));
    await user.keyboard('{Control>}[Digit7]{/Control}');
    await screen.findByRole('heading', { name: 'Call b' });
    await user.keyboard('{Control>}[Digit1]{/Control}');
    expect(screen.getByRole('heading', { name: 'Call b' })).toBeTruthy();
    await user.keyboard('{Control>}[Digit2]{/Control}');
    await screen.findByRole('heading', { name: 'Call a' });
  });
});

describe('a call that is done', () => {
  const done = (change: Partial<SubmissionView>) =>
    makeCall('d', {
      contact: 'Ana',
      wrappedAt: Date.now(),
      submission: submission('s', { callId: 'd', summary: 'Payment › In part', ...change }),
    });
  const line = async (change: Partial<SubmissionView>) => {
    show(MainWindow, createScriptedCore(makeState({ calls: [done(change)] })));
    return (await screen.findByText('Ana')).closest('li')!;
  };

  it('says who, the end of the outcome and when; its state by an icon with words', async () => {
    const item = await line({ state: 'delivered' });
    expect(item.textContent).toMatch(/^\s*Delivered\s*Ana\s*In part\s*\d/);
    expect(within(item).getByTitle('Payment › In part')).toBeTruthy();
    expect(within(item).getByRole('button', { name: 'Correct the wrap-up of call Ana' })).toBeTruthy();
  });

  it('says in words why LCM refused it', async () => {
    const item = await line({ state: 'refused', reason: 'Invalid Call ID' });
    expect(within(item).getByText('Refused: Invalid Call ID')).toBeTruthy();
  });

  it('cannot be corrected while it is sent', async () => {
    expect(within(await line({ state: 'sending' })).queryByRole('button')).toBeNull();
  });
});

it('of a few calls is drawn whole', async () => {
  show(MainWindow, createScriptedCore(makeState({ calls: many(60), currentCallId: nameOf(0) })));
  await waitFor(() => expect(drawn()).toHaveLength(60));
});
