import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { momentOf } from '#main/outbox/history/export-cells.ts';
import { csvRows } from '#main/outbox/history/export-csv.ts';
import { sheetRows } from '#main/outbox/history/export-sheet.ts';
import {
  ROWS_PER_SHEET,
  type ExportCursor,
  type ExportFormat,
  type ExportPiece,
} from '#shared/contract/history-file.ts';
import { checkAnswer } from '#test/support/answer-shapes.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

/** The whole file, fetched piece by piece as the screen does. */
function exported(format: ExportFormat, between: () => void = () => {}): { text: string; pieces: number } {
  let text = '';
  let pieces = 0;
  for (let cursor: ExportCursor | null = null; ;) {
    const piece: ExportPiece = checkAnswer('exportHistory', bench.outbox.exportHistory({ format, cursor }));
    expect(piece.done).toBeLessThanOrEqual(piece.total);
    text += piece.text;
    pieces += 1;
    if (piece.next === null) {
      expect(piece.done).toBe(piece.total);
      return { text, pieces };
    }
    cursor = piece.next;
    between();
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

function table(): Record<string, string>[] {
  const { text } = exported('csv');
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

    const rows = table();
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
      comment: 'Asked for "Ana",\r\nthen hung up',
    });
    const objects = JSON.parse(exported('json').text) as Record<string, string | null>[];
    expect(objects.map((object) => Object.values(object).map((value) => value ?? ''))).toEqual(
      rows.map((row) => Object.values(row)),
    );
    expect(objects[0]?.['from']).toBeNull();
  });

  it('exports a snapshot in many pieces, complete and in order, in both formats', () => {
    const count = 250;
    for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`, `comment ${n}`));
    let later = 0;
    const meanwhile = (): void => {
      bench.outbox.submit(wrapUp(`later-${later++}`));
    };
    const { text, pieces } = exported('csv', meanwhile);
    expect(pieces).toBeGreaterThan(2);
    expect(later).toBe(pieces - 1);
    const calls = parseCsv(text.slice(1)).map((row) => row[3]);
    expect(calls).toEqual(['callId', ...Array.from({ length: count }, (_, n) => `call-${n}`)]);
    const objects = JSON.parse(exported('json', meanwhile).text) as { callId: string }[];
    expect(objects).toHaveLength(count + pieces - 1);
  });

  it.each([0, 1, 99, 100, 101, 200])('is well formed with %i rows', (count) => {
    for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
    expect(JSON.parse(exported('json').text)).toHaveLength(count);
    expect(table()).toHaveLength(count);
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
  ])('lets no spreadsheet take %j for a formula', (text) => {
    bench.outbox.submit(wrapUp('=call', text, { agent: '@agent', lcmKey: '-1|2', summary: text }));
    const [row] = table();
    expect(row).toMatchObject({
      callId: "'=call",
      agent: "'@agent",
      lcmKey: "'-1|2",
      outcome: `'${text}`,
      comment: `'${text}`,
    });
    expect(JSON.parse(exported('json').text)).toMatchObject([{ callId: '=call', comment: text }]);
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
  ])('lets no spreadsheet that splits at another character take a part of %j for a formula', (text, safe) => {
    bench.outbox.submit(wrapUp('a', text));
    expect(table()[0]?.['comment']).toBe(safe);
  });

  it.each([
    ['178|3', 'a = b; 5-3; x@y.z', '178|3|3|0|0|84|-1'],
    ['a-b_c', 'call +34 600 000 000, well-known', '1|-1|2'],
    ['a', 'from 10:00 - 12:00, https://x.y/?a=1&b=-2', '5|3'],
  ])('does not change text that is not a formula: %j, %j, %j', (callId, comment, lcmKey) => {
    bench.outbox.submit(wrapUp(callId, comment, { lcmKey }));
    expect(table()[0]).toMatchObject({ callId, comment, lcmKey });
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
    it('has its times as times of the zone and everything else as text, whatever it looks like', () => {
      const text = '=1+1 <b>&amp; "x" \u0001 _x0041_ \r\n\uD800 1234567890123456';
      bench.outbox.submit(wrapUp('1234567890123456', text, { zone: 'Asia/Kolkata' }));
      const { text: sheet } = exported('xlsx');
      const head = /<row r="1">(.*?)<\/row>/.exec(sheet)?.[1] ?? '';
      expect(head.match(/<t [^>]*>[^<]*/g)?.map((cell) => cell.replace(/.*>/, ''))).toEqual(
        parseCsv(exported('csv').text.slice(1))[0],
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

    it.each([0, 1, 100, 101])('is one whole sheet with %i rows', (count) => {
      for (let n = 0; n < count; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
      const { text } = exported('xlsx');
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
    const rows = table();
    expect(rows[0]).toMatchObject({ callId: 'a', comment: '', outcome: '', lcmKey: '' });
    expect(rows[0]?.['time']).toBe('2026-11-20T09:00:00.000+00:00');
    expect(rows.at(-1)).toMatchObject({ callId: 'b', comment: 'readable' });
  });
});
