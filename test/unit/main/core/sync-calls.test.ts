import { expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { silentLog } from '#main/base/log.ts';
import { syncCalls } from '#main/core/sync-calls.ts';
import { createQuestionLane } from '#main/lcm/questions/question-lane.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { makeRequest, readEnvelope } from '#shared/lcm/envelope.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setup() {
  const clock = createFakeClock();
  const sent: object[] = [];
  const taken: unknown[] = [];
  const stateChanged = createSignal<LinkState>();
  let link: LinkState = { status: 'connecting', since: 0, reason: null, nextTryAt: null };
  let lost = 0;
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 10_000,
    send: (call, data) => sent.push(makeRequest(call, 'Afterword', data)) > 0,
  });
  syncCalls({
    session: { ask: (question) => lane.ask(question), state: () => link, stateChanged },
    calls: {
      takeListed: (listed, since) => taken.push([listed.calls.map(({ callId }) => callId), since]),
      linkLost() {
        lost += 1;
      },
    },
    log: silentLog,
  });
  return {
    clock,
    sent,
    taken,
    lost: () => lost,
    link(status: LinkState['status'], since: number) {
      link = { ...link, status, since };
      stateChanged.emit(link);
    },
    async hear(envelope: object) {
      const reading = readEnvelope(envelope);
      if (reading.ok) lane.hear(reading.envelope);
      await clock.advance(0);
    },
  };
}

const ours = { channel: 'LCM', topic: 'WebService', subtopic: 'StateSync', source: 'Afterword' };
const answer = { channel: 'LCM', topic: 'Webservice', subtopic: 'statesync', message: [{ callid: 'a' }] };

it('asks once on each link, as the page’s sample does, and takes only an answer', async () => {
  const { sent, taken, link, lost, hear } = setup();
  link('connected', 1);
  expect(lost()).toBe(0);
  expect(sent).toEqual([ours]);
  await hear(ours);
  await hear({ ...ours, source: 'other', data: { callid: 'b' } });
  await hear({ ...answer, message: { success: false } });
  expect(taken).toEqual([]);
  await hear(answer);
  await hear({ ...answer, message: [] });
  expect(taken).toEqual([[['a'], 1]]);
  link('unreachable', 2);
  expect(lost()).toBe(1);
  link('connected', 3);
  expect(sent).toEqual([ours, ours]);
});

it('changes nothing without an answer, or if it comes on another link', async () => {
  const { clock, taken, link, hear } = setup();
  link('connected', 1);
  await clock.advance(20_000);
  link('unreachable', 2);
  link('connected', 3);
  link('unreachable', 4);
  await hear(answer);
  expect(taken).toEqual([]);
});
