import { screen } from '@testing-library/vue';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import OutcomeTree from '../../../../src/renderer/outcomes/OutcomeTree.vue';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeList, makeState, ok, row, ROWS } from '../scripted-core.ts';

function showTree(rows = ROWS) {
  const view = show(OutcomeTree, createScriptedCore(), {
    forest: buildOutcomeForest(rows, {}),
    chosenId: null,
  });
  const tree = screen.getByRole('tree');
  const active = (): HTMLElement | null =>
    document.getElementById(tree.getAttribute('aria-activedescendant') ?? '');
  tree.focus();
  return { ...view, tree, active };
}

describe('the outcome tree', () => {
  it('names level, place and state of its lines (WAI-ARIA tree view)', () => {
    showTree();
    const line = screen.getByRole('treeitem', { name: /Card declined/ });
    expect(line.getAttribute('aria-level')).toBe('3');
    expect(line.getAttribute('aria-setsize')).toBe('1');
    expect(line.getAttribute('aria-posinset')).toBe('1');
    expect(line.getAttribute('aria-expanded')).toBeNull();
    expect(screen.getByRole('treeitem', { name: /Failure/ }).getAttribute('aria-expanded')).toBe('true');
  });

  it('can be walked, closed and chosen from by keys', async () => {
    const { user, active, emitted } = showTree();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(active()?.textContent).toContain('Failure');
    await user.keyboard('{ArrowLeft}');
    expect(active()?.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('treeitem', { name: /Card declined/ })).toBeNull();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(active()?.textContent).toContain('Card declined');
    await user.keyboard('n');
    expect(active()?.textContent).toContain('Not interested');
    await user.keyboard('{Enter}');
    expect(emitted('choose')).toEqual([['5', 'advance']]);
  });

  it('keeps its line when the list is loaded again', async () => {
    const { user, active, rerender } = showTree();
    await user.keyboard('{End}');
    await rerender({ forest: buildOutcomeForest([row('0', 'Added'), ...ROWS], {}) });
    expect(active()?.textContent).toContain('Not interested');
  });

  it('draws few of many lines, and the active one always', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => row(`${at + 1}`, `Outcome ${at}`));
    const { user, active, tree } = showTree(rows);
    expect(screen.getAllByRole('treeitem').length).toBeLessThan(60);
    await user.keyboard('{End}');
    expect(active()?.textContent).toContain('Outcome 9999');
    tree.scrollTop = 0;
    tree.dispatchEvent(new Event('scroll'));
    await nextTick();
    expect(active()?.textContent).toContain('Outcome 9999');
    expect(screen.getAllByRole('treeitem').length).toBeLessThan(60);
    await user.keyboard('{Home}');
    tree.scrollTop = 100_000;
    tree.dispatchEvent(new Event('scroll'));
    await nextTick();
    expect(active()?.textContent).toContain('Outcome 0');
  });
});

describe('the search', () => {
  it('searches the whole path; Enter chooses, and Tab goes to the comment', async () => {
    const core = createScriptedCore();
    const { user } = show(MainWindow, core);
    const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Find an outcome' });
    await user.type(field, 'pay fail');
    const hits = await screen.findAllByRole('option');
    expect(hits.map((hit) => hit.textContent.replace(/\s+/g, ''))).toEqual([
      'Payment›Failure',
      'Payment›Failure›Carddeclined',
    ]);
    await user.keyboard('{ArrowDown}');
    expect(field.getAttribute('aria-activedescendant')).toBe(hits[1]?.id);
    await user.keyboard('{Tab}');
    expect(document.activeElement).toBe(screen.getByLabelText('Comment'));
    expect(field.value).toBe('Payment › Failure › Card declined');
  });
});

