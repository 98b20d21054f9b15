import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT, type CallbackDraft, type Draft } from '#shared/wrapup/draft.ts';
import MainWindow from '../../../src/renderer/views/MainWindow.vue';
import { show } from './screen.ts';
import { createScriptedCore, makeCall, makeState } from './scripted-core.ts';

/** Europe/Madrid puts its clock back on 25 October 2026 and forward on 28 March 2027. */
const at = (callback: Partial<CallbackDraft>): Draft => ({
  ...EMPTY_DRAFT,
  callback: {
    kind: 'regular',
    modeId: '1',
    startDate: '2026-10-26',
    startTime: '10:00',
    endDate: '2026-10-26',
    endTime: '10:00',
    startFold: null,
    endFold: null,
    ...callback,
  },
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-24T12:00:10Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(draft: Draft | null) {
  const core = createScriptedCore(makeState({ calls: [makeCall('A', { draft })] }));
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  const latest = async (): Promise<CallbackDraft | null | undefined> => {
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => {
      expect(core.inputsOf('saveDraft').length).toBeGreaterThan(0);
    });
    return core.inputsOf('saveDraft').at(-1)?.draft.callback;
  };
  return { ...view, core, latest };
}

describe('the callback', () => {
  it('is off, and proposes a time when it is asked for', async () => {
    const { user, latest } = await open(null);
    expect(screen.queryByText(/Europe\/Madrid/)).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    expect(screen.getByText(/Times in Europe\/Madrid \(GMT\+2\)\./)).toBeTruthy();
    expect(await latest()).toEqual(
      at({ startDate: '2026-10-24', startTime: '14:31', endDate: '2026-10-24', endTime: '14:31' }).callback,
    );
  });

  it('opens by its telephony outcome', async () => {
    const { user } = await open(null);
    await user.click(screen.getByRole('radio', { name: 'Callback' }));
    expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('true');
  });

  it('takes the quick picks, and mode and kind', async () => {
    const { user, latest } = await open(at({}));
    await user.click(screen.getByRole('button', { name: 'Tomorrow 10:00' }));
    await user.click(screen.getByRole('radio', { name: 'Mobile' }));
    await user.click(screen.getByRole('radio', { name: 'Me' }));
    expect(await latest()).toMatchObject({
      startDate: '2026-10-25',
      endDate: '2026-10-25',
      startTime: '10:00',
      modeId: '3',
      kind: 'personal',
    });
  });

  it('says what it will be sent as, with its time', async () => {
    await open(at({ endTime: '11:30' }));
    const footer = screen.getByText('Callback', { selector: '.what' }).parentElement;
    expect(footer?.textContent).toMatch(/on .*26.*10:00.*, until 11:30/);
  });

  it('says at once that a time is past', async () => {
    await open(at({ startDate: '2026-10-24', startTime: '09:00', endDate: '', endTime: '' }));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('in the past');
  });

  it('asks which of two instants is meant where the clock goes back', async () => {
    const fold = { startDate: '2026-10-25', startTime: '02:30', endDate: '2026-10-25', endTime: '02:30' };
    const { user, latest } = await open(at(fold));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('twice');
    const question = screen.getByRole('radiogroup', { name: 'Which of the two?' });
    await user.click(within(question).getByRole('radio', { name: 'The later one (+01:00)' }));
    expect(document.getElementById('problem-callbackStartTime')).toBeNull();
    expect(await latest()).toMatchObject({ startFold: 'later', endFold: 'later' });
  });

  it('offers the times around a leap of the clock', async () => {
    vi.setSystemTime(new Date('2027-03-20T12:00:00Z'));
    const gap = { startDate: '2027-03-28', startTime: '02:30', endDate: '2027-03-28', endTime: '02:30' };
    const { user, latest } = await open(at(gap));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('put forward');
    await user.click(screen.getByRole('button', { name: 'Use 03:00' }));
    expect(await latest()).toMatchObject({ startTime: '03:00', endTime: '03:00' });
  });

  it('comes back as it was when it was switched off by a slip', async () => {
    const { user, latest } = await open(at({ startTime: '16:45', endTime: '17:00' }));
    const toggle = screen.getByRole('switch', { name: 'Callback' });
    await user.click(toggle);
    expect(await latest()).toBeNull();
    await user.click(toggle);
    expect(await latest()).toMatchObject({ startTime: '16:45', endTime: '17:00' });
  });
});
