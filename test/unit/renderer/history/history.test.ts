import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { nextTick } from 'vue';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Answer, RequestInput, RequestOutput } from '#shared/contract/index.ts';
import { strFromU8, unzipSync } from 'fflate';
import { HISTORY_FILE_NAME } from '#shared/contract/history-file.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import { setLanguage } from '../../../../src/renderer/i18n/i18n.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { openView, show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, ok } from '../scripted-core.ts';
import { entryOf } from '#test/support/submissions.ts';

const HISTORY = { en: 'History', de: 'Verlauf' } as const;

/** A core with entries 1 to `newest`, of which `find` are found by a search. */
async function openHistory(
  newest: number,
  find: (entry: HistoryEntry, query: string) => boolean = () => true,
  language: keyof typeof HISTORY = 'en',
) {
  const core = createScriptedCore();
  /** `changes` are entries that moved, since `upTo`. */
  const history = { newest, changes: new Map<number, Partial<HistoryEntry>>() };
  const entry = (seq: number): HistoryEntry => entryOf(seq, history.changes.get(seq));
  core.answer('listHistory', ({ query, before, limit }: RequestInput<'listHistory'>) => {
    const seqs = Array.from({ length: history.newest }, (_, at) => history.newest - at);
    const entries = seqs.filter((seq) => before === null || seq < before).map(entry);
    const found = entries.filter((each) => find(each, query));
    return ok({ entries: found.slice(0, limit), upTo: history.newest });
  });
  core.answer('followHistory', ({ upTo, query }: RequestInput<'followHistory'>) => {
    const fresh = Array.from({ length: history.newest - upTo }, (_, at) => upTo + at + 1);
    if (fresh.length > 200) return ok(null);
    const changed = [...fresh, ...history.changes.keys()];
    const entries = changed.map(entry).filter((each) => find(each, query));
    return ok({ changed, entries, upTo: history.newest });
  });
  core.answer('countHistory', () => ok({ found: history.newest, without: {} }));
  const view = show(MainWindow, core);
  await view.user.click(await screen.findByRole('button', { name: HISTORY[language] }));
  return { core, history, ...view };
}

/** The calls on screen, by the buttons that unfold them. */
const rows = (): string[] => [...document.querySelectorAll('.unfold')].map((each) => each.textContent.trim());

afterEach(() => {
  vi.restoreAllMocks();
});