describe('the list of outcomes', () => {
  it('shows its age while LCM is unreachable, and can be used', async () => {
    const link = { status: 'unreachable', since: Date.now(), reason: null, nextTryAt: null } as const;
    show(MainWindow, createScriptedCore(makeState({ link })));
    expect(await screen.findByText(/^Outcomes from .*, since LCM is unreachable\.$/)).toBeTruthy();
    expect(screen.getByRole('tree')).toBeTruthy();
  });

  it('shows why there is none', async () => {
    const core = createScriptedCore();
    core.answer('listOutcomes', () => ok(makeList([], { fetchedAt: null, failure: 'timeout' })));
    show(MainWindow, core);
    const words = 'No outcomes yet: LCM did not answer in time. Afterword asks LCM again by itself.';
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it('shows when it cannot be loaded', async () => {
    const core = createScriptedCore();
    core.answer('listOutcomes', () => fails('unavailable'));
    show(MainWindow, core);
    expect(await screen.findByText(/host does not answer/)).toBeTruthy();
  });

  it('names its faults', async () => {
    const core = createScriptedCore();
    const rows = [row('1', 'Ouroboros', '2'), row('2', 'Snake', '1'), row('3', 'Self', '3')];
    core.answer('listOutcomes', () => ok(makeList(rows, { ignored: 2 })));
    show(MainWindow, core);
    expect(await screen.findByText('4 faults in LCM’s list')).toBeTruthy();
    expect(screen.getByText('Outcome 3 names itself as its parent.')).toBeTruthy();
    expect(screen.getByText('2 rows could not be read and are left out.')).toBeTruthy();
  });

  it('is loaded again if it changed while the call’s first list was on its way', async () => {
    const link = { status: 'unreachable', since: Date.now(), reason: null, nextTryAt: null } as const;
    const core = createScriptedCore(makeState({ link }));
    core.answer('listOutcomes', ({ refresh }) => {
      // Without a link, the core gives up asking before its answer is out.
      if (refresh) queueMicrotask(() => core.emit('outcomes', { listKey: 'campaign:7' }));
      return ok(makeList(undefined, { refreshing: refresh !== false }));
    });
    show(MainWindow, core);
    expect(await screen.findByText(/^Outcomes from .*, since LCM is unreachable\.$/)).toBeTruthy();
  });

  it('is loaded again if it changed while its tree was made', async () => {
    const link = { status: 'unreachable', since: Date.now(), reason: null, nextTryAt: null } as const;
    const core = createScriptedCore(makeState({ link }));
    core.answer('listOutcomes', ({ refresh }) => {
      const list = makeList(undefined, { refreshing: refresh !== false });
      // A long list is read for a while. It is read after the answer is there.
      const packed = (): string | null => {
        if (refresh !== false) core.emit('outcomes', { listKey: 'campaign:7' });
        return list.packed;
      };
      return ok(Object.defineProperty({ ...list }, 'packed', { get: packed, enumerable: true }));
    });
    show(MainWindow, core);
    expect(await screen.findByText(/^Outcomes from .*, since LCM is unreachable\.$/)).toBeTruthy();
  });

  it('comes to a window once: what the window knows stays as it is', async () => {
    const core = createScriptedCore();
    const list = makeList();
    let sent = 0;
    core.answer('listOutcomes', ({ known = [] }) => {
      if (known.includes(list.version)) return ok({ ...list, packed: null, ignored: 7 });
      sent += 1;
      return ok(list);
    });
    show(MainWindow, core);
    const tree = await screen.findByRole('tree');
    const [line] = screen.getAllByRole('treeitem');
    core.emit('outcomes', { listKey: 'campaign:7' });
    expect(await screen.findByText('7 faults in LCM’s list')).toBeTruthy();
    await vi.waitFor(() => expect(core.inputsOf('listOutcomes').length).toBeGreaterThan(1));
    expect(sent).toBe(1);
    expect(screen.getByRole('tree')).toBe(tree);
    expect(screen.getAllByRole('treeitem')[0]).toBe(line);
  });

  it('comes to a window once, also if it changes twice while it is on its way', async () => {
    const core = createScriptedCore();
    const list = makeList();
    let sent = 0;
    core.answer('listOutcomes', async ({ known = [], refresh }) => {
      if (known.includes(list.version)) return ok({ ...list, packed: null });
      if (refresh) return ok(makeList([], { fetchedAt: null, refreshing: true }));
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve));
      return ok(list);
    });
    show(MainWindow, core);
    await vi.waitFor(() => expect(core.inputsOf('listOutcomes')).toHaveLength(1));
    await nextTick();
    for (let change = 0; change < 3; change += 1) core.emit('outcomes', { listKey: 'campaign:7' });
    await screen.findByRole('tree');
    await vi.waitFor(() => expect(core.inputsOf('listOutcomes').length).toBeGreaterThan(2));
    expect(sent).toBe(1);
  });

  it('is loaded again when it changes', async () => {
    const core = createScriptedCore();
    show(MainWindow, core);
    await screen.findByRole('tree');
    core.answer('listOutcomes', () => ok(makeList([row('8', 'Brand new')], { fetchedAt: 1 })));
    core.emit('outcomes', { listKey: 'campaign:7' });
    expect(await screen.findByRole('treeitem', { name: /Brand new/ })).toBeTruthy();
  });

  it('is shown before LCM is asked again, and LCM is not asked for a call that the agent passes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const core = createScriptedCore(makeState({ calls: [makeCall('A'), makeCall('B')], currentCallId: 'A' }));
    core.answer('listOutcomes', () => ok(makeList()));
    const asked = (): string[] =>
      core
        .inputsOf('listOutcomes')
        .filter(({ refresh }) => refresh === true)
        .map(({ callId }) => callId);
    show(MainWindow, core);
    const user = userEvent.setup({ delay: null });
    const goTo = async (key: string): Promise<void> => {
      await user.keyboard(`{Control>}${key}{/Control}`);
      await vi.advanceTimersByTimeAsync(50);
    };
    try {
      await vi.advanceTimersByTimeAsync(50);
      expect(screen.getAllByRole('treeitem').length).toBeGreaterThan(0);
      expect(asked()).toEqual([]);
      await goTo('2');
      await goTo('1');
      await goTo('2');
      expect(screen.getAllByRole('treeitem').length).toBeGreaterThan(0);
      expect(asked()).toEqual([]);
      await vi.advanceTimersByTimeAsync(300);
      expect(asked()).toEqual(['B']);
    } finally {
      vi.useRealTimers();
    }
  });
});
