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
  } as unknown as Window);
  const connect = vi.fn();
  session.start(connect);
  return { session, connect, replaceState };
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
  const [ended, other] = [openTab('#token=a'), openTab('#token=b')];
  ended.session.keep('over');
  other.session.keep('of another');
  ended.session.forget();
  openTab('#token=next').session.keep('next');
  expect(ended.session.proof().session).toBe('next');
  expect(ended.connect).toHaveBeenCalledTimes(2);
  expect(other.session.proof().session).toBe('of another');
  expect(other.connect).toHaveBeenCalledTimes(1);
});
