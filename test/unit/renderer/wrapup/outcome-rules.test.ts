import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { Component } from 'vue';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { OutcomeRule } from '#shared/wrapup/rule-settings.ts';
import { callback } from '#test/support/form-fixtures.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import {
  createScriptedCore,
  makeCall,
  makeList,
  makeState,
  ok,
  row,
  type ScriptedCore,
} from '../scripted-core.ts';

const PROMISE: OutcomeRule = {
  when: { businessOutcomeId: '2' },
  needs: ['targetAmount'],
  confirm: { en: 'The customer agreed to the date', de: 'Der Kunde stimmt zu' },
  note: 'They will pay within two weeks',
};
const DECLINED: OutcomeRule = {
  when: { within: '3' },
  callback: 'none',
  presets: { targetAmount: 25, comment: 'dec', telephonyOutcomeId: '0' },
};
const REFUSED: OutcomeRule = {
  when: { businessOutcomeId: '5', campaignId: '7' },
  callback: 'needed',
  quickPicks: [{ in: '3 h', label: 'After work' }],
};

function scripted(change: Parameters<typeof makeCall>[1] = {}): ScriptedCore {
  const form = {
    rules: [PROMISE, DECLINED, REFUSED],
    snippets: [{ abbreviation: 'dec', text: 'Card declined by the bank.' }],
  };
  return createScriptedCore(makeState({ calls: [makeCall('A', change)] }, form));
}

async function open(window: Component, core: ScriptedCore) {
  const { user } = show(window, core);
  await screen.findByRole('tree');
  return {
    user,
    /** Chooses the outcome by typing and Enter. */
    async choose(words: string) {
      await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), `${words}{Enter}`);
    },
    submit: () => user.keyboard('{Control>}{Enter}{/Control}'),
  };
}

const amount = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Target amount' });
const comment = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Comment' });
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Find an outcome' });
const theSwitch = () => screen.getByRole('switch', { name: 'Callback' });

describe('an outcome that needs something', () => {
  it('marks it, and says at the field and in the summary which outcome needs it', async () => {
    const core = scripted();
    const { user, choose, submit } = await open(MainWindow, core);
    await choose('promise');
    expect(amount().getAttribute('aria-required')).toBe('true');
    expect(comment().hasAttribute('aria-required')).toBe(false);
    expect(screen.queryByText(/needs an amount/)).toBeNull();
    expect(screen.getByText('Fill in what is still missing, and it can be submitted.')).toBeTruthy();

    await submit();
    expect(screen.getAllByText('“Promise to pay” needs an amount.')).toHaveLength(2);
    await waitFor(() => {
      expect(screen.getAllByText('“Promise to pay” needs this to be confirmed.')).toHaveLength(2);
    });
    expect(amount().getAttribute('aria-invalid')).toBe('true');
    expect(core.inputsOf('submitWrapUp')).toEqual([]);

    await user.type(amount(), '50');
    expect(screen.queryByText('“Promise to pay” needs an amount.')).toBeNull();
  });

  it('has a confirmation ticked with one key, which goes on to what else is needed', async () => {
    const core = scripted();
    const { user, choose, submit } = await open(MainWindow, core);
    await choose('promise');
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: /The customer agreed to the date/ });
    expect(document.activeElement).toBe(box);
    await user.keyboard('{Enter}');
    expect(box.checked).toBe(true);
    expect(document.activeElement).toBe(amount());
    await user.keyboard('50');
    await submit();
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft)).toEqual([
      {
        ...EMPTY_DRAFT,
        businessOutcomeId: '2',
        targetAmount: '50',
        confirmed: 'The customer agreed to the date',
      },
    ]);
  });

  it('has Space tick and untick the confirmation, and another outcome asks anew', async () => {
    const { user, choose } = await open(MainWindow, scripted());
    await choose('promise');
    const box = (): HTMLInputElement => screen.getByRole('checkbox', { name: /The customer agreed/ });
    box().focus();
    await user.keyboard(' ');
    expect(box().checked).toBe(true);
    expect(document.activeElement).toBe(box());
    await choose('card declined');
    expect(screen.queryByRole('checkbox', { name: /The customer agreed/ })).toBeNull();
    await choose('promise');
    expect(box().checked).toBe(false);
  });

  it('opens the callback that it needs, with its own times at one press', async () => {
    const core = scripted();
    const { user, choose, submit } = await open(MainWindow, core);
    await choose('not interested');
    expect(theSwitch().getAttribute('aria-checked')).toBe('true');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'When' }));
    const picks = within(screen.getByRole('group', { name: 'Quick picks' })).getAllByRole('button');
    expect(picks.map(({ textContent }) => textContent.trim())).toEqual(['After work']);

    await user.click(theSwitch());
    await submit();
    expect(
      screen.getAllByText('“Not interested” needs a callback: switch it on and set its time.'),
    ).toHaveLength(2);
    expect(document.activeElement).toBe(theSwitch());
  });
});

