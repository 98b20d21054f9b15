import { callView } from '#test/support/call-records.ts';
import { appState } from '#test/support/app-state.ts';
import { listed } from '#test/support/submissions.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { ListedSubmission } from '#shared/wrapup/submission.ts';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import type {
  AfterwordApi,
  Answer,
  ContractError,
  RequestInput,
  RequestName,
  RequestOutput,
} from '#shared/contract/index.ts';
import { REQUEST_NAMES } from '#shared/contract/requests/index.ts';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import { patchBetween } from '#shared/contract/state-patch.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { formSettingsSchema, type FormSettings } from '#shared/wrapup/form-settings.ts';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { packRows } from '#test/support/listed-rows.ts';
import type { Core } from '../../../src/renderer/api/core.ts';

type Reply<N extends RequestName> = (
  input: RequestInput<N>,
) => Answer<RequestOutput<N>> | Promise<Answer<RequestOutput<N>>>;

/** A core whose every answer a test decides, to see what the screen makes of it. */
export interface ScriptedCore extends Core {
  readonly asked: { readonly name: RequestName; readonly input: unknown }[];
  state: AppState;
  /** Changes the state and tells the screen. */
  change(change: Partial<AppState>): void;
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Decides the answer to a request from now on. */
  answer<N extends RequestName>(name: N, reply: Reply<N>): void;
  present(present: boolean): void;
  inputsOf<N extends RequestName>(name: N): RequestInput<N>[];
}

export const ok = <T>(value: T): Answer<T> => ({ ok: true, value });
export const fails = (code: ContractError['code'], detail: Reason | null = null): Answer<never> => ({
  ok: false,
  error: { code, detail, problems: [] },
});

export function makeCall(callId: string, change: Partial<CallView> = {}): CallView {
  const [openedAt, endedAt] = [Date.now() - 60_000, Date.now() - 30_000];
  return callView({ callId, lcmKey: `5|3|1|0|0|44|${callId}`, openedAt, endedAt, ...change });
}

/** Gives the first nine calls that are open a number, as the core does. */
function numbered(calls: CallView[]): CallView[] {
  const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((each) => calls.every(({ number }) => number !== each));
  return calls.map((call) =>
    call.number === null && call.wrappedAt === null ? { ...call, number: free.shift() ?? null } : call,
  );
}

export function makeState(change: Partial<AppState> = {}, form: Partial<FormSettings> = {}): AppState {
  const { calls = [makeCall('A'), makeCall('B')], ...others } = change;
  return appState({
    agent: 'a.moreno',
    demo: true,
    lcmHost: '127.0.0.1',
    link: { status: 'connected', since: Date.now(), reason: null, nextTryAt: null },
    calls: numbered(calls),
    currentCallId: 'A',
    // No calling hours: the tests run at any time of the day.
    form: formSettingsSchema.parse({
      callbackZone: 'Europe/Madrid',
      callingHours: { from: '00:00', to: '00:00' },
      ...form,
    }),
    quickWrapUpKeys: 'CommandOrControl+Shift+W',
    ...others,
  });
}

export const row = (id: string, description: string, parentId: string | null = null): OutcomeRow => ({
  id,
  description,
  campaignId: '7',
  leadScore: null,
  parentId,
});

export const ROWS: OutcomeRow[] = [
  row('1', 'Payment'),
  { ...row('2', 'Promise to pay', '1'), leadScore: 6 },
  row('3', 'Failure', '1'),
  row('4', 'Card declined', '3'),
  row('5', 'Not interested'),
];

export function makeList(rows: OutcomeRow[] = ROWS, change: Partial<OutcomeList> = {}): OutcomeList {
  const packed = packRows(rows);
  return {
    listKey: 'campaign:7',
    version: packed,
    count: rows.length,
    packed,
    fetchedAt: Date.now(),
    refreshing: false,
    assumed: false,
    campaign: rows.find(({ campaignId }) => campaignId !== null)?.campaignId ?? null,
    failure: null,
    ignored: 0,
    ...change,
  };
}

export function createScriptedCore(state: AppState = makeState()): ScriptedCore {
  const asked: ScriptedCore['asked'] = [];
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const presence = new Set<(present: boolean) => void>();
  const replies: { [N in RequestName]?: Reply<N> } = {
    getState: () => ok(core.state),
    listOutcomes: () => ok(makeList()),
    getOutcomeUsage: () => ok([]),
    getCallFacts: () => ok(NO_FACTS),
    listFieldEdits: () => ok({ items: [] }),
    listDoNotCalls: () => ok({ items: [] }),
    earlierWrapUps: () => ok({ by: 'contact', items: [], hasOlder: false }),
    bookedCallbacks: () => ok({ items: [] }),
    callbackOverlap: () => ok(null),
    submitWrapUp: () => ok({ submissionId: 's' }),
    listOutbox: () => ok({ total: 0, items: [] }),
    listHistory: () => ok({ entries: [], upTo: 0 }),
    followHistory: () => ok({ changed: [], entries: [], upTo: 0 }),
    countHistory: () => ok({ found: 0, without: {} }),
    historyChoices: () => ok({ outcomes: [], agents: [] }),
    historyTimeline: () => ok({ moreTime: [], steps: [], draft: null }),
    yourDay: () => ok(null),
    listNotWrappedUp: () => ok({ calls: [] }),
  };

  const methods = REQUEST_NAMES.map((name): [RequestName, (input?: unknown) => Promise<Answer<unknown>>] => [
    name,
    (input?: unknown) => {
      // What crosses to the core is cloned there: a proxy or a function would fail.
      asked.push({ name, input: structuredClone(input) });
      return Promise.resolve((replies[name] as Reply<never> | undefined)?.(input as never) ?? ok(undefined));
    },
  ]);
  const on = (name: EventName, listener: (payload: never) => void): (() => void) => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  };

  const core: ScriptedCore = {
    api: { ...Object.fromEntries(methods), on } as unknown as AfterwordApi,
    desktop: true,
    onPresence(listener) {
      presence.add(listener);
      listener(true);
      return () => presence.delete(listener);
    },
    asked,
    state,
    change(change) {
      const before = core.state;
      core.state = { ...before, ...change, version: before.version + 1 };
      core.state = { ...core.state, calls: numbered(core.state.calls) };
      const patch = patchBetween(before, core.state);
      if (patch !== null) core.emit('state', structuredClone(patch));
    },
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    },
    answer(name, reply) {
      Object.assign(replies, { [name]: reply });
    },
    present(present) {
      for (const listener of presence) listener(present);
    },
    inputsOf: <N extends RequestName>(name: N) =>
      asked.filter((each) => each.name === name).map((each) => each.input as RequestInput<N>),
  };
  return core;
}

/** Answers the outbox's lists with these. */
export function listOutboxOf(core: ScriptedCore, all: readonly ListedSubmission[]): void {
  const answer = listed(all);
  core.answer('listOutbox', (input) => ok(answer(input)));
}
