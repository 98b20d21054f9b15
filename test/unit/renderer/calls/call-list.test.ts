import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

const nameOf = (n: number): string => `call-${String(n).padStart(4, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, n) => makeCall(nameOf(n)));
const list = (): HTMLElement => screen.getByRole('complementary', { name: 'Calls' });
const drawn = (): string[] => [...list().querySelectorAll('li .id')].map((each) => each.textContent);

describe('a list of very many calls', () => {
  const open = async () => {
    const core = createScriptedCore(makeState({ calls: many(2_000), currentCallId: nameOf(0) }));
    const shown = show(MainWindow, core);
    await waitFor(() => {
      expect(drawn()).toContain(nameOf(0));
    });
    return { core, ...shown };
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

  it('shows a change of one call, a new call on top, and one that left', async () => {
    const { core } = await open();
    const kept = within(list()).getByRole('button', { name: new RegExp(nameOf(5)) });
    const calls = many(2_000);
    calls[3] = makeCall(nameOf(3), { draft: { ...EMPTY_DRAFT, comment: 'half a' } });
    core.change({ calls });
    await within(list()).findByText('Draft');
    core.change({ calls: [makeCall('new'), ...calls.filter(({ callId }) => callId !== nameOf(1))] });
    await waitFor(() => {
      expect(drawn().slice(0, 4)).toEqual(['new', nameOf(0), nameOf(2), nameOf(3)]);
    });
    expect(within(list()).getByRole('button', { name: new RegExp(nameOf(5)) })).toBe(kept);
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
    await waitFor(() => {
      expect(focused()).toBe(nameOf(1_999));
    });
    await user.keyboard('{Home}');
    await waitFor(() => {
      expect(focused()).toBe(nameOf(0));
    });
    await user.keyboard('{End}');
    await waitFor(() => {
      expect(focused()).toBe(nameOf(1_999));
    });
    await user.keyboard('{ArrowUp}{Enter}');
    await screen.findByRole('heading', { name: new RegExp(`Call ${nameOf(1_998)}`) });
  });

  it('keeps the focus on its call while others come', async () => {
    const { core } = await open();
    const button = within(list()).getByRole('button', { name: new RegExp(nameOf(8)) });
    button.focus();
    const more = Array.from({ length: 80 }, (_, n) => makeCall(`more-${n}`));
    core.change({ calls: [...more, ...many(2_000)] });
    await waitFor(() => {
      expect(drawn()[0]).toBe('more-0');
    });
    expect(document.activeElement).toBe(button);
  });

  it('is one line in the quick window, which opens the rows in view', async () => {
    const core = createScriptedCore(makeState({ calls: many(2_000), currentCallId: nameOf(0) }));
    const { user } = show(QuickWindow, core);
    const line = await screen.findByRole('button', { name: /of 2,000/ });
    expect(line.textContent).toContain(nameOf(0));
    core.emit('focusCall', { callId: nameOf(1_500) });
    await waitFor(() => {
      expect(line.textContent).toContain(nameOf(1_500));
    });
    await user.click(line);
    const rows = await screen.findAllByRole('listitem');
    expect(rows.length).toBeLessThan(100);
    expect(document.activeElement?.textContent).toContain(nameOf(1_500));
  });
});

it('of a few calls is drawn whole', async () => {
  show(MainWindow, createScriptedCore(makeState({ calls: many(60), currentCallId: nameOf(0) })));
  await waitFor(() => {
    expect(drawn()).toHaveLength(60);
  });
});
