/** Messages of other apps on the same bus. None is for the client under test or has one of its callids. */
const MESSAGES: readonly ((number: number) => unknown)[] = [
  // Another agent's set, then several replies, two of them refusals.
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
  // Another agent's outcome list, with the subtopic that pages 003 and 004 share.
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
  // Unknown subtopics and channels.
  (number) => reply('DialAheadResult', number, { dialled: true }),
  (number) => ({ channel: 'Chat', topic: 'Session', subtopic: 'Typing', message: { session: number } }),
  (number) => ({
    channel: 'Amazon',
    topic: 'Agent',
    subtopic: 'AgentStateChange',
    message: { agent: 'otheragent', state: number % 2 === 0 ? 'Available' : 'ACW' },
  }),
  // Messages that are not envelopes.
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
  /** Sends one message every `ms` milliseconds; null stops. */
  every(ms: number | null): void;
}

export function createForeignTraffic(broadcast: (message: unknown) => void): ForeignTraffic {
  let timer: NodeJS.Timeout | undefined;
  let pace: number | null = null;
  let number = 0;

  function sendNext(): void {
    const make = MESSAGES[number % MESSAGES.length];
    number += 1;
    broadcast(make?.(number));
  }

  return {
    every(ms) {
      if (ms === pace) return;
      pace = ms;
      clearInterval(timer);
      if (ms !== null) timer = setInterval(sendNext, ms);
    },
  };
}
