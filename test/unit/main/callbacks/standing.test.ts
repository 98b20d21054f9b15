import { describe, expect, it } from 'vitest';
import { UNDECIDED } from '#main/callbacks/callback-store.ts';
import { standingAt, type StandingFacts } from '#main/callbacks/standing.ts';

const AT = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

function standing(minutes: number, change: Partial<StandingFacts> = {}, remindMinutes = 5) {
  const facts = { at: AT, until: AT, isPersonal: true, decision: UNDECIDED, ...change };
  const { standing: stands, changesAt } = standingAt(facts, AT + minutes * MINUTE, remindMinutes);
  return [stands, (changesAt - AT) / MINUTE];
}

describe('a callback', () => {
  it.each([
    [-60, 'coming', -5],
    [-5, 'due', 10],
    [0, 'due', 10],
    [9, 'due', 10],
    [10, 'missed', Infinity],
    [10_000, 'missed', Infinity],
  ])('%s minutes from its start is %s', (minutes, stands, changes) => {
    expect(standing(minutes)).toEqual([stands, changes]);
  });

  it('is missed only after its end', () => {
    expect(standing(60, { until: AT + 60 * MINUTE })).toEqual(['due', 70]);
  });

  it('is not reminded of where the settings or the agent want no reminder, but missed all the same', () => {
    expect(standing(-1, {}, 0)).toEqual(['coming', 10]);
    expect(standing(10, {}, 0)).toEqual(['missed', Infinity]);
  });

  it.each([
    [0, 'snoozed', 5],
    [5, 'due', 15],
    [14, 'due', 15],
    [15, 'missed', Infinity],
  ])('that is put off until five past is, %s minutes from its start, %s', (minutes, stands, changes) => {
    const decision = { doneAt: null, snoozedUntil: AT + 5 * MINUTE };
    expect(standing(minutes, { decision })).toEqual([stands, changes]);
    // Whoever puts it off is reminded, even if the settings want no reminder by now.
    expect(standing(minutes, { decision }, 0)[0]).toBe(stands);
  });

  it('that is done stays done', () => {
    const decision = { doneAt: AT, snoozedUntil: null };
    expect(standing(60, { decision })).toEqual(['done', Infinity]);
  });

  it('for any agent is neither due nor missed', () => {
    expect(standing(-1, { isPersonal: false })).toEqual(['coming', 0]);
  });
});
