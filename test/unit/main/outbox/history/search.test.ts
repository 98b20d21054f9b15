import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryFilter } from '#shared/contract/requests/history.ts';
import { CALLBACK_ALONE } from '#shared/wrapup/summary.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

const LIMIT = { before: null, limit: 100 };

describe('a search of the history', () => {
  async function found(
    query: string,
    codes: Record<string, string[]> = {},
    times: object = {},
  ): Promise<string[]> {
    const shown = { codes, times: { ...times } as Record<string, string> };
    const { entries } = await bench.outbox.history.list({ query, shown, ...LIMIT });
    return entries.map(({ callId, state }) => `${callId} ${state}`);
  }

  it('finds states, reasons and a callback alone by the words that the page shows for them', async () => {
    bench.outbox.submit(wrapUp('a', 'x', { summary: 'Zahlung' }));
    bench.outbox.submit(wrapUp('b', 'x', { summary: CALLBACK_ALONE }));
    bench.outbox.linkUp(false);
    await bench.sender.all[0]!.answer({ kind: 'refused', reason: 'Ungültige Anruf-ID.' });
    expect(await found('Abgelehnt', { abgelehnt: ['state.refused'] })).toEqual(['a refused']);
    expect(await found('gesendet', { gesendet: ['reason.sent'] })).toEqual(['b sending', 'a refused']);
    expect(await found('ruckruf', { ruckruf: ['summary.Callback'] })).toEqual(['b sending']);
    expect(await found('anruf-id')).toEqual(['a refused']);
    expect(await found('abgelehnt zahlung', { abgelehnt: ['state.refused'], zahlung: [] })).toEqual([
      'a refused',
    ]);
  });

  it('does not find a code that the page shows in other words', async () => {
    bench.outbox.submit(wrapUp('a', 'x', { summary: CALLBACK_ALONE }));
    for (const code of ['queued', 'submitted', 'callback']) expect(await found(code)).toEqual([]);
  });

  it('folds what it finds like outcomes: case, accents, ß and punctuation', async () => {
    const { id } = bench.outbox.submit(
      wrapUp('call-17.2', 'x', { summary: 'Zahlung › Straße geändert', agent: 'José' }),
    );
    for (const query of [
      'STRASSE GEANDERT',
      'straße',
      'jose',
      'JOSÉ',
      'call-17.2',
      'zahlung › straße',
      'all-17',
    ])
      expect([query, await found(query)]).toEqual([query, ['call-17.2 queued']]);
    expect(await found(id)).toEqual(['call-17.2 queued']);
    for (const query of ['strasse unverändert', id.slice(0, 8), '17-3'])
      expect(await found(query)).toEqual([]);
  });

  it('finds the date and time as the page writes them', async () => {
    bench.outbox.submit(wrapUp('a'));
    const at = bench.clock.now();
    for (const locale of ['de-DE', 'en-US', 'ar-EG-u-nu-latn', 'hi-IN']) {
      const options = {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: 'numeric',
        minute: '2-digit',
      } as const;
      const times = {
        ...new Intl.DateTimeFormat(locale, { ...options, timeZone: 'Asia/Tokyo' }).resolvedOptions(),
      };
      const written = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'Asia/Tokyo' }).format(at);
      expect([written, await found(written, {}, times)]).toEqual([written, ['a queued']]);
    }
    expect(
      await found('2:59', {}, { locale: 'de-DE', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }),
    ).toEqual([]);
    expect(await found('x', {}, { locale: 'no locale' })).toEqual([]);
  });

  it('finds contact, LCM key, comment and the callback’s time in its zone', async () => {
    const key = '5|3|1|0|0|44|1';
    bench.calls.open({ callId: 'a', lcmKey: key, contact: '+34 600 123 456', type: null }, 'hand', 'ended');
    bench.outbox.submit(
      wrapUp('a', 'Pays on Friday', {
        callbackAt: Date.UTC(2026, 10, 21, 9, 30),
        callbackUntil: Date.UTC(2026, 10, 21, 10),
        callbackZone: 'Asia/Tokyo',
      }),
    );
    for (const query of ['600 123', '600123456', '+34600123456', '٦٠٠ १२३', key, 'pays friday']) {
      expect([query, await found(query)]).toEqual([query, ['a queued']]);
    }
    const times = { locale: 'en-GB', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' };
    expect(await found('18:30', {}, times)).toEqual(['a queued']);
    expect(await found('09:30', {}, times)).toEqual([]);
  });

  it('goes by the state and the reasons of now, also where it has searched before', async () => {
    bench.outbox.submit(wrapUp('a'));
    const words = { refused: ['state.refused'] };
    expect(await found('refused', words)).toEqual([]);
    bench.outbox.linkUp(false);
    await bench.sender.last().answer({ kind: 'refused', reason: 'Contact is locked.' });
    expect(await found('refused', words)).toEqual(['a refused']);
    expect(await found('locked')).toEqual(['a refused']);
  });
});

