import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { callIdOf, type LedgerEntry } from '#simulator/service/ledger.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { keptPort } from '#test/support/kept-port.ts';

/** An LCM over TCP that can be stopped and restarted at the same address with the same ledger. */
export interface TestLcm {
  readonly url: string;
  /** The token that clients must send. Ports are reused, and clients of other tests must not connect. */
  readonly token: string;
  readonly now: Simulator;
  stop(): Promise<void>;
  /** @param quiet requests that it does not answer this time */
  start(quiet?: string[]): Promise<void>;
}

/**
 * Tests run at any time of day, and calls have contacts in turn. So every contact has the same modes, and LCM tells neither
 * hours nor a zone of a number: equal ends tell nothing.
 */
const ANY_TIME = { callableFrom: '00:00', callableUntil: '00:00', zone: '', home: '+34 911 100 101' };

/**
 * @param campaignZone the campaign's zone in LCM's reply
 * @param tellsHours whether LCM tells each contact's own hours and zone; else every contact may be called at any time
 */
export async function startLcm(
  campaignZone = 'Europe/Madrid',
  tellsHours = false,
  generateRows?: number,
): Promise<TestLcm> {
  const token = randomUUID();
  const port = await keptPort();
  const options = {
    ...{ port, token, campaignZone, contact: tellsHours ? {} : ANY_TIME },
    ...(generateRows !== undefined && { generateRows }),
  };
  let simulator = await startSimulator(options);
  const { url, ledger } = simulator;
  return {
    url,
    token,
    get now() {
      return simulator;
    },
    stop: () => simulator.close(),
    async start(quiet = []) {
      simulator = await startSimulator({ ...options, ledger, faults: { quiet } });
    },
  };
}

/** The agent of every test, as in the settings file. */
export const AGENT = 'testagent';

/** Rings a call for the agent that ends at once. The contact is named after the call. */
export function ring(lcm: Pick<TestLcm, 'now'>, id: string, lcmKey = '5|3|1|0|0|44|1'): void {
  lcm.now.ring({ id, lcmKey, user: AGENT, contactName: `Contact ${id}`, ringMs: 1, talkMs: 1 });
}

/**
 * Waits until a set of the call is applied, and checks its fields and their order against the vendor's sample. Then
 * checks that no other set arrived for that call.
 */
export async function expectApplied(
  lcm: TestLcm,
  subtopic: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const callid = callIdOf(data);
  const entry = await lcm.now.ledger.waitFor(
    (each) => each.applied && callIdOf(each.data) === callid,
    20_000,
  );
  expect(entry.subtopic).toBe(subtopic);
  expect(entry.source).toBe('Afterword');
  expect(entry.data).toEqual(data);
  expect(Object.keys(entry.data as object)).toEqual(Object.keys(data));
  expect(appliedFor(lcm, callid)).toHaveLength(1);
}

export function appliedFor(lcm: TestLcm, callid: string): LedgerEntry[] {
  return lcm.now.ledger.applied().filter((entry) => callIdOf(entry.data) === callid);
}
