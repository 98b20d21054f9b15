import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { createFactCache } from '#main/facts/fact-cache.ts';
import { createFacts, type Facts } from '#main/facts/facts.ts';
import { NO_FACTS, type ContactMode } from '#shared/lcm/call-facts.ts';
import { createWorkbench, type Workbench } from '#test/support/workbench.ts';
import { ANSWERS, readFact } from './answers.ts';

let bench: Workbench;
let facts: Facts;
beforeEach(() => {
  bench = createWorkbench();
  facts = open();
});
afterEach(() => bench.remove());

function open(): Facts {
  const { database, cipher, clock } = bench;
  return createFacts({ cache: createFactCache({ database, cipher, clock, log }), clock });
}

const CALL = { callId: 'a', lcmKey: '5|3|a' };
const OTHER = { callId: 'b', lcmKey: '5|3|b' };
const mode = readFact('mode', ANSWERS.GetModeInformation)!;
const outcomes = readFact('telephonyOutcomes', ANSWERS.GetCallOutCome)!;
const fields = readFact('fields', ANSWERS.GetContactDetail)!;
const numbers = (...all: string[]): ContactMode[] => {
  const [one] = readFact('contactModes', ANSWERS.GetContactModes)!;
  return all.map((number) => ({ ...one!, number }));
};
const inFile = (): number =>
  (bench.database.prepare('SELECT count(*) AS n FROM call_facts').get() as { n: number }).n;

describe('what LCM has told', () => {
  it('is known at once, by call, with its time, and after a restart', async () => {
    const told: string[] = [];
    facts.changed.on((callId) => told.push(callId));
    expect(facts.of(CALL)).toEqual(NO_FACTS);
    facts.take('mode', mode, CALL, 'named');
    facts.take('fields', fields, CALL, 'named');
    const at = bench.clock.now();
    expect(facts.of(CALL)).toEqual({ ...NO_FACTS, mode: { value: mode, at }, fields: { value: fields, at } });
    expect(facts.of(OTHER)).toEqual(NO_FACTS);
    expect([told, inFile()]).toEqual([['a', 'a'], 0]);
    await bench.clock.advance(1_000);
    expect(inFile()).toBe(2);
    await bench.restart();
    facts = open();
    expect(facts.of(CALL)).toEqual({ ...NO_FACTS, mode: { value: mode, at }, fields: { value: fields, at } });
    expect([facts.campaign(CALL), facts.campaign(OTHER)]).toEqual(['5', null]);
  });

  it('is written when the app stops', async () => {
    facts.take('mode', mode, CALL, 'named');
    facts.stop();
    await bench.restart();
    expect(open().of(CALL).mode?.value).toEqual(mode);
  });

  it('is sealed', async () => {
    facts.take('mode', mode, CALL, 'named');
    facts.take('fields', fields, CALL, 'named');
    await bench.clock.advance(1_000);
    const rows = JSON.stringify(
      bench.database.prepare('SELECT hex(subject_tag), fact, hex(value_sealed) FROM call_facts').all(),
    );
    for (const secret of ['6591462346', 'Berry', '5|3|a']) {
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString('hex').toUpperCase());
    }
  });

  it('is fresh for half a day', async () => {
    facts.take('mode', mode, CALL, 'named');
    expect([
      facts.isFresh(CALL, 'mode'),
      facts.isFresh(CALL, 'fields'),
      facts.isFresh(OTHER, 'mode'),
    ]).toEqual([true, false, false]);
    await bench.clock.advance(12 * 3_600_000);
    expect(facts.isFresh(CALL, 'mode')).toBe(false);
    expect(facts.of(CALL).mode).not.toBeNull();
  });

  it('is not told if its row was damaged or moved to another contact', async () => {
    facts.take('mode', mode, CALL, 'named');
    facts.take('fields', fields, CALL, 'named');
    facts.take('mode', { ...mode, contactNumber: '7' }, OTHER, 'named');
    await bench.clock.advance(1_000);
    const { database, cipher } = bench;
    const sealedOf = database.prepare(
      'SELECT value_sealed FROM call_facts WHERE subject_tag = ? AND fact = ?',
    );
    const { value_sealed: moved } = sealedOf.get(cipher.fingerprint(OTHER.lcmKey), 'mode') as {
      value_sealed: Uint8Array;
    };
    const put = database.prepare('UPDATE call_facts SET value_sealed = ? WHERE subject_tag = ? AND fact = ?');
    put.run(moved, cipher.fingerprint(CALL.lcmKey), 'mode');
    put.run(new Uint8Array([1, 2, 3]), cipher.fingerprint(CALL.lcmKey), 'fields');
    facts = open();
    expect(facts.of(CALL)).toEqual(NO_FACTS);
    expect(facts.of(OTHER).mode?.value.contactNumber).toBe('7');
  });

  it('is not fresh once its row turns out to be unreadable, so that LCM is asked again', async () => {
    facts.take('fields', fields, CALL, 'named');
    await bench.clock.advance(1_000);
    bench.database.prepare('UPDATE call_facts SET value_sealed = ?').run(new Uint8Array([1, 2, 3]));
    facts = open();
    expect(facts.isFresh(CALL, 'fields')).toBe(true);
    expect(facts.of(CALL)).toEqual(NO_FACTS);
    expect(facts.isFresh(CALL, 'fields')).toBe(false);
    await bench.clock.advance(1_000);
    expect(inFile()).toBe(0);
  });

  it('is nothing while the table cannot be read, and is known again after that; what is told is known all the same', async () => {
    facts.take('mode', mode, CALL, 'named');
    facts.take('mode', mode, OTHER, 'named');
    await bench.clock.advance(1_000);
    const { cipher, clock } = bench;
    let isDamaged = true;
    const database: typeof bench.database = {
      ...bench.database,
      prepare(sql) {
        if (isDamaged) throw new Error('database disk image is malformed');
        return bench.database.prepare(sql);
      },
    };
    facts = createFacts({ cache: createFactCache({ database, cipher, clock, log }), clock });
    expect([facts.of(CALL), facts.show(CALL)]).toEqual([NO_FACTS, NO_FACTS]);
    expect(facts.isFresh(CALL, 'mode')).toBe(false);
    facts.take('fields', fields, OTHER, 'named');
    await clock.advance(1_000);
    expect(facts.of(OTHER).fields?.value).toEqual(fields);
    isDamaged = false;
    expect(facts.of(CALL).mode?.value).toEqual(mode);
    expect(facts.isFresh(CALL, 'mode')).toBe(true);
  });

  it('that is doubted is told as before, and is fresh once it is told again', () => {
    facts.take('fields', fields, CALL, 'named');
    facts.doubt(CALL, 'fields');
    expect([facts.isFresh(CALL, 'fields'), facts.of(CALL).fields?.value]).toEqual([false, fields]);
    facts.take('fields', [], CALL, 'named');
    expect([facts.isFresh(CALL, 'fields'), facts.of(CALL).fields?.value]).toEqual([true, []]);
  });

  it('is told to every call with that contact that the screen shows', () => {
    const again = { callId: 'again', lcmKey: CALL.lcmKey };
    facts.show(again);
    const told: string[] = [];
    facts.changed.on((callId) => told.push(callId));
    facts.take('fields', fields, CALL, 'named');
    expect(told.sort()).toEqual(['a', 'again']);
    expect(facts.of(again).fields?.value).toEqual(fields);
  });

  it('of a campaign is known for all its calls, and told to those that the screen shows', () => {
    facts.show(CALL);
    facts.show(OTHER);
    facts.take('mode', mode, CALL, 'named');
    facts.take('mode', { ...mode, contactNumber: '7' }, OTHER, 'named');
    const told: string[] = [];
    facts.changed.on((callId) => told.push(callId));
    facts.take('telephonyOutcomes', outcomes, CALL, 'named');
    expect(told.sort()).toEqual(['a', 'b']);
    expect(facts.isFresh(OTHER, 'telephonyOutcomes')).toBe(true);
    expect(facts.of(OTHER).telephonyOutcomes?.value).toEqual(outcomes);
    const elsewhere = { callId: 'c', lcmKey: '9|c' };
    expect(facts.of(elsewhere).telephonyOutcomes).toBeNull();
  });

  it('is bounded in days', async () => {
    facts.take('mode', mode, CALL, 'named');
    facts.stop();
    await bench.clock.advance(31 * 86_400_000);
    facts = open();
    facts.take('mode', mode, OTHER, 'named');
    facts.stop();
    expect(inFile()).toBe(1);
  });
});

