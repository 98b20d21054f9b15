import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import {
  createScriptedCore,
  fails,
  makeList,
  makeState,
  ok,
  row,
  type ScriptedCore,
} from '../scripted-core.ts';

const use = (id: string, change: Partial<OutcomeUse> = {}): OutcomeUse => ({
  ...{ kind: 'business', id, favourite: false, weight: 1, number: null },
  ...change,
});

const search = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Find an outcome' });
const comment = (): HTMLElement => screen.getByLabelText('Comment');
const words = (element: Element): string => element.textContent.replace(/\s+/g, ' ').trim();

/** Numbers outcomes in this order. */
const numbered = (uses: readonly OutcomeUse[]): OutcomeUse[] =>
  uses.map((each, at) => ({ ...each, number: at + 1 }));

async function open(core: ScriptedCore, uses: readonly OutcomeUse[] = [], window = MainWindow) {
  let kept = numbered(uses);
  core.answer('getOutcomeUsage', () => ok(kept));
  core.answer('setFavourite', ({ outcome, favourite }) => {
    const others = kept.filter(({ id, kind }) => id !== outcome.id || kind !== outcome.kind);
    kept = numbered([...others, { ...use(outcome.id), ...outcome, favourite }]);
    return ok(undefined);
  });
  const { user } = show(window, core);
  await screen.findByRole('tree');
  await waitFor(() => expect(document.activeElement).toBe(search()));
  if (uses.length > 0) await screen.findByRole('toolbar', { name: 'Favourites and frequent' });
  return { user };
}

const hits = (): string[] => screen.getAllByRole('option').map(words);
const draft = (core: ScriptedCore) => core.inputsOf('submitWrapUp').at(-1)?.draft;

