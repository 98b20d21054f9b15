import type { Page } from '@playwright/test';
import fc from 'fast-check';
import type { AppState } from '#shared/contract/app-state.ts';
import type { RequestName } from '#shared/contract/index.ts';
import { REQUEST_NAMES } from '#shared/contract/requests/index.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { appStateShape, contractErrorShape } from '#test/support/answer-shapes.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';

const INPUTS_PER_REQUEST = 150;

/** Stands for the id of the call that a request is tried on. */
const CALL = 'the call';

/** A valid input for each request, which the test then breaks in one place. */
const SOUND: Record<RequestName, unknown> = {
  getState: undefined,
  signIn: { userId: 'testagent' },
  openCall: { callId: 'z-1', lcmKey: '5|3', type: 'MANUAL' },
  closeCall: { callId: 'z-1' },
  endCall: { callId: CALL },
  answerOffer: { callId: CALL, take: true },
  answerLink: { callId: CALL, lcmKey: '5|3', type: 'MANUAL', take: false },
  listNotWrappedUp: { limit: 50 },
  saveDraft: { callId: CALL, draft: EMPTY_DRAFT },
  noteWork: { callId: CALL },
  beginCorrection: { callId: CALL },
  cancelCorrection: { callId: CALL },
  otherCampaigns: { callId: CALL, draft: EMPTY_DRAFT },
  moreTime: { callId: CALL },
  clearCall: { callId: CALL },
  bookedCallbacks: { callId: CALL },
  callbackOverlap: {
    callId: CALL,
    callback: {
      ...{ kind: 'personal', startDate: '2026-12-01', startTime: '10:00', endDate: '', endTime: '' },
      ...{ startFold: null, endFold: null, modeId: '1', zone: null, when: '' },
    },
  },
  submitWrapUp: { callId: CALL, draft: { ...EMPTY_DRAFT, businessOutcomeId: 'none' } },
  listOutcomes: { callId: CALL, refresh: false },
  getOutcomeUsage: { callId: CALL },
  getCallFacts: { callId: CALL },
  correctContactFields: { callId: CALL, fields: [{ name: 'LName', value: 'Berry' }] },
  listFieldEdits: { callId: CALL },
  saveDoNotCall: { callId: CALL, scope: 'number', field: null, period: { kind: 'days', days: 30 } },
  listDoNotCalls: { callId: CALL },
  earlierWrapUps: { callId: CALL },
  setFavourite: { callId: CALL, outcome: { kind: 'business', id: '1' }, favourite: true },
  listOutbox: { states: ['queued'], offset: 0, limit: 10 },
  retryOutbox: { submissionId: null },
  editSubmission: { submissionId: 'none' },
  discardSubmission: { submissionId: 'none', reason: 'x' },
  answerElsewhere: { answer: 'sendFromHere' },
  exportHistory: { format: 'csv', form: 'record', cursor: null },
  historyShown: { times: { locale: 'en-GB', hour: 'numeric' } },
  listHistory: { query: '', before: null, limit: 10 },
  followHistory: { query: '', upTo: 0 },
  countHistory: { query: '' },
  historyChoices: undefined,
  historyTimeline: { submissionId: 'none' },
  yourDay: undefined,
  listCallbacks: undefined,
  refreshCallbacks: undefined,
  markCallback: { id: 'none', mark: 'done' },
  retryLink: undefined,
  dismissNotice: { id: 'none' },
  setPreferences: { theme: 'dark' },
  checkSettings: undefined,
  showSettingsFile: undefined,
  restart: undefined,
  getConnect: undefined,
  testConnection: {
    url: 'http://127.0.0.1:1',
    path: '/socket.io',
    namespace: '/',
    eventName: 'message',
    caFile: '',
    proxy: '',
    auth: [{ name: 'token', value: 'x' }],
    headers: [],
  },
  leaveConnect: undefined,
  listBusMembers: { groupId: 'g0' },
  revealMember: { groupId: 'g0', pointer: '/message' },
  previewCall: {
    meanings: [{ groupId: 'g0', roles: { callId: '/a' }, phases: [], types: [] }],
    unmasked: false,
  },
  tryOutcomeList: { callId: CALL, lcmKey: '5|3', type: 'MANUAL' },
  recordBus: undefined,
  draftSettings: { meanings: [] },
  writeSettings: { meanings: [] },
  showMain: { view: 'wrapUp' },
  beginSignIn: { as: 'same' },
  cancelSignIn: undefined,
  signOut: undefined,
  giveSecret: { name: 'lcm', text: 'a secret' },
  hideQuick: undefined,
  update: undefined,
  noteSearches: { took: [12.5, 8] },
  makeDiagnostics: undefined,
};

const ofCall = (input: unknown, callId: string): unknown =>
  typeof input === 'object' && input !== null && 'callId' in input && input.callId === CALL
    ? { ...input, callId }
    : input;

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    0,
    -1,
    NaN,
    1e308,
    true,
    [],
    {},
    '\u0000',
    '__proto__',
    '../../x',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 4 }),
);

