import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readListedCalls } from '#shared/lcm/state-sync.ts';

const KEY = '5|3|1|0|0|44|1';

it.each<[string, unknown, unknown]>([
  [
    'the sample of the page',
    [
      {
        callid: '12345',
        campaignmodes: [{ ModeID: '1', Description: 'Home', Cvalue: null }],
        optionalbussinessfields: { FName: 'David1', Home: '6491462346' },
      },
      { callid: '67890' },
    ],
    {
      calls: [
        { callId: '12345', lcmKey: null },
        { callId: '67890', lcmKey: null },
      ],
      isWhole: true,
    },
  ],
  ['an empty list', [], { calls: [], isWhole: true }],
  ['a lone call, in other case', { CallID: 7 }, { calls: [{ callId: '7', lcmKey: null }], isWhole: true }],
  [
    'a list in `response`',
    { response: [{ callid: 'a' }] },
    { calls: [{ callId: 'a', lcmKey: null }], isWhole: true },
  ],
  [
    'keys among the fields',
    [
      { callid: 'a', optionalbusinessfields: { accountnumber: KEY } },
      {
        callid: 'b',
        businessfields: [null, { FieldName: {} }, { FieldName: 'BAAccountNumber', Value: KEY }],
      },
      { callid: 'c', LCMKey: KEY, businessfields: { AccountNumber: 'other' } },
      { callid: 'd', businessfields: [{ FieldName: 'AccountNumber', Value: 'x'.repeat(257) }] },
      { callid: 'e', optionalbusinessfields: JSON.stringify({ LCMKey: KEY }) },
    ],
    {
      calls: [
        { callId: 'a', lcmKey: KEY },
        { callId: 'b', lcmKey: KEY },
        { callId: 'c', lcmKey: KEY },
        { callId: 'd', lcmKey: null },
        { callId: 'e', lcmKey: KEY },
      ],
      isWhole: true,
    },
  ],
  [
    'rows that cannot be read',
    [{ callid: 'a' }, { callid: {} }, 'b'],
    { calls: [{ callId: 'a', lcmKey: null }], isWhole: false },
  ],
  ['a request, which has no message', undefined, null],
  ['a refusal', { success: false, msg: 'no' }, null],
  ['a refusal in `response`', { response: { success: false } }, null],
  ['garbage', 'garbage', null],
])('reads %s', (_name, message, expected) => expect(readListedCalls(message)).toEqual(expected));

it('takes a long list for incomplete', () => {
  const listed = readListedCalls(Array.from({ length: 6_000 }, (_, n) => ({ callid: `${n}` })));
  expect([listed?.calls.length, listed?.isWhole]).toEqual([5_000, false]);
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      readListedCalls(JSON.parse(text));
    }),
  );
});
