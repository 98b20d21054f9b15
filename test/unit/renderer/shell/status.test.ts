import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { AppState, LinkState, Notice } from '#shared/contract/app-state.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState } from '../scripted-core.ts';

const EXPIRED = reason('certExpired', { code: 'CERT_HAS_EXPIRED' });
const KEY: Notice = { id: 'k', level: 'info', lasting: true, code: 'keyNotProtected', params: {}, at: 0 };

const line = (): HTMLElement => screen.getByRole('button', { name: /^Status: / });
/** What the line says, without the prefix for screen readers. */
const said = (): string => line().textContent.replace(/\s+/g, ' ').replace('Status: ', '').trim();
/** What screen readers read out. */
const spoken = (): string => line().nextElementSibling?.textContent ?? '';
/** Its code is loaded when it is first opened. */
const panel = (): Promise<HTMLElement> =>
  screen.findByRole('dialog', { name: 'Status' }, { timeout: 10_000 });

async function open(change: Partial<AppState> = {}) {
  const core = createScriptedCore(makeState(change));
  const view = show(MainWindow, core);
  await screen.findByRole('button', { name: /^Status: / });
  return { core, ...view };
}

function link(
  status: LinkState['status'],
  why: Reason | null = null,
  tryIn: number | null = 5_000,
): LinkState {
  const now = Date.now();
  return { status, since: now, reason: why, nextTryAt: tryIn === null ? null : now + tryIn };
}

const outbox = (change: Partial<AppState['outbox']>): AppState['outbox'] => ({
  ...{ waiting: 0, sending: 0, refused: 0, held: 0, elsewhere: 0, oldestAt: Date.now() },
  ...change,
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the status line', () => {
  it('is quiet when all is delivered, and while a wrap-up is on its way', async () => {
    const { core } = await open();
    await waitFor(() => expect(said()).toBe('All delivered'));
    expect(line().dataset).toMatchObject({ tone: 'calm', status: 'connected' });
    core.change({ outbox: outbox({ sending: 1 }) });
    await nextTick();
    expect(said()).toBe('1 waiting');
    expect(line().dataset['tone']).toBe('calm');
    expect(spoken()).toBe('');
  });

  it('names what needs the agent, the cause, what waits and the next try in one sentence', async () => {
    const { core } = await open();
    core.change({
      link: link('unreachable', reason('linkCut')),
      outbox: outbox({ waiting: 2, sending: 1, refused: 2, held: 1 }),
    });
    await nextTick();
    expect(said()).toMatch(
      /^2 refused · 1 needs you · LCM unreachable since .* · 3 waiting · next try in \d s$/,
    );
    expect(line().title).toBe(said());
    expect(line().dataset['tone']).toBe('bad');
    core.change({ outbox: outbox({ waiting: 3 }) });
    await nextTick();
    expect(said()).toMatch(/^LCM unreachable since .* · 3 waiting · next try in \d s$/);
    expect(line().dataset['tone']).toBe('wait');
  });

  it.each([
    [EXPIRED, /^LCM’s certificate not accepted since/],
    [reason('denied', { said: 'No.' }), /^LCM does not let this computer in since/],
    [reason('deniedSilently'), /^LCM refuses the connection since/],
    [reason('noLcmSet'), /^The settings do not lead to LCM$/],
  ])('words the refusal %j', async (why, words) => {
    const { core } = await open();
    core.change({ link: link('refused', why, null) });
    await nextTick();
    expect(said().replace(/ · trying now$/, '')).toMatch(words);
    expect(line().dataset['tone']).toBe('bad');
    // Without a usable address, nothing is tried.
    expect(said().endsWith('trying now')).toBe(why.code !== 'noLcmSet');
  });

  it('is amber if a wrap-up waits for long on a working link', async () => {
    await open({ outbox: outbox({ waiting: 1, oldestAt: Date.now() - 60_000 }) });
    await waitFor(() => expect(line().dataset['tone']).toBe('wait'));
  });

  it('says that the host is gone, and that entries are not saved', async () => {
    const { core, user } = await open();
    core.present(false);
    await nextTick();
    expect(said()).toBe('Afterword’s host cannot be reached');
    expect(line().dataset).toMatchObject({ status: 'gone', tone: 'bad' });
    core.state = makeState({ calls: [makeCall('Z')] });
    core.present(true);
    await screen.findByRole('heading', { name: 'Call Z' });
    expect(said()).toBe('All delivered');
    core.answer('saveDraft', () => fails('notSaved', reason('diskFull')));
    await user.type(screen.getByLabelText('Comment'), 'x');
    await waitFor(() => expect(said()).toBe('Your entries are not saved yet'));
  });

  it('does not flicker while a refused link is tried again', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { core } = await open({ link: link('refused', EXPIRED, 40_000) });
    core.change({ link: link('connecting', null, null) });
    await nextTick();
    expect(said()).toMatch(/^LCM’s certificate not accepted since .* · trying now$/);
    core.change({ link: link('refused', EXPIRED, 40_000) });
    await nextTick();
    expect(said()).toMatch(/· next try in \d\d s$/);
    core.change({ link: link('connecting', null, null) });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(said()).toBe('Connecting to LCM');
  });

  it('is heard once for each change, and once when all is well again', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { core } = await open();
    core.change({ link: link('unreachable', reason('linkCut'), 9_000) });
    await nextTick();
    const first = spoken();
    expect(first).toMatch(/^LCM unreachable since [^·]*$/);
    core.change({ outbox: outbox({ waiting: 4 }) });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(said()).toMatch(/next try in [1-6] s$/);
    expect(spoken()).toBe(first);
    expect(line().querySelector('[aria-hidden=true]:not(svg)')?.textContent).toMatch(/next try/);
    core.change({ link: link('connected', null, null) });
    await nextTick();
    expect(spoken()).toBe(first);
    core.change({ outbox: outbox({ oldestAt: null }) });
    await nextTick();
    expect(spoken()).toBe('All delivered');
  });
});

