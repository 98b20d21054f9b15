import { screen } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { Component } from 'vue';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const ELSEWHERE = /An outcome was set elsewhere for this contact at .*: yours will replace it/;

describe.each<[string, Component]>([
  ['main', MainWindow],
  ['quick', QuickWindow],
])('an outcome that LCM announces, in the %s window', (_name, window) => {
  it('is shown to the agent who still has the draft of that call', async () => {
    const core = createScriptedCore();
    const { user } = show(window, core);
    await user.type(await screen.findByLabelText('Comment'), 'half a');
    expect(screen.queryByText(ELSEWHERE)).toBeNull();
    core.change({ calls: [makeCall('A', { outcomeSetAt: Date.now() }), makeCall('B')] });
    await screen.findByText(ELSEWHERE);
    expect(screen.getByText(ELSEWHERE).closest('[role=status]')).not.toBeNull();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('half a');
  });

  it('says no more once something was submitted here, until another is set', async () => {
    const core = createScriptedCore();
    show(window, core);
    await screen.findByLabelText('Comment');
    const madeAt = Date.now();
    const sent = submission('1', { callId: 'A', state: 'delivered', madeAt });
    const correcting = { submissionId: '1', sentAt: madeAt };
    const announced = (outcomeSetAt: number): void => {
      core.change({
        calls: [makeCall('A', { wrappedAt: madeAt, submission: sent, correcting, outcomeSetAt })],
      });
    };
    announced(madeAt - 1);
    await screen.findByText(/^Correcting ·/);
    expect(screen.queryByText(ELSEWHERE)).toBeNull();
    announced(madeAt + 1);
    await screen.findByText(ELSEWHERE);
  });
});
