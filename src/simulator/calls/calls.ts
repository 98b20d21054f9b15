import { randomInt } from 'node:crypto';
import { callStateChange, type CallEvent, type SimulatedCall } from '../wire/bus-events.ts';
import type { Envelope } from '../wire/envelope.ts';

export interface Calls {
  /** Places a call on the bus: Ringing at once, then Answered, then DROPPED and ACW. */
  ring(call?: Partial<SimulatedCall>): SimulatedCall;
  /** Whether a call with this callid was placed. */
  knows(callid: string): boolean;
  /** Notes that an outcome was set for a call. */
  wrapUp(callid: string): void;
  /** How many calls have no outcome yet. */
  open(): number;
  /** Forgets every call at once. No further event of it is sent. */
  clear(): void;
}

const DEFAULT_RING_MS = 1_500;
const DEFAULT_TALK_MS = 4_000;

/** Shapes of LCM keys seen in the field: with different numbers of fields, an empty last field, a negative field. */
const KEYS = ['5|3|1|0|0|44|', '137|1|3|0|0|84|', '178|3|3|0|0|84|-'] as const;
const CONTACTS = [
  ['Inés Álvarez', '+34 600 100 101'],
  ['Marek Wiśniewski', '+48 600 100 102'],
  ['Priya Raman', '+91 90000 10103'],
  ['Jürgen Groß', '+49 1520 1001004'],
  ["Siobhán O'Neill", '+353 85 100 1005'],
  ['Lê Thị Hoa', '+84 90 100 1006'],
] as const;

/** @param broadcast puts a message on the bus */
export function createCalls(broadcast: (envelope: Envelope) => void): Calls {
  const known = new Set<string>();
  const open = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  // Each run starts at another callid, because a client may remember the calls of the last run.
  const firstId = randomInt(100_000, 900_000) * 1_000;
  let placed = 0;

  function later(delay: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delay);
    timers.add(timer);
  }

  return {
    ring(wanted = {}) {
      const number = placed++;
      const [contactName, contactNumber] = CONTACTS[number % CONTACTS.length] ?? CONTACTS[0];
      const call: SimulatedCall = {
        id: String(firstId + number),
        lcmKey: keyOf(number),
        type: 'OUTBOUND',
        user: 'testagent',
        contactName,
        contactNumber,
        ringMs: DEFAULT_RING_MS,
        talkMs: DEFAULT_TALK_MS,
        ...wanted,
      };
      known.add(call.id);
      open.add(call.id);
      const send = (event: CallEvent): void => {
        broadcast(callStateChange(call, event));
      };
      send('Ringing');
      later(call.ringMs, () => {
        send('Answered');
        later(call.talkMs, () => {
          send('DROPPED');
          send('ACW');
        });
      });
      return call;
    },
    knows: (callid) => known.has(callid),
    wrapUp(callid) {
      open.delete(callid);
    },
    open: () => open.size,
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      known.clear();
      open.clear();
    },
  };
}

function keyOf(number: number): string {
  const shape = KEYS[number % KEYS.length] ?? KEYS[0];
  // The second shape has no last number, as seen in the field.
  return shape === KEYS[1] ? shape : `${shape}${1 + number}`;
}
