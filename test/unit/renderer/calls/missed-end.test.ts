import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { Component } from 'vue';
import { mayBeOver } from '../../../../src/renderer/calls/missed-end.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

describe('a call may be over', () => {
  it.each([
    ['not heard of since the start of the app', 'talking', null, 0, true],
    ['heard of on this link, a moment ago', 'talking', 1, 2, false],
    ['heard of before the link came back', 'talking', 2, 1, true],
    ['talked in for an hour', 'talking', 59, 999, false],
    ['talked in for more than an hour', 'talking', 61, 999, true],
    ['ringing for some minutes', 'ringing', 4, 999, false],
    ['ringing for too long', 'ringing', 6, 999, true],
    ['over already', 'ended', null, 0, false],
  ] as const)('if it is %s', (_name, phase, heard, link, expected) => {
    const heardAt = heard === null ? null : NOW - heard * MINUTE;
    expect(mayBeOver({ phase, heardAt }, { since: NOW - link * MINUTE }, NOW)).toBe(expected);
  });
});

describe.each<[string, Component]>([
  ['main', MainWindow],
  ['quick', QuickWindow],
])('a call whose end was missed, in the %s window', (_name, window) => {
  it('is told of after a reconnect, and the agent can end it by keyboard', async () => {
    const since = Date.now() - 10_000;
    const link = { status: 'connected', since, reason: null, nextTryAt: null } as const;
    const talking = makeCall('A', { phase: 'talking', endedAt: null, heardAt: Date.now() - 5_000 });
    const core = createScriptedCore(makeState({ calls: [talking], link }));
    const { user } = show(window, core);
    await screen.findByLabelText('Comment');
    expect(screen.queryByText(/Its end may have been missed/)).toBeNull();
    core.change({ link: { ...link, since: Date.now() } });
    const words = await screen.findByText(/Its end may have been missed/);
    expect(words.closest('[role=status]')).not.toBeNull();
    expect((await screen.findAllByText('Perhaps over', { exact: false })).length).toBeGreaterThan(0);

    screen.getByRole('button', { name: 'Mark as over' }).focus();
    await user.keyboard('{Enter}');
    expect(core.inputsOf('endCall')).toEqual([{ callId: 'A' }]);
    core.change({ calls: [makeCall('A')] });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark as over' })).toBeNull());
    expect(screen.queryByText(/Its end may have been missed/)).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
  });
});