describe('calls that were never wrapped up', () => {
  const unwrapped = (n: number) => ({
    callId: `left-${n}`,
    lcmKey: `5|3|${n}`,
    type: 'MANUAL',
    contact: n === 0 ? 'Ana Martín' : null,
    openedAt: Date.now() - 9 * 86_400_000,
  });

  it('are listed with the history, a few at first, and can be opened again', async () => {
    const core = createScriptedCore();
    const all = Array.from({ length: 8 }, (_, n) => unwrapped(n));
    core.answer('listNotWrappedUp', ({ limit }: RequestInput<'listNotWrappedUp'>) =>
      ok({ calls: all.slice(0, limit) }),
    );
    core.answer('openCall', ({ callId }: RequestInput<'openCall'>) => {
      core.change({ calls: [makeCall(callId), ...core.state.calls] });
      return ok({ callId });
    });
    const { user } = show(MainWindow, core);
    await openView(user, 'History');
    const section = within(await screen.findByRole('region', { name: 'Not wrapped up' }));
    expect(section.getAllByRole('listitem')).toHaveLength(5);
    expect(section.getByText('Ana Martín')).toBeTruthy();
    section.getByRole('button', { name: 'Show more' }).focus();
    await user.keyboard('{Enter}');
    await section.findByText('left-7');
    expect(section.queryByRole('button', { name: 'Show more' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Not wrapped up' }));
    await user.click(section.getByRole('button', { name: 'Open again: left-7' }));
    await screen.findByRole('heading', { name: /Call left-7/ });
    expect(core.inputsOf('openCall')).toEqual([
      { callId: 'left-7', lcmKey: '5|3|7', type: 'MANUAL', contact: null },
    ]);
  });

  it('are not mentioned if there is none', async () => {
    const { user } = show(MainWindow, createScriptedCore());
    await openView(user, 'History');
    await screen.findByText('Nothing has been submitted yet.');
    expect(screen.queryByRole('region', { name: 'Not wrapped up' })).toBeNull();
  });
});

describe('the history', () => {
  it('shows new entries on top and keeps the loaded ones below', async () => {
    const { core, history, user } = await openHistory(250);
    await screen.findByText('call-250');
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(rows()).toHaveLength(200));
    history.newest = 253;
    core.emit('outbox', undefined);
    await screen.findByText('call-253');
    expect(rows()).toHaveLength(203);
    expect(rows().slice(0, 4)).toEqual(['call-253', 'call-252', 'call-251', 'call-250']);
    expect(rows().at(-1)).toBe('call-51');
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(rows()).toHaveLength(253));
  });

  it('shows at once what became of any entry, which keeps its place', async () => {
    const { core, history } = await openHistory(150);
    await screen.findByText('call-150');
    history.changes.set(140, { state: 'refused' });
    core.emit('outbox', undefined);
    await screen.findByText('Refused');
    expect(rows()).toHaveLength(100);
    expect(rows()[10]).toBe('call-140');
  });

  it('tells the core how it writes times while it is shown, and when it is shown no more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { core, user } = await openHistory(3);
    await screen.findByText('call-3');
    const told = () => core.inputsOf('historyShown').map(({ times }) => times?.['minute'] ?? null);
    expect(told()).toEqual(['2-digit']);
    vi.advanceTimersByTime(60_000);
    expect(told()).toEqual(['2-digit', '2-digit']);
    await user.click(screen.getByRole('button', { name: /^Outbox/ }));
    await waitFor(() => expect(told()).toEqual(['2-digit', '2-digit', null]));
    vi.advanceTimersByTime(120_000);
    expect(told()).toHaveLength(3);
  });

  it('drops an entry that is not found any more', async () => {
    const { core, history, user } = await openHistory(
      5,
      ({ state }, query) => query === '' || state === 'delivered',
    );
    await screen.findByText('call-5');
    await user.type(screen.getByRole('textbox'), 'delivered');
    await waitFor(() => expect(core.inputsOf('listHistory').at(-1)?.query).toBe('delivered'));
    history.changes.set(3, { state: 'held' });
    core.emit('outbox', undefined);
    await waitFor(() => expect(rows()).toEqual(['call-5', 'call-4', 'call-2', 'call-1']));
  });

  it('starts again if more has happened than a page holds', async () => {
    const { core, history } = await openHistory(10);
    await screen.findByText('call-10');
    history.newest = 500;
    core.emit('outbox', undefined);
    await screen.findByText('call-500');
    expect(rows()).toHaveLength(100);
  });

  it('is searched by the core and shows only the answer to the last search', async () => {
    const { core, user } = await openHistory(30, ({ callId }, query) => callId.includes(query));
    await screen.findByText('call-30');
    const answers: ((answer: Answer<RequestOutput<'listHistory'>>) => void)[] = [];
    core.answer('listHistory', () => new Promise((resolve) => answers.push(resolve)));
    const field = screen.getByRole('textbox');
    await user.type(field, 'first');
    await waitFor(() => expect(answers).toHaveLength(1));
    await user.type(field, ' and second');
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(ok({ entries: [entryOf(2)], upTo: 30 }));
    answers[0]?.(ok({ entries: [entryOf(1)], upTo: 30 }));
    await waitFor(() => expect(rows()).toEqual(['call-2']));
    expect(core.inputsOf('listHistory').at(-1)?.query).toBe('first and second');
  });

  it.each([
    ['en', 'DELIVERED', { delivered: ['state.delivered'] }, /^en/],
    ['de', 'Zugestellt rückruf', { zugestellt: ['state.delivered'], ruckruf: ['summary.Callback'] }, /^de/],
  ] as const)(
    'tells the core in %s which codes it shows by these words: %s',
    async (language, query, codes, locale) => {
      await setLanguage(language);
      onTestFinished(() => setLanguage('en'));
      const { core, user } = await openHistory(3, () => true, language);
      await user.type(screen.getByRole('textbox'), query);
      await waitFor(() => expect(core.inputsOf('listHistory').at(-1)?.query).toBe(query));
      const shown = core.inputsOf('listHistory').at(-1)?.shown;
      for (const [term, named] of Object.entries(codes))
        expect(shown?.codes[term]).toEqual(expect.arrayContaining([...named]));
      expect(shown?.times).toMatchObject({
        locale: expect.stringMatching(locale) as string,
        minute: '2-digit',
      });
    },
  );

  it('is loaded again for another agent, who may read other comments', async () => {
    const { core } = await openHistory(3);
    await screen.findByText('call-3');
    core.answer('listHistory', () => ok({ entries: [entryOf(3, { summary: 'Withheld' })], upTo: 3 }));
    core.change({ agent: 'b.silva' });
    await screen.findByText('Withheld');
    expect(rows()).toEqual(['call-3']);
  });

  it('is not loaded again when something else changes', async () => {
    const { core } = await openHistory(3);
    await screen.findByText('call-3');
    const before = core.inputsOf('listHistory').length;
    core.change({ lcmAheadMs: 5 });
    await nextTick();
    expect(core.inputsOf('listHistory').length).toBe(before);
  });
});

