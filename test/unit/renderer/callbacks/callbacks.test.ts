import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { MyCallback, MyCallbacks } from '#shared/callbacks/my-callback.ts';
import { myCallback } from '#test/support/my-callbacks.ts';
import CallbackReminder from '../../../../src/renderer/callbacks/CallbackReminder.vue';
import CallbacksView from '../../../../src/renderer/callbacks/CallbacksView.vue';
import { createScriptedCore, makeState, ok, type ScriptedCore } from '../scripted-core.ts';
import { show } from '../screen.ts';

const HOUR = 3_600_000;
const NOW = Date.now();

function coreWith(callbacks: readonly MyCallback[], list: Partial<MyCallbacks['list']> = {}): ScriptedCore {
  const core = createScriptedCore();
  const state = {
    fetchedAt: NOW,
    isWhole: true,
    ignored: 0,
    areDatesCertain: true,
    isAsking: false,
    fault: null,
    ...list,
  };
  core.answer('listCallbacks', () => ok({ callbacks, list: state }));
  return core;
}

const inSection = (name: string) => within(screen.getByRole('region', { name }));

describe('the view', () => {
  it('lists what was missed first; each says whom, what and who knows of it', async () => {
    const core = coreWith([
      myCallback('a', { at: NOW - HOUR, standing: 'missed', comment: 'Asked for Tess.' }),
      myCallback('b', { at: NOW + 40 * 24 * HOUR, origin: 'lcm', contact: null, number: '+34 600 100 101' }),
    ]);
    show(CallbacksView, core);
    const missed = await screen.findByRole('region', { name: 'Missed' });
    expect(missed.textContent).toContain('Contact a');
    expect(missed.textContent).toContain('Asked for Tess.');
    expect(missed.textContent).toContain('Here');
    const later = screen.getByRole('region', { name: 'Later' });
    expect(later.textContent).toContain('LCM');
    // The number is masked, as everywhere.
    expect(later.textContent).toContain('+34 ••• ••• •01');
    expect(later.textContent).not.toContain('600');
  });

  it('says how current LCM’s list is, and what is wrong with it', async () => {
    const core = coreWith([], { isWhole: false, ignored: 2, areDatesCertain: false, fault: 'timeout' });
    const { user } = show(CallbacksView, core);
    expect((await screen.findByRole('status')).textContent).toMatch(
      /^LCM’s list as of .*\. LCM told only a part of its list\. 2 rows of it could not be read\. LCM’s dates are read with the day first: .* Not current: LCM did not answer in time\.$/,
    );
    await user.click(screen.getByRole('button', { name: 'Ask LCM' }));
    expect(core.inputsOf('refreshCallbacks')).toHaveLength(1);
    expect(screen.getByText(/No callbacks: neither/)).toBeTruthy();
  });

  it('opens with the keyboard: when there and here, done, later, a new time', async () => {
    const core = coreWith([
      myCallback('a', {
        at: NOW - HOUR,
        standing: 'missed',
        contactZone: 'America/New_York',
        callId: 'call-a',
      }),
    ]);
    const { user, emitted } = show(CallbacksView, core);
    await screen.findByRole('region', { name: 'Missed' });
    inSection('Missed')
      .getByRole('button', { name: /Contact a/ })
      .focus();
    await user.keyboard('{Enter}');
    const item = within(await screen.findByRole('article', { name: /Contact a/ }));
    expect(item.getByText('For the contact').parentElement?.textContent).toContain('America/New York');
    await user.click(item.getByRole('button', { name: 'Again in 15 min' }));
    await user.click(item.getByRole('button', { name: 'Done' }));
    expect(core.inputsOf('markCallback')).toEqual([
      { id: 'a', mark: { snoozeMinutes: 15 } },
      { id: 'a', mark: 'done' },
    ]);
    await user.click(item.getByRole('button', { name: 'New time' }));
    expect(emitted('move')).toEqual([['call-a']]);
  });

  it('gives the callback at hand a new time by F2, unless it is done or LCM alone knows it', async () => {
    const core = coreWith([
      myCallback('a', { at: NOW + 60_000 }),
      myCallback('b', { at: NOW + 70_000, origin: 'lcm', callId: null }),
      myCallback('c', { at: NOW + 80_000, standing: 'done' }),
    ]);
    const { user, emitted } = show(CallbacksView, core);
    for (const name of [/Contact c/, /Contact b/, /Contact a/]) {
      (await screen.findByRole('button', { name })).focus();
      await user.keyboard('{F2}');
    }
    expect(emitted('move')).toEqual([['call-a']]);
  });

  it('says why a callback that LCM alone knows gets no new time', async () => {
    const core = coreWith([myCallback('a', { at: NOW + 60_000, origin: 'lcm', callId: null })]);
    const { user } = show(CallbacksView, core);
    await user.click(await screen.findByRole('button', { name: /Contact a/ }));
    expect(await screen.findByText(/Its LCM key is not known here/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'New time' })).toBeNull();
  });

  it('says of one that LCM’s newer list does not have so, and of one for any agent who calls', async () => {
    const core = coreWith([
      myCallback('a', { at: NOW + 60_000, isUnlisted: true }),
      myCallback('b', { at: NOW + 60_000, isPersonal: false, state: 'queued' }),
    ]);
    const { user } = show(CallbacksView, core);
    await user.click(await screen.findByRole('button', { name: /Contact a/ }));
    await user.click(screen.getByRole('button', { name: /Contact b/ }));
    expect(await screen.findByText(/LCM’s list, which is newer, does not have it/)).toBeTruthy();
    expect(screen.getByText(/Booking: Waiting · For any agent/)).toBeTruthy();
  });

  it('loads again when the callbacks change', async () => {
    const core = coreWith([]);
    show(CallbacksView, core);
    await screen.findByText(/No callbacks/);
    core.answer('listCallbacks', () => ok({ callbacks: [myCallback('a', { at: NOW })], list: null }));
    core.emit('callbacks', undefined);
    expect(await screen.findByRole('button', { name: /Contact a/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Ask LCM' })).toBeNull();
  });
});

describe('the reminder', () => {
  it('names the first callback that is due, once for screen readers, and is put off or done', async () => {
    const due = [
      myCallback('a', { at: NOW, standing: 'due' }),
      myCallback('b', { at: NOW, standing: 'due' }),
    ];
    const core = createScriptedCore(makeState({ callbacks: { due, missed: 0 } }));
    const { user, emitted } = show(CallbackReminder, core);
    await waitFor(() => {
      expect(screen.getByRole('status').textContent).toMatch(/^Callback .*: Contact a · and one more$/);
    });
    await user.click(screen.getByRole('button', { name: 'Again in 5 min' }));
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(core.inputsOf('markCallback')).toEqual([{ id: 'a', mark: { snoozeMinutes: 5 } }]);
    expect(emitted('show')).toHaveLength(1);
    core.change({ callbacks: { due: [], missed: 0 } });
    await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
    // It stays in the page, so that the next one is read out.
    expect(screen.getByRole('status').textContent).toBe('');
  });
});

describe('the line in the quick wrap-up', () => {
  it('names the first callback that is due, once for screen readers, and leads to the list', async () => {
    const core = createScriptedCore(makeState({ callbacks: { due: [], missed: 1 } }));
    const { user, emitted } = show(CallbackReminder, core, { brief: true });
    // A missed one is no news.
    expect(screen.queryByRole('button')).toBeNull();
    const due = [myCallback('a', { at: NOW, standing: 'due' })];
    core.change({ callbacks: { due, missed: 1 } });
    await waitFor(() => {
      expect(screen.getByRole('status').textContent).toMatch(/^Callback .*: Contact a$/);
    });
    expect(screen.getAllByRole('button')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(emitted('show')).toHaveLength(1);
    core.change({ callbacks: { due: [], missed: 1 } });
    await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
    expect(screen.getByRole('status').textContent).toBe('');
  });
});
