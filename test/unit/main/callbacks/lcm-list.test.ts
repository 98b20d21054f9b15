import { beforeEach, describe, expect, it } from 'vitest';
import { createLcmList, type ListAnswer } from '#main/callbacks/lcm-list.ts';
import { createQuestionLane } from '#main/lcm/questions/question-lane.ts';
import { createSignal } from '#main/base/signal.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const ASKED = { agentId: 'ana', from: '2026-11-01', to: '2026-12-30' };

const row = (n: number, change: object = {}) => ({
  RowNumber: String(n),
  ContactID: String(1_000 + n),
  CValue: `600100${String(n).padStart(3, '0')}`,
  CallStartDate: '20/11/2026',
  CallStartTime: '10:00',
  ...change,
});
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => row(from + n));

function envelope(parts: object): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', ...parts });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

/** A session whose LCM the test plays: it answers each request with what `lcm` says, undefined for silence. */
function bench(lcm: (data: Record<string, string>, times: number) => object | undefined) {
  const clock = createFakeClock();
  const envelopeReceived = createSignal<Envelope>();
  const stateChanged = createSignal<LinkState>();
  const link = { status: 'connected', since: 0, reason: null, nextTryAt: null } as LinkState;
  const asked: Record<string, string>[] = [];
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 10_000,
    send(_call, data: JsonObject) {
      asked.push(data as Record<string, string>);
      const message = lcm(data as Record<string, string>, asked.length);
      if (message !== undefined) clock.after(100, () => hear({ message }));
      return true;
    },
  });
  function hear(parts: object): void {
    const heard = envelope({ subtopic: 'PersonalCallbackList', ...parts });
    lane.hear(heard);
    envelopeReceived.emit(heard);
  }
  const list = createLcmList({
    session: { ask: (question) => lane.ask(question), state: () => link, stateChanged, envelopeReceived },
    clock,
    firstRecord: 1,
    random: () => 0,
  });
  return {
    clock,
    asked,
    hear,
    overhear(data: object) {
      envelopeReceived.emit(envelope({ subtopic: 'GetPersonalCallbackList', data }));
    },
    newLink() {
      stateChanged.emit({ ...link, status: 'unreachable' });
      stateChanged.emit(link);
    },
    async ask(ms = 300_000, agentId = ASKED.agentId): Promise<ListAnswer | null> {
      const answers: ListAnswer[] = [];
      void list.ask({ ...ASKED, agentId }).then((told) => answers.push(told));
      for (let passed = 0; passed < ms && answers.length === 0; passed += 100) await clock.advance(100);
      return answers[0] ?? null;
    },
  };
}

/** An LCM with so many callbacks that tells them as the page says. */
const paged =
  (all: readonly unknown[]) =>
  ({ StartingNoOfRecord, NoofRecords }: Record<string, string>) => {
    const first = Number(StartingNoOfRecord) - 1;
    return { response: all.slice(first, first + Number(NoofRecords)) };
  };

const count = (answer: ListAnswer | null) => (answer?.kind === 'listed' ? answer.rows.length : answer);

