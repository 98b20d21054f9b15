import { seeded } from '#test/support/wrap-ups.ts';

/** How many different envelopes are made. They are sent over and over. */
const DIFFERENT = 2_000;

/**
 * The bus of a large site as one of its desktops hears it, as JSON texts: other agents' calls as their softphones tell
 * them, other applications' requests and LCM's replies to them, a chat. None is for this desktop.
 */
export function foreignEnvelopes(): readonly string[] {
  const random = seeded(7);
  const number = (below: number): number => Math.floor(random() * below);
  const of = <T>(values: readonly T[]): T => values[number(values.length)] as T;

  return Array.from({ length: DIFFERENT }, (_, at) => {
    const callid = `other-${at}-${number(1e9)}`;
    const AccountNumber = `5|${number(99)}|1|0|0|${number(1e6)}|1`;
    const web = { channel: 'LCM', topic: 'WebService' };
    const kinds = [
      ...Array.from({ length: 7 }, () => softphoneEvent),
      () => ({
        ...web,
        subtopic: of(['GetBusinessOutCome', 'GetCampaignTimeZone', 'GetContactModes']),
        source: 'Other',
        data: { callid, AccountNumber },
      }),
      () => ({
        ...web,
        subtopic: 'BusinessOutCome',
        message: {
          callid,
          response: Array.from({ length: 20 }, (_, row) => ({
            OutComeID: String(row),
            Description: `Outcome ${row}`,
            CampaignID: '3',
            LeadScore: '0',
            ParentID: null,
          })),
        },
      }),
      () => ({
        ...web,
        subtopic: 'SetCallOutcomeWithComments',
        source: 'Other',
        data: {
          callid,
          AccountNumber,
          OutcomeId: 1,
          LeadScore: 0,
          UserID: `agent${number(2_000)}`,
          AgentComments: 'Will call again next week',
          TargetAmount: 0,
        },
      }),
      () => ({
        ...web,
        subtopic: 'SetCallOutcomeWithCommentsResult',
        message: { callid, response: { success: true } },
      }),
      () => ({ ...web, subtopic: 'OutcomeSetForCall', message: AccountNumber }),
      () => ({
        channel: 'Chat',
        topic: 'Room',
        subtopic: 'Message',
        message: { room: number(50), text: 'Is anybody free for a transfer?' },
      }),
    ];
    return JSON.stringify(of(kinds)());

    /** Source: page outbound-call-event-parameters. */
    function softphoneEvent(): object {
      const event = of([
        'Preview',
        'Initiate',
        'Ringing',
        'Answered',
        'CustAnswered',
        'Hold',
        'ACW',
        'DROPPED',
      ]);
      const agent = `agent${number(2_000)}`;
      return {
        channel: 'Amazon',
        topic: 'OutboundCall',
        subtopic: 'OutboundCallStateChange',
        message: {
          call: {
            id: callid,
            event,
            CallType: of(['Regular-Call', 'Consult']),
            User: {
              loginName: agent,
              userName: `Agent ${agent}`,
              state: 'Busy',
              extension: String(number(9_999)),
            },
            ResponseFields: { toAddress: `+346${number(1e8)}`, fromAddress: '+34910000000', line: 1 },
            CallVariables: Array.from({ length: 10 }, (_, each) => ({
              name: `Variable${each}`,
              value: each === 3 ? AccountNumber : String(number(1e9)),
            })),
          },
        },
      };
    }
  });
}
