import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeListReply, decodeSetReply } from '#shared/lcm/decode.ts';
import { envelopeRole, readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { readEntries } from '#test/support/listed-rows.ts';

/** Everything that looks at an incoming message, as the session calls it. */
function decodeAll(raw: unknown): void {
  const reading = readEnvelope(raw);
  if (reading.ok) {
    envelopeRole(reading.envelope);
    decodeBodies(reading.envelope);
  } else expect(reading.reason).toMatch(/./);
  decodeBodies(envelopeOf(raw, null));
}

function decodeBodies(envelope: Envelope): void {
  const set = decodeSetReply(envelope);
  if (set.result.kind === 'refused') expect(set.result.reason).toMatch(/./);
  const list = decodeListReply(envelope);
  if (list.result.kind === 'listed') {
    for (const { id, parentId, leadScore } of readEntries(list.result.entries).rows) {
      expect(id).toBe(id.trim());
      expect(id).not.toBe('');
      expect(parentId).not.toBe('');
      expect(leadScore === null || Number.isFinite(leadScore)).toBe(true);
    }
  }
}

const envelopeOf = (message: unknown, data: unknown): Envelope => ({
  channel: 'LCM',
  topic: 'WebService',
  subtopic: 'BusinessOutCome',
  source: null,
  data,
  message,
});

/** Names that steer the decoder, so that random values get past the first look. */
const name = fc.oneof(
  fc.constantFrom('channel', 'topic', 'subtopic', 'message', 'response', 'callid', 'OutComeID', 'ParentID'),
  fc.constantFrom(
    'success',
    'msg',
    'errorType',
    'errorMessage',
    'LeadScore',
    '__proto__',
    'constructor',
    ' CALLID',
  ),
  fc.string({ maxLength: 5 }),
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('LCM', 'WebService', 'BusinessOutCome', 'Invalid Call ID:1', 'Callid is empty', ''),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const jsonText = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 5 }), tie('object')),
  object: fc.array(fc.tuple(name, tie('value')), { maxLength: 8 }).map((entries) => {
    // JSON.parse makes `__proto__` an own property; an object literal would not.
    const fields = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return JSON.parse(`{${fields.join(',')}}`) as unknown;
  }),
})).value;

describe('whatever the bus carries, nothing throws', () => {
  it('JSON of any shape', () => {
    fc.assert(fc.property(fc.jsonValue(), decodeAll), { numRuns: 500 });
    fc.assert(fc.property(jsonText, decodeAll), { numRuns: 1_000 });
  });

  it('JSON of any shape inside an envelope', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (message, data) => {
        decodeBodies(envelopeOf(message, data));
      }),
      { numRuns: 2_000 },
    );
  });

  it('strings and binary', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), decodeAll));
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const raw of [bytes, Buffer.from(bytes), bytes.buffer]) {
          decodeAll(raw);
          decodeBodies(envelopeOf(raw, raw));
          decodeBodies(envelopeOf({ callid: raw, response: raw }, { callid: raw }));
        }
      }),
    );
  });

  it('values that JSON does not know', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (raw) => {
          decodeAll(raw);
          decodeBodies(envelopeOf(raw, raw));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('10,000 levels of nesting, in every place', () => {
    const arrays = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)) as unknown;
    const objects = JSON.parse('{"response":'.repeat(10_000) + '1' + '}'.repeat(10_000)) as unknown;
    for (const deep of [arrays, objects]) {
      decodeAll(deep);
      decodeAll({ channel: deep, topic: deep, subtopic: deep });
      decodeBodies(envelopeOf(deep, deep));
      decodeBodies(envelopeOf({ callid: deep, response: deep }, deep));
      decodeBodies(envelopeOf({ response: [{ OutComeID: deep, ParentID: deep, LeadScore: deep }] }, deep));
    }
  });

  it('10 MB, as a text, a name, an id, a reason and a list', () => {
    const long = 'x'.repeat(10_000_000);
    decodeAll(long);
    decodeAll({ channel: long, topic: long, subtopic: long });
    decodeAll({ channel: 'LCM', topic: 'WebService', subtopic: long });
    decodeBodies(envelopeOf(long, long));
    decodeBodies(envelopeOf({ callid: long, success: false, msg: long, [long]: 1 }, { errorMessage: long }));
    const started = performance.now();
    const response = Array.from({ length: 1_000_000 }, (_, i) => (i % 2 ? i : ''));
    const many = decodeListReply(envelopeOf({ response }, null));
    expect(many.result.kind === 'listed' && readEntries(many.result.entries)).toEqual({
      rows: [],
      ignored: 1_000_000,
    });
    const blanks = decodeSetReply(
      envelopeOf({ callid: ' '.repeat(10_000_000), msg: ' '.repeat(10_000_000) }, null),
    );
    expect(blanks.callId).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('getters, traps and borrowed prototypes', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('get');
        },
        getPrototypeOf() {
          throw new Error('getPrototypeOf');
        },
        ownKeys() {
          throw new Error('ownKeys');
        },
      },
    );
    const getter = Object.defineProperty({ channel: 'LCM', topic: 'WebService' }, 'subtopic', {
      enumerable: true,
      get() {
        throw new Error('getter');
      },
    });
    const { proxy: revoked, revoke } = Proxy.revocable<unknown[]>([], {});
    revoke();
    const oddities: unknown[] = [
      trap,
      getter,
      revoked,
      Object.setPrototypeOf({}, { channel: 'LCM' }),
      new Date(),
    ];
    for (const raw of oddities) {
      expect(readEnvelope(raw).ok).toBe(false);
      decodeAll(raw);
      decodeBodies(envelopeOf(raw, raw));
      decodeBodies(envelopeOf({ response: [raw], callid: raw }, { msg: raw }));
    }
  });

  it('a `__proto__` from the wire is a name like any other and changes nothing', () => {
    const raw = JSON.parse(
      '{"__proto__":{"channel":"LCM","success":true},"topic":"WebService","subtopic":"BusinessOutCome"}',
    ) as unknown;
    expect(readEnvelope(raw)).toEqual({ ok: false, reason: 'has no channel' });
    const message = JSON.parse('{"callid":"1","response":{"__proto__":{"success":true}}}') as unknown;
    expect(decodeSetReply(envelopeOf(message, undefined)).result.kind).toBe('refused');
    expect({}).not.toHaveProperty('success');
  });
});
