import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestInput } from '#shared/contract/index.ts';
import type { BookedCallback } from '#shared/callback/callback-clash.ts';
import { EMPTY_DRAFT, type CallbackDraft, type Draft } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok } from '../scripted-core.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-10-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (change: Partial<CallbackDraft> = {}): Draft => ({
  ...EMPTY_DRAFT,
  callback: {
    ...{ kind: 'personal', startDate: '2026-10-26', startTime: '10:00', startFold: null, endFold: null },
    ...{ endDate: '2026-10-26', endTime: '10:00', modeId: '1', zone: 'Europe/Madrid', when: '' },
    ...change,
  },
});
const booked = (time: string, contact: string | null = 'Inés', isPersonal = true): BookedCallback => {
  const at = Date.parse(`2026-10-26T${time}:00+01:00`);
  return { callId: time, contact, at, until: at, isPersonal };
};

async function open(draft: Draft, items: BookedCallback[], form: Parameters<typeof makeState>[1] = {}) {
  const core = createScriptedCore(makeState({ calls: [makeCall('A', { draft })] }, form));
  core.answer('bookedCallbacks', () => ok({ items }));
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  await screen.findByRole('button', { name: 'Calendar' });
  return { ...view, core };
}
const said = (): string =>
  document.getElementById('callback-result')!.textContent.replace(/\s+/gu, ' ').trim();

describe('another callback at that time', () => {
  it('is named at once, with the next free time at a key, which alone takes it', async () => {
    const { user, core } = await open(at(), [booked('10:05'), booked('10:15', null)]);
    await waitFor(() => expect(said()).toMatch(/You are to call Inés back then: Mon, Oct 26, 10:05 AM\./));
    const free = screen.getByRole('button', { name: /^Next free: Mon, Oct 26, 10:25/ });
    expect(free.getAttribute('aria-keyshortcuts')).toBe('Alt+T');
    await user.keyboard('{Alt>}t{/Alt}');
    await waitFor(() => expect(said()).toMatch(/^Mon, Oct 26, 10:25 AM/));
    expect(said()).not.toContain('You are to call');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      const [sent] = core.inputsOf('submitWrapUp');
      expect(sent?.draft.callback).toMatchObject({ startTime: '10:25', endTime: '10:25' });
    });
  });

  it('prevents no submit, and a submit takes the time that was said', async () => {
    const { user, core } = await open(at(), [booked('10:00')]);
    await waitFor(() => expect(said()).toContain('You are to call'));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      const [sent] = core.inputsOf('submitWrapUp');
      expect(sent?.draft.callback?.startTime).toBe('10:00');
    });
  });

  it('is counted if there are several, and is not told of one that anybody takes', async () => {
    const { user } = await open(at(), [booked('10:00'), booked('10:01'), booked('10:02', 'Ana', false)]);
    await waitFor(() => expect(said()).toContain('You are to call Inés and one more back then'));
    await user.click(screen.getByRole('radio', { name: 'Any agent' }));
    await waitFor(() => expect(said()).not.toContain('You are to call'));
  });

  it('is told by the settings also if anybody takes it, or not at all', async () => {
    const callbackClash = { warn: 'all', minutes: 10, askLcm: true } as const;
    const { core } = await open(at({ kind: 'regular' }), [booked('10:00', 'Ana', false)], { callbackClash });
    await waitFor(() => expect(said()).toContain('You are to call Ana back then'));
    const { form } = core.state;
    core.change({ form: { ...form, callbackClash: { ...callbackClash, warn: 'none' } } });
    await waitFor(() => expect(said()).not.toContain('You are to call'));
  });

  it('that LCM knows is told after a pause in typing; an answer to another time is not', async () => {
    const { user, core } = await open(at(), []);
    core.answer('callbackOverlap', ({ callback }: RequestInput<'callbackOverlap'>) =>
      ok(callback.startTime === '11:00'),
    );
    await user.type(screen.getByRole('textbox', { name: 'When' }), '26/10 11');
    await waitFor(() => expect(said()).toContain('LCM has another callback of yours at that time.'));
    const times = core.inputsOf('callbackOverlap').map(({ callback }) => callback.startTime);
    expect(times.filter((time) => time === '11:00')).toHaveLength(1);
    await user.type(screen.getByRole('textbox', { name: 'When' }), ':30');
    expect(said()).not.toContain('LCM has');
  });
});

it('the calendar says how many callbacks are booked on a day, and at which hours', async () => {
  const { user } = await open(at({ startDate: '', startTime: '', endDate: '', endTime: '' }), [
    booked('09:30'),
    booked('09:45'),
    booked('14:00'),
  ]);
  await user.click(screen.getByRole('button', { name: 'Calendar' }));
  const dialog = await screen.findByRole('dialog', { name: 'Calendar' });
  const day = await within(dialog).findByRole('button', {
    name: 'Oct 26, 2026. 3 callbacks booked: 9:00 AM (2), 2:00 PM',
  });
  expect(day.dataset['booked']).toBe('3');
  expect(
    within(dialog)
      .getByRole('button', { name: /October 27/ })
      .textContent.trim(),
  ).toBe('27');
  await user.hover(day);
  within(dialog).getByText('3 callbacks booked: 9:00 AM (2), 2:00 PM');
});
