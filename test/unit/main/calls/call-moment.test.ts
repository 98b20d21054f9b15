import { expect, it } from 'vitest';
import { phaseOf } from '#main/calls/call-event.ts';
import { momentAfter, momentByLeg } from '#main/calls/call-moment.ts';
import type { CallMoment } from '#shared/contract/app-state.ts';

const MOMENTS: readonly CallMoment[] = [
  'preview',
  'ringing',
  'talking',
  'held',
  'conference',
  'transferring',
  'dropped',
  'afterCallWork',
  'cleared',
];

/** Runs a life through `momentAfter`, and tells each moment. */
function live(...told: (CallMoment | `second:${CallMoment}`)[]): string {
  let moment: CallMoment | null = null;
  return told
    .map((each) => {
      const leads = !each.startsWith('second:');
      const next = each.replace('second:', '') as CallMoment;
      moment = momentAfter(moment === null ? 'ringing' : phaseOf(moment), moment, next, leads);
      return moment;
    })
    .join(' ');
}

it.each([
  ['a preview without a call', live('preview', 'dropped'), 'preview dropped'],
  ['ringing without answer', live('preview', 'ringing', 'dropped'), 'preview ringing dropped'],
  [
    'a whole call',
    live('ringing', 'talking', 'held', 'talking', 'conference', 'transferring', 'dropped', 'afterCallWork'),
    'ringing talking held talking conference transferring dropped afterCallWork',
  ],
  [
    'each event twice',
    live('ringing', 'ringing', 'held', 'held', 'dropped', 'dropped'),
    'ringing ringing held held dropped dropped',
  ],
  ['Answered after after-call work', live('afterCallWork', 'talking'), 'afterCallWork afterCallWork'],
  ['DROPPED before Answered', live('ringing', 'dropped', 'talking'), 'ringing dropped dropped'],
  [
    'ringing again after the end',
    live('talking', 'dropped', 'ringing', 'preview'),
    'talking dropped dropped dropped',
  ],
  ['a preview after ringing', live('ringing', 'preview'), 'ringing ringing'],
  ['DROPPED after ACW', live('talking', 'afterCallWork', 'dropped'), 'talking afterCallWork cleared'],
  [
    'both again after that',
    live('afterCallWork', 'dropped', 'afterCallWork', 'dropped'),
    'afterCallWork cleared cleared cleared',
  ],
  [
    'DROPPED of a second softphone after ACW',
    live('afterCallWork', 'second:dropped'),
    'afterCallWork afterCallWork',
  ],
  ['a second softphone that is slower', live('held', 'second:talking'), 'held held'],
  [
    'a second softphone that hears the end first',
    live('held', 'second:dropped', 'afterCallWork'),
    'held dropped afterCallWork',
  ],
])('follows %s', (_name, moments, expected) => expect(moments).toBe(expected));

it('never leads back to an earlier phase', () => {
  const order = ['ringing', 'talking', 'ended'];
  for (const known of MOMENTS)
    for (const told of MOMENTS)
      for (const leads of [true, false]) {
        const next = momentAfter(phaseOf(known), known, told, leads);
        expect(order.indexOf(phaseOf(next!))).toBeGreaterThanOrEqual(order.indexOf(phaseOf(known)));
      }
});

it.each([
  ['talking', 'ringing', 'transferring'],
  ['held', 'talking', 'transferring'],
  ['talking', 'conference', 'conference'],
  ['conference', 'talking', 'conference'],
  ['transferring', 'dropped', 'talking'],
  ['conference', 'afterCallWork', 'talking'],
  ['held', 'dropped', 'held'],
  ['held', null, 'held'],
  [null, 'dropped', null],
] as const)('a call that is %s, whose leg is %s, is %s', (known, leg, expected) => {
  expect(momentByLeg(known, leg)).toBe(expected);
});
