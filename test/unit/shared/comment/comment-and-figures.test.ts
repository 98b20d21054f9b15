import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMMENT_COUNTS,
  checkComment,
  cleanPasted,
  commentRemaining,
  cutComment,
  normaliseComment,
  type CommentCount,
  type CommentRule,
} from '#shared/comment/comment.ts';
import { readFigure } from '#shared/draft/figure.ts';

describe('a comment', () => {
  it.each([
    ['a\r\nb\rc\nd\te', 'a\nb\nc\nd\te'],
    ['a\u2028b\u2029c\u0085d', 'a\nb\nc\nd'],
    ['\u0000a\u0007b\u001b[31mc\u007fd\u009be', 'ab[31mcde'],
    ['half \ud83d pair \udc4d', 'half \ufffd pair \ufffd'],
    ['👍 naïve · 日本', '👍 naïve · 日本'],
  ])('%j is sent as %j', (typed, sent) => expect(normaliseComment(typed)).toBe(sent));

  const rule = (commentLimit: number, commentCount: CommentCount = 'utf16'): CommentRule => ({
    commentLimit,
    commentCount,
  });

  it.each([
    ['characters', 'a\r\nb\u0000', 3],
    ['utf16', 'a\r\nb\u0000', 3],
    ['utf8Bytes', 'a\r\nb\u0000', 3],
    ['characters', '👍é日', 3],
    ['utf16', '👍é日', 4],
    ['utf8Bytes', '👍é日', 9],
  ] as const)('is counted as it is sent, in %s: %j is %d', (count, typed, length) => {
    expect(commentRemaining(typed, rule(10, count))).toBe(10 - length);
    expect(checkComment(typed, rule(length, count))).toEqual([]);
    expect(checkComment(typed, rule(length - 1, count))).toEqual([
      {
        field: 'comment',
        code: count === 'utf8Bytes' ? 'commentTooManyBytes' : 'commentTooLong',
        params: { limit: length - 1, over: 1 },
      },
    ]);
  });

  it('is counted in bytes as an encoder counts them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const bytes = new TextEncoder().encode(normaliseComment(typed)).length;
        expect(commentRemaining(typed, rule(0, 'utf8Bytes'))).toBe(0 - bytes);
      }),
    );
  });

  it('is cut exactly to the limit', () => {
    const counts = fc.constantFrom(...COMMENT_COUNTS);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(12), counts, (typed, limit, count) => {
        const whole = normaliseComment(typed);
        const cut = cutComment(typed, rule(limit, count));
        expect(whole.startsWith(cut)).toBe(true);
        expect(checkComment(cut, rule(limit, count))).toEqual([]);
        const [next] = whole.slice(cut.length);
        if (next !== undefined) expect(checkComment(cut + next, rule(limit, count))).not.toEqual([]);
      }),
    );
  });

  it.each([
    ['plain\r\ntext\twith a tab', 'plain\ntext\twith a tab', 0],
    ['bell\u0007 and \u001b[1mbold', 'bell and [1mbold', 2],
    ['pay \u202e001\u202c now\u2066!\u2069', 'pay 001 now!', 4],
    ['\ufeffexport', 'export', 1],
    ['שלום\u200f, \u200eabc \u061c', 'שלום\u200f, \u200eabc \u061c', 0],
    ['👩\u200d💻 क्\u200dष', '👩\u200d💻 क्\u200dष', 0],
    ['half \ud83d', 'half ', 1],
  ])('%j is pasted as %j', (pasted, text, removed) => expect(cleanPasted(pasted)).toEqual({ text, removed }));

  it('is the same when normalised again, and has no control character but newline and tab', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const sent = normaliseComment(typed);
        expect(normaliseComment(sent)).toBe(sent);
        expect(sent.replace(/[\n\t]/gu, '')).not.toMatch(/\p{Cc}|\p{Cs}/u);
      }),
    );
  });
});

