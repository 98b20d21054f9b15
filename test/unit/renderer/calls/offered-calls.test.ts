import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { OfferedCall } from '#shared/contract/app-state.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok } from '../scripted-core.ts';

const offer = (callId: string, change: Partial<OfferedCall> = {}): OfferedCall => ({
  callId,
  type: 'OUTBOUND',
  contact: 'A••• M•••',
  phase: 'talking',
  moment: 'held',
  openedAt: Date.now(),
  ...change,
});

async function open(offers: OfferedCall[] = [offer('o1')]) {
  const core = createScriptedCore(makeState({ offers }));
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  // It is loaded right after the start.
  await waitFor(() => expect(document.querySelector('.calls .part')).not.toBeNull());
  return { core, ...view };
}

const offers = (): HTMLElement => screen.getByRole('region', { name: /Perhaps yours/ });

describe('an offered call', () => {
  it('asks whose it is, and is not selected', async () => {
    await open();
    expect(within(offers()).getByText('Nobody is named for this call. Is it yours?')).toBeTruthy();
    expect(within(offers()).getByText('On hold')).toBeTruthy();
    expect(screen.getByRole('heading', { name: /Call A/ })).toBeTruthy();
  });

  it('is left when all other calls are wrapped up, and the main window says so', async () => {
    const core = createScriptedCore(makeState({ calls: [], currentCallId: null, offers: [offer('o1')] }));
    show(MainWindow, core);
    await screen.findByRole('heading', { name: 'Nobody is named for this call. Is it yours?' });
    core.change({ offers: [] });
    await screen.findByRole('heading', { name: 'All calls are wrapped up' });
  });

  it('is shown once the agent has taken it by keyboard', async () => {
    const { core, user } = await open();
    core.answer('answerOffer', () => ok(undefined));
    screen.getByRole('button', { name: 'Take call A••• M•••' }).focus();
    await user.keyboard('{Enter}');
    expect(core.inputsOf('answerOffer')).toEqual([{ callId: 'o1', take: true }]);
    core.change({ offers: [], calls: [makeCall('o1', { contact: 'Ana Moreno' }), ...core.state.calls] });
    await screen.findByRole('heading', { name: /Ana Moreno/ });
    expect(screen.queryByRole('region', { name: /Perhaps yours/ })).toBeNull();
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });

  it('goes away if it is not the agent’s, and the focus goes on', async () => {
    const { core, user } = await open([offer('o1', { contact: null }), offer('o2')]);
    core.answer('answerOffer', () => ok(undefined));
    screen.getByRole('button', { name: 'Call Unknown contact is not mine' }).focus();
    await user.keyboard(' ');
    expect(core.inputsOf('answerOffer')).toEqual([{ callId: 'o1', take: false }]);
    core.change({ offers: [] });
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });

  it('is read out when it comes, and says if it cannot be taken', async () => {
    const { core, user } = await open([]);
    core.change({ offers: [offer('o1')] });
    const words = await screen.findByText('A call came that names nobody: A••• M•••');
    expect(words.closest('[role=status]')).not.toBeNull();
    core.answer('answerOffer', () => fails('notSaved', reason('diskFull')));
    await user.click(screen.getByRole('button', { name: /^Take call/ }));
    expect(await screen.findByText(/disk is full/i)).toBeTruthy();
  });

  it('can be taken in the quick window once no other call is there, which says that all is done only then', async () => {
    const calls = [makeCall('A')];
    const core = createScriptedCore(makeState({ offers: [offer('o1')], calls, currentCallId: 'A' }));
    core.answer('answerOffer', () => ok(undefined));
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    expect(screen.queryByText('Perhaps yours')).toBeNull();
    core.change({ calls: [], currentCallId: null });
    await user.click(await screen.findByRole('button', { name: 'Take call A••• M•••' }));
    expect(screen.queryByText('All calls are wrapped up')).toBeNull();
    core.change({ offers: [] });
    await screen.findByText('All calls are wrapped up');
    core.change({ calls: [makeCall('o1')] });
    await screen.findByRole('tree');
  });
});

describe('what a call is doing', () => {
  it.each([
    ['preview', 'ringing', 'Preview'],
    ['held', 'talking', 'On hold'],
    ['conference', 'talking', 'Conference'],
    ['transferring', 'talking', 'Transferring'],
    ['talking', 'talking', 'Talking'],
    [null, 'talking', 'Talking'],
    [null, 'ringing', 'Ringing'],
  ] as const)('is said on its card and in its head: %s while %s', async (moment, phase, words) => {
    const call = makeCall('A', { phase, moment, endedAt: null, heardAt: Date.now() + 1_000 });
    show(MainWindow, createScriptedCore(makeState({ calls: [call] })));
    await screen.findByRole('tree');
    expect(screen.getAllByText(words)).toHaveLength(2);
  });

  it('is not said of a call that is over', async () => {
    show(MainWindow, createScriptedCore(makeState({ calls: [makeCall('A', { moment: 'dropped' })] })));
    await screen.findByRole('tree');
    expect(screen.getAllByText(/^After call/)).toHaveLength(2);
  });
});

it.each([MainWindow, QuickWindow])(
  'a type that nobody has mapped is said, and who can mend it',
  async (window) => {
    const call = makeCall('A', { type: 'VIDEO', unmappedType: 'Video call' });
    show(window, createScriptedCore(makeState({ calls: [call] })));
    const words = await screen.findByText(/The call type “Video call” is not mapped.*calls\.types/);
    expect(words.closest('[role=status]')).not.toBeNull();
  },
);

it('an end that nobody told is said', async () => {
  show(MainWindow, createScriptedCore(makeState({ calls: [makeCall('A', { endMissed: true })] })));
  expect(await screen.findByText(/It ended without LCM telling it/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Mark as over' })).toBeNull();
});
