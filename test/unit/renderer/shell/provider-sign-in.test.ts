import { screen, waitFor, within } from '@testing-library/vue';
import { expect, it } from 'vitest';
import type { AppState } from '#shared/contract/app-state.ts';
import type { SignInView } from '#shared/contract/sign-in.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeState } from '../scripted-core.ts';

const OUT: SignInView = { status: 'out', naming: true, page: null, reason: null };
const dialog = (name = 'Sign in') => screen.findByRole('dialog', { name }, { timeout: 10_000 });

async function open(change: Partial<AppState>) {
  const core = createScriptedCore(makeState({ demo: false, ...change }));
  const view = show(MainWindow, core);
  await screen.findByRole('button', { name: /^Status: / });
  return { core, ...view };
}

it('asks an agent whom nobody knows yet to sign in in the browser, says that it waits, and is done when they are back', async () => {
  const { core, user } = await open({ agent: null, signIn: OUT });
  const here = within(await dialog());
  expect(screen.queryByLabelText('Your LCM user ID')).toBeNull();
  const go = here.getByRole('button', { name: 'Sign in in the browser' });
  await waitFor(() => expect(document.activeElement).toBe(go));
  await user.keyboard('{Enter}');
  expect(core.inputsOf('beginSignIn')).toEqual([{ as: 'another' }]);
  core.change({ signIn: { ...OUT, status: 'waiting' } });
  expect((await here.findByText(/^Waiting for your browser/)).getAttribute('role')).toBe('status');
  // The button that had the focus is gone, and the focus is on the next one.
  await waitFor(() => {
    expect(document.activeElement).toBe(here.getByRole('button', { name: 'Open the page again' }));
  });
  core.change({ agent: 'ana', signIn: { ...OUT, status: 'in' } });
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Sign in' })).toBeNull());
});

it('says why the agent is signed out, and tells them apart from somebody else', async () => {
  const why = reason('signInOtherAgent', { agent: 'ben', named: 'ana' });
  const { core, user } = await open({ agent: 'ana', signIn: { ...OUT, reason: why } });
  await user.click(screen.getByRole('button', { name: /ana/ }));
  const here = within(await dialog());
  expect(here.getByText(/^ben signed in in the browser, but ana is signed in here/)).toBeTruthy();
  await user.click(here.getByRole('button', { name: 'Sign in again as ana' }));
  await user.click(here.getByRole('button', { name: 'Sign in as somebody else' }));
  expect(core.inputsOf('beginSignIn')).toEqual([{ as: 'same' }, { as: 'another' }]);
});

it('in a browser host, gives the page to open as a link of its own', async () => {
  const page = 'https://id.example.com/auth?state=1';
  const { core, user } = await open({ agent: 'ana', signIn: { ...OUT, status: 'waiting', page } });
  await user.click(screen.getByRole('button', { name: /ana/ }));
  const here = within(await dialog());
  const link = here.getByRole('link', { name: 'Go to the sign-in page' });
  expect(link.getAttribute('href')).toBe(page);
  expect(link.getAttribute('rel')).toContain('noopener');
  await user.click(here.getByRole('button', { name: 'Stop waiting' }));
  expect(core.inputsOf('cancelSignIn')).toHaveLength(1);
});

it('the status offers the sign-in, and what the key store is to hold; a secret is sent once and never shown', async () => {
  const link = {
    status: 'refused',
    since: Date.now(),
    reason: reason('signInNeeded'),
    nextTryAt: null,
  } as const;
  const { core, user } = await open({
    agent: 'ana',
    link,
    signIn: OUT,
    secrets: [{ name: 'proxy', given: false }],
  });
  const status = screen.getByRole('button', { name: /^Status: / });
  expect(status.textContent).toContain('Sign in to reach LCM');
  await user.click(status);
  const panel = within(await dialog('Status'));
  expect(panel.getByText(/is then sent by itself/)).toBeTruthy();
  expect(panel.getByRole('button', { name: 'Sign in' })).toBeTruthy();
  await user.click(panel.getByRole('button', { name: 'Enter password …' }));
  const here = within(await dialog('Passwords for this computer'));
  const field = here.getByLabelText('proxy');
  expect(field.getAttribute('type')).toBe('password');
  core.answer('giveSecret', () => fails('notSaved', reason('readOnly')));
  await user.type(field, 'hunter2');
  await user.click(here.getByRole('button', { name: 'Keep' }));
  expect(await here.findByRole('alert')).toBeTruthy();
  expect(core.inputsOf('giveSecret')).toEqual([{ name: 'proxy', text: 'hunter2' }]);
});
