import { afterEach, describe, expect, it, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { LANGUAGES } from '#shared/contract/language.ts';
import { callView } from '#test/support/call-records.ts';
import { appState } from '#test/support/app-state.ts';
import { myCallback } from '#test/support/my-callbacks.ts';
import { trayStatus } from '#main/hosts/desktop/tray/tray-status.ts';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';

const ENGLISH = desktopWords('en', 'en-GB');

const SINCE = new Date(2026, 10, 20, 10, 42).getTime();

function state(change: {
  outbox?: Partial<AppState['outbox']>;
  link?: Partial<AppState['link']>;
  demo?: boolean;
  due?: number;
  missed?: number;
}): AppState {
  return appState({
    demo: change.demo ?? false,
    link: { status: 'connected', since: SINCE, reason: null, nextTryAt: null, ...change.link },
    outbox: { waiting: 0, sending: 0, refused: 0, held: 0, elsewhere: 0, oldestAt: null, ...change.outbox },
    callbacks: {
      due: Array.from({ length: change.due ?? 0 }, (_, n) => myCallback(`${n}`, { standing: 'due' })),
      missed: change.missed ?? 0,
    },
  });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the tray', () => {
  it.each([
    ['ok', 'LCM connected', state({})],
    ['ok', 'Practice LCM connected', state({ demo: true })],
    ['waiting', 'connecting to LCM', state({ link: { status: 'connecting' } })],
    ['waiting', '3 waiting, 1 being sent, LCM connected', state({ outbox: { waiting: 3, sending: 1 } })],
    [
      'waiting',
      '3 waiting, LCM unreachable since 10:42',
      state({ outbox: { waiting: 3 }, link: { status: 'unreachable' } }),
    ],
    ['attention', '1 refused by LCM, LCM connected', state({ outbox: { refused: 1 } })],
    ['attention', '2 held for you, 1 waiting, LCM connected', state({ outbox: { held: 2, waiting: 1 } })],
    ['attention', '1 callback due, LCM connected', state({ due: 1 })],
    [
      'attention',
      '3 callbacks due, 2 waiting, LCM unreachable since 10:42',
      state({ due: 3, outbox: { waiting: 2 }, link: { status: 'unreachable' } }),
    ],
    // A missed one stands in the list until the agent decides. It calls for nobody any more.
    ['ok', 'LCM connected', state({ missed: 2 })],
    [
      'attention',
      'LCM refused the connection',
      state({ link: { status: 'refused', reason: reason('certOtherHost') } }),
    ],
  ])('shows %s: %s', (kind, line, given) => {
    expect(trayStatus(given, ENGLISH)).toMatchObject({ kind, line, tooltip: `Afterword: ${line}` });
  });

  it('counts the callbacks that are due in every language, without saying whom they are for', () => {
    for (const language of LANGUAGES) {
      const { line, details } = trayStatus(state({ due: 2 }), desktopWords(language));
      expect(line).not.toBe(trayStatus(state({}), desktopWords(language)).line);
      expect([line, ...details].join(' ')).not.toContain('Contact');
    }
  });

  it('says since when something waits, why, and when the next try is', () => {
    vi.useFakeTimers({ now: SINCE + 60_000, toFake: ['Date'] });
    const given = state({
      outbox: { waiting: 3, oldestAt: SINCE - 120_000 },
      link: { status: 'unreachable', reason: reason('linkCut'), nextTryAt: SINCE + 65_000 },
    });
    expect(trayStatus(given, ENGLISH).details).toEqual([
      'The oldest was saved at 10:40',
      'The link to LCM was cut.',
      'Next try at 10:43:05',
    ]);
    vi.setSystemTime(SINCE + 24 * 60 * 60_000);
    expect(trayStatus(given, ENGLISH).details[0]).toBe('The oldest was saved on 20 Nov, 10:40');
  });

  it('says in every language that a newer version waits for a quiet moment, and of no other step', () => {
    const given = (step: 'soon' | 'ready') =>
      appState({ ...state({}), update: { version: '1.2.3', step, percent: 100 } });
    expect(trayStatus(given('soon'), ENGLISH)).toMatchObject({
      kind: 'ok',
      details: ['Afterword 1.2.3 is installed once no call is open and nothing is being written'],
    });
    const lines = LANGUAGES.map((language) => trayStatus(given('soon'), desktopWords(language)).details);
    expect(lines.every(([line = '']) => line.includes('1.2.3'))).toBe(true);
    expect(new Set(lines.flat()).size).toBe(LANGUAGES.length);
    expect(trayStatus(given('ready'), ENGLISH).details).toEqual([]);
  });

  it.each([
    ['en', 'Nothing listens at the address of LCM (ECONNREFUSED).'],
    ['es', 'Nada responde en la dirección de LCM (ECONNREFUSED).'],
    ['de', 'Unter der Adresse von LCM antwortet nichts (ECONNREFUSED).'],
    ['ar', 'لا شيء يستجيب على عنوان LCM (\u2068ECONNREFUSED\u2069).'],
  ] as const)('says why in the language of the agent: %s', (language, why) => {
    const given = state({
      link: { status: 'unreachable', reason: reason('nothingListens', { code: 'ECONNREFUSED' }) },
    });
    expect(trayStatus(given, desktopWords(language)).details).toEqual([why]);
  });

  it('shows only lines that have something to say', () => {
    expect(trayStatus(state({}), ENGLISH).details).toEqual([]);
    const connecting = state({ link: { status: 'connecting', reason: reason('linkCut') } });
    expect(trayStatus(connecting, ENGLISH).details).toEqual([]);
    const long = state({
      link: { status: 'refused', reason: reason('denied', { said: 'x'.repeat(1_000) }) },
    });
    expect(trayStatus(long, ENGLISH).details.map(({ length }) => length)).toEqual([100]);
  });

  it('counts the calls to wrap up, not those already wrapped up', () => {
    const call = callView({ callId: '1' });
    const given = { ...state({}), calls: [call, { ...call, callId: '2', wrappedAt: 1 }] };
    expect(trayStatus(given, ENGLISH).line).toBe('1 call to wrap up, LCM connected');
  });

  it('keeps its tooltip within what Windows shows', () => {
    const crowded = state({
      outbox: { waiting: 1e9, sending: 1e9, refused: 1e9, held: 1e9 },
      link: { status: 'unreachable' },
    });
    expect(trayStatus(crowded, ENGLISH).tooltip.length).toBeLessThanOrEqual(127);
  });
});
