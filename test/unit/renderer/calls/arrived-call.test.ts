import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { nextTick, type Component } from 'vue';
import { useSelection } from '../../../../src/renderer/draft/selection.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, type ScriptedCore } from '../scripted-core.ts';

const NEWS = /The softphone opened a call: Ben/;
const comment = (): HTMLTextAreaElement => screen.getByLabelText('Comment');

/** A link named a call: the core tells it, and then sends the state that has the call. */
async function arrive(core: ScriptedCore, callId = 'NEW'): Promise<void> {
  core.emit('callArrived', { callId });
  await nextTick();
  const others = core.state.calls.filter((call) => call.callId !== callId);
  core.change({ calls: [makeCall(callId, { origin: 'link', contact: 'Ben' }), ...others] });
  await nextTick();
}

async function open(window: Component, core = createScriptedCore()) {
  const view = show(window, core);
  await screen.findByRole('tree');
  return { core, ...view };
}

describe.each<[string, Component]>([
  ['main', MainWindow],
  ['quick', QuickWindow],
])('a call that a link opens, in the %s window', (_name, window) => {
  it('waits while the agent types, who then goes there by keyboard', async () => {
    const { core, user } = await open(window);
    await user.type(comment(), 'half a ');
    await arrive(core);
    await user.keyboard('thought');
    expect(comment().value).toBe('half a thought');
    expect((await screen.findByText(NEWS)).closest('[role=status]')).not.toBeNull();
    const go = screen.getByRole('button', { name: 'Go to it' });
    go.focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(useSelection().callId).toBe('NEW'));
    expect(screen.queryByText(NEWS)).toBeNull();
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
    expect(core.inputsOf('saveDraft').at(-1)).toMatchObject({
      callId: 'A',
      draft: { comment: 'half a thought' },
    });
  });

  it('waits while the agent moves among the outcomes', async () => {
    const { core, user } = await open(window);
    await user.click(screen.getByRole('treeitem', { name: /Not interested/ }));
    screen.getByRole('treeitem', { name: /Not interested/ }).focus();
    await user.keyboard('{ArrowUp}');
    await arrive(core);
    expect(await screen.findByText(NEWS)).toBeTruthy();
  });

  it('is shown if the agent comes from another program', async () => {
    const { core, user } = await open(window);
    await user.type(comment(), 'x');
    globalThis.window.dispatchEvent(new Event('blur'));
    await arrive(core);
    await waitFor(() => expect(useSelection().callId).toBe('NEW'));
    expect(screen.queryByText(NEWS)).toBeNull();
  });

  it('is not told of if the agent is in it already', async () => {
    const { core, user } = await open(window);
    await user.type(comment(), 'x');
    await arrive(core, 'A');
    await user.keyboard('y');
    expect(comment().value).toBe('xy');
    expect(screen.queryByText(NEWS)).toBeNull();
  });

  it('is told of until it leaves the list or the agent dismisses it', async () => {
    const { core, user } = await open(window);
    await user.type(comment(), 'x');
    await arrive(core);
    core.change({ calls: [makeCall('A'), makeCall('B')] });
    await waitFor(() => expect(screen.queryByText(NEWS)).toBeNull());
    await user.type(comment(), 'y');
    await arrive(core);
    await user.click(screen.getByRole('button', { name: 'Dismiss this notice' }));
    expect(screen.queryByText(NEWS)).toBeNull();
    await user.keyboard('z');
    expect(comment().value).toBe('xyz');
  });
});

describe('a call that a link opens, in the main window', () => {
  it('is shown if no call is open', async () => {
    const core = createScriptedCore(makeState({ calls: [], currentCallId: null }));
    const { user } = show(MainWindow, core);
    await screen.findByText('All calls are wrapped up');
    await user.keyboard('x');
    await arrive(core);
    await waitFor(() => expect(useSelection().callId).toBe('NEW'));
  });

  it('waits while the agent types into another view or a dialog', async () => {
    const { core, user } = await open(MainWindow);
    await user.click(screen.getByRole('button', { name: /^Add/ }));
    const field = await screen.findByLabelText('Call ID');
    await user.type(field, '10');
    await arrive(core);
    await user.keyboard('01');
    expect((field as HTMLInputElement).value).toBe('1001');
    expect(await screen.findByText(NEWS)).toBeTruthy();
  });

  it('brings the form back if the agent only looks at another view', async () => {
    const { core, user } = await open(MainWindow);
    await user.click(screen.getByRole('button', { name: /History/ }));
    await arrive(core);
    await waitFor(() => expect(useSelection().callId).toBe('NEW'));
  });
});
