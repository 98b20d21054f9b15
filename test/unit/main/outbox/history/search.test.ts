import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
});
