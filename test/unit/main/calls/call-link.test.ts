import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callReferenceSchema } from '#shared/contract/requests/calls.ts';
import { findCallInArguments, parseCallLink, type CallLinkResult } from '#main/calls/call-link.ts';

const GOOD = 'afterword://wrap-up?callid=1001&account=5%7C3%7C1%7C0%7C0%7C44%7C1&type=OUTBOUND';
const REFERENCE = { callId: '1001', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

const code = (result: CallLinkResult | null): string =>
  result === null ? 'none' : result.ok ? 'ok' : result.code;

describe('parseCallLink', () => {
  it.each([
    ['as documented', GOOD],
    ['with the key not encoded', 'afterword://wrap-up?callid=1001&account=5|3|1|0|0|44|1&type=OUTBOUND'],
    ['with a slash, as Windows shells add', GOOD.replace('?', '/?')],
    [
      'with names, scheme and target in other case',
      'AFTERWORD://Wrap-Up?CallID=1001&ACCOUNT=5|3|1|0|0|44|1&Type=outbound',
    ],
    ['with blanks around', `  ${GOOD.replace('1001', '%201001%20')} `],
    ['with empty pairs', GOOD.replace('?', '?&').replace('&type', '&&type')],
  ])('reads a link %s', (_name, link) => {
    expect(parseCallLink(link)).toEqual({ ok: true, reference: REFERENCE });
  });

  it('reads the contact’s time zone, and refuses an impossible one', () => {
    const zone = (text: string) => parseCallLink(`${GOOD}&zone=${encodeURIComponent(text)}`);
    expect(zone('Europe/Madrid')).toEqual({ ok: true, reference: { ...REFERENCE, zone: 'Europe/Madrid' } });
    expect(zone('')).toEqual({ ok: true, reference: REFERENCE });
    for (const text of ['Romance Standard Time', 'CET', '+01:00', 'Europe/Atlantis']) {
      expect(code(zone(text)), text).toBe('invalidParameter');
    }
    const words = ['--callid', '1001', '--account', '5|3|1|0|0|44|1', '--call-type', 'OUTBOUND'];
    expect(findCallInArguments([...words, '--zone', 'Asia/Kolkata'])).toEqual({
      ok: true,
      reference: { ...REFERENCE, zone: 'Asia/Kolkata' },
    });
    expect(code(findCallInArguments([...words, '--zone=IST']))).toBe('invalidParameter');
  });

  it.each(['137|1|3|0|0|84|', '178|3|3|0|0|84|-1', 'a+b=c&d%', '¿é世?'])(
    'keeps the LCM key %s as it is',
    (key) => {
      const link = `afterword://wrap-up?callid=1&account=${encodeURIComponent(key)}&type=MANUAL`;
      expect(parseCallLink(link)).toMatchObject({ ok: true, reference: { lcmKey: key } });
    },
  );

  it.each([
    ['badCharacters', `${GOOD}\n`.replace('1001', '10\n01')],
    ['badCharacters', GOOD.replace('1001', '10\u000001')],
    ['badCharacters', GOOD.replace('1001', '\ud800')],
    ['badCharacters', GOOD.replace('1001', '%ff')],
    ['badCharacters', GOOD.replace('1001', '%')],
    ['invalidParameter', GOOD.replace('1001', '10%0a01')],
    ['invalidParameter', GOOD.replace('OUTBOUND', '%3Cscript%3E')],
    ['notALink', ''],
    ['notALink', 'afterword'],
    ['notALink', GOOD.replace('afterword:', 'https:')],
    ['notALink', GOOD.replace('afterword:', 'afterword-app:')],
    ['notALink', GOOD.replace('afterword:', 'javascript:')],
    ['unknownTarget', GOOD.replace('wrap-up', 'settings')],
    ['unknownTarget', GOOD.replace('wrap-up', 'wrap-up/../x')],
    ['unknownTarget', GOOD.replace('wrap-up', 'wrap-up.evil.example')],
    ['unknownTarget', GOOD.replace('wrap-up', 'user@wrap-up')],
    ['unknownTarget', GOOD.replace('wrap-up', 'user:secret@wrap-up')],
    ['unknownTarget', GOOD.replace('wrap-up', 'wrap-up:80')],
    ['unknownTarget', GOOD.replace('//wrap-up', 'wrap-up')],
    ['unknownTarget', `${GOOD}#x`],
    ['unknownParameter', `${GOOD}&agent=eve`],
    ['unknownParameter', `${GOOD}&__proto__=x`],
    ['duplicateParameter', `${GOOD}&CALLID=1002`],
    ['missingParameter', 'afterword://wrap-up'],
    ['missingParameter', GOOD.replace('1001', '')],
    ['missingParameter', GOOD.replace('1001', '%20')],
    ['missingParameter', GOOD.replace('&type=OUTBOUND', '')],
  ])('refuses with %s: %j', (expected, link) => {
    expect(code(parseCallLink(link))).toBe(expected);
  });

  it('reads the contact’s name', () => {
    expect(parseCallLink(`${GOOD}&contact=In%C3%A9s%20%C3%81lvarez`)).toMatchObject({
      ok: true,
      reference: { contact: 'Inés Álvarez' },
    });
    expect(parseCallLink(`${GOOD}&contact=`)).toEqual(parseCallLink(GOOD));
  });

  it('refuses a link that is too long, and a value that is too long', () => {
    expect(code(parseCallLink(`${GOOD}${'x'.repeat(2_000)}`))).toBe('tooLong');
    expect(code(parseCallLink(GOOD.replace('1001', 'x'.repeat(257))))).toBe('invalidParameter');
    const argv = [`--callid=${'x'.repeat(2_001)}`, '--account=1', '--call-type=MANUAL'];
    expect(code(findCallInArguments(argv))).toBe('tooLong');
  });

  it('reads back every reference that the contract allows', () => {
    const id = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' });
    const type = fc.stringMatching(/^[A-Z][A-Z0-9_-]{0,31}$/);
    const reference = fc
      .record({ callId: id, lcmKey: id, type })
      .filter((it) => callReferenceSchema.safeParse(it).success)
      .filter(({ callId, lcmKey }) => callId.trim() === callId && lcmKey.trim() === lcmKey)
      .filter(({ callId, lcmKey }) => !/\p{Cc}|\p{Cs}/u.test(callId + lcmKey));
    fc.assert(
      fc.property(reference, ({ callId, lcmKey, type }) => {
        const query = Object.entries({ callid: callId, account: lcmKey, type })
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join('&');
        const link = `afterword://wrap-up?${query}`;
        fc.pre(link.length <= 2_000);
        expect(parseCallLink(link)).toEqual({ ok: true, reference: { callId, lcmKey, type } });
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, never lets a bad reference through and never quotes a value', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'afterword:',
        '//',
        'wrap-up',
        '?',
        '&',
        '=',
        'callid',
        'account',
        'type',
        '#',
        '@',
        ':',
        '%00',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constant('SECRETVALUE'),
    );
    const hostile = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''));
    const nearly = fc.array(part, { maxLength: 6 }).map((parts) => `${GOOD}${parts.join('')}`);
    fc.assert(
      fc.property(fc.oneof(hostile, nearly), (link) => {
        const result = parseCallLink(link);
        if (result.ok) expect(callReferenceSchema.safeParse(result.reference).success).toBe(true);
        else expect(result.detail).not.toMatch(/SECRETVALUE|1001|44/);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('findCallInArguments', () => {
  const app = ['/opt/Afterword/afterword', '--no-sandbox', '/some/folder'];

  it.each([
    ['a link among other arguments', [...app, GOOD, '--flag']],
    ['a link after two dashes', [...app, '--', GOOD]],
    [
      'switches and values as separate arguments',
      [...app, '--callid', '1001', '--account', '5|3|1|0|0|44|1', '--type', 'outbound'],
    ],
    [
      'switches with their value after an equals sign',
      [...app, '--callid=1001', '--account=5|3|1|0|0|44|1', '--call-type=OUTBOUND'],
    ],
    [
      'switches in any order and case',
      ['--Account=5|3|1|0|0|44|1', '--call-type', 'Outbound', '--CALLID', '1001'],
    ],
  ])('reads %s', (_name, argv) => {
    expect(findCallInArguments(argv)).toEqual({ ok: true, reference: REFERENCE });
  });

  it('keeps everything after the first equals sign', () => {
    expect(findCallInArguments(['--callid=a=b', '--account=--x', '--call-type=MANUAL'])).toMatchObject({
      ok: true,
      reference: { callId: 'a=b', lcmKey: '--x' },
    });
  });

  it.each([[[]], [app], [[...app, '--type=renderer']], [['--type']], [['https://example.org/?callid=1']]])(
    'finds no call in %j',
    (argv) => {
      expect(findCallInArguments(argv)).toBeNull();
    },
  );

  it.each([
    ['severalCalls', [GOOD, GOOD]],
    ['severalCalls', [GOOD, '--callid', '1']],
    ['missingParameter', ['--callid', '1']],
    ['missingParameter', ['--callid', '--account', '1', '--call-type', 'MANUAL']],
    ['missingParameter', ['--account', '1', '--call-type', 'MANUAL', '--callid']],
    ['missingParameter', ['--callid=', '--account=1', '--call-type=MANUAL']],
    ['duplicateParameter', ['--callid=1', '--callid=1', '--account=1', '--call-type=MANUAL']],
    ['duplicateParameter', ['--callid=1', '--account=1', '--call-type=MANUAL', '--type=MANUAL']],
    ['badCharacters', ['--callid=1\u001b[2J', '--account=1', '--call-type=MANUAL']],
    ['invalidParameter', ['--callid=1', '--account=1', '--call-type=../..']],
    ['unknownTarget', ['afterword:']],
  ])('refuses with %s: %j', (expected, argv) => {
    expect(code(findCallInArguments(argv))).toBe(expected);
  });

  it('never throws', () => {
    const argument = fc.oneof(
      fc.constantFrom(
        '--callid',
        '--account',
        '--type',
        '--call-type',
        '--callid=1',
        '--',
        'afterword://wrap-up?',
      ),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(argument), (argv) => {
        const result = findCallInArguments(argv);
        if (result?.ok === true) expect(callReferenceSchema.safeParse(result.reference).success).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