describe('an outcome that allows no callback', () => {
  it('says so in place of the callback, and no key begins one', async () => {
    const core = scripted();
    const { user, choose } = await open(MainWindow, core);
    await choose('card declined');
    const words = screen.getByText('“Card declined” allows no callback');
    expect(theSwitch().getAttribute('aria-disabled')).toBe('true');
    expect(theSwitch().getAttribute('aria-describedby')?.split(' ')).toContain(words.id);
    await user.click(theSwitch());
    expect(theSwitch().getAttribute('aria-checked')).toBe('false');
    await user.keyboard('{Alt>}c{/Alt}');
    expect(theSwitch().getAttribute('aria-checked')).toBe('false');
    expect(core.inputsOf('saveDraft').every(({ draft }) => draft.callback === null)).toBe(true);
  });

  it('keeps a callback that is there, as a problem with the way out of it', async () => {
    const draft = { ...EMPTY_DRAFT, callback: callback({ startDate: '2099-01-01', when: '' }) };
    const core = scripted({ draft });
    const { user, choose, submit } = await open(MainWindow, core);
    await choose('card declined');
    const remove = screen.getByRole('button', { name: 'Remove the callback' });
    expect(document.activeElement).toBe(remove);
    expect(theSwitch().getAttribute('aria-checked')).toBe('true');
    await submit();
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    remove.focus();
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('button', { name: 'Remove the callback' })).toBeNull();
    expect(theSwitch().getAttribute('aria-checked')).toBe('false');
    await waitFor(() => expect(document.activeElement).toBe(theSwitch()));
    await submit();
    expect(core.inputsOf('submitWrapUp').map(({ draft: sent }) => sent.callback)).toEqual([null]);
  });
});

describe('what an outcome fills in', () => {
  it('is said at the field, and goes with the outcome, but not what the agent entered', async () => {
    const { user, choose } = await open(MainWindow, scripted());
    await choose('card declined');
    expect([amount().value, comment().value]).toEqual(['25', 'Card declined by the bank.']);
    const said = screen.getAllByText('Filled in for “Card declined”.');
    expect(said).toHaveLength(3);
    const described = amount().getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent.trim()).toBe('Filled in for “Card declined”.');

    await user.type(comment(), ' Twice.');
    expect(screen.getAllByText('Filled in for “Card declined”.')).toHaveLength(2);
    await choose('promise');
    expect(amount().value).toBe('');
    expect(comment().value).toBe('Card declined by the bank. Twice.');
    expect(screen.queryByText(/^Filled in for/)).toBeNull();
  });

  it('is in sight in the quick window too', async () => {
    const { choose } = await open(QuickWindow, scripted());
    expect(screen.queryByRole('textbox', { name: 'Target amount' })).toBeNull();
    await choose('card declined');
    expect(amount().value).toBe('25');
  });
});

it('says what the chosen outcome means', async () => {
  const { user, choose } = await open(MainWindow, scripted());
  await choose('promise');
  expect(screen.getByText('They will pay within two weeks')).toBeTruthy();
  await user.type(field(), 'card');
  expect(screen.queryByText('They will pay within two weeks')).toBeNull();
});

describe('the only outcome that there is', () => {
  const ONLY = [row('1', 'Payment'), row('2', 'Promise to pay', '1')];
  function withOnly(change: Parameters<typeof makeCall>[1] = {}): ScriptedCore {
    const state = makeState(
      { calls: [makeCall('A', change)] },
      { parentsChoosable: false, rules: [PROMISE] },
    );
    const core = createScriptedCore(state);
    core.answer('listOutcomes', () => ok(makeList(ONLY)));
    return core;
  }

  it('stands chosen, with what it entails, and the draft is not begun for that', async () => {
    const core = withOnly();
    await open(MainWindow, core);
    expect(field().value).toBe('Payment › Promise to pay');
    expect(await screen.findByRole('checkbox', { name: /The customer agreed/ })).toBeTruthy();
    expect(screen.queryByTitle('Draft')).toBeNull();
    window.dispatchEvent(new Event('blur'));
    expect(core.inputsOf('saveDraft')).toEqual([]);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('is saved with the first entry, and sent', async () => {
    const core = withOnly();
    const { user, submit } = await open(MainWindow, core);
    await user.type(amount(), '5');
    window.dispatchEvent(new Event('blur'));
    await waitFor(() => {
      expect(core.inputsOf('saveDraft').at(-1)?.draft).toEqual({
        ...EMPTY_DRAFT,
        businessOutcomeId: '2',
        targetAmount: '5',
      });
    });
    await user.click(screen.getByRole('checkbox', { name: /The customer agreed/ }));
    await submit();
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.businessOutcomeId)).toEqual(['2']);
  });

  it('can be taken back, and stays so', async () => {
    const core = withOnly();
    const { user, submit } = await open(MainWindow, core);
    await user.click(screen.getByRole('button', { name: 'Clear the chosen outcome' }));
    expect(field().value).toBe('');
    core.emit('outcomes', { listKey: 'campaign:7' });
    await submit();
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    expect(field().value).toBe('');
  });

  it('is not chosen in a correction, beside another, from a list that is only assumed, or before LCM has sent one', async () => {
    for (const list of [makeList(), makeList(ONLY, { assumed: true }), makeList(ONLY, { fetchedAt: null })]) {
      const core = withOnly();
      core.answer('listOutcomes', () => ok(list));
      const { unmount } = show(MainWindow, core);
      await screen.findByRole('tree');
      expect(field().value).toBe('');
      unmount();
    }
    const corrected = { wrappedAt: Date.now(), correcting: { submissionId: 's', sentAt: null } };
    await open(MainWindow, withOnly(corrected));
    expect(field().value).toBe('');
  });
});
