import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeState, ok } from '../scripted-core.ts';

const NOTICE = 'ben is signed in at the softphone, but ana is signed in here.';
const field = async (): Promise<HTMLInputElement> => screen.findByLabelText('Your LCM user ID');

function open(agent: string | null, softphoneAgent: string | null) {
  const core = createScriptedCore(makeState({ agent, softphoneAgent, demo: false }));
  core.answer('signIn', () => ok(undefined));
  return { core, ...show(MainWindow, core) };
}

describe('the agent at the softphone', () => {
  it('is proposed at the sign-in, marked, and signed in only by the agent', async () => {
    const { core, user } = open(null, 'ben');
    expect((await field()).value).toBe('ben');
    expect((await field()).getAttribute('aria-describedby')?.split(' ')).toContain(
      screen.getByText('Signed in at the softphone: ben').parentElement?.id,
    );
    expect(core.inputsOf('signIn')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(core.inputsOf('signIn')).toEqual([{ userId: 'ben' }]);
  });

  it('is proposed while the dialog is open, but replaces nothing that was typed', async () => {
    const { core, user } = open(null, null);
    const input = await field();
    core.change({ softphoneAgent: 'ben' });
    await waitFor(() => expect(input.value).toBe('ben'));
    await user.clear(input);
    await user.type(input, 'ana');
    core.change({ softphoneAgent: 'cid' });
    await screen.findByText('Signed in at the softphone: cid');
    expect(input.value).toBe('ana');
  });

  it('is told of once if another agent is signed in here, who can change that', async () => {
    const { core, user } = open('ana', null);
    await screen.findByRole('tree');
    expect(screen.queryByText(NOTICE)).toBeNull();
    core.change({ softphoneAgent: 'ben' });
    await user.click(await screen.findByRole('button', { name: 'Sign in as ben …' }));
    expect((await field()).value).toBe('ben');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(core.inputsOf('signIn')).toEqual([{ userId: 'ben' }]);
    core.change({ agent: 'ben', softphoneAgent: null });
    await waitFor(() => expect(screen.queryByText(NOTICE)).toBeNull());
  });

  it('is told of no more once that is dismissed, until it is another one', async () => {
    const { core, user } = open('ana', 'ben');
    await screen.findByText(NOTICE);
    await user.click(screen.getByRole('button', { name: 'Dismiss this notice' }));
    core.change({ softphoneAgent: null });
    core.change({ softphoneAgent: 'ben' });
    await waitFor(() => expect(screen.queryByText(NOTICE)).toBeNull());
    core.change({ softphoneAgent: 'cid' });
    await screen.findByText(/cid is signed in at the softphone/);
  });
});
