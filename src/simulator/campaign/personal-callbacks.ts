import type { LedgerEntry } from '../service/ledger.ts';
import { isRecord, type JsonRecord } from '../wire/envelope.ts';
import { contactIdOf, type ContactData } from './contact-data.ts';

const PERSONAL = ['SetPersonalCallbackWithComments', 'SetBusinessOutcomeWithPersonalCallback'];

/** The personal callbacks of an agent, by LCM key: a later one for the same key replaces the earlier one. */
function callbacksOf(applied: readonly LedgerEntry[], userId: unknown): [lcmKey: string, data: JsonRecord][] {
  const byKey = new Map<string, JsonRecord>();
  for (const { subtopic, data } of applied) {
    if (PERSONAL.includes(subtopic) && isRecord(data) && data['UserID'] === userId) {
      byKey.set(String(data['AccountNumber']), data);
    }
  }
  return [...byKey];
}

/** The rows of `PersonalCallbackList`: page get-personal-callback-list. All values are strings. */
export function personalCallbackRows(
  applied: readonly LedgerEntry[],
  asked: JsonRecord,
  contacts: Pick<ContactData, 'mode'>,
): object[] {
  const [from, to] = [dayOf(asked['FromDate']), dayOf(asked['ToDate'])];
  const first = Math.max(1, Number(asked['StartingNoOfRecord']));
  return callbacksOf(applied, asked['UserID'])
    .filter(([, { StartDate }]) => dayOf(StartDate) >= from && dayOf(StartDate) <= to)
    .map(([lcmKey, data], index) => {
      const mode = contacts.mode(String(data['callid']), lcmKey, String(data['CallbackModeID']));
      return {
        RowNumber: String(index + 1),
        CampaignID: '1',
        ContactID: contactIdOf(lcmKey),
        ModeID: String(data['CallbackModeID']),
        ModeDescription: mode.name,
        CValue: mode.number,
        CallStartDate: data['StartDate'],
        CallEndDate: data['EndDate'],
        CallStartTime: data['StartTime'],
        CallEndTime: data['EndTime'],
      };
    })
    .slice(first - 1, first - 1 + Number(asked['NoofRecords']));
}

/** The answer to `GetAgentCallCount`: page get-agent-call-count. */
export function agentCallCount(applied: readonly LedgerEntry[], { UserID }: JsonRecord): object {
  const PCBCount = String(callbacksOf(applied, UserID).length);
  return { PCBCount, RegularCount: '1', IsAgentReserved: '0' };
}

/** The answer to `ScheduledCallBackOverlap`: whether another personal callback of the agent is at that time. */
export function callbackOverlap(applied: readonly LedgerEntry[], asked: JsonRecord): object {
  const from = momentOf(asked['StartFromDate'], asked['StartFromTime']);
  const to = momentOf(asked['StartToDate'], asked['StartToTime']);
  const IsOverlap = callbacksOf(applied, asked['UserID']).some(
    ([lcmKey, data]) =>
      lcmKey !== asked['AccountNumber'] &&
      momentOf(data['StartDate'], data['StartTime']) <= to &&
      momentOf(data['EndDate'], data['EndTime']) >= from,
  );
  return { RequestResult: true, IsOverlap };
}

/** `DD/MM/YYYY` as text that sorts in the order of time. */
function dayOf(date: unknown): string {
  return String(date).split('/').reverse().join('');
}

function momentOf(date: unknown, time: unknown): string {
  return `${dayOf(date)} ${String(time)}`;
}