describe('the filters of the history', () => {
  const DAY = 86_400_000;
  const list = async (filter: HistoryFilter, query = ''): Promise<string[]> =>
    (await bench.outbox.history.list({ query, filter, ...LIMIT })).entries.map(({ callId }) => callId);

  beforeEach(async () => {
    bench.outbox.submit(wrapUp('old', 'x', { summary: 'Payment › Success' }));
    await bench.clock.advance(DAY);
    bench.outbox.submit(wrapUp('part', 'x', { summary: 'Payment › In part › First · Busy' }));
    bench.outbox.submit(wrapUp('other', 'x', { summary: 'Payments', agent: 'ben' }));
    const at = bench.clock.now() + DAY;
    const callback = { callbackAt: at, callbackUntil: at, callbackZone: 'UTC' };
    bench.outbox.submit(wrapUp('callback', 'x', { summary: 'Payment', ...callback }));
    bench.outbox.discard(bench.outbox.submit(wrapUp('gone', 'x', { summary: 'Busy' })).id, 'wrong');
  });

  it.each([
    [{ today: true }, ['gone', 'callback', 'other', 'part']],
    [{ state: 'discarded' }, ['gone']],
    [{ callback: true }, ['callback']],
    [{ agent: ' BEN' }, ['other']],
    // What is below it too, also as the second outcome; but no other word that begins alike.
    [{ outcome: 'Payment' }, ['callback', 'part', 'old']],
    [{ outcome: 'Payment › In part' }, ['part']],
    [{ outcome: 'Busy' }, ['gone', 'part']],
    [{ outcome: 'Payment', today: true, state: 'queued' }, ['callback', 'part']],
  ] as const)('%j', async (filter, calls) => {
    expect(await list(filter)).toEqual(calls);
  });

  it('count what is found, and how many there would be without each of them', async () => {
    const filter = { today: true, outcome: 'Payment › Success' } as const;
    expect(await bench.outbox.history.count({ query: 'x', filter })).toEqual({
      found: 0,
      without: { today: 1, outcome: 4 },
    });
    expect(await bench.outbox.history.count({ query: '', filter: { today: true } })).toEqual({
      found: 4,
      without: { today: 1 },
    });
    expect(await bench.outbox.history.count({ query: '' })).toEqual({ found: 5, without: {} });
  });

  it('offer the outcomes with those above them, and the agents', async () => {
    const choices = {
      outcomes: [
        'Busy',
        'Payment',
        'Payment › In part',
        'Payment › In part › First',
        'Payment › Success',
        'Payments',
      ],
      agents: ['agent-1', 'ben'],
    };
    expect(await bench.outbox.history.choices()).toEqual(choices);
    bench.outbox.submit(wrapUp('more', 'x', { summary: 'Sale' }));
    expect((await bench.outbox.history.choices()).outcomes).toEqual([...choices.outcomes, 'Sale']);
  });

  it('are followed: what moved, and what of it is found', async () => {
    const query = { query: '', filter: { state: 'queued' } } as const;
    const { upTo } = await bench.outbox.history.list({ ...query, ...LIMIT });
    expect(bench.outbox.history.follow({ ...query, upTo })).toMatchObject({ changed: [], entries: [] });
    const { id } = bench.outbox.submit(wrapUp('new'));
    bench.outbox.discard(bench.outbox.submit(wrapUp('new too')).id, 'no');
    const followed = bench.outbox.history.follow({ ...query, upTo });
    expect(followed?.changed).toHaveLength(2);
    expect(followed?.entries.map((entry) => entry.id)).toEqual([id]);
    for (let n = 0; n < 201; n += 1) bench.outbox.submit(wrapUp(`many-${n}`));
    expect(bench.outbox.history.follow({ ...query, upTo })).toBeNull();
  });
});
