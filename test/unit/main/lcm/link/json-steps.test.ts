import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeApart } from '#main/lcm/link/json-steps.ts';

function parse(text: string, piece?: number): { readonly value: unknown; readonly steps: number } {
  const taken = takeApart(text, piece);
  for (let steps = 0; ; steps += 1) {
    const step = taken.next();
    if (step.done !== true) continue;
    const { rest, fill } = step.value;
    return { value: fill(JSON.parse(rest)), steps };
  }
}

/** The value, or that there is none. */
function tried(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch {
    return 'unreadable';
  }
}

const look = fc.constantFrom('[{},{},{}]', '},{', '[{"a":1},{"a":2}]', '\\"},{\\"', '{', ']}', 'x');
/** Lists of objects in lists of objects, and texts that look like them. */
const listy = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, look, fc.integer(), tie('list'), tie('object')),
  object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', '[{},{}]'), tie('value'), { maxKeys: 3 }),
  list: fc.oneof(fc.array(tie('object'), { maxLength: 6 }), fc.array(tie('value'), { maxLength: 4 })),
}));

describe('JSON that is read in steps', () => {
  it('means what it says, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.nat(8), fc.nat(3), (text, piece, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(parse(spaced, piece).value).toEqual(JSON.parse(spaced));
      }),
      { numRuns: 500 },
    );
  });

  it('means what it says where lists of objects lie in lists of objects, and texts look like lists', () => {
    fc.assert(
      fc.property(fc.array(listy.value), fc.nat(30), fc.nat(2), (value, piece, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parse(text, piece).value).toEqual(JSON.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused exactly if it is no JSON', () => {
    const noise = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', ':', '1', '');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json({ maxDepth: 4 }),
          fc.array(listy.value).map((value) => JSON.stringify(value)),
        ),
        fc.nat(),
        fc.nat(2),
        noise,
        fc.nat(4),
        (text, place, gone, put, piece) => {
          const at = place % (text.length + 1);
          const damaged = text.slice(0, at) + put + text.slice(at + gone);
          expect(tried(() => parse(damaged, piece).value)).toEqual(tried(() => JSON.parse(damaged)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '[0,[{},{},]]',
    '[0,[,{},{}]]',
    '[0,[{},,{},{}]]',
    '[0,{"a":[{},{}}]',
    '[0,{"a":[{},{}}}]',
    '[0,[{},{}]',
    '[0,"',
    '[0,[{},{},{"\\":1}]]',
    '[0,"[{},{}]',
  ])('is refused if it is no JSON: %s', (text) => expect(tried(() => parse(text, 0))).toBe('unreadable'));

  it('is left whole where a text looks like a list, and where a member is there twice', () => {
    for (const text of ['[0,"[{},{},{}]"]', '[0,{"a":[{},{},{}],"a":[{},{},{}]}]'])
      expect(parse(text, 0).value).toEqual(JSON.parse(text));
  });

  it('keeps odd names', () => {
    const text = '[0,{"__proto__":[{},{},3],"a\\\\":[{},{},6]}]';
    expect(JSON.stringify(parse(text, 1).value)).toBe(text);
  });

  it('takes a list of 100,000 outcomes in many steps', () => {
    const response = Array.from({ length: 100_000 }, (_, n) => ({
      OutComeID: String(n),
      Description: `Outcome ${n}, "x]"`,
    }));
    const message = ['message', { channel: 'LCM', message: { callid: '1', response } }];
    const { value, steps } = parse(JSON.stringify(message));
    expect(value).toEqual(message);
    expect(steps).toBeGreaterThan(50);
  });

  it('leaves alone what is nested too deeply', () => {
    const text = `[${'['.repeat(100)}1,2,3${']'.repeat(100)}]`;
    expect(parse(text, 1)).toEqual({ value: JSON.parse(text) as unknown, steps: 0 });
  });
});
