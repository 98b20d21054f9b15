import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedCall } from '#main/calls/named-call.ts';
import { callReferenceSchema } from '#shared/contract/requests/calls.ts';
import { findCallInArguments, parseCallLink, type CallLinkResult } from '#main/calls/call-link.ts';

const GOOD = 'afterword://wrap-up?callid=1001&account=5%7C3%7C1%7C0%7C0%7C44%7C1&type=OUTBOUND';
const CALL = { callId: '1001', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND', contact: null, zone: null };

/** Whether the contract allows it. The calls list gives it a type if it has none. */
const isSound = (call: NamedCall): boolean =>
  callReferenceSchema.safeParse({ ...call, type: call.type ?? 'OUTBOUND' }).success;

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
    expect(parseCallLink(link)).toEqual({ ok: true, call: CALL, amended: [] });
  });

  it.each([
    ['Europe/Madrid', 'Europe/Madrid'],
    ['', null],
    ['Romance Standard Time', 'Europe/Paris'],
    ['w. europe standard time', 'Europe/Berlin'],
    ['CET', null],
    ['+01:00', null],
    ['Europe/Atlantis', null],
  ])('reads the contact’s time zone, or leaves it out: %s', (said, zone) => {
    const amended = said !== '' && zone === null ? ['zone'] : [];
    const expected = { ok: true, call: { ...CALL, zone }, amended };
    expect(parseCallLink(`${GOOD}&zone=${encodeURIComponent(said)}`)).toEqual(expected);
    const words = ['--callid', '1001', '--account', '5|3|1|0|0|44|1', '--call-type', 'OUTBOUND'];
    expect(findCallInArguments([...words, '--zone', said])).toEqual(expected);
  });

  it.each([
    ['50% off', '&contact=50% off', '50% off', ['contact']],
    ['a name of 121 characters', `&contact=${'x'.repeat(121)}`, `${'x'.repeat(119)}…`, ['contact']],
    ['a name of 30,000 characters', `&contact=${'x'.repeat(30_000)}`, `${'x'.repeat(119)}…`, ['contact']],
    ['emoji that would be torn', `&contact=${'👩‍👩‍👧'.repeat(20)}`, `${'👩‍👩‍👧'.repeat(14)}…`, ['contact']],
    ['a tab and a line break', '&contact=In%C3%A9s%09%0AÁlvarez', 'Inés Álvarez', ['contact']],
    ['marks of direction', '&contact=%E2%80%AEevil', 'evil', ['contact']],
    ['bytes that are no UTF-8', '&contact=A%ffB', 'A\ufffdB', ['contact']],
    ['a number sign', '&contact=Flat #4', 'Flat #4', ['contact']],
    ['an ampersand', '&contact=Smith & Co', 'Smith', ['parameter']],
    ['two names', '&contact=Ana&contact=Eve', 'Ana', ['contact']],
    ['the same name twice', '&contact=Ana&contact=Ana', 'Ana', []],
    ['a parameter that is not known', '&contact=Ana&agent=eve&__proto__=x', 'Ana', ['parameter']],
    ['nothing that can be seen', '&contact=%E2%80%8B', null, ['contact']],
  ])('has its call with %s', (_name, rest, contact, amended) => {
    expect(parseCallLink(GOOD + rest)).toEqual({ ok: true, call: { ...CALL, contact }, amended });
  });

  it.each([
    ['no type', '', null, []],
    ['an empty type', '&type=', null, []],
    ['a type that is none', '&type=%3Cscript%3E', null, ['type']],
    ['a fragment', '&type=OUTBOUND#x', null, ['type']],
    ['a type with a blank', '&type=Outbound%20Preview', 'OUTBOUND', []],
    ['a type that is not known', '&type=regular_call', 'REGULAR_CALL', []],
  ])('has its call with %s', (_name, said, type, amended) => {
    const link = GOOD.replace('&type=OUTBOUND', said);
    expect(parseCallLink(link)).toEqual({ ok: true, call: { ...CALL, type }, amended });
  });

  it.each(['137|1|3|0|0|84|', '178|3|3|0|0|84|-1', 'a+b=c&d%', '¿é世?'])(
    'keeps the LCM key %s as it is',
    (key) => {
      const link = `afterword://wrap-up?callid=1&account=${encodeURIComponent(key)}&type=MANUAL`;
      expect(parseCallLink(link)).toMatchObject({ ok: true, call: { lcmKey: key } });
    },
  );

  it.each([
    ['badCharacters', `${GOOD}\n`.replace('1001', '10\n01')],
    ['badCharacters', GOOD.replace('1001', '10\u000001')],
    ['badCharacters', GOOD.replace('1001', '\ud800')],
    ['badCharacters', GOOD.replace('1001', '%ff')],
    ['badCharacters', GOOD.replace('1001', '%')],
    ['badCharacters', GOOD.replace('1001', '10%0a01')],
    ['badCharacters', GOOD.replace('1001', '10%E2%80%AE01')],
    ['badCharacters', GOOD.replace('1001', '10#01')],
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
    ['unknownTarget', 'afterword://wrap-up#x'],
    ['duplicateParameter', `${GOOD}&contact=Eve&account=9`],
    ['duplicateParameter', `${GOOD}&CALLID=1002`],
    ['missingParameter', 'afterword://wrap-up'],
    ['missingParameter', GOOD.replace('1001', '')],
    ['missingParameter', GOOD.replace('1001', '%20')],
    ['missingParameter', GOOD.replace('account', 'accounts')],
  ])('refuses with %s: %j', (expected, link) => expect(code(parseCallLink(link))).toBe(expected));

  it('reads the contact’s name', () => {
    expect(parseCallLink(`${GOOD}&contact=In%C3%A9s%20%C3%81lvarez`)).toMatchObject({
      call: { contact: 'Inés Álvarez' },
    });
    expect(parseCallLink(`${GOOD}&contact=`)).toEqual(parseCallLink(GOOD));
  });

  it('refuses a link that is too long, and an identity that is too long', () => {
    expect(code(parseCallLink(`${GOOD}${'x'.repeat(65_536)}`))).toBe('tooLong');
    expect(code(parseCallLink(GOOD.replace('1001', 'x'.repeat(257))))).toBe('tooLong');
    const argv = [`--callid=${'x'.repeat(2_001)}`, '--account=1', '--call-type=MANUAL'];
    expect(code(findCallInArguments(argv))).toBe('tooLong');
  });

  it('has its call whatever else it says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', minLength: 100, maxLength: 300 }),
      fc.constantFrom('%', '%zz', '#', '=', '?', '\n'),
    );
    const name = fc.oneof(
      fc.constantFrom('type', 'contact', 'zone', 'Zone', ''),
      fc.string({ unit: 'binary' }),
    );
    const isIdentity = (part: string): boolean =>
      /^(callid|account)$/i.test(part.replace(/=.*$/su, '').trim());
    const others = fc.array(fc.tuple(name, text), { maxLength: 6 }).map((pairs) =>
      pairs
        .map((pair) => pair.join('='))
        .flatMap((pair) => pair.split('&'))
        .filter((pair) => !isIdentity(pair)),
    );
    fc.assert(
      fc.property(others, (pairs) => {
        const link = ['afterword://wrap-up?callid=1001', ...pairs, 'account=5|3'].join('&');
        const result = parseCallLink(link);
        expect(result).toMatchObject({ ok: true, call: { callId: '1001', lcmKey: '5|3' } });
        if (result.ok) expect(isSound(result.call)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back every reference that the contract allows', () => {
    const id = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' });
    const type = fc.stringMatching(/^[A-Z][A-Z0-9_-]{0,31}$/);
    const reference = fc
      .record({ callId: id, lcmKey: id, type })
      .filter((it) => callReferenceSchema.safeParse(it).success)
      .filter(({ callId, lcmKey }) => callId.trim() === callId && lcmKey.trim() === lcmKey)
      .filter(({ callId, lcmKey }) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(callId + lcmKey));
    fc.assert(
      fc.property(reference, ({ callId, lcmKey, type }) => {
        const query = Object.entries({ callid: callId, account: lcmKey, type })
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join('&');
        const link = `afterword://wrap-up?${query}`;
        fc.pre(link.length <= 2_000);
        const call = { callId, lcmKey, type, contact: null, zone: null };
        expect(parseCallLink(link)).toEqual({ ok: true, call, amended: [] });
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
        if (result.ok) expect(isSound(result.call)).toBe(true);
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
    expect(findCallInArguments(argv)).toEqual({ ok: true, call: CALL, amended: [] });
  });

  it('keeps everything after the first equals sign', () => {
    expect(findCallInArguments(['--callid=a=b', '--account=--x', '--call-type=MANUAL'])).toMatchObject({
      ok: true,
      call: { callId: 'a=b', lcmKey: '--x' },
    });
  });

  it('finds the call whatever its type, contact and zone are', () => {
    const identity = ['--callid=1', '--account=2'];
    for (const others of [[], ['--call-type=../..'], ['--contact=A\tB', '--zone'], ['--type', '--contact']])
      expect(findCallInArguments([...identity, ...others])).toMatchObject({
        ok: true,
        call: { callId: '1', lcmKey: '2' },
      });
  });

  it.each([[[]], [app], [[...app, '--type=renderer']], [['--type']], [['https://example.org/?callid=1']]])(
    'finds no call in %j',
    (argv) => expect(findCallInArguments(argv)).toBeNull(),
  );

  it.each([
    ['severalCalls', [GOOD, GOOD]],
    ['severalCalls', [GOOD, '--callid', '1']],
    ['missingParameter', ['--callid', '1']],
    ['missingParameter', ['--callid', '--account', '1', '--call-type', 'MANUAL']],
    ['missingParameter', ['--account', '1', '--call-type', 'MANUAL', '--callid']],
    ['missingParameter', ['--callid=', '--account=1', '--call-type=MANUAL']],
    ['duplicateParameter', ['--callid=1', '--callid=2', '--account=1', '--call-type=MANUAL']],
    ['duplicateParameter', ['--callid=1', '--account=1', '--account=2']],
    ['badCharacters', ['--callid=1\u001b[2J', '--account=1', '--call-type=MANUAL']],
    ['unknownTarget', ['afterword:']],
  ])('refuses with %s: %j', (expected, argv) => expect(code(findCallInArguments(argv))).toBe(expected));

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
        if (result?.ok === true) expect(isSound(result.call)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
