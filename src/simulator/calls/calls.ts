import { randomInt } from 'node:crypto';
import { CONTACTS } from '../campaign/contacts.ts';
import { distort, type OddEvent } from '../faults/odd-events.ts';
import type { EventForm, SimulatedCall, SoftphoneName, Told } from '../softphones/call.ts';
import { callTypeOf, eventOf } from '../softphones/softphones.ts';
import { LAST_MOMENTS, STORIES, type Moment, type Step } from '../softphones/stories.ts';
import type { Envelope } from '../wire/envelope.ts';

export interface Calls {
  /** Places a call on the bus, which then tells its story. @throws Error if the softphone knows no such call */
  ring(call?: Partial<SimulatedCall>): SimulatedCall;
  readonly find: (callid: string) => SimulatedCall | undefined;
  /** The calls that have begun and not ended. */
  readonly on: () => SimulatedCall[];
  /** Notes that an outcome was set for a call. */
  wrapUp(callid: string): void;
  /** How many calls have no outcome yet. */
  open(): number;
  /**
   * The agent leaves after-call work, and its call is dropped: on a bus of several agents, those of all of them.
   *
   * @param needsOutcome whether a call without an outcome keeps its agent there
   * @returns whether there was after-call work that could be left
   */
  leaveAfterCallWork(needsOutcome: boolean): boolean;
  /** Forgets every call at once. No further event of it is sent. */
  clear(): void;
}

const DEFAULT_RING_MS = 1_500;
const DEFAULT_TALK_MS = 4_000;

/** This many calls are known; then the first one is forgotten. */
const MAX_KNOWN = 100_000;

/** Shapes of LCM keys seen in the field: with different numbers of fields, an empty last field, a negative field. */
function keyOf(number: number): string {
  if (number % 3 === 1) return `${136 + number}|1|3|0|0|84|`;
  return number % 3 === 0 ? `5|3|1|0|0|44|${1 + number}` : `178|3|3|0|0|84|-${1 + number}`;
}

export interface CallsParts {
  readonly softphone: SoftphoneName;
  readonly form: EventForm;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Puts a message on the bus. */
  readonly broadcast: (envelope: Envelope) => void;
  /** What is wrong with the next event; null: nothing. */
  readonly oddEvent: () => OddEvent | null;
}

export function createCalls({ softphone, form, now, broadcast, oddEvent }: CallsParts): Calls {
  const known = new Map<string, SimulatedCall>();
  const on = new Set<string>();
  const open = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  /** The calls in after-call work, each with what ends it. */
  const working = new Map<string, () => void>();
  // Each run starts at another callid, because a client may remember the calls of the last run.
  const firstId = randomInt(100_000, 900_000) * 1_000;
  let placed = 0;

  /** @returns what runs it at once */
  function later(delay: number, run: () => void): () => void {
    const now = (): void => {
      clearTimeout(timer);
      timers.delete(timer);
      run();
    };
    const timer = setTimeout(now, delay);
    timers.add(timer);
    return now;
  }

  function tell(call: SimulatedCall): void {
    const began = now();
    let number = 0;
    let held: Told[] = [];
    let last: Moment | null = null;

    function send(tolds: readonly Told[]): void {
      for (const told of tolds) {
        const envelope = eventOf(told);
        if (envelope !== null) broadcast(envelope);
      }
    }

    function happen(moment: Moment, isLeg: boolean): void {
      const told = { call, moment, isLeg, number, began, at: now() };
      if (eventOf(told) === null) return;
      number += 1;
      // Two events change places: while one is held back, the next is sent as it is.
      const kind = held.length > 0 ? null : oddEvent();
      const odd = kind === null ? { now: [told], later: [] } : distort(told, kind);
      send([...odd.now, ...held]);
      held = odd.later;
    }

    function go(steps: readonly Step[]): void {
      for (const [index, step] of steps.entries()) {
        if (step === 'wait:ring' || step === 'wait:talk') {
          const goOn = later(step === 'wait:ring' ? call.ringMs : call.talkMs, () => {
            working.delete(call.id);
            go(steps.slice(index + 1));
          });
          if (last === 'afterCallWork') working.set(call.id, goOn);
          return;
        }
        const isLeg = step.startsWith('leg:');
        const moment = (isLeg ? step.slice('leg:'.length) : step) as Moment;
        if (!isLeg && LAST_MOMENTS.has(moment)) on.delete(call.id);
        if (!isLeg) last = moment;
        happen(moment, isLeg);
      }
      send(held);
    }

    on.add(call.id);
    go(typeof call.story === 'string' ? STORIES[call.story] : call.story);
  }

  return {
    ring(wanted = {}) {
      const asked = { softphone, kind: 'campaign' as const, form, ...wanted };
      const type = callTypeOf(asked.softphone, asked.kind, asked.form);
      const number = placed++;
      const contact = CONTACTS[number % CONTACTS.length] ?? CONTACTS[0];
      const call: SimulatedCall = {
        id: String(firstId + number),
        lcmKey: keyOf(number),
        type,
        user: 'testagent',
        contactName: contact.name,
        contactNumber: contact.mobile,
        story: 'answered',
        ringMs: DEFAULT_RING_MS,
        talkMs: DEFAULT_TALK_MS,
        ...asked,
      };
      known.set(call.id, call);
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '');
      open.add(call.id);
      tell(call);
      return call;
    },
    find: (callid) => known.get(callid),
    on: () => [...on].flatMap((callid) => known.get(callid) ?? []),
    wrapUp: (callid) => open.delete(callid),
    open: () => open.size,
    leaveAfterCallWork(needsOutcome) {
      const inWork = [...working.keys()];
      if (inWork.length === 0 || (needsOutcome && inWork.some((callid) => open.has(callid)))) return false;
      for (const leave of [...working.values()]) leave();
      return true;
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      working.clear();
      known.clear();
      on.clear();
      open.clear();
    },
  };
}
