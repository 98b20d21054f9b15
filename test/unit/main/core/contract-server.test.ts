import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { RequestError, serveContract, type Handlers } from '#main/core/contract-server.ts';
import { REQUEST_NAMES } from '#shared/contract/requests/index.ts';
import { contractErrorShape } from '#test/support/answer-shapes.ts';

function handlersThat(run: (input: unknown) => unknown): Handlers {
  return Object.fromEntries(REQUEST_NAMES.map((name) => [name, run])) as unknown as Handlers;
}

describe('the contract server', () => {
  it('hands a checked input to its handler', async () => {
    const run = vi.fn(() => ({ callId: '1' }));
    const answer = serveContract(handlersThat(run), () => {});
    const input = { callId: '1', lcmKey: '137|1|3|0|0|84|', type: ' outbound ' };
    expect(await answer('openCall', input)).toEqual({ ok: true, value: { callId: '1' } });
    expect(run).toHaveBeenCalledWith({ ...input, type: 'OUTBOUND' });
  });

  it('takes a call’s id without the blanks around it and in its own case', async () => {
    const run = vi.fn(() => ({ callId: 'aB 1' }));
    const answer = serveContract(handlersThat(run), () => {});
    for (const name of ['openCall', 'closeCall'] as const) {
      const rest = name === 'openCall' ? { lcmKey: ' 5|3|', type: 'MANUAL' } : {};
      await answer(name, { callId: ' aB 1\u00a0', ...rest });
      expect(run).toHaveBeenLastCalledWith({ callId: 'aB 1', ...rest });
    }
    expect(await answer('closeCall', { callId: '  ' })).toMatchObject({ ok: false });
  });

  it.each(['nothing', '__proto__', 'constructor', 'toString', 5, null, { name: 'getState' }])(
    'has no request %j',
    async (name) => {
      const run = vi.fn();
      const answer = await serveContract(handlersThat(run), () => {})(name, undefined);
      expect(answer).toMatchObject({ ok: false, error: { code: 'badRequest' } });
      expect(run).not.toHaveBeenCalled();
    },
  );

  it('does not repeat a bad input: it may be what an agent wrote about a person', async () => {
    const answer = await serveContract(handlersThat(vi.fn()), () => {})('saveDraft', {
      callId: '1',
      draft: { comment: 5, planted: 'secret words' },
    });
    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('answers a foreseen refusal with its code and an unforeseen error as failed, and reports the latter', async () => {
    const faults: unknown[] = [];
    const refusing = serveContract(
      handlersThat(() => {
        throw new RequestError('notSaved', reason('diskFull'));
      }),
      (_name, error) => faults.push(error),
    );
    expect(await refusing('getState', undefined)).toEqual({
      ok: false,
      error: { code: 'notSaved', detail: reason('diskFull'), problems: [] },
    });
    expect(faults).toHaveLength(0);
    const broken = serveContract(
      handlersThat(() => Promise.reject(new RangeError('boom'))),
      (name, error) => faults.push([name, error]),
    );
    expect(await broken('getState', undefined)).toEqual({
      ok: false,
      error: { code: 'failed', detail: reason('unforeseen', { what: 'getState: RangeError' }), problems: [] },
    });
    expect(faults).toEqual([['getState', new RangeError('boom')]]);
  });

  it('never throws, whatever is asked', async () => {
    const answer = serveContract(
      handlersThat(() => undefined),
      () => {},
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...REQUEST_NAMES), fc.anything()),
        fc.anything(),
        async (name, input) => {
          const result = await answer(name, input);
          if (!result.ok) expect(contractErrorShape.safeParse(result.error).success).toBe(true);
        },
      ),
    );
  });
});