describe('the pages of LCM’s list', () => {
  it('are asked for until one brings nothing', async () => {
    const { ask, asked } = bench(paged(rows(1, 120)));
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'listed', isWhole: true, ignored: 0 });
    expect(count(answer)).toBe(120);
    expect(asked.map(({ StartingNoOfRecord }) => StartingNoOfRecord)).toEqual(['1', '51', '101', '121']);
    expect(asked[0]).toEqual({
      UserID: 'ana',
      FromDate: '01/11/2026',
      ToDate: '30/12/2026',
      StartingNoOfRecord: '1',
      NoofRecords: '50',
    });
  });

  it('may be shorter than asked for: an LCM that tells twenty at most loses none', async () => {
    const all = rows(1, 45);
    const answer = await bench(({ StartingNoOfRecord }) => {
      const first = Number(StartingNoOfRecord) - 1;
      return { response: all.slice(first, first + 20) };
    }).ask();
    expect(answer).toMatchObject({ isWhole: true });
    expect(count(answer)).toBe(45);
  });

  it('are none for an agent without callbacks', async () => {
    expect(await bench(() => ({ response: [] })).ask()).toEqual({
      kind: 'listed',
      rows: [],
      ignored: 0,
      isWhole: true,
      areDatesCertain: true,
    });
  });

  it('end where LCM repeats a short list: that was all', async () => {
    const { ask, asked } = bench(() => ({ response: rows(1, 3) }));
    const answer = await ask();
    expect(answer).toMatchObject({ isWhole: true });
    expect(count(answer)).toBe(3);
    expect(asked).toHaveLength(2);
  });

  it('end where LCM repeats the same full page for ever, and it is told that there may be more', async () => {
    const { ask, asked } = bench(() => ({ response: rows(1, 50) }));
    const answer = await ask();
    expect(answer).toMatchObject({ isWhole: false });
    expect(count(answer)).toBe(50);
    expect(asked).toHaveLength(2);
  });

  it('end at twenty, even if LCM has more and more', async () => {
    const { ask, asked } = bench((_data, times) => ({ response: rows(times * 50, times * 50 + 49) }));
    const answer = await ask();
    expect(answer).toMatchObject({ isWhole: false });
    expect(count(answer)).toBe(1_000);
    expect(asked).toHaveLength(20);
  });

  it('end at twenty, even if every page is another one of rows that cannot be read', async () => {
    const { ask, asked } = bench((_data, times) => ({ response: [row(times, { CallStartDate: 'soon' })] }));
    expect(await ask()).toMatchObject({ rows: [], ignored: 20, isWhole: false });
    expect(asked).toHaveLength(20);
  });

  it('keep what came before LCM fell silent', async () => {
    const answer = await bench((_data, times) => (times === 1 ? { response: rows(1, 50) } : undefined)).ask();
    expect(answer).toMatchObject({ isWhole: false });
    expect(count(answer)).toBe(50);
    // A short page is the last one, whether or not LCM says so.
    expect(
      await bench((_data, times) => (times === 1 ? { response: rows(1, 5) } : undefined)).ask(),
    ).toMatchObject({ isWhole: true });
  });

  it('keep the sound rows beside wrong ones', async () => {
    const all = [row(1), 'nonsense', row(2, { CallStartDate: '99/99/2026' }), row(3)];
    const answer = await bench(paged(all)).ask();
    expect(answer).toMatchObject({ ignored: 2, isWhole: true });
    expect(count(answer)).toBe(2);
  });

  it('may come twice from the bus: the second is not taken for the next page', async () => {
    const all = rows(1, 70);
    const { ask, hear, clock } = bench((data) => {
      const message = paged(all)(data);
      if (data['StartingNoOfRecord'] === '1') clock.after(120, () => hear({ message }));
      return message;
    });
    const answer = await ask();
    expect(answer).toMatchObject({ isWhole: true });
    expect(count(answer)).toBe(70);
  });

  it('are refused in LCM’s words', async () => {
    expect(await bench(() => ({ response: { success: false, msg: 'Not logged in.' } })).ask()).toEqual({
      kind: 'failed',
      reason: 'Not logged in.',
    });
  });

  it('are given up where LCM does not answer', async () => {
    expect(await bench(() => undefined).ask()).toEqual({ kind: 'failed', reason: 'timeout' });
  });
});

