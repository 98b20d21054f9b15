import fc from 'fast-check';
import type { RequestName } from '#shared/contract/index.ts';
import { REQUEST_NAMES } from '#shared/contract/requests/index.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { appStateShape, contractErrorShape } from '#test/support/answer-shapes.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

const INPUTS_PER_REQUEST = 150;

/** A valid input for each request, which the test then breaks in one place. */
const SOUND: Record<RequestName, unknown> = {
  getState: undefined,
  signIn: { userId: 'testagent' },
  openCall: { callId: 'z-1', lcmKey: '5|3', type: 'MANUAL' },
  closeCall: { callId: 'z-1' },
  endCall: { callId: 'fuzz' },
  answerOffer: { callId: 'fuzz', take: true },
  answerLink: { callId: 'fuzz', lcmKey: 'fuzz', type: 'MANUAL', take: false },
  listNotWrappedUp: { limit: 50 },
  saveDraft: { callId: 'fuzz', draft: EMPTY_DRAFT },
  noteWork: { callId: 'fuzz' },
  beginCorrection: { callId: 'fuzz' },
  cancelCorrection: { callId: 'fuzz' },
  bookedCallbacks: { callId: 'fuzz' },
  callbackOverlap: {
    callId: 'fuzz',
    callback: {
      ...{ kind: 'personal', startDate: '2026-12-01', startTime: '10:00', endDate: '', endTime: '' },
      ...{ startFold: null, endFold: null, modeId: '1', zone: null, when: '' },
    },
  },
  submitWrapUp: { callId: 'fuzz', draft: { ...EMPTY_DRAFT, businessOutcomeId: 'none' } },
  listOutcomes: { callId: 'fuzz', refresh: false },
  getOutcomeUsage: { callId: 'fuzz' },
  getCallFacts: { callId: 'fuzz' },
  correctContactFields: { callId: 'fuzz', fields: [{ name: 'LName', value: 'Berry' }] },
  listFieldEdits: { callId: 'fuzz' },
  saveDoNotCall: { callId: 'fuzz', scope: 'number', field: null, period: { kind: 'days', days: 30 } },
  listDoNotCalls: { callId: 'fuzz' },
  earlierWrapUps: { callId: 'fuzz' },
  setFavourite: { callId: 'fuzz', outcome: { kind: 'business', id: '1' }, favourite: true },
  listOutbox: { states: ['queued'], offset: 0, limit: 10 },
  retryOutbox: { submissionId: null },
  editSubmission: { submissionId: 'none' },
  discardSubmission: { submissionId: 'none', reason: 'x' },
  exportHistory: { format: 'csv', form: 'record', cursor: null },
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
  tryOutcomeList: { callId: 'fuzz', lcmKey: 'fuzz', type: 'MANUAL' },
  recordBus: undefined,
  draftSettings: { meanings: [] },
  writeSettings: { meanings: [] },
  showMain: { view: 'wrapUp' },
  hideQuick: undefined,
  noteSearches: { took: [12.5, 8] },
  makeDiagnostics: undefined,
};

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
async function ask(
  page: import('@playwright/test').Page,
  name: RequestName,
  inputs: unknown[],
): Promise<unknown[]> {
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

for (const name of REQUEST_NAMES) {
  test(`for any input, ${name} answers as the contract says`, async ({ app, lcm }) => {
    ring(lcm, 'fuzz');
    await seeCall(app.main, 'fuzz');
    const inputs = fc.sample(fc.oneof(odd, spoilt(SOUND[name])), { numRuns: INPUTS_PER_REQUEST, seed: 7 });
    const answers = await ask(app.quick, name, [SOUND[name], ...inputs]);
    const unforeseen = answers.filter((answer) => {
      const { ok, error } = answer as { ok: unknown; error?: unknown };
      if (ok === true) return false;
      const parsed = contractErrorShape.safeParse(error);
      return ok !== false || !parsed.success || parsed.data.code === 'failed';
    });
    expect(unforeseen).toEqual([]);
    const [state] = await ask(app.quick, 'getState', [undefined]);
    expect(appStateShape.safeParse((state as { value: unknown }).value).error).toBeUndefined();
    const others = lcm.now.ledger.entries().filter(({ sets }) => sets !== SETTING[name]);
    expect(others).toEqual([]);
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
  const [state] = await ask(app.quick, 'getState', [undefined]);
  expect(appStateShape.safeParse((state as { value: unknown }).value).success).toBe(true);
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
