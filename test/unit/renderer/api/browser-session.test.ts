import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserSession } from '../../../../src/renderer/api/browser-session.ts';

/** The channels of this test's tabs. A message reaches the other tabs at once. */
const channels = new Set<FakeChannel>();
class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    channels.add(this);
  }
  postMessage(data: unknown): void {
    for (const other of channels) if (other !== this) other.onmessage?.({ data });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('BroadcastChannel', FakeChannel);
});
afterEach(() => {
  channels.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Opens a tab at that address. */
function openTab(hash = '') {
  const stored = new Map<string, string>();
  const listeners = new Map<string, () => void>();
  const replaceState = vi.fn();
  const session = browserSession({
    location: { hash, pathname: '/' },
    history: { replaceState },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
    setTimeout,
    clearTimeout,
    addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
  } as unknown as Window);
  const connect = vi.fn();
  session.start(connect);
  return { session, connect, replaceState, listeners };
}

it('takes the token out of the address and shows it until it is exchanged', () => {
  const { session, connect, replaceState } = openTab('#token=once');
  expect(replaceState).toHaveBeenCalledWith(null, '', '/');
  expect(connect).toHaveBeenCalledTimes(1);
  expect(session.proof()).toEqual({ session: null, token: 'once' });
  session.keep('secret');
  expect(session.proof()).toEqual({ session: 'secret', token: null });
});

it('a new tab gets the session of another, and connects once', () => {
  openTab('#token=once').session.keep('secret');
  const { session, connect } = openTab();
  expect(session.proof().session).toBe('secret');
  vi.runAllTimers();
  expect(connect).toHaveBeenCalledTimes(1);
});

it('without another tab it connects all the same after a moment, to be told what is missing', () => {
  const { session, connect } = openTab();
  expect(connect).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(connect).toHaveBeenCalledTimes(1);
  expect(session.proof()).toEqual({ session: null, token: null });
});

it('a tab whose session has ended takes the next one that is opened; one that has a session keeps it', () => {
  const ended = openTab('#token=a');
  ended.session.keep('over');
  ended.session.forget();
  const next = openTab('#token=next');
  next.session.keep('next');
  expect(ended.session.proof().session).toBe('next');
  expect(ended.connect).toHaveBeenCalledTimes(2);
  openTab('#token=b').session.keep('of another');
  expect(next.session.proof().session).toBe('next');
  expect(next.connect).toHaveBeenCalledTimes(1);
});

it('an address that was used already still opens a tab if another tab is signed in', () => {
  openTab('#token=once').session.keep('secret');
  const { session, connect } = openTab('#token=once');
  session.forget();
  expect(session.proof()).toEqual({ session: 'secret', token: null });
  expect(connect).toHaveBeenCalledTimes(2);
});

it('shows a session that another tab hands over while the host still refuses to let it in without one', () => {
  const late = openTab();
  vi.runAllTimers();
  expect(late.session.proof().session).toBeNull();
  openTab('#token=once').session.keep('secret');
  late.session.forget();
  expect(late.connect).toHaveBeenCalledTimes(2);
  expect(late.session.proof().session).toBe('secret');
});

it('tabs do not hand each other a session that the host refused', () => {
  const [first, second] = [openTab('#token=a'), openTab()];
  first.session.keep('over');
  expect(second.session.proof().session).toBe('over');
  second.session.forget();
  expect(second.session.proof().session).toBeNull();
  first.session.forget();
  expect([first.connect.mock.calls.length, second.connect.mock.calls.length]).toEqual([1, 1]);
});

it('tells when the page is closed, reloaded or left', () => {
  const { session, listeners } = openTab();
  const leave = vi.fn();
  session.onLeave(leave);
  listeners.get('pagehide')?.();
  expect(leave).toHaveBeenCalledOnce();
});