describe('an answer whose reply names nobody', () => {
  it('is taken if nobody else was seen to ask, unless LCM has named other numbers', () => {
    facts.take('contactModes', numbers('040 555 1234'), CALL, 'seen');
    expect(facts.of(CALL).contactModes).not.toBeNull();
    facts.take('mode', { ...mode, contactNumber: '+49 40 5551234' }, CALL, 'named');
    expect(facts.of(CALL).contactModes).not.toBeNull();
    facts.take('contactModes', numbers('030 999 8888'), CALL, 'seen');
    expect(facts.of(CALL).contactModes?.value[0]?.number).toBe('040 555 1234');
  });

  it('is dropped when LCM names another number afterwards', () => {
    facts.take('contactModes', numbers('030 999 8888'), CALL, 'seen');
    facts.take('mode', { ...mode, contactNumber: '+49 40 5551234' }, CALL, 'named');
    expect(facts.of(CALL).contactModes).toBeNull();
  });

  it('on a bus that shows no requests needs a number that LCM has named', () => {
    facts.take('contactModes', numbers('040 555 1234'), CALL, 'guessed');
    facts.take('fields', fields, CALL, 'guessed');
    expect(facts.of(CALL)).toEqual(NO_FACTS);
    facts.take('mode', { ...mode, contactNumber: '0405551234' }, CALL, 'named');
    facts.take('contactModes', numbers('7', '040 555 1234'), CALL, 'guessed');
    expect(facts.of(CALL).contactModes).not.toBeNull();
  });
});
