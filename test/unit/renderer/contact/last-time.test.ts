import { screen, waitFor, within } from '@testing-library/vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestOutput } from '#shared/contract/index.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { EarlierWrapUp } from '#shared/wrapup/submission.ts';
import { entryOf } from '#test/support/submissions.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const DAY = 86_400_000;

function earlier(seq: number, change: Partial<EarlierWrapUp> = {}): EarlierWrapUp {
  return {
    ...entryOf(seq, { summary: 'Payment › Promise to pay', comment: `Comment ${seq}` }),
    firstAt: Date.now() - seq * DAY,
    times: 1,
    draft: { businessOutcomeId: '2', telephonyOutcomeId: null, comment: `Comment ${seq}` },
    ...change,
  };
}

let core: ScriptedCore;
let found: RequestOutput<'earlierWrapUps'>;
beforeEach(() => {
  found = { by: 'contact', items: [1, 2, 3, 4, 5].map((n) => earlier(n)), hasOlder: false };
});

async function open(draft: Draft = EMPTY_DRAFT) {
  core = createScriptedCore(
    makeState({ calls: [makeCall('A', { draft }), makeCall('B', { lcmKey: 'other' })] }),
  );
  core.answer('earlierWrapUps', () => ok(found));
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  return view;
}
const line = () => screen.findByRole('button', { name: /^Last/ });
const drafts = () => core.inputsOf('saveDraft').map(({ draft }) => draft);

describe('what was wrapped up last time', () => {
  it('is a line that unfolds to the calls before, a few at first', async () => {
    const { user } = await open();
    expect((await line()).textContent).toMatch(/Last time: *Payment › Promise to pay · /);
    await user.click(await line());
    const list = await screen.findByRole('list', { name: 'Earlier calls with this contact' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: 'Show 2 more calls' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(5);
    expect(document.activeElement).toBe(list);
  });

  it('says who wrapped up, what was promised, and what became of it', async () => {
    found = {
      ...found,
      items: [
        earlier(1, { withheld: true, agent: 'ben', comment: '', times: 3, state: 'refused' }),
        earlier(2, { callbackAt: Date.UTC(2026, 11, 1, 9), callbackZone: 'UTC' }),
      ],
      hasOlder: true,
    };
    const { user } = await open();
    await user.click(await line());
    const [first, second] = within(await screen.findByRole('list', { name: /^Earlier/ })).getAllByRole(
      'listitem',
    );
    for (const words of ['ben', 'Refused', 'last of 3 wrap-ups']) within(first!).getByText(words);
    expect(within(second!).getByText('Comment 2')).toBeTruthy();
    expect(second!.textContent).toMatch(/Callback.*Dec 1,( 2026,)? 9:00/);
    screen.getByText('Older calls are in the history.');
  });

  it('on the same number says so, and with whom', async () => {
    found = { ...found, by: 'number', items: [earlier(1, { contact: 'Marek' })] };
    const { user } = await open();
    expect((await line()).textContent).toContain('Last on this number:');
    await user.click(await line());
    within(await screen.findByRole('list', { name: 'Earlier calls on this number' })).getByText('Marek');
  });

  it('is not shown for a first call, and comes when LCM has told its number', async () => {
    found = { ...found, items: [] };
    await open();
    await waitFor(() => expect(core.inputsOf('earlierWrapUps').length).toBeGreaterThan(0));
    expect(screen.queryByRole('button', { name: /^Last/ })).toBeNull();
    found = { ...found, by: 'number', items: [earlier(1)] };
    core.emit('callFacts', { callId: 'A' });
    await line();
  });

  it('is gone at once if the call is with another contact, and asked anew', async () => {
    await open();
    await line();
    core.answer('earlierWrapUps', () => new Promise(() => {}) as never);
    core.change({ calls: [makeCall('A', { lcmKey: 'corrected' })] });
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Last/ })).toBeNull());
  });
});

describe('the same as last time', () => {
  it('is entered by one key: outcome and comment, and the focus goes to the comment', async () => {
    const { user } = await open();
    await line();
    await user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => {
      expect(drafts().at(-1)).toEqual({ ...EMPTY_DRAFT, businessOutcomeId: '2', comment: 'Comment 1' });
    });
    screen.getByText('Entered as last time.');
    await waitFor(() => expect(document.activeElement?.tagName).toBe('TEXTAREA'));
  });

  it('is asked about before it replaces what is entered', async () => {
    const { user } = await open({ ...EMPTY_DRAFT, comment: 'Begun' });
    await line();
    await user.keyboard('{Alt>}l{/Alt}');
    const dialog = await screen.findByRole('dialog');
    expect(drafts()).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Replace it' }));
    await waitFor(() => expect(drafts().at(-1)?.comment).toBe('Comment 1'));
    await waitFor(() => expect(document.activeElement?.tagName).toBe('TEXTAREA'));
  });

  it('of a colleague is the outcome alone', async () => {
    found = {
      ...found,
      items: [
        earlier(1, {
          withheld: true,
          comment: '',
          draft: { businessOutcomeId: '2', telephonyOutcomeId: null, comment: '' },
        }),
      ],
    };
    const { user } = await open();
    await line();
    await user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => expect(drafts().at(-1)).toEqual({ ...EMPTY_DRAFT, businessOutcomeId: '2' }));
  });

  it('does nothing if there was none', async () => {
    found = { ...found, items: [] };
    const { user } = await open();
    await user.keyboard('{Alt>}l{/Alt}');
    expect(drafts()).toEqual([]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
