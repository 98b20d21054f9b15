import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import type { CallFacts } from '#shared/lcm/call-facts.ts';
import { contactOfKey } from '#simulator/campaign/contacts.ts';
import { connectClient } from '#test/integration/simulator/bus-client.ts';
import { draftOf, OUTCOMES, setOf, summaryOf, type Wish } from './entering.ts';
import { MORE, numberOf, type DayDesk } from './desk.ts';
import type { Day, Errand, PlannedCall } from './plan.ts';
import {
  count,
  isWrapUp,
  lastOfCall,
  type Promised,
  type SavedOne,
  type SavedWrapUp,
  type Truth,
} from './truth.ts';
import { MINUTE, shownAt, twinOf, wireDay } from './wall.ts';

/** A call on the agent's desk, and what they see of it. */
interface OpenCall {
  readonly callId: string;
  readonly lcmKey: string;
  readonly facts: CallFacts;
}

/** Whoever works at the desk: takes calls, wraps them up, and writes down what they entered. */
export interface Agent {
  name: string;
  /** Takes and wraps up the call of that number, with the errands that fall to it. */
  call(n: number, planned: PlannedCall): Promise<void>;
  /** Looks through the outbox for what needs a person, and sees to it. @returns how much there was */
  tidyOutbox(): Promise<number>;
}

/** How long the agent lets LCM answer before they write, in real milliseconds. */
const LOOK_MS = { calm: 600, outage: 100 };

