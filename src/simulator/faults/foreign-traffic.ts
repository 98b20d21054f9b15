/** What other apps say on the same bus. Nothing of it is meant for the client under test; none of its callids occur. */
const MESSAGES: readonly ((number: number) => unknown)[] = [
  // Another agent's set, and its replies, one of them a refusal.
  (number) => ({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetCallOutcomeWithComments',
    source: 'other-desktop',
    data: {
      callid: `foreign-${number}`,
      AccountNumber: `9|9|9|0|0|99|${number}`,
      OutcomeId: 8,
      LeadScore: 0,
      UserID: 'otheragent',
      AgentComments: '',
      TargetAmount: 0,
    },
  }),
  (number) => reply('SetCallOutcomeWithCommentsResult', number, { success: true }),
  (number) => reply(' SetCallbackWithCommentsResult', number, { success: false, msg: 'Not your call.' }),
  (number) => reply('SetBusinessOutcomeWithCallbackResult', number, { success: false }),
  (number) => reply('SetBusinessOutcomeWithCommentsResult', number, { success: true }),
  // Another agent's outcome list, under the subtopic that pages 003 and 004 share.
  (number) =>
    reply('BusinessOutCome', number, [
      { OutComeID: '901', Description: 'Foreign', CampaignID: '9', LeadScore: '0', ParentID: null },
    ]),
  (number) => ({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'OutcomeSetForCall',
    message: `9|9|9|0|0|99|${number}`,
  }),
  // Subtopics and channels nobody here has heard of.
  (number) => reply('DialAheadResult', number, { dialled: true }),
  (number) => ({ channel: 'Chat', topic: 'Session', subtopic: 'Typing', message: { session: number } }),
  (number) => ({
    channel: 'Amazon',
    topic: 'Agent',
    subtopic: 'AgentStateChange',
    message: { agent: 'otheragent', state: number % 2 === 0 ? 'Available' : 'ACW' },
  }),
  // No envelope at all.
  (number) => `heartbeat ${number}`,
  (number) => [number],
];

function reply(subtopic: string, number: number, response: unknown): unknown {
  return {
    channel: 'LCM',
    topic: 'WebService',
    subtopic,
    message: { callid: `foreign-${number}`, response },
  };
}

export interface ForeignTraffic {
  /** One message every so many milliseconds; null: silence. */
  every(ms: number | null): void;
}

export function createForeignTraffic(broadcast: (message: unknown) => void): ForeignTraffic {
  let timer: NodeJS.Timeout | null = null;
  let pace: number | null = null;
  let number = 0;

  return {
    every(ms) {
      if (ms === pace) return;
      pace = ms;
      if (timer !== null) clearInterval(timer);
      timer =
        ms === null
          ? null
          : setInterval(() => {
              const make = MESSAGES[number % MESSAGES.length];
              number += 1;
              broadcast(make?.(number));
            }, ms);
    },
  };
}
