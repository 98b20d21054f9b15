import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { AfterCallView } from '#shared/contract/app-state.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const SECOND = 1_000;
const START = Date.parse('2026-11-20T09:00:00Z');

function limited(change: Partial<AfterCallView> = {}): AfterCallView {
  const times = { startedAt: START, warnAt: START + 45 * SECOND, endsAt: START + 60 * SECOND };
  return { ...times, show: 'down', atEnd: 'submit', more: null, ...change };
}

const call = (id: string, afterCall: AfterCallView | null) =>
  makeCall(id, { contact: `Contact ${id}`, openedAt: START, endedAt: START, afterCall });
const spoken = (): string =>
  screen
    .getAllByRole('status')
    .map((each) => each.textContent)
    .join(' ');
const card = (name: string): HTMLElement =>
  within(screen.getByRole('complementary', { name: 'Calls' })).getByRole('button', {
    name: new RegExp(`^${name}`),
  });

describe('the after-call clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START + 10 * SECOND, toFake: ['Date', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function at(seconds: number): Promise<void> {
    vi.setSystemTime(START + (seconds - 1) * SECOND);
    vi.advanceTimersByTime(SECOND);
    await nextTick();
    await nextTick();
  }

  it('counts down, warns in words, and shows how long it is over', async () => {
    show(MainWindow, createScriptedCore(makeState({ calls: [call('A', limited())] })));
    await screen.findByRole('tree');
    expect(card('Contact A').textContent).toContain('0:50 left');
    await at(45);
    expect(card('Contact A').textContent).toContain('Only 0:15 left');
    expect(card('Contact A').querySelector('svg.lucide-alarm-clock')).not.toBeNull();
    await at(63);
    expect(card('Contact A').textContent).toContain('Over by 0:03');
    expect(screen.getByText('Over by 0:03: submitted once you pause')).toBeTruthy();
  });

  it('counts up to the limit if the rule says so, and without end if there is no limit', async () => {
    const calls = [call('A', limited({ show: 'up' })), call('B', limited({ endsAt: null, warnAt: null }))];
    show(MainWindow, createScriptedCore(makeState({ calls })));
    await screen.findByRole('tree');
    expect(card('Contact A').textContent).toContain('After call 0:10 of 1:00');
    expect(card('Contact B').textContent).toContain('After call 0:10');
    await at(50);
    expect(card('Contact A').textContent).toContain('After call 0:50, only 0:10 left');
    expect(card('Contact B').textContent).not.toContain('left');
  });

  it('is announced to screen readers once at the warning and once at the end, not every second', async () => {
    const calls = [
      call('A', limited()),
      call('B', limited({ atEnd: 'notify', warnAt: START + 50 * SECOND })),
    ];
    show(MainWindow, createScriptedCore(makeState({ calls })));
    await screen.findByRole('tree');
    expect(spoken()).not.toContain('after-call');
    await at(45);
    const warning = 'Contact A: 15 seconds of after-call time left. Then it is submitted by itself.';
    expect(spoken()).toContain(warning);
    await at(47);
    expect(spoken()).toContain(warning);
    await at(50);
    expect(spoken()).toContain('Contact B: 10 seconds of after-call time left.');
    expect(spoken()).not.toContain('submitted by itself');
    await at(61);
    expect(spoken()).toContain('Contact B: the after-call time is over.');
  });

  it('is in the quick window as well, for each call', async () => {
    const core = createScriptedCore(makeState({ calls: [call('A', limited()), call('B', limited())] }));
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await user.click(await screen.findByRole('button', { name: /^Contact A.*0:50 left/ }));
    const calls = within(await screen.findByRole('dialog'));
    expect(calls.getByRole('button', { name: /^Contact B.*0:50 left/ })).toBeTruthy();
  });
});

describe('work in a call', () => {
  it('is reported to the core at the first key, then at most once a second', async () => {
    const core = createScriptedCore(makeState({ calls: [call('A', limited())] }));
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    expect(core.inputsOf('noteWork')).toEqual([]);
    // However slow the machine, no second goes by between the keys.
    const time = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    await user.type(screen.getByLabelText('Comment'), 'many letters');
    time.mockRestore();
    expect(core.inputsOf('noteWork')).toEqual([{ callId: 'A' }]);
  });

  it('is not reported if nothing happens at the limit', async () => {
    const core = createScriptedCore(makeState({ calls: [call('A', limited({ atEnd: 'nothing' }))] }));
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByLabelText('Comment'), 'x');
    expect(core.inputsOf('noteWork')).toEqual([]);
  });
});

describe('a call that was submitted by its limit', () => {
  const done = () =>
    makeCall('A', {
      wrappedAt: Date.now(),
      submission: submission('s-1', { callId: 'A', summary: 'No answer', byLimit: true, state: 'delivered' }),
    });

  it('says so on screen, at once and in the list of done calls', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A'), makeCall('B')] }));
    show(MainWindow, core);
    await screen.findByRole('tree');
    core.change({ calls: [makeCall('B'), done()], currentCallId: 'B' });
    await screen.findByText('Submitted by the after-call limit:');
    expect(spoken()).toContain('Submitted by the after-call limit: A · No answer');
    expect(screen.getByText('Submitted by the after-call limit')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Correct the wrap-up of call A' })).toBeTruthy();
  });

  it('lets no key land in the next call’s comment', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A'), makeCall('B')] }));
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByLabelText('Comment'), 'about A');
    core.change({ calls: [makeCall('B'), done()], currentCallId: 'B' });
    const search = screen.getByRole('combobox', { name: 'Find an outcome' });
    await waitFor(() => expect(document.activeElement).toBe(search));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('');
  });
});