export function createAgent(desk: DayDesk, day: Day, truth: Truth, random: () => number, tag: string): Agent {
  const { zone: lcmZone, changesAt } = day.night;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  /** Contacts who were called, the last one last. */
  const keys: string[] = [];
  let words = 0;

  const isLinked = (): boolean => desk.core().state().link.status === 'connected';

  /** Whether the list of outcomes of a call is there by now. */
  async function isListed(callId: string): Promise<boolean> {
    return (await desk.ask('listOutcomes', { callId, refresh: false })).count > 0;
  }

  async function take(callId: string, lcmKey: string, isCalm: boolean): Promise<OpenCall> {
    const { name, mobile } = contactOfKey(lcmKey);
    const before = desk.clock.now();
    if (isCalm) {
      // When the agent sends all again, a link that was silent for long is made anew.
      await desk.linked();
      const call = { id: callId, lcmKey, user: agent.name, contactName: name, contactNumber: mobile };
      desk.bench.lcm().ring({ ...call, ringMs: 1, talkMs: 1 });
      const isOver = (): boolean =>
        desk
          .core()
          .state()
          .calls.some((each) => each.callId === callId && each.phase === 'ended');
      if (!(await desk.until(isOver, 10_000))) throw new Error(`Call ${callId} does not come`);
    } else await desk.ask('openCall', { callId, lcmKey, type: 'OUTBOUND', contact: name });
    truth.ended.set(callId, [before, desk.clock.now()]);
    const end = performance.now() + (isCalm ? LOOK_MS.calm : LOOK_MS.outage);
    await desk.ask('listOutcomes', { callId, refresh: true });
    // Nothing tells how long LCM takes, so the agent looks now and then, as a person does.
    for (;;) {
      const facts = await desk.ask('getCallFacts', { callId });
      const isTold =
        (await isListed(callId)) &&
        facts.mode &&
        facts.callbackModes &&
        facts.fields &&
        facts.doNotCallFields;
      if (isTold) count(truth, 'known contact');
      if (isTold || performance.now() > end) return { callId, lcmKey, facts };
      await desk.until(() => false, 5);
    }
  }

  /** What was said, which is never twice the same. */
  function comment(): string {
    words += 1;
    return `${tag}-${words}: ${pick(['Pays on Friday.', 'Llamar después, señora', '“Not now” – busy 🙂', 'قال غدا', 'a\nb'])}`;
  }

  function promise(isPersonal: boolean, modes: readonly string[]): Promised {
    const now = Math.ceil(desk.lcmNow() / MINUTE) * MINUTE;
    const near = changesAt + between(-120, 120) * MINUTE;
    const soon = now + between(20, 240) * MINUTE;
    const later = now + between(300, 3 * 1_440) * MINUTE;
    const at = random() < 0.5 && near > now + 10 * MINUTE ? near : pick([soon, later]);
    const zone = pick([lcmZone, 'Europe/Madrid', 'Asia/Kolkata', 'America/New_York', 'Europe/Dublin']);
    const until = at + pick([0, 0, 15, 30, 60]) * MINUTE;
    // LCM would read an end before the start, and the agent is not allowed to enter it.
    const written = (moment: number): string => Object.values(shownAt(moment, lcmZone)).join(' ');
    const isBackward = written(until) < written(at);
    return { at, until: isBackward ? at : until, zone, modeId: pick(modes), isPersonal };
  }

  const modesOf = (lcmKey: string): string[] => ['1', '2', '3'].filter((id) => numberOf(lcmKey, id) !== null);

  function wish(work: PlannedCall['work'], lcmKey: string): Wish {
    const isCallback = work === 'personal' || work === 'regular';
    const kind = random();
    const outcome = isCallback ? (kind < 0.6 ? pick(OUTCOMES) : null) : kind < 0.8 ? pick(OUTCOMES) : null;
    const withTelephony = !isCallback && (outcome === null || random() < 0.2);
    return {
      outcome,
      telephonyId: withTelephony ? pick(['0', '3', '7', '8'] as const) : null,
      promised: isCallback ? promise(work === 'personal', modesOf(lcmKey)) : null,
      comment: random() < 0.1 ? '' : comment(),
      amount: random() < 0.5 ? '' : `${between(1, 900)}${random() < 0.5 ? '' : '.25'}`,
      score: random() < 0.7 ? '' : String(between(0, 99)),
    };
  }

  function note(one: Omit<SavedWrapUp, 'n'> | Omit<Exclude<SavedOne, SavedWrapUp>, 'n'>): void {
    truth.saved.push({ ...one, n: truth.saved.length });
    count(truth, one.kind);
  }

  async function submit({ callId, lcmKey }: Omit<OpenCall, 'facts'>, entered: Wish): Promise<void> {
    const draft = draftOf(entered);
    await desk.ask('saveDraft', { callId, draft });
    const wasListed = await isListed(callId);
    const before = desk.clock.now();
    const { submissionId } = await desk.ask('submitWrapUp', { callId, draft });
    const madeAt = [before, desk.clock.now()] as const;
    // The list of outcomes may have come meanwhile.
    const ways = [...new Set([wasListed, await isListed(callId)])];
    const subject = { callId, lcmKey, agent: agent.name };
    const sets = ways.map((hasList) => setOf(entered, subject, { lcmZone, hasList }));
    const summaries = ways.map((hasList) => summaryOf(entered, hasList));
    const { promised } = entered;
    const whose = { id: submissionId, callId, lcmKey, agent: agent.name, madeAt };
    note({
      kind: 'disposition',
      ...whose,
      subtopic: sets[0]!.subtopic,
      data: sets.map(({ data }) => data),
      summaries,
      draft,
      promised,
      wish: entered,
    });
    if (promised !== null) {
      count(truth, promised.isPersonal ? 'personal callback' : 'regular callback');
      if (twinOf(promised.at, lcmZone) !== null) count(truth, 'callback in the fold');
    }
  }

  /** The calls of this agent that can be corrected, and are not being sent. */
  function mine(isWanted: (one: SavedWrapUp) => boolean): SavedWrapUp[] {
    const last = new Map(truth.saved.filter(isWrapUp).map((one) => [one.callId, one]));
    return [...last.values()].filter(
      (one) => one.agent === agent.name && !truth.discarded.has(one.id) && isWanted(one),
    );
  }

  const isKept = ({ promised }: SavedWrapUp): boolean =>
    (promised?.at ?? Infinity) > desk.lcmNow() + 5 * MINUTE;
  async function correct(one: SavedWrapUp | undefined, change: (before: Wish) => Wish): Promise<boolean> {
    if (one === undefined) return false;
    const { callId, lcmKey } = one;
    if ((await desk.tryTo('beginCorrection', { callId })) === null) return false;
    await submit({ callId, lcmKey }, change(one.wish));
    return true;
  }

  async function callbackOf(
    isWanted: (one: MyCallback) => boolean,
  ): Promise<[MyCallback, SavedWrapUp] | null> {
    const { callbacks } = await desk.ask('listCallbacks');
    for (const each of callbacks.filter((one) => one.isPersonal && one.callId !== null && isWanted(one))) {
      const booked = lastOfCall(truth, each.callId ?? '');
      if (booked !== null && booked.promised !== null && booked.agent === agent.name) return [each, booked];
    }
    return null;
  }

  async function decide(done: boolean): Promise<void> {
    const found = await callbackOf(({ standing }) => ['coming', 'due', 'missed'].includes(standing));
    if (found === null) return;
    // What is listed counts: LCM may have refused a new time, and then the one before stands.
    const [{ id, at }, { lcmKey }] = found;
    await desk.ask('markCallback', { id, mark: done ? 'done' : { snoozeMinutes: 30 } });
    const snoozedUntil = done ? null : desk.lcmNow() + 30 * MINUTE;
    truth.decided.push({ agent: agent.name, lcmKey, at, done, snoozedUntil });
    count(truth, done ? 'done' : 'snoozed');
  }

  async function doNotCall({ callId, lcmKey, facts }: OpenCall): Promise<void> {
    if (facts.mode === null || facts.doNotCallFields === null) return;
    const scope = pick(['number', 'contact', 'campaign', 'field'] as const);
    const field = scope === 'field' ? 'LName' : null;
    const [before, began] = [desk.lcmNow(), desk.clock.now()];
    const { submissionId: id } = await desk.ask('saveDoNotCall', {
      ...{ callId, scope, field, period: { kind: 'days', days: 30 } },
    });
    const madeAt = [began, desk.clock.now()] as const;
    // Afterword knows LCM's clock to some seconds.
    const moments = [before - MINUTE / 2, before, desk.lcmNow(), desk.lcmNow() + MINUTE / 2];
    const minutes = [...new Set(moments.map((at) => Math.floor(at / MINUTE) * MINUTE))];
    const family = contactOfKey(lcmKey).name.split(' ').slice(1).join(' ');
    const data = minutes.map((at) => {
      const from = shownAt(at, lcmZone);
      const last = new Date(Date.parse(`${from.date}T00:00:00Z`) + 30 * 86_400_000)
        .toISOString()
        .slice(0, 10);
      return {
        AccountNumber: lcmKey,
        OutcomeID: 5,
        CampaignSpecificDNC: scope === 'campaign',
        isPhoneNoDNC: scope === 'number',
        ...(scope === 'field' && { BussfldDNCValue: family, BlockedBy: 'BusinessField' }),
        ...(scope === 'number' && { BlockedBy: 'PhoneNumber' }),
        DNCBlockStartDate: `${wireDay(from.date)} ${from.time}`,
        DNCBlockEndDate: `${wireDay(last)} 23:59`,
        BusinessOutcome: 0,
        LeadScore: 0,
      };
    });
    const whom = { number: 'Number', contact: 'Contact', campaign: 'Campaign', field: 'Field LName' }[scope];
    // LCM names a zone as Windows does, and CLDR has one name for all zones that are one in Windows.
    const zones = lcmZone === 'Europe/Madrid' ? [lcmZone, 'Europe/Paris'] : [lcmZone];
    const summaries = data.flatMap(({ DNCBlockEndDate: end }) => {
      const [day = '', time = ''] = end.split(' ');
      return zones.map((zone) => `${whom} · until ${day.split('/').reverse().join('-')} ${time} ${zone}`);
    });
    const whose = { id, callId, lcmKey, agent: agent.name, madeAt };
    note({ kind: 'doNotCall', ...whose, subtopic: 'SetDNC', data, summaries, values: {} });
  }

  /** Asks for more time, twice now and then. */
  async function moreTime({ callId }: OpenCall): Promise<void> {
    const isOffered = (left: number): boolean =>
      desk
        .core()
        .state()
        .calls.some((call) => call.callId === callId && call.afterCall?.more?.left === left);
    for (let times = pick([1, MORE.moreTimes]); times > 0; times -= 1) {
      const left = MORE.moreTimes - truth.extensions.filter((one) => one.callId === callId).length;
      if (!(await desk.until(() => isOffered(left), 10_000)))
        throw new Error(`${callId}: nobody offers more time ${left} times`);
      const before = desk.clock.now();
      await desk.ask('moreTime', { callId });
      const at = [before, desk.clock.now()] as const;
      const { moreSeconds: seconds } = MORE;
      truth.extensions.push({ agent: agent.name, callId, at, seconds, n: truth.saved.length });
      count(truth, 'more time');
    }
  }

  async function editFields({ callId, lcmKey, facts }: OpenCall): Promise<void> {
    if (facts.fields === null) return;
    const names = pick([['Email'], ['LName'], ['Email', 'Instalments'], ['Instalments']]);
    const fields = names.map((name) => ({
      name,
      value: name === 'Instalments' ? String(between(1, 12)) : `${name} ${truth.saved.length}@example.org`,
    }));
    const before = desk.clock.now();
    const { submissionId: id } = await desk.ask('correctContactFields', { callId, fields });
    const madeAt = [before, desk.clock.now()] as const;
    const businessField = fields.map(({ name, value }) => ({
      FieldName: name,
      Value: value,
      DataType: name === 'Instalments' ? 'Number' : 'String',
      Format: '',
    }));
    const data = [{ callid: callId, AccountNumber: lcmKey, AgentID: agent.name, businessField }];
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    const whose = { id, callId, lcmKey, agent: agent.name, madeAt };
    const subtopic = 'SetContactBusinessFields';
    note({ kind: 'fieldEdit', ...whose, subtopic, data, summaries: [names.join(', ')], values });
  }

  /** Another application books a callback for the agent, which only LCM's list tells. */
  async function bookElsewhere(): Promise<void> {
    if (!isLinked()) return;
    const { at, modeId } = promise(true, ['3']);
    const lcmKey = `9|9|1|0|0|44|${tag}${String(truth.elsewhere.length).padStart(5, '0')}`;
    const { date, time } = shownAt(at, lcmZone);
    const times = { StartDate: wireDay(date), EndDate: wireDay(date), StartTime: time, EndTime: time };
    const whose = {
      callid: `elsewhere-${truth.elsewhere.length}`,
      AccountNumber: lcmKey,
      UserID: agent.name,
    };
    const rest = { CallbackModeID: Number(modeId), AgentComments: '', LeadScore: 0, TargetAmount: 0 };
    const client = await connectClient(desk.bench.lcm().url);
    const subtopic = 'SetPersonalCallbackWithComments';
    client.send({
      channel: 'LCM',
      topic: 'WebService',
      subtopic,
      source: 'Other',
      data: { ...whose, ...times, ...rest },
    });
    await desk.bench
      .lcm()
      .ledger.waitFor(
        ({ data, applied }) => applied && (data as { callid?: string }).callid === whose.callid,
      );
    client.close();
    truth.elsewhere.push({ agent: agent.name, lcmKey, at, modeId });
    count(truth, 'booked elsewhere');
  }

  const errands: Readonly<Record<Errand, (call: OpenCall, isCalm: boolean) => Promise<unknown>>> = {
    doNotCall,
    moreTime,
    editFields,
    async correct() {
      const done = await correct(pick(mine(isKept)), (before) => ({
        ...before,
        comment: comment(),
        amount: '7',
      }));
      if (done) count(truth, 'corrected');
    },
    async newTime() {
      const found = await callbackOf(({ standing }) => standing !== 'done');
      if (found === null) return;
      const { lcmKey } = found[1];
      const to = promise(true, modesOf(lcmKey));
      // LCM is not sent the same once more.
      const [before, after] = [found[1].promised!.at, to.at].map((at) =>
        Object.values(shownAt(at, lcmZone)).join(' '),
      );
      if (before === after) return;
      if (await correct(found[1], (before) => ({ ...before, promised: to }))) count(truth, 'new time');
    },
    markDone: () => decide(true),
    snooze: () => decide(false),
    bookedElsewhere: (_, isCalm) => (isCalm ? bookElsewhere() : Promise.resolve()),
  };

  /** Enters what was said to the contact last time, and checks that it is what was said. */
  async function again(call: OpenCall): Promise<Wish> {
    const { callId, lcmKey } = call;
    const firsts = new Map<string, SavedWrapUp>();
    for (const one of truth.saved.filter(isWrapUp))
      if (one.lcmKey === lcmKey) firsts.set(one.callId, firsts.get(one.callId) ?? one);
    const last = lastOfCall(truth, [...firsts.keys()].at(-1) ?? '');
    if (last === null) throw new Error('Nothing was said before');
    const { by, items } = await desk.ask('earlierWrapUps', { callId });
    const said = last.agent === agent.name ? last.wish.comment : '';
    const expected = {
      businessOutcomeId: last.wish.outcome?.id ?? null,
      telephonyOutcomeId: last.wish.telephonyId,
      comment: said,
    };
    if (by !== 'contact' || JSON.stringify(items[0]?.draft) !== JSON.stringify(expected))
      truth.faults.push(
        `${callId}: last time was ${JSON.stringify(items[0]?.draft)}, not ${JSON.stringify(expected)}`,
      );
    count(truth, 'same as last time');
    const { outcome, telephonyId } = last.wish;
    const something = outcome === null && telephonyId === null ? '8' : telephonyId;
    return { outcome, telephonyId: something, promised: null, comment: said, amount: '', score: '' };
  }

  const agent: Agent = {
    name: '',
    async call(n, { work, errands: todo, outage }) {
      const isCalm = outage === null;
      const isAgain = work === 'again' && keys.length > 0;
      const lcmKey = isAgain ? pick(keys) : `5|3|1|0|0|44|${tag}${String(n).padStart(5, '0')}`;
      const call = await take(`${tag}-${n}`, lcmKey, isCalm);
      const isFirst = (errand: Errand): boolean => errand === 'doNotCall' || errand === 'moreTime';
      const [first, after] = [todo.filter(isFirst), todo.filter((each) => !isFirst(each))];
      for (const errand of first) await errands[errand](call, isCalm);
      const entered = isAgain ? await again(call) : wish(work === 'again' ? 'plain' : work, lcmKey);
      await submit(call, entered);
      keys.push(lcmKey);
      for (const errand of after) await errands[errand](call, isCalm);
    },
    async tidyOutbox() {
      const { items } = await desk.ask('listOutbox', { states: ['refused', 'held'], offset: 0, limit: 200 });
      for (const { id, withheld, kind, state, callId, lcmKey } of items) {
        const one = truth.saved.find((each) => each.id === id);
        if (one === undefined) throw new Error(`Nobody saved ${id}`);
        count(truth, `${state} ${kind}`);
        const isLate = isWrapUp(one) && !isKept(one);
        if (!withheld && isWrapUp(one) && (isLate || random() < 0.4)) {
          if ((await desk.tryTo('editSubmission', { submissionId: id })) === null) continue;
          const promised =
            one.promised && (isLate ? promise(one.promised.isPersonal, modesOf(lcmKey)) : one.promised);
          await submit({ callId, lcmKey }, { ...one.wish, promised, comment: comment() });
          continue;
        }
        if ((await desk.tryTo('retryOutbox', { submissionId: id })) !== null) truth.saidAgain.add(id);
        else if (!withheld) {
          await desk.ask('discardSubmission', { submissionId: id, reason: 'Said anew since.' });
          truth.discarded.add(id);
          count(truth, 'discarded');
        }
      }
      return items.length;
    },
  };
  return agent;
}