describe('the export', () => {
  interface Saved {
    readonly name: string;
    readonly text: Promise<string>;
  }

  /** What the page hands over to be saved, by name and content. */
  function catchFiles(): Saved[] {
    const saved: Saved[] = [];
    let file = new Blob();
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      file = blob as Blob;
      return 'blob:test';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      expect(this.href).toBe('blob:test');
      saved.push({ name: this.download, text: file.text() });
    });
    return saved;
  }

  type Piece = RequestOutput<'exportHistory'>;
  const TOTAL = 250;

  /** Piece by piece, each answered when the test says so. */
  async function begin(format: RegExp) {
    const opened = await openHistory(3);
    const asked: (() => void)[] = [];
    opened.core.answer(
      'exportHistory',
      ({ cursor }: RequestInput<'exportHistory'>) =>
        new Promise((resolve) => {
          const done = Math.min(TOTAL, (cursor?.done ?? 0) + 100);
          const progress = { done, rows: done, total: TOTAL };
          const next = done === TOTAL ? null : { after: done, until: TOTAL, ...progress };
          const piece: Piece = { text: `<${done}>`, ...progress, next };
          asked.push(() => resolve(ok(piece)));
        }),
    );
    await opened.user.click(await screen.findByRole('button', { name: 'Export' }));
    const item = await screen.findByRole('menuitem', { name: format });
    const offered = screen.getAllByRole('menuitem').map(({ textContent }) => textContent.trim());
    await opened.user.click(item);
    const answerPiece = async (number: number): Promise<void> => {
      await waitFor(() => expect(asked).toHaveLength(number));
      asked[number - 1]?.();
    };
    return { ...opened, answerPiece, offered };
  }

  it.each([
    [/CSV/, 'csv'],
    [/JSON/, 'json'],
  ] as const)('%s: shows how far it is, and saves the pieces in their order', async (label, format) => {
    const saved = catchFiles();
    const { core, answerPiece } = await begin(label);
    await answerPiece(1);
    await screen.findByText('100 of 250 entries');
    const bar: HTMLProgressElement = screen.getByRole('progressbar', { name: 'Export of the history' });
    expect([bar.value, bar.max]).toEqual([100, 250]);
    await answerPiece(2);
    await answerPiece(3);
    await screen.findByText(/ is ready, with 250 entries\./);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toMatch(HISTORY_FILE_NAME);
    expect(saved[0]?.name.endsWith(format)).toBe(true);
    expect(await saved[0]?.text).toBe('<100><200><250>');
    const asked = core.inputsOf('exportHistory');
    expect(asked.map(({ cursor }) => cursor?.after ?? null)).toEqual([null, 100, 200]);
    expect(new Set(asked.map((each) => each.format))).toEqual(new Set([format]));
  });

  it('offers a workbook first, made of the same pieces', async () => {
    let file = new Blob();
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      file = blob as Blob;
      return 'blob:test';
    });
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    const { core, answerPiece, offered } = await begin(/Workbook/);
    for (const number of [1, 2, 3]) await answerPiece(number);
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(offered).toEqual(['Workbook (Excel)', 'Plain table (CSV)', 'For a program (JSON)']);
    expect(core.inputsOf('exportHistory').map(({ format }) => format)).toEqual(['xlsx', 'xlsx', 'xlsx']);
    const parts = unzipSync(new Uint8Array(await file.arrayBuffer()));
    expect(strFromU8(parts['xl/worksheets/sheet1.xml']!)).toBe('<100><200><250>');
  });

  it('can be cancelled, and then asks for no more', async () => {
    const saved = catchFiles();
    const { core, user, answerPiece } = await begin(/CSV/);
    await answerPiece(1);
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('progressbar')).toBeNull();
    await answerPiece(2);
    await new Promise((resolve) => setTimeout(resolve));
    expect(core.inputsOf('exportHistory')).toHaveLength(2);
    expect(saved).toEqual([]);
  });

  it('goes on while the agent works elsewhere, and then waits to be saved', async () => {
    const saved = catchFiles();
    const { user, answerPiece } = await begin(/CSV/);
    await answerPiece(1);
    await user.click(screen.getByRole('button', { name: 'Wrap-up' }));
    await answerPiece(2);
    await answerPiece(3);
    await screen.findByRole('tree');
    expect(saved).toEqual([]);
    await openView(user, 'History');
    await user.click(await screen.findByRole('button', { name: 'Save the file' }));
    expect(saved).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByText(/is ready/)).toBeNull();
  });

  it('shows what went wrong and makes no file', async () => {
    const saved = catchFiles();
    const { core, answerPiece } = await begin(/JSON/);
    core.answer('exportHistory', () => fails('failed', reason('unforeseen', { what: 'Error' })));
    await answerPiece(1);
    expect(await screen.findByText(/did not foresee \(Error\)/)).toBeTruthy();
    expect(saved).toEqual([]);
  });

  it('shows that the page could not make the file', async () => {
    const saved = catchFiles();
    const { answerPiece } = await begin(/JSON/);
    vi.spyOn(globalThis, 'Blob').mockImplementation(function () {
      throw new RangeError('no room');
    });
    for (const number of [1, 2, 3]) await answerPiece(number);
    expect(await screen.findByText(/did not foresee \(RangeError\)/)).toBeTruthy();
    expect(saved).toEqual([]);
  });

  it('is forgotten when another agent signs in', async () => {
    catchFiles();
    const { core, answerPiece } = await begin(/CSV/);
    for (const number of [1, 2, 3]) await answerPiece(number);
    await screen.findByText(/is ready/);
    core.change({ agent: 'b.silva' });
    await waitFor(() => expect(screen.queryByText(/is ready/)).toBeNull());
  });
});
