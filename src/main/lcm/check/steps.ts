import { CHECK_STEPS, type CheckStep, type CheckStepName } from '#shared/contract/connection-check.ts';
import { sameReason, type Reason } from '#shared/reasons/reason.ts';
import type { Clock } from '#main/base/clock.ts';

/** How a step ended. */
export interface StepEnd {
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly detail?: Reason | null;
  readonly note?: Reason | undefined;
}

/** The steps of one check, told as they begin and end. */
export interface Steps {
  /** The step that runs. */
  current(): CheckStepName;
  /** Ends a step. Earlier ones that have not ended were not needed and are skipped. After a failure nothing more is told. */
  end(step: CheckStepName, end: StepEnd): void;
  /** Another attempt begins behind the first step. What was told stays, until that attempt comes to something else. */
  again(): void;
}

export function createSteps(clock: Clock, tell: (step: CheckStep) => void): Steps {
  const told = new Map<CheckStepName, Omit<CheckStep, 'step' | 'tookMs'>>();
  let place = 0;
  let since = clock.monotonic();
  let failed = false;

  function run(): void {
    const step = CHECK_STEPS[place];
    since = clock.monotonic();
    if (step === undefined || told.has(step)) return;
    told.set(step, { state: 'running', detail: null });
    tell({ step, state: 'running', detail: null, tookMs: null });
  }

  function finish(step: CheckStepName, { state, detail = null, note }: StepEnd): void {
    const known = told.get(step);
    if (known?.state === state && sameReason(known.detail, detail)) return;
    told.set(step, { state, detail });
    const tookMs = state === 'skipped' ? 0 : Math.round(clock.monotonic() - since);
    tell({ step, state, detail, tookMs, ...(note === undefined ? {} : { note }) });
  }
  run();

  return {
    current: () => CHECK_STEPS[place] ?? 'envelope',
    end(step, end) {
      const at = CHECK_STEPS.indexOf(step);
      if (failed || at < place) return;
      for (const skipped of CHECK_STEPS.slice(place, at)) finish(skipped, { state: 'skipped' });
      finish(step, end);
      failed = end.state === 'failed';
      place = at + 1;
      if (!failed) run();
    },
    again() {
      place = 1;
    },
  };
}