/** The valid input with one field replaced, removed or added. */
function spoilt(sound: unknown): fc.Arbitrary<unknown> {
  if (typeof sound !== 'object' || sound === null || Array.isArray(sound)) return odd;
  const entries = Object.entries(sound);
  const change = fc.record({
    at: fc.nat(entries.length),
    how: fc.constantFrom('replace', 'remove', 'add'),
    by: odd,
  });
  const here = change.map(({ at, how, by }) => {
    const [name] = entries[at] ?? ['more'];
    const rest = Object.fromEntries(entries.filter(([other]) => how === 'add' || other !== name));
    return how === 'remove' ? rest : { ...rest, [how === 'add' ? `${name}_` : name]: by };
  });
  const inside = entries.map(([name, value]) => spoilt(value).map((worse) => ({ ...sound, [name]: worse })));
  return fc.oneof(here, ...inside);
}

/** Sends requests to the app from the page, as any script there could, and returns the answers. */
async function ask(page: Page, name: RequestName, inputs: unknown[]): Promise<unknown[]> {
  return await page.evaluate(
    async ([request, given]) => {
      const api = (window as unknown as { afterword: Record<string, (input: unknown) => Promise<unknown>> })
        .afterword;
      const answers: unknown[] = [];
      for (const input of given) answers.push(await api[request]!(input));
      return answers;
    },
    [name, inputs] as const,
  );
}

/** These requests need no more than what they name, so they are sent. No other request sets anything. */
const SETTING: Partial<Record<RequestName, string>> = {
  correctContactFields: 'fields',
  saveDoNotCall: 'doNotCall',
};

/** After these, the app may be another agent's or closed, so they come last. */
const LAST: readonly RequestName[] = ['leaveConnect', 'restart', 'signIn'];

const REQUESTS_PER_APP = 10;
const inOrder = [...REQUEST_NAMES.filter((name) => !LAST.includes(name)), ...LAST];
const groups = Array.from({ length: Math.ceil(inOrder.length / REQUESTS_PER_APP) }, (_, at) =>
  inOrder.slice(at * REQUESTS_PER_APP, (at + 1) * REQUESTS_PER_APP),
);

/** The state of the core, in the shape of the contract. */
async function stateOf(page: Page): Promise<AppState> {
  const [answer] = await ask(page, 'getState', [undefined]);
  const { error, data } = appStateShape.safeParse((answer as { value: unknown }).value);
  expect(error).toBeUndefined();
  return data as AppState;
}

for (const names of groups) {
  test(`for any input, these answer as the contract says: ${names.join(', ')}`, async ({ app, lcm }) => {
    test.setTimeout(120_000);
    for (const name of names) {
      await test.step(name, async () => {
        // A call that the requests before it have not touched.
        const callId = `fuzz-${name}`;
        ring(lcm, callId);
        await expect
          .poll(async () => (await stateOf(app.quick)).calls.map((call) => call.callId))
          .toContain(callId);
        const sound = ofCall(SOUND[name], callId);
        const inputs = fc.sample(fc.oneof(odd, spoilt(sound)), { numRuns: INPUTS_PER_REQUEST, seed: 7 });
        const answers = await ask(app.quick, name, [sound, ...inputs]);
        const unforeseen = answers.filter((answer) => {
          const { ok, error } = answer as { ok: unknown; error?: unknown };
          if (ok === true) return false;
          const parsed = contractErrorShape.safeParse(error);
          return ok !== false || !parsed.success || parsed.data.code === 'failed';
        });
        expect(unforeseen, name).toEqual([]);
        await stateOf(app.quick);
        const sets = lcm.now.ledger.entries().map((entry) => entry.sets);
        const foreseen = names.slice(0, names.indexOf(name) + 1).map((each) => SETTING[each]);
        expect(
          sets.filter((each) => !foreseen.includes(each)),
          name,
        ).toEqual([]);
      });
    }
  });
}

test('values that no message can carry are answered too, and the app keeps running', async ({ app }) => {
  const results = await app.quick.evaluate(async () => {
    const api = (
      window as unknown as { afterword: Record<string, (input: unknown) => Promise<{ ok: boolean }>> }
    ).afterword;
    const cycle: Record<string, unknown> = { callId: 'x' };
    cycle['draft'] = cycle;
    let deep: unknown = 'x';
    for (let level = 0; level < 500; level += 1) deep = [deep];
    const inputs: unknown[] = [
      () => 1,
      Symbol('x'),
      10n,
      cycle,
      deep,
      new Map([['callId', 'x']]),
      new Uint8Array(1_000_000),
      new Date(),
      document.body,
      new Proxy({}, {}),
      Promise.resolve(1),
      { callId: 'x', draft: 'x'.repeat(10_000_000) },
      { callId: 'x', draft: { comment: 'x'.repeat(10_000_000) } },
    ];
    return await Promise.all(
      inputs.map((input) =>
        (async () => await api['saveDraft']!(input))().then(
          (answer) => answer.ok,
          () => 'thrown before it left the page',
        ),
      ),
    );
  });
  expect(results).not.toContain(true);
  await stateOf(app.quick);
});

test('a page can listen only to the events of the contract', async ({ app }) => {
  const refused = await app.quick.evaluate(() => {
    const { on } = (window as unknown as { afterword: { on: (name: unknown, listener: unknown) => unknown } })
      .afterword;
    const tries: [unknown, unknown][] = [
      ['afterword:event', () => {}],
      ['__proto__', () => {}],
      [undefined, () => {}],
      ['state', 'not a function'],
    ];
    return tries.map(([name, listener]) => {
      try {
        on(name, listener);
        return 'taken';
      } catch {
        return 'refused';
      }
    });
  });
  expect(refused).toEqual(['refused', 'refused', 'refused', 'refused']);
});