describe('a figure', () => {
  it.each([
    ['', 0],
    ['  ', 0],
    ['0', 0],
    ['-0', 0],
    ['12', 12],
    [' 12.5 ', 12.5],
    ['12,5', 12.5],
    ['.5', 0.5],
    ['5,', 5],
    ['007', 7],
    ['0.125', 0.125],
    ['0,125', 0.125],
    ['1000.125', 1000.125],
    ['1.0000', 1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['١٢', 12],
    ['۱۲', 12],
    ['१२.५', 12.5],
    ['\u061c١٢٫٥\u200f', 12.5],
    ['١٫١٢٥', 1.125],
  ])('"%s" reads %d', (typed, value) => {
    for (const field of ['targetAmount', 'leadScore'] as const) {
      expect(readFigure(field, typed, 0)).toEqual({ ok: true, value });
    }
  });

  it.each([
    ['1,000', 'numberAmbiguous', { value: '1,000' }],
    ['1.000', 'numberAmbiguous', { value: '1.000' }],
    ['999,999', 'numberAmbiguous', { value: '999,999' }],
    ['1.000,50', 'numberAmbiguous', { value: '1.000,50' }],
    ['1,000,000', 'numberAmbiguous', { value: '1,000,000' }],
    ['1 000', 'numberAmbiguous', { value: '1 000' }],
    ['1\u202f000', 'numberAmbiguous', { value: '1\u202f000' }],
    ["1'000", 'numberAmbiguous', { value: "1'000" }],
    ['1..5', 'numberAmbiguous', { value: '1..5' }],
    ['abc', 'numberUnreadable', { value: 'abc' }],
    ['١٬٠٠٠', 'numberAmbiguous', { value: '١٬٠٠٠' }],
    ['١.٠٠٠', 'numberAmbiguous', { value: '١.٠٠٠' }],
    ['١٬٠٠٠٫٥', 'numberAmbiguous', { value: '١٬٠٠٠٫٥' }],
    ['12 €', 'numberUnreadable', { value: '12 €' }],
    ['1e3', 'numberUnreadable', { value: '1e3' }],
    ['0x10', 'numberUnreadable', { value: '0x10' }],
    ['Infinity', 'numberUnreadable', { value: 'Infinity' }],
    ['NaN', 'numberUnreadable', { value: 'NaN' }],
    ['--5', 'numberUnreadable', { value: '--5' }],
    ['5-', 'numberUnreadable', { value: '5-' }],
    ['-', 'numberUnreadable', { value: '-' }],
    ['.', 'numberUnreadable', { value: '.' }],
    ['9007199254740992', 'numberTooLarge', { limit: Number.MAX_SAFE_INTEGER }],
    ['9'.repeat(400), 'numberTooLarge', { limit: Number.MAX_SAFE_INTEGER }],
  ])('"%s" is refused: %s', (typed, code, params) => {
    for (const field of ['targetAmount', 'leadScore'] as const) {
      expect(readFigure(field, typed, 0)).toEqual({ ok: false, problem: { field, code, params } });
    }
  });

  it('is the default if nothing is entered', () => {
    expect(readFigure('leadScore', ' ', 7.5)).toEqual({ ok: true, value: 7.5 });
  });

  it('may be negative as a lead score, not as a target amount', () => {
    expect(readFigure('leadScore', '-2,5', 0)).toEqual({ ok: true, value: -2.5 });
    expect(readFigure('leadScore', '\u22122', 0)).toEqual({ ok: true, value: -2 });
    expect(readFigure('leadScore', '-1,000', 0)).toMatchObject({ problem: { code: 'numberAmbiguous' } });
    expect(readFigure('targetAmount', '-2', 0)).toEqual({
      ok: false,
      problem: { field: 'targetAmount', code: 'amountNegative', params: {} },
    });
  });

  it.each([
    ['7', 7],
    ['-7', -7],
    ['50.0', 50],
    ['50,', 50],
    ['\u0661\u066b\u0660', 1],
  ])('that must be whole may be %s', (typed, value) => {
    expect(readFigure('leadScore', typed, 0, true)).toEqual({ ok: true, value });
  });

  it.each(['7.5', '-2,5', '\u0661\u066b\u0665', '0.0000000000000000000001', '9007199254740991.4'])(
    'that must be whole is refused as %s, not rounded',
    (typed) => {
      expect(readFigure('leadScore', typed, 0, true)).toEqual({
        ok: false,
        problem: { field: 'leadScore', code: 'leadScoreNotWhole', params: { value: typed } },
      });
    },
  );

  it('that nobody entered is the outcome’s own score, decimals and all', () => {
    expect(readFigure('leadScore', '', 7.5, true)).toEqual({ ok: true, value: 7.5 });
  });

  it('is finite or refused for any text', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('0', '1', '9', '.', ',', '-', ' ') }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const reading = readFigure('leadScore', text, 0);
        if (reading.ok) expect(Math.abs(reading.value)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
      }),
      { numRuns: 1_000 },
    );
  });
});