describe('the status panel', () => {
  it('says why and what to do, tries now, and gives the focus back', async () => {
    const { core, user } = await open({
      demo: false,
      lcmHost: 'lcm.example.com',
      link: link('refused', EXPIRED, 40_000),
      outbox: outbox({ waiting: 3, refused: 1 }),
    });
    line().focus();
    await user.keyboard('{Enter}');
    const shown = await panel();
    expect(await within(shown).findByText(/has to be renewed on the server/)).toBeTruthy();
    for (const words of [/^Tell your administrator/, 'LCM at lcm.example.com', '1 refused · 3 waiting'])
      expect(within(shown).getByText(words)).toBeTruthy();
    await user.click(within(shown).getByRole('button', { name: 'Try now' }));
    expect(core.inputsOf('retryLink')).toHaveLength(1);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(line()));
  });

  it('opens the outbox, and moves the focus to it', async () => {
    const { user } = await open();
    await user.click(line());
    await user.click(await within(await panel()).findByRole('button', { name: 'Open the outbox' }));
    expect(
      await screen.findByRole('heading', { name: 'Outbox', level: 1 }, { timeout: 10_000 }),
    ).toBeTruthy();
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(document.activeElement?.id).toBe('main');
    });
  });

  it('holds the lasting facts, which no bar shows and nobody dismisses', async () => {
    const { user } = await open({ notices: [KEY] });
    expect(screen.queryByText(/no key store/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Dismiss this notice' })).toBeNull();
    expect(line().textContent).toContain('There is something to know about this computer.');
    expect(line().dataset['tone']).toBe('calm');
    await user.click(line());
    const shown = await panel();
    expect(await within(shown).findByText(/no key store/)).toBeTruthy();
    expect(within(shown).queryByRole('button', { name: /Dismiss/ })).toBeNull();
  });
});

describe('the empty pane', () => {
  it('is calm while LCM is there, and says what comes', async () => {
    await open({ calls: [], currentCallId: null });
    expect(await screen.findByText('All calls are wrapped up')).toBeTruthy();
    expect(screen.getByText(/appears here by itself/)).toBeTruthy();
  });

  it.each([['unreachable'], ['refused'], ['connecting']] as const)(
    'never looks like peace: %s',
    async (status) => {
      const { user } = await open({ calls: [], currentCallId: null, link: link(status, reason('linkCut')) });
      expect(await screen.findByRole('heading', { name: 'No calls come in now' })).toBeTruthy();
      for (const peace of [/All calls are wrapped up/, /by itself\. You can also/, /All delivered/])
        expect(screen.queryByText(peace)).toBeNull();
      await user.click(screen.getByRole('button', { name: 'Add a call' }));
      expect(await screen.findByRole('dialog', { name: 'Add a call' })).toBeTruthy();
    },
  );

  it('says that the host is gone, and offers nothing that needs it', async () => {
    const { core } = await open({ calls: [], currentCallId: null });
    await screen.findByText('All calls are wrapped up');
    core.present(false);
    await screen.findByRole('heading', { name: 'No calls come in now' });
    expect(screen.queryByRole('button', { name: 'Add a call' })).toBeNull();
  });
});