describe('typing', () => {
  it('goes into the search from anywhere outside text fields', async () => {
    const { user } = await open(createScriptedCore());
    screen.getByRole('button', { name: 'Expand all' }).focus();
    await user.keyboard('fail');
    expect(search().value).toBe('fail');
    expect(document.activeElement).toBe(search());
    await user.keyboard('{Escape}');
    screen.getByRole('radio', { name: 'Busy' }).focus();
    await user.keyboard('x');
    expect(search().value).toBe('x');
  });

  it('stays in text fields, in dialogs and in the tree, which has type-ahead', async () => {
    const { user } = await open(createScriptedCore());
    await user.type(comment(), 'text');
    screen.getByRole('tree').focus();
    await user.keyboard('n');
    expect(document.activeElement).toBe(screen.getByRole('tree'));
    await user.click(screen.getByRole('button', { name: /^Add/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a call' });
    within(dialog).getByRole('button', { name: 'Add call' }).focus();
    await user.keyboard('y');
    const behind: HTMLInputElement = screen.getByRole('combobox', { name: 'Find an outcome', hidden: true });
    expect(behind.value).toBe('');
  });
});

it('clears the search by Esc in its results, and only then does Esc go to the window', async () => {
  const core = createScriptedCore();
  const { user } = await open(core, [], QuickWindow);
  const results = (): HTMLElement => screen.getByRole('group', { name: 'Outcomes found' });
  const clear = (): HTMLElement => screen.getByRole('button', { name: 'Clear the search' });
  for (const place of [results, clear]) {
    await user.keyboard('fail');
    place().focus();
    await user.keyboard('{Escape}');
    expect(search().value).toBe('');
    expect(document.activeElement).toBe(search());
    expect(core.inputsOf('hideQuick')).toEqual([]);
  }
  await user.keyboard('{Escape}');
  expect(core.inputsOf('hideQuick')).toHaveLength(1);
});

describe('submitting while a search is open', () => {
  const SUBMIT = '{Control>}{Enter}{/Control}';
  const notSubmitted = (why: RegExp) =>
    waitFor(() => {
      expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toContainEqual(
        expect.stringMatching(why),
      );
      expect(document.activeElement).toBe(search());
    });

  it('takes the hit that stands out instead of the earlier choice', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard(`not int{Enter}`);
    await user.click(search());
    await user.keyboard(`declined${SUBMIT}`);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('4');
  });

  it('does not submit the earlier choice if the search finds nothing', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('not int{Enter}');
    await user.click(search());
    await user.keyboard(`zzzz${SUBMIT}`);
    await notSubmitted(/no outcome has these words/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    // Once the search is cleared, what is chosen is what is meant.
    await user.keyboard(`{Escape}${SUBMIT}`);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('5');
    expect(screen.queryByText(/no outcome has these words/)).toBeNull();
  });

  it('asks which one if several match equally, and takes the one the agent moves to', async () => {
    const rows = [row('1', 'Promise in full'), row('2', 'Promise in part'), row('5', 'Not interested')];
    const core = createScriptedCore();
    core.answer('listOutcomes', () => ok(makeList(rows)));
    const { user } = await open(core);
    await user.keyboard(`promise${SUBMIT}`);
    await notSubmitted(/several outcomes fit/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    await user.keyboard(`{ArrowDown}${SUBMIT}`);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('2');
  });

  it('takes the outcome whose whole name was typed, though longer names have the same words', async () => {
    const core = createScriptedCore();
    const rows = [row('1', 'Payment Done again'), row('2', 'Payment Done')];
    core.answer('listOutcomes', () => ok(makeList(rows)));
    const { user } = await open(core);
    await user.keyboard(`payment done${SUBMIT}`);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('2');
  });

  it('asks what is meant if the agent left the search without choosing', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('not int{Enter}');
    await user.click(search());
    await user.keyboard('declined');
    await user.click(comment());
    await user.keyboard(SUBMIT);
    await notSubmitted(/a search is still open/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('keeps the same outcome active when the list changes', async () => {
    const rows = [row('1', 'Promise in full'), row('2', 'Promise in part')];
    const core = createScriptedCore();
    core.answer('listOutcomes', () => ok(makeList(rows)));
    const { user } = await open(core);
    await user.keyboard('promise{ArrowDown}');
    core.answer('listOutcomes', () => ok(makeList([row('3', 'Promise'), ...rows])));
    core.emit('outcomes', { listKey: 'campaign:7' });
    await waitFor(() => expect(hits()).toHaveLength(3));
    await user.keyboard(SUBMIT);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('2');
  });
});

describe('choosing', () => {
  it('by Enter leads to the comment, so that a wrap-up takes two keys besides the words', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('not int{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(comment()));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('5');
  });

  it('a telephony outcome works by the same search', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('no ans');
    expect(hits()).toEqual(['No answer Telephony']);
    await user.keyboard('{Enter}{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(draft(core)).toMatchObject({ businessOutcomeId: null, telephonyOutcomeId: '8' });
  });

  it('the telephony outcome that means callback leads to the callback', async () => {
    const { user } = await open(createScriptedCore());
    await user.keyboard('callback{Enter}');
    await waitFor(() => {
      expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('true');
    });
    await waitFor(() => expect(document.activeElement?.closest('.callback')).not.toBeNull());
  });

  it('leads to the first field with a problem', async () => {
    const { user } = await open(createScriptedCore());
    const amount = screen.getByLabelText('Target amount');
    await user.type(amount, 'many');
    await user.click(search());
    await user.keyboard('not int{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(amount));
  });

  it('finds a word with a slip and marks it', async () => {
    const { user } = await open(createScriptedCore());
    await user.keyboard('faliure');
    const [first] = screen.getAllByRole('option');
    const mark = first?.querySelector('mark');
    expect(mark?.textContent).toBe('Failure');
    expect(mark?.classList).toContain('slip');
    await user.clear(search());
    await user.keyboard('fail');
    expect(screen.getAllByRole('option')[0]?.querySelector('mark')?.className).not.toContain('slip');
  });

  it('by Space in the tree stays there, by Enter goes on', async () => {
    const { user } = await open(createScriptedCore());
    const tree = screen.getByRole('tree');
    tree.focus();
    await user.keyboard('{End} ');
    await waitFor(() => expect(search().value).toBe('Not interested'));
    expect(document.activeElement).toBe(tree);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(comment()));
  });

  it('cannot take a parent if the settings say so', async () => {
    const { user } = await open(createScriptedCore(makeState({}, { parentsChoosable: false })));
    await user.keyboard('payment');
    expect(hits()).toEqual(['Payment›Promise to pay', 'Payment›Failure›Card declined']);
  });
});

describe('the field', () => {
  it('shows what is chosen, is searched by typing, and shows the choice again after Esc', async () => {
    const { user } = await open(createScriptedCore());
    expect(search().value).toBe('');
    await user.keyboard('declined{Enter}');
    await waitFor(() => expect(search().value).toBe('Payment › Failure › Card declined'));
    expect(search().parentElement?.querySelector('.own')?.textContent).toBe('Card declined');
    expect(screen.getByText('Chosen outcome: Payment › Failure › Card declined')).toBeTruthy();
    await user.click(search());
    await user.keyboard('not int');
    expect(search().value).toBe('not int');
    expect(hits()).toEqual(['Not interested']);
    await user.keyboard('{Escape}');
    expect(search().value).toBe('Payment › Failure › Card declined');
    await user.keyboard('{Backspace}');
    expect(search().value).toBe('Payment › Failure › Card declined');
    await user.click(screen.getByRole('button', { name: 'Clear the chosen outcome' }));
    expect(search().value).toBe('');
    expect(document.activeElement).toBe(search());
  });

  it('keeps the choice until another is taken', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('declined{Enter}');
    await user.click(search());
    await user.keyboard('not{Backspace}{Backspace}{Backspace}{Backspace}');
    expect(search().value).toBe('Payment › Failure › Card declined');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('4');
  });

  it('says a telephony outcome only where there is no other; its own line always does', async () => {
    const { user } = await open(createScriptedCore());
    await user.keyboard('no ans{Enter}');
    await waitFor(() => expect(search().value).toBe('No answer'));
    const line = screen.getByRole('button', { name: 'Telephony outcome No answer' });
    expect(line.getAttribute('aria-expanded')).toBe('false');
    await user.click(search());
    await user.keyboard('not int{Enter}');
    await waitFor(() => expect(search().value).toBe('Not interested'));
    await user.click(screen.getByRole('button', { name: 'Clear the chosen outcome' }));
    expect(search().value).toBe('No answer');
    await user.click(screen.getByRole('button', { name: 'Clear the telephony outcome' }));
    expect(line.textContent).toContain('Not set');
  });

  it('is not marked as wrong while the agent types a search', async () => {
    const { user } = await open(createScriptedCore());
    await user.keyboard('{Control>}{Enter}{/Control}');
    const missing = 'Choose an outcome, a telephony outcome or a callback.';
    expect(await screen.findAllByText(missing)).toHaveLength(2);
    expect(search().getAttribute('aria-invalid')).toBe('true');
    await user.click(search());
    await user.keyboard('n');
    expect(screen.queryAllByText(missing)).toEqual([]);
    expect(search().getAttribute('aria-invalid')).toBeNull();
    await user.keyboard('{Escape}');
    expect(screen.getAllByText(missing)).toHaveLength(2);
  });
});

describe('favourites and frequent outcomes', () => {
  const uses = [
    use('4', { favourite: true, weight: null }),
    use('5'),
    use('8', { kind: 'telephony' }),
    use('99'),
  ];

  it('are on top without those missing from the list, each one key away', async () => {
    const core = createScriptedCore();
    const { user } = await open(core, uses);
    const bar = screen.getByRole('toolbar', { name: 'Favourites and frequent' });
    expect(within(bar).getAllByRole('button').map(words)).toEqual([
      'Alt 1Favourite: Card declined Payment › Failure',
      'Alt 2Frequent: Not interested',
      'Alt 3Frequent: No answer',
    ]);
    await user.keyboard('{Alt>}[Digit2]{/Alt}');
    await waitFor(() => expect(document.activeElement).toBe(comment()));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('5');
  });

  it('are walked by arrows between the search and the tree, and are one stop for Tab', async () => {
    const { user } = await open(createScriptedCore(), uses);
    const buttons = within(screen.getByRole('toolbar')).getAllByRole('button');
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(buttons[0]);
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(buttons[2]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(screen.getByRole('tree'));
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(buttons[2]);
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
    expect(document.activeElement).toBe(search());
  });

  it('put used outcomes first among the hits', async () => {
    const { user } = await open(createScriptedCore(), [use('4')]);
    await user.keyboard('fail');
    expect(hits()).toEqual(['Payment›Failure›Card declined', 'Payment›Failure']);
  });

  it('are pinned by the button beside the chosen outcome', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    await user.keyboard('not int{Enter}');
    const pin = await screen.findByRole('button', { name: 'Favourite: Not interested' });
    expect(pin.getAttribute('aria-pressed')).toBe('false');
    await user.click(pin);
    await waitFor(() => expect(pin.getAttribute('aria-pressed')).toBe('true'));
    expect(core.inputsOf('setFavourite')).toEqual([
      { callId: 'A', outcome: { kind: 'business', id: '5' }, favourite: true },
    ]);
    expect(within(screen.getByRole('toolbar')).getByRole('button', { name: /Not interested/ })).toBeTruthy();
  });

  it('show why they could not be pinned', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    core.answer('setFavourite', () => fails('notSaved', reason('diskFull')));
    await user.keyboard('not int{Enter}{Alt>}[KeyP]{/Alt}');
    const [error] = await screen.findAllByText(/disk/i);
    expect(error?.closest('.picker')).not.toBeNull();
    const pin = screen.getByRole('button', { name: 'Favourite: Not interested' });
    expect(pin.getAttribute('aria-pressed')).toBe('false');
  });

  it('are pinned by Alt+P: the hit, the line, or what is chosen', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    const pinned = (): unknown[] => core.inputsOf('setFavourite').map(({ outcome }) => outcome.id);
    await user.keyboard('fail{ArrowDown}{Alt>}[KeyP]{/Alt}');
    expect(pinned()).toEqual(['4']);
    expect(await screen.findByRole('img', { name: 'Favourite' })).toBeTruthy();
    await user.keyboard('{Escape}');
    screen.getByRole('tree').focus();
    await user.keyboard('{Home}{Alt>}[KeyP]{/Alt}');
    expect(pinned()).toEqual(['4', '1']);
    await user.click(search());
    await user.keyboard('not int{Enter}{Alt>}[KeyP]{/Alt}');
    expect(pinned()).toEqual(['4', '1', '5']);
  });

  it('are loaded again when they change, and for each call', async () => {
    const core = createScriptedCore();
    const { user } = await open(core);
    core.answer('getOutcomeUsage', ({ callId }: { callId: string }) =>
      ok(numbered([use(callId === 'A' ? '5' : '2')])),
    );
    core.emit('outcomeUsage', undefined);
    const bar = await screen.findByRole('toolbar');
    expect(words(bar)).toContain('Not interested');
    await user.keyboard('{Control>}[Digit2]{/Control}');
    await waitFor(() => expect(words(screen.getByRole('toolbar'))).toContain('Promise to pay'));
  });

  it('are in the quick window too', async () => {
    const core = createScriptedCore();
    const { user } = await open(core, uses, QuickWindow);
    await user.keyboard('{Alt>}[Digit3]{/Alt}');
    await waitFor(() => expect(document.activeElement).toBe(comment()));
    expect(search().value).toBe('No answer');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(draft(core)?.telephonyOutcomeId).toBe('8');
  });
});

it('opens and closes the whole tree', async () => {
  const { user } = await open(createScriptedCore());
  await user.click(screen.getByRole('button', { name: 'Collapse all' }));
  expect(screen.getAllByRole('treeitem')).toHaveLength(2);
  await user.click(screen.getByRole('button', { name: 'Expand all' }));
  expect(screen.getAllByRole('treeitem')).toHaveLength(5);
});

describe('a search before LCM has listed the outcomes of the call', () => {
  const NONE = /no outcome(s found| has these words)/i;
  const UNLISTED = /^LCM has not listed this call’s outcomes yet/;
  const SUBMIT = '{Control>}{Enter}{/Control}';

  async function openWith(answer: ReturnType<typeof fails> | ReturnType<typeof ok<OutcomeList>>) {
    const core = createScriptedCore();
    core.answer('listOutcomes', () => answer);
    const { user } = show(MainWindow, core);
    await waitFor(() => expect(document.activeElement).toBe(search()));
    return { core, user };
  }

  it.each([
    ['none is known', makeList([], { fetchedAt: null, failure: 'timeout' })],
    ['the last campaign’s is shown', makeList(undefined, { assumed: true })],
  ])('does not say that none has these words (%s)', async (_name, list) => {
    const { core, user } = await openWith(ok(list));
    await user.keyboard('zzzz');
    // Read on the screen, and heard by who cannot see it.
    await waitFor(() => expect(screen.getAllByText(UNLISTED)).toHaveLength(2));
    await user.keyboard(SUBMIT);
    await screen.findByText(/^Not submitted: LCM has not listed this call’s outcomes yet/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    expect(screen.queryByText(NONE)).toBeNull();

    core.answer('listOutcomes', () => ok(makeList([row('9', 'Zzzz')])));
    core.emit('outcomes', { listKey: 'campaign:7' });
    await waitFor(() => expect(hits()).toEqual(['Zzzz']));
    expect(screen.queryByText(/LCM has not listed/)).toBeNull();
    await user.keyboard(SUBMIT);
    await screen.findByText('Saved.');
    expect(draft(core)?.businessOutcomeId).toBe('9');
  });

  it('keeps what was typed from being passed over in silence where no list could be asked for', async () => {
    const { core, user } = await openWith(fails('unavailable'));
    await user.keyboard(`zzzz${SUBMIT}`);
    await screen.findByText(/^Not submitted: LCM has not listed this call’s outcomes yet/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('says so once the list is there', async () => {
    const { user } = await openWith(ok(makeList()));
    await user.keyboard('zzzz');
    await waitFor(() => expect(screen.getAllByText(NONE)).toHaveLength(2));
  });
});
