import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import type { UpdateView } from '#shared/contract/update.ts';
import { show } from '../screen.ts';
import { createScriptedCore, makeState, ok } from '../scripted-core.ts';

const update = (step: UpdateView['step'], percent = 0, version = '1.2.3'): UpdateView => ({
  version,
  step,
  percent,
});

function open(first: UpdateView | null) {
  const core = createScriptedCore(makeState({ agent: 'ana', demo: false, update: first }));
  core.answer('update', () => ok(undefined));
  return { core, ...show(MainWindow, core) };
}

describe('a newer version', () => {
  it.each([
    ['offered', 'There is a newer Afterword (1.2.3).', 'Load it'],
    ['failed', 'Afterword 1.2.3 could not be loaded. This one goes on working.', 'Try again'],
    ['ready', 'Afterword 1.2.3 is ready. What you have entered stays.', 'Restart now'],
  ] as const)('that is %s has one next step, by key', async (step, words, action) => {
    const { core, user } = open(update(step));
    const news = (await screen.findByText(words)).closest('[role=status]');
    expect(news).not.toBeNull();
    screen.getByRole('button', { name: action }).focus();
    await user.keyboard('{Enter}');
    expect(core.inputsOf('update')).toHaveLength(1);
  });

  it.each([
    ['byAdmin', 'There is a newer Afterword (1.2.3). Your administrator installs it.'],
    ['byHand', 'There is a newer Afterword (1.2.3). Install it as you installed this one.'],
    ['soon', /Afterword 1\.2\.3 is ready\. Afterword restarts by itself/],
  ] as const)('that is %s asks for nothing', async (step, words) => {
    const { user } = open(update(step));
    const news = (await screen.findByText(words)).closest('p');
    expect(news?.querySelectorAll('button')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Dismiss this notice' }));
    expect(screen.queryByText(words)).toBeNull();
  });

  it('that comes shows how much is there, and says it once', async () => {
    const { core } = open(update('loading', 7));
    const words = await screen.findByText('Afterword 1.2.3 is being loaded. You can go on working.');
    const bar = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'How much is loaded' });
    expect(bar.value).toBe(7);
    core.change({ update: update('loading', 42) });
    await waitFor(() => expect(bar.value).toBe(42));
    expect(screen.getByText('42%').getAttribute('aria-hidden')).toBe('true');
    expect(words.isConnected).toBe(true);
  });

  it('is told again once it was put away: the next step, and the next version', async () => {
    const { core, user } = open(update('offered'));
    await user.click(await screen.findByRole('button', { name: 'Dismiss this notice' }));
    expect(screen.queryByText(/newer Afterword/)).toBeNull();
    core.change({ update: update('ready', 100) });
    await user.click(await screen.findByRole('button', { name: 'Dismiss this notice' }));
    core.change({ update: update('offered', 0, '1.2.4') });
    await screen.findByText('There is a newer Afterword (1.2.4).');
    core.change({ update: null });
    await waitFor(() => expect(screen.queryByText(/newer Afterword/)).toBeNull());
  });
});