describe('whose list it is', () => {
  const OTHER = { ...ASKED, UserID: 'ben', StartingNoOfRecord: '1', NoofRecords: '50' };
  let table: ReturnType<typeof bench>;
  beforeEach(() => {
    table = bench(paged(rows(1, 3)));
  });

  it('is not certain while another agent’s request is open, so it is asked again later', async () => {
    table.overhear(OTHER);
    const asking = table.ask(900);
    await table.clock.advance(0);
    table.hear({ message: { response: rows(700, 705) } });
    expect(await asking).toBeNull();
    expect(table.asked).toEqual([]);
    // Once the other's answer has come, ours is ours.
    expect(count(await table.ask())).toBe(3);
  });

  it('is not taken from an answer that comes while both are open', async () => {
    const both = bench((_data, times) => (times === 1 ? undefined : paged(rows(1, 3))(_data)));
    const asking = both.ask(3_000);
    await both.clock.advance(0);
    expect(both.asked).toHaveLength(1);
    both.overhear(OTHER);
    both.hear({ message: { response: rows(700, 705) } });
    const answer = await asking;
    expect(answer).toEqual({ kind: 'failed', reason: 'callbacks-of-others' });
    // The other request was never answered, or ours was: half a minute later, neither can be any more.
    await both.clock.advance(30_000);
    expect(count(await both.ask())).toBe(3);
  });

  it('is not believed on a bus that shows answers to requests that it does not show', async () => {
    await table.clock.advance(30_000);
    table.hear({ message: { response: rows(700, 705) } });
    expect(await table.ask()).toEqual({ kind: 'failed', reason: 'callbacks-of-others' });
    table.newLink();
    expect(count(await table.ask())).toBe(3);
  });

  it('waits for what was asked before this link began, and is believed afterwards', async () => {
    table.hear({ message: { response: rows(700, 705) } });
    const asking = table.ask();
    await table.clock.advance(20_000);
    table.hear({ message: { response: rows(800, 805) } });
    expect(count(await asking)).toBe(3);
    expect(table.clock.monotonic()).toBeGreaterThanOrEqual(5_000 + 30_000);
    expect(table.asked.every(({ UserID }) => UserID === 'ana')).toBe(true);
  });

  it('is not that of the agent before, whose answer may still come; a late one of our own proves nothing', async () => {
    const slow = bench((data) => (data['UserID'] === 'ana' ? undefined : paged(rows(1, 3))(data)));
    expect(await slow.ask()).toEqual({ kind: 'failed', reason: 'timeout' });
    const next = slow.ask(20_000, 'ben');
    await slow.clock.advance(500);
    expect(slow.asked.map(({ UserID }) => UserID)).toEqual(['ana']);
    // What ana asked for is told to ben’s desktop.
    slow.hear({ message: { response: rows(700, 705) } });
    expect(count(await next)).toBe(3);
    expect(slow.asked.at(-1)).toMatchObject({ UserID: 'ben' });
  });

  it('is ours if the bus brings our own request back', async () => {
    const echoing = bench((data) => {
      echoing.overhear({ userid: ` ${data['UserID']} `, ...data });
      return paged(rows(1, 3))(data);
    });
    expect(count(await echoing.ask())).toBe(3);
  });
});

describe('the dates of LCM’s list', () => {
  const daysOf = async (...dates: string[]) => {
    const all = dates.map((CallStartDate, n) => row(n + 1, { CallStartDate, CallEndDate: CallStartDate }));
    const answer = await bench(paged(all)).ask();
    if (answer?.kind !== 'listed') throw new Error('no list');
    return [answer.rows.map(({ startDate }) => startDate).join(' '), answer.areDatesCertain, answer.ignored];
  };

  it.each([
    ['one day shows it', ['11/20/2026', '12/11/2026'], '2026-11-20 2026-12-11'],
    [
      'one day shows it on another page',
      [...Array.from({ length: 60 }, () => '12/11/2026'), '11/30/2026'],
      /^2026-12-11 .* 2026-11-30$/,
    ],
    [
      'they are else not in the days that LCM was asked for',
      ['12/01/2026', '12/02/2026'],
      '2026-12-01 2026-12-02',
    ],
  ])('are read with the month first, if %s', async (_why, dates, expected) => {
    expect(await daysOf(...dates)).toEqual([expect.stringMatching(expected), true, 0]);
  });

  it.each([
    ['one day shows it', ['20/11/2026', '11/12/2026'], '2026-11-20 2026-12-11'],
    [
      'they are else not in the days that LCM was asked for',
      ['01/12/2026', '02/12/2026'],
      '2026-12-01 2026-12-02',
    ],
    ['day and month are the same', ['12/12/2026', '11/11/2026'], '2026-12-12 2026-11-11'],
  ])('are read with the day first, if %s', async (_why, dates, expected) => {
    expect(await daysOf(...dates)).toEqual([expected, true, 0]);
  });

  it('are not certain if both are possible, or if they contradict each other', async () => {
    expect(await daysOf('11/12/2026')).toEqual(['2026-12-11', false, 0]);
    expect(await daysOf('20/11/2026', '11/30/2026', '11/12/2026')).toEqual([
      '2026-11-20 2026-12-11',
      false,
      1,
    ]);
  });
});
