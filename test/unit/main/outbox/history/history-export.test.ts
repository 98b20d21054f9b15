import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { momentOf } from '#main/outbox/history/export-cells.ts';
import { csvRows } from '#main/outbox/history/export-csv.ts';
import { sheetRows } from '#main/outbox/history/export-sheet.ts';
import {
  ROWS_PER_SHEET,
  type ExportCursor,
  type ExportForm,
  type ExportFormat,
  type ExportPiece,
} from '#shared/contract/history-file.ts';
import type { Find } from '#shared/contract/requests/history.ts';
import { checkAnswer } from '#test/support/answer-shapes.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { referenceOf } from '#test/support/wrap-ups.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

interface Options {
  readonly form?: ExportForm;
  readonly find?: Find;
  readonly between?: () => void;
}

/** The whole file, fetched piece by piece as the screen does; by default the record of transitions. */
async function exported(
  format: ExportFormat,
  { form = 'record', find, between }: Options = {},
): Promise<{ text: string; pieces: number }> {
  let text = '';
  let pieces = 0;
  for (let cursor: ExportCursor | null = null; ;) {
    const piece: ExportPiece = checkAnswer(
      'exportHistory',
      await bench.outbox.history.export({ format, form, find, cursor }),
    );
    expect(piece.done).toBeLessThanOrEqual(piece.total);
    expect(piece.rows).toBeLessThanOrEqual(piece.done);
    text += piece.text;
    pieces += 1;
    if (piece.next === null) {
      expect(piece.done).toBe(piece.total);
      return { text, pieces };
    }
    cursor = piece.next;
    between?.();
  }
}

