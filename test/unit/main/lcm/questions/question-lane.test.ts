import { expect, it } from 'vitest';
import { createQuestionLane, type LcmQuestion } from '#main/lcm/questions/question-lane.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { encodeQuestion } from '#shared/lcm/encode.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function reply(message: unknown, subtopic = 'CampaignTimeZone'): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', subtopic, message });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

/** A question whose answer is the reply's message, if that is a number. */
const numberOf = (callId: string): LcmQuestion<number> => ({
  call: 'GetCampaignTimeZone',
  data: encodeQuestion('GetCampaignTimeZone', { callId, lcmKey: '5|3|' }),
  read: ({ message }) => (typeof message === 'number' ? message : null),
});

function setup(leaves = true) {
  const clock = createFakeClock();
  const sent: unknown[] = [];
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 1_000,
    send(call, data) {
      sent.push([call, data]);
      return leaves;
    },
  });
  return { clock, sent, lane };
}

it('a question names the call, and takes the first readable reply, whoever asked', async () => {
  const { clock, sent, lane } = setup();
  const asked = lane.ask(numberOf('1'));
  expect(JSON.stringify(sent)).toBe('[["GetCampaignTimeZone",{"callid":"1","AccountNumber":"5|3|"}]]');
  lane.hear(reply(5, 'CallBackModes'));
  lane.hear(reply('nonsense'));
  lane.hear(reply(7));
  lane.hear(reply(8));
  expect(await asked).toBe(7);
  expect(clock.pending()).toBe(0);
});

it('gives null without an answer or a link; a reply that nobody asked for does nothing', async () => {
  const { clock, lane } = setup();
  lane.hear(reply(7));
  const [late, lost] = [lane.ask(numberOf('1')), lane.ask(numberOf('2'))];
  clock.pass(1_000);
  expect(await late).toBeNull();
  lane.giveUp();
  expect(await lost).toBeNull();
  const offline = setup(false);
  expect(await offline.lane.ask(numberOf('1'))).toBeNull();
  expect(offline.clock.pending()).toBe(0);
});

it('gives up what is under way when the link is lost', async () => {
  const { clock, lane } = setup();
  const asked = lane.ask(numberOf('1'));
  lane.giveUp();
  expect(await asked).toBeNull();
  expect(clock.pending()).toBe(0);
});

it('an equal request that is under way is not sent twice, and its reply answers both', async () => {
  const { sent, lane } = setup();
  const text: LcmQuestion<string> = { ...numberOf('1'), read: ({ message }) => String(message) };
  const [first, second, other] = [lane.ask(numberOf('1')), lane.ask(text), lane.ask(numberOf('2'))];
  expect(sent).toHaveLength(2);
  lane.hear(reply(7));
  expect([await first, await second, await other]).toEqual([7, '7', 7]);
  void lane.ask(numberOf('1'));
  expect(sent).toHaveLength(3);
});
