import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGRESSIONS } from './regressions.ts';
import { createScenario, finish, step, tally, type Scenario, type Tally } from './scenario.ts';
import { MIXTURES, type Step } from './steps.ts';

const numRuns = Number(process.env['AFTERWORD_MODEL_RUNS'] ?? 150);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** The `path` that a failure prints beside its seed. Only that run is run. */
const path = process.env['AFTERWORD_MODEL_PATH'];

/** The model is in the steps and the audit. Every step may come at any time. */
class StepCommand implements fc.AsyncCommand<object, Scenario> {
  readonly #step: Step;

  constructor(one: Step) {
    this.#step = one;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, scenario: Scenario): Promise<void> {
    return step(scenario, this.#step);
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

async function play(commands: Iterable<fc.AsyncCommand<object, Scenario>>, met: Tally): Promise<void> {
  const scenario = createScenario();
  try {
    await fc.asyncModelRun(() => ({ model: {}, real: scenario }), commands);
    await finish(scenario);
    await tally(scenario, met);
  } finally {
    scenario.world.remove();
  }
}

describe('runs that failed before', () => {
  it.each(REGRESSIONS)('$name', async ({ steps }) => {
    await play(
      steps.map((one) => new StepCommand(one)),
      new Map(),
    );
  });
});

/** The test proves something only if each of these happened at least once in 150 runs. */
const HARDSHIPS = [
  ...['queued: timeout', 'queued: link-lost', 'queued: interrupted', 'queued: busy', 'queued: editClosed'],
  'queued: notSentYet',
  ...['delivered: acknowledgedLate', 'superseded: corrected', 'held: beingEdited', 'held: callbackPassed'],
  ...[
    'refused',
    'discarded',
    'queued: retried',
    'queued: submittedCorrection',
    'strays outnumbered',
    'two agents on a call',
  ],
  ...['doNotCall delivered', 'doNotCall refused', 'doNotCall queued'],
  ...['otherCampaign delivered', 'otherCampaign refused', 'otherCampaign superseded'],
  ...['fieldEdit delivered', 'fieldEdit refused', 'fieldEdit superseded', 'both kinds at once'],
];

describe('random runs', () => {
  it(`keeps every promise, in ${numRuns} runs`, { timeout: 7_200_000 }, async () => {
    console.log(`AFTERWORD_SEED=${seed} AFTERWORD_MODEL_RUNS=${numRuns}`);
    const met: Tally = new Map();
    const commands = fc.oneof(
      ...MIXTURES.map((anyStep) =>
        fc.commands([anyStep.map((one) => new StepCommand(one))], { maxCommands: 120, size: 'max' }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(commands, (some) => play(some, met)),
      { numRuns, seed, ...(path === undefined ? {} : { path }) },
    );
    console.log(Object.fromEntries(met));
    if (path !== undefined) return;
    expect(HARDSHIPS.filter((what) => (met.get(what) ?? 0) < Math.floor(numRuns / 150))).toEqual([]);
  });
});
