import type { OutcomeCallName, SetCallName } from '#shared/lcm/names.ts';
import type { CallbackKind, FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';

/** The parts of a wrap-up that decide which LCM call carries it. */
export interface WrapUpChoice {
  readonly business: boolean;
  /** `callback` is the telephony outcome that means callback (4 in vendor page 000), `other` any other. */
  readonly telephony: 'none' | 'callback' | 'other';
  readonly callback: CallbackKind | null;
}

/**
 * Chooses the LCM call that carries a wrap-up. If no call does, it returns problems. `call` is then the one that carries
 * the choice without the faulty part, so that the rest can still be checked, or null if nothing is left.
 *
 * | business | telephony       | callback | call                                          |
 * | -------- | --------------- | -------- | --------------------------------------------- |
 * | –        | –               | –        | none: `nothingChosen`                         |
 * | yes      | –               | –        | SetBusinessOutcomeWithComments                |
 * | –        | other           | –        | SetCallOutcomeWithComments (page 002)         |
 * | yes      | other           | –        | SetBusinessOutcomeWithCallOutcome             |
 * | any      | callback        | –        | none: `callbackMissing`                       |
 * | –        | – or callback   | regular  | SetCallbackWithComments (page 001)            |
 * | –        | – or callback   | personal | SetPersonalCallbackWithComments               |
 * | yes      | – or callback   | regular  | SetBusinessOutcomeWithCallback (page 000)     |
 * | yes      | – or callback   | personal | SetBusinessOutcomeWithPersonalCallback        |
 * | any      | other           | any      | none: `telephonyWithCallback`                 |
 */
export function chooseSetCall(choice: WrapUpChoice): {
  call: OutcomeCallName | null;
  problems: FieldProblem[];
} {
  const { business, telephony, callback } = choice;
  const problems: FieldProblem[] = [];
  if (callback) {
    if (telephony === 'other') problems.push(problem('telephonyOutcome', 'telephonyWithCallback', {}));
    return { call: callbackCall(business, callback), problems };
  }
  if (telephony === 'callback') {
    problems.push(problem('callbackStartDate', 'callbackMissing', {}));
    return { call: business ? 'SetBusinessOutcomeWithComments' : null, problems };
  }
  if (telephony === 'other') {
    const call = business ? 'SetBusinessOutcomeWithCallOutcome' : 'SetCallOutcomeWithComments';
    return { call, problems };
  }
  if (business) return { call: 'SetBusinessOutcomeWithComments', problems };
  problems.push(problem('businessOutcome', 'nothingChosen', {}));
  return { call: null, problems };
}

/** Whether this LCM call books a callback that comes back to the agent. */
export function isPersonalCallback(call: SetCallName): boolean {
  return call === 'SetPersonalCallbackWithComments' || call === 'SetBusinessOutcomeWithPersonalCallback';
}

function callbackCall(business: boolean, kind: CallbackKind): OutcomeCallName {
  if (business) {
    return kind === 'personal' ? 'SetBusinessOutcomeWithPersonalCallback' : 'SetBusinessOutcomeWithCallback';
  }
  return kind === 'personal' ? 'SetPersonalCallbackWithComments' : 'SetCallbackWithComments';
}
