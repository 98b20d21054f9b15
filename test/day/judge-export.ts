import type { MoreTime } from '#shared/contract/app-state.ts';
import type { ExportCursor, ExportForm, ExportPiece } from '#shared/contract/history-file.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import type { DayDesk } from './desk.ts';
import { extensionsBefore, isWithin, isWrapUp, nameOf, type SavedOne, type Truth } from './truth.ts';
import { shownAt } from './wall.ts';

type Row = Readonly<Record<string, string | null>>;

/** The exported files say of each submission what was entered, and to its author alone what they wrote. */
export async function judgeExport(
  desk: DayDesk,
  truth: Truth,
  entries: readonly HistoryEntry[],
  reader: string,
): Promise<string[]> {
  const { timeZone: here } = Intl.DateTimeFormat().resolvedOptions();
  const rows = await exported(desk, 'wrapUps');
  const steps = Map.groupBy(await exported(desk, 'record'), ({ submission }) => submission);
  const faults: string[] = [];
  if (rows.length !== truth.saved.length)
    faults.push(`export: ${rows.length} rows for ${truth.saved.length} submissions`);
  for (const [at, one] of truth.saved.entries()) {
    const [row = {}, entry] = [rows[at], entries[at]!];
    const isMine = one.agent === reader;
    const promised = isWrapUp(one) ? one.promised : null;
    const values = isMine && !isWrapUp(one) ? Object.entries(one.values) : [];
    const expected: Row = {
      ...{ agent: one.agent, callId: one.callId, lcmKey: one.lcmKey, submission: one.id, kind: one.kind },
      ...{ lcmCall: one.subtopic, zone: here, callbackZone: promised?.zone ?? null, campaign: null },
      state: entry.state,
      attempts: String(entry.attempts),
      comment: isMine && isWrapUp(one) ? one.wish.comment : '',
      fields: values.map(([name, value]) => `${name}: ${value}`).join('\n'),
    };
    for (const [name, value] of Object.entries(expected))
      if ((row[name] ?? '') !== (value ?? ''))
        faults.push(`export: ${name} of ${nameOf(one)} is ${row[name]}, not ${value}`);
    const times = {
      time: [entry.madeAt, here],
      since: [entry.updatedAt, here],
      callbackFrom: [promised?.at ?? null, promised?.zone ?? ''],
      callbackUntil: [promised?.until ?? null, promised?.zone ?? ''],
    } as const;
    for (const [name, [time, zone]] of Object.entries(times))
      if (!isStamp(row[name] ?? null, time, zone))
        faults.push(`export: ${name} of ${nameOf(one)} is ${row[name]}, not ${time} in ${zone}`);
    if (!one.summaries.some((summary) => summary.toLowerCase() === row['outcome']?.toLowerCase()))
      faults.push(`export: ${nameOf(one)} is “${row['outcome']}”`);
    if (!isAsAsked(readMore(row['moreTime'] ?? null), truth, one))
      faults.push(`export: more time of ${nameOf(one)} is ${row['moreTime']}`);
    faults.push(...judgeSteps(steps.get(one.id) ?? [], row, one));
  }
  return faults;
}

/** Each step begins where the one before ended, and the last one is where the submission is. */
function judgeSteps(steps: readonly Row[], row: Row, one: SavedOne): string[] {
  const chain = steps.map(({ from }, at) => from === (at === 0 ? null : steps[at - 1]!['to']));
  // What was marked ahead and put back was not tried.
  const tries =
    steps.filter(({ to }) => to === 'sending').length -
    steps.filter(({ reason }) => reason === 'notSentYet').length;
  const last = steps.at(-1);
  const isWhole =
    steps[0]?.['to'] === 'queued' &&
    chain.every(Boolean) &&
    last?.['to'] === row['state'] &&
    last?.['reason'] === row['reason'] &&
    String(tries) === row['attempts'] &&
    steps[0]['moreTime'] === row['moreTime'];
  return isWhole ? [] : [`export: the steps of ${nameOf(one)} are ${JSON.stringify(steps)}`];
}

async function exported(desk: DayDesk, form: ExportForm): Promise<Row[]> {
  let text = '';
  for (let cursor: ExportCursor | null = null; ;) {
    const piece: ExportPiece = await desk.ask('exportHistory', { format: 'json', form, cursor });
    text += piece.text;
    if (piece.next === null) return JSON.parse(text) as Row[];
    cursor = piece.next;
  }
}

/** Whether a text is that instant, as the clocks of that zone show it. */
function isStamp(text: string | null, at: number | null, zone: string): boolean {
  if (at === null) return text === null;
  const { date, time } = shownAt(at, zone);
  return text !== null && Date.parse(text) === at && text.startsWith(`${date}T${time}`);
}

type Asked = Pick<MoreTime, 'agent' | 'at' | 'seconds'>;

function readMore(text: string | null): Asked[] {
  return (text ?? '').split('\n').flatMap((line) => {
    const [, at, agent, seconds] = /^(\S+) (.+): (\d+) s$/.exec(line) ?? [];
    if (at === undefined || agent === undefined)
      return line === '' ? [] : [{ agent: line, at: 0, seconds: 0 }];
    return [{ agent, at: Date.parse(at), seconds: Number(seconds) }];
  });
}

/** Whether these are the extensions that were asked for before a wrap-up was saved. */
export function isAsAsked(found: readonly Asked[], truth: Truth, one: SavedOne): boolean {
  const asked = extensionsBefore(truth, one);
  return (
    found.length === asked.length &&
    asked.every(({ agent, at, seconds }, n) => {
      const each = found[n]!;
      return each.agent === agent && each.seconds === seconds && isWithin(each.at, at);
    })
  );
}