/** Parses strictly by the grammar of RFC 4180, so that a wrong quote gives a wrong table. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let rest = text;
  let row: string[] = [];
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (match === null) throw new Error(`no CSV from ${JSON.stringify(rest.slice(0, 60))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(match[0].length);
  }
  return rows;
}

async function table(options: Options = {}): Promise<Record<string, string>[]> {
  const { text } = await exported('csv', options);
  expect(text.startsWith('\uFEFF')).toBe(true);
  const [names = [], ...rows] = parseCsv(text.slice(1));
  return rows.map((row) => {
    expect(row).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']));
  });
}

describe('the export of the history', () => {
  it('gives the time, zone, agent, change and reason of each step', async () => {
    const at = bench.clock.now();
    const { id } = bench.outbox.submit(
      wrapUp('call-1', 'Asked for "Ana",\r\nthen hung up', {
        call: 'SetCallbackWithComments',
        zone: 'Asia/Kolkata',
        callbackAt: at + 3_600_000,
        callbackUntil: at + 7_200_000,
        callbackZone: 'Europe/Madrid',
      }),
    );
    bench.outbox.linkUp(false);
    await bench.sender.last().answer({ kind: 'refused', reason: 'Invalid Call ID.' });

    const rows = await table();
    expect(rows.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ['', 'queued', 'submitted'],
      ['queued', 'sending', 'sent'],
      ['sending', 'refused', 'Invalid Call ID.'],
    ]);
    expect(rows[0]).toEqual({
      time: '2026-11-20T14:30:00.000+05:30',
      zone: 'Asia/Kolkata',
      agent: 'agent-1',
      callId: 'call-1',
      lcmKey: '5|3|1|0|0|44|1',
      kind: 'disposition',
      campaign: '',
      fields: '',
      submission: id,
      lcmCall: 'SetCallbackWithComments',
      outcome: expect.stringContaining('Summary') as string,
      callbackFrom: '2026-11-20T11:00:00.000+01:00',
      callbackUntil: '2026-11-20T12:00:00.000+01:00',
      callbackZone: 'Europe/Madrid',
      from: '',
      to: 'queued',
      reason: 'submitted',
      moreTime: '',
      comment: 'Asked for "Ana",\r\nthen hung up',
    });
    const objects = JSON.parse((await exported('json')).text) as Record<string, string | null>[];
    expect(objects.map((object) => Object.values(object).map((value) => value ?? ''))).toEqual(
      rows.map((row) => Object.values(row)),
    );
    expect(objects[0]?.['from']).toBeNull();
  });

  it('gives one row a wrap-up, as it is now, with its reason and its times by its zone', async () => {
    const at = bench.clock.now();
    bench.outbox.submit(
      wrapUp('call-1', 'Not now', {
        zone: 'Asia/Kolkata',
        callbackAt: at + 3_600_000,
        callbackUntil: at + 7_200_000,
        callbackZone: 'Europe/Madrid',
      }),
    );
    bench.outbox.linkUp(false);
    await bench.clock.advance(2_000);
    await bench.sender.last().answer({ kind: 'refused', reason: 'Invalid Call ID.' });
    const rows = await table({ form: 'wrapUps' });
    expect(rows).toEqual([
      expect.objectContaining({
        time: '2026-11-20T14:30:00.000+05:30',
        since: '2026-11-20T14:30:02.000+05:30',
        callbackFrom: '2026-11-20T11:00:00.000+01:00',
        state: 'refused',
        attempts: '1',
        reason: 'Invalid Call ID.',
        comment: 'Not now',
      }),
    ]);
    const objects = JSON.parse((await exported('json', { form: 'wrapUps' })).text) as object[];
    expect(objects).toHaveLength(1);
    expect((await exported('xlsx', { form: 'wrapUps' })).text.match(/<row /g)).toHaveLength(2);
  });

  it('says who asked for more after-call time before a wrap-up was saved, when, and how much', async () => {
    bench.calls.open(referenceOf('call-1'), 'hand', 'ended');
    const since = bench.clock.now();
    const ask = (agent: string): void => {
      bench.calls.addMoreTime('call-1', { agent, at: bench.clock.now(), seconds: 60, since });
    };
    await bench.clock.advance(30_000);
    ask('ana');
    await bench.clock.advance(45_000);
    ask('ben');
    bench.outbox.submit(wrapUp('call-1', 'one', { zone: 'Europe/Madrid' }));
    bench.outbox.submit(wrapUp('call-2', 'two'));
    // After it was saved.
    await bench.clock.advance(1_000);
    ask('ana');
    const said = '2026-11-20T10:00:30.000+01:00 ana: 60 s\n2026-11-20T10:01:15.000+01:00 ben: 60 s';
    const asWrapUps = await table({ form: 'wrapUps' });
    expect(asWrapUps.map(({ callId, moreTime }) => [callId, moreTime])).toEqual([
      ['call-1', said],
      ['call-2', ''],
    ]);
    bench.outbox.linkUp(false);
    await bench.sender.last().answer({ kind: 'delivered' });
    const steps = await table();
    const asRecord = steps
      .filter(({ callId }) => callId === 'call-1')
      .map(({ to, moreTime }) => [to, moreTime]);
    expect(asRecord[0]).toEqual(['queued', said]);
    for (const [, moreTime] of asRecord.slice(1)) expect(moreTime).toBe('');
  });

  it.each(['wrapUps', 'record'] as const)(
    'as %s has only what is found if the agent says so, in pieces of the same size',
    async (form) => {
      for (let n = 0; n < 450; n += 1)
        bench.outbox.submit(wrapUp(`call-${n}`, '', { summary: n % 3 === 0 ? 'Sale' : 'Other' }));
      const find = { query: 'sale', filter: { outcome: 'Sale' } };
      const { text, pieces } = await exported('csv', { form, find });
      expect(pieces).toBe(2);
      const calls = parseCsv(text.slice(1)).map((row) => row[3]);
      expect(calls).toEqual(['callId', ...Array.from({ length: 150 }, (_, n) => `call-${n * 3}`)]);
      const nothing = await exported('json', { form, find: { query: 'no such word' } });
      expect(JSON.parse(nothing.text)).toEqual([]);
    },
  );

  it('exports a snapshot in many pieces, complete and in order, in both formats', async () => {
    const count = 250;
    for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`, `comment ${n}`));
    let later = 0;
    const meanwhile = (): void => {
      bench.outbox.submit(wrapUp(`later-${later++}`));
    };
    const { text, pieces } = await exported('csv', { between: meanwhile });
    expect(pieces).toBeGreaterThan(2);
    expect(later).toBe(pieces - 1);
    const calls = parseCsv(text.slice(1)).map((row) => row[3]);
    expect(calls).toEqual(['callId', ...Array.from({ length: count }, (_, n) => `call-${n}`)]);
    const objects = JSON.parse((await exported('json', { between: meanwhile })).text) as { callId: string }[];
    expect(objects).toHaveLength(count + pieces - 1);
  });

  it.each([0, 1, 99, 100, 101, 200])('is well formed with %i rows', async (count) => {
    for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
    expect(JSON.parse((await exported('json')).text)).toHaveLength(count);
    expect(await table()).toHaveLength(count);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '\nx',
    '  =1',
    '\uFF1D1',
    '=HYPERLINK("http://x","y")',
  ])('lets no spreadsheet take %j for a formula', async (text) => {
    bench.outbox.submit(wrapUp('=call', text, { agent: '@agent', lcmKey: '-1|2', summary: text }));
    const [row] = await table();
    expect(row).toMatchObject({
      callId: "'=call",
      agent: "'@agent",
      lcmKey: "'-1|2",
      outcome: `'${text}`,
      comment: `'${text}`,
    });
    expect(JSON.parse((await exported('json')).text)).toMatchObject([{ callId: '=call', comment: text }]);
  });

  it.each([
    ['hi;=1+1', "hi;'=1+1"],
    ['hi\t=1', "hi\t'=1"],
    ['hi| @SUM(A1)', "hi| '@SUM(A1)"],
    ['hi, +cmd|x', "hi, '+cmd|x"],
    ['hi:-2+3+cmd|x', "hi:'-2+3+cmd|x"],
    ['hi\n＝1', "hi\n'＝1"],
    ['hi =1', "hi '=1"],
    ['"=1', '"\'=1'],
  ])(
    'lets no spreadsheet that splits at another character take a part of %j for a formula',
    async (text, safe) => {
      bench.outbox.submit(wrapUp('a', text));
      expect((await table())[0]?.['comment']).toBe(safe);
    },
  );

  it.each([
    ['178|3', 'a = b; 5-3; x@y.z', '178|3|3|0|0|84|-1'],
    ['a-b_c', 'call +34 600 000 000, well-known', '1|-1|2'],
    ['a', 'from 10:00 - 12:00, https://x.y/?a=1&b=-2', '5|3'],
  ])('does not change text that is not a formula: %j, %j, %j', async (callId, comment, lcmKey) => {
    bench.outbox.submit(wrapUp(callId, comment, { lcmKey }));
    expect((await table())[0]).toMatchObject({ callId, comment, lcmKey });
  });

  it('no part of a row is a formula, whatever character a spreadsheet splits it at', () => {
    const separators = [',', ';', '\t', '|', ':', '^', '~', '\n', '\r', '/', '*', '#', '_'];
    const sign = fc.constantFrom('=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20');
    const part = fc.oneof(sign, fc.constantFrom(...separators, ' ', '"', "'", 'a', 'cmd', '1', '23'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom(...separators), (parts, separator) => {
        for (const piece of csvRows([[parts.join('')]]).split(separator)) {
          const begins = piece.replace(/^[\s"]+/u, '');
          expect(begins).not.toMatch(
            /^(?:[=@\uFF1D\uFF20]|[+\-\uFF0B\uFF0D](?!\d[\d.,:]*(?![\p{L}\p{N}=+\-*/^(&%@!])))/u,
          );
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is not held up by a text with very many blanks', () => {
    const began = performance.now();
    for (const text of [`a${' '.repeat(100_000)}b`, `;${'\u00A0'.repeat(100_000)}`]) csvRows([[text]]);
    // When each blank looked back over all before it, this took minutes.
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  describe('as a workbook', () => {
    it('has its times as times of the zone and everything else as text, whatever it looks like', async () => {
      const text = '=1+1 <b>&amp; "x" \u0001 _x0041_ \r\n\uD800 1234567890123456';
      bench.outbox.submit(wrapUp('1234567890123456', text, { zone: 'Asia/Kolkata' }));
      const { text: sheet } = await exported('xlsx');
      const head = /<row r="1">(.*?)<\/row>/.exec(sheet)?.[1] ?? '';
      expect(head.match(/<t [^>]*>[^<]*/g)?.map((cell) => cell.replace(/.*>/, ''))).toEqual(
        parseCsv((await exported('csv')).text.slice(1))[0],
      );
      // 14:30 on 20 November 2026, counted in days from 30 December 1899.
      expect(sheet).toContain(`<row r="2"><c s="2"><v>${46_346 + 14.5 / 24}</v></c>`);
      expect(sheet).toContain(
        '<c s="1" t="inlineStr"><is><t xml:space="preserve">1234567890123456</t></is></c>',
      );
      expect(sheet).toContain(
        '>=1+1 &lt;b&gt;&amp;amp; "x" _x0001_ _x005F_x0041_ \n\uFFFD 1234567890123456</t>',
      );
      expect(sheet).not.toContain('<f>');
    });

    it.each([0, 1, 100, 101])('is one whole sheet with %i rows', async (count) => {
      for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
      const { text } = await exported('xlsx');
      expect(text.match(/<worksheet |<\/worksheet>/g)).toHaveLength(2);
      expect(text.endsWith('</sheetData></worksheet>')).toBe(true);
      expect([...text.matchAll(/<row r="(\d+)"/g)].map(([, number]) => Number(number))).toEqual(
        Array.from({ length: count + 1 }, (_, index) => index + 1),
      );
    });

    it('has a time that no spreadsheet knows as text, as damage may leave it', () => {
      for (const at of [2 ** 52, Date.UTC(1899, 0)]) {
        const sheet = sheetRows(['a'], [[momentOf(at, 'UTC')]], 0, true);
        expect(sheet).toContain(`>${new Date(at).toISOString().slice(0, -1)}+00:00</t>`);
      }
      expect(momentOf(2 ** 53 - 1, 'UTC')).toBeNull();
    });

    it('goes on in another sheet when one is full', () => {
      const whole = ROWS_PER_SHEET - 1;
      expect(sheetRows(['a'], [['x']], whole, false)).toMatch(
        new RegExp(`^<row r="${ROWS_PER_SHEET + 1}">.*</worksheet>$`),
      );
      expect(sheetRows(['a'], [['y']], ROWS_PER_SHEET, false)).toMatch(/^<\?xml .*<row r="1">.*<row r="2">/);
    });
  });

  it('exports rows that no available key opens and rows with an unknown zone', async () => {
    bench.outbox.submit(wrapUp('a', 'secret', { zone: 'Etc/Unknown' }));
    await bench.restart(Buffer.alloc(32, 7));
    bench.outbox.submit(wrapUp('b', 'readable'));
    const rows = await table();
    expect(rows[0]).toMatchObject({ callId: 'a', comment: '', outcome: '', lcmKey: '' });
    expect(rows[0]?.['time']).toBe('2026-11-20T09:00:00.000+00:00');
    expect(rows.at(-1)).toMatchObject({ callId: 'b', comment: 'readable' });
  });
});
