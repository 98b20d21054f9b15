import { describe, expect, it } from 'vitest';
import { OPEN_STATES, requireTransition, TRANSITIONS } from '#main/outbox/transitions.ts';
import { SUBMISSION_STATES } from '#shared/wrapup/submission.ts';

const states = SUBMISSION_STATES;

describe('transitions', () => {
  it('knows every state', () => expect(Object.keys(TRANSITIONS).sort()).toEqual([...states].sort()));

  it.each(states.flatMap((from) => states.map((to) => ({ from, to }))))('$from to $to', ({ from, to }) => {
    const move = (): void => requireTransition(from, to);
    if (TRANSITIONS[from].includes(to)) expect(move).not.toThrow();
    else expect(move).toThrow(expect.objectContaining({ name: 'NotAllowedError' }) as Error);
  });

  it('has no transition from a closed state, and at least one from every open state', () => {
    for (const state of states) {
      const isOpen = OPEN_STATES.some((open) => open === state);
      expect(TRANSITIONS[state].length > 0).toBe(isOpen);
    }
  });

  it('moves a submission that is under way only by an answer or back to the queue', () => {
    expect(TRANSITIONS.sending).toEqual(['delivered', 'refused', 'queued']);
  });
});
