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

  it('is refused exactly if it is no JSON', () => {
    const noise = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', ':', '1', '');
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
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

  it.each(['[0,[1,2,]]', '[0,[,1]]', '[0,[1,,2]]', '[0,{"a":[1,2}]', '[0,[1,2]', '[0,"', '[0,["\\",1]]'])(
    'is refused if it is no JSON: %s',
    (text) => expect(tried(() => parse(text, 1))).toBe('unreadable'),
  );

  it('keeps odd names', () => {
    const text = '[0,{"__proto__":[1,2,3],"a\\\\":[4,5,6]}]';
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
    expect(steps).toBeGreaterThan(60);
  });

  it('leaves alone what is nested too deeply', () => {
    const text = `[${'['.repeat(100)}1,2,3${']'.repeat(100)}]`;
    expect(parse(text, 1)).toEqual({ value: JSON.parse(text) as unknown, steps: 0 });
  });
});
