import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './browser-test.ts';
import { AGENT, appliedFor, ring } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** The input method of a Japanese keyboard, as the browser's engine sees it. */
interface InputMethod {
  /** Shows a text that is not final yet, in place of the one before. */
  compose(text: string): Promise<void>;
  /** Ends the composition with a text. */
  commit(text: string): Promise<void>;
  /** The key that ended the composition, as Safari reports it: after the end, with key code 229. */
  lateKey(key: string): Promise<void>;
}

async function inputMethod(page: Page): Promise<InputMethod> {
  const session: CDPSession = await page.context().newCDPSession(page);
  return {
    async compose(text) {
      await session.send('Input.imeSetComposition', {
        ...{ text, selectionStart: text.length, selectionEnd: text.length },
      });
    },
    async commit(text) {
      await session.send('Input.insertText', { text });
    },
    async lateKey(key) {
      for (const type of ['rawKeyDown', 'keyUp'] as const) {
        await session.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: 229 });
      }
    },
  };
}

test('the keys of a composition belong to the input method', async ({ app, lcm }) => {
  ring(lcm, 'i-1', KEY);
  await seeCall(app, 'i-1');
  const ime = await inputMethod(app);
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  const comment = app.getByLabel('Comment');

  // Enter confirms what was composed. It chooses no outcome.
  await search.focus();
  await ime.compose('pro card');
  await expect(app.getByRole('option').first()).toBeVisible();
  await app.keyboard.press('Enter');
  await ime.commit('pro card');
  await ime.lateKey('Enter');
  await app.keyboard.press('ArrowDown');
  await expect(search).toHaveValue('pro card');
  await app.keyboard.press('Escape');

  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await search.focus();
  await ime.compose('ふ');
  await ime.compose('first inst');
  await expect(search).toHaveValue('first inst');
  await ime.commit('first inst');
  await app.keyboard.press('Escape');
  await expect(search).toHaveValue('Promise to pay › In full › By card');
  await comment.focus();
  await ime.compose('に');
  await ime.compose('にほん');
  await app.keyboard.press('Control+Enter');
  await app.keyboard.press('Alt+c');
  await expect(app.getByRole('switch', { name: 'Callback' })).not.toBeChecked();
  await ime.commit('日本');
  await ime.lateKey('Enter');
  await expect(comment).toHaveValue('日本');
  await seeCall(app, 'i-1');
  expect(appliedFor(lcm, 'i-1')).toEqual([]);
  await submit(app, 'i-1');
  const { data } = await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
  expect(data).toMatchObject({ callid: 'i-1', AgentComments: '日本' });
});

test('Esc ends a composition, not the dialog around it', async ({ app }) => {
  await app.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = app.getByRole('dialog', { name: 'Add a call' });
  const contact = dialog.getByLabel(/^Contact/);
  await contact.focus();
  const ime = await inputMethod(app);
  await ime.compose('たな');
  await app.keyboard.press('Escape');
  await ime.commit('田中');
  await expect(contact).toHaveValue('田中');
  await app.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test.describe('with a limit', () => {
  test.use({
    settings: {
      afterCall: {
        default: { limitSeconds: 6, warnSeconds: 3, show: 'down', atEnd: 'submit', telephonyOutcomeId: '8' },
      },
    },
  });

  test('what was composed when after-call time ended is in the wrap-up, and in no other call', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 'i-2', KEY);
    await seeCall(app, 'i-2');
    const ime = await inputMethod(app);
    const comment = app.getByLabel('Comment');
    await comment.focus();
    await ime.compose('あした');
    // Its own time begins when the first call's is over, so that its form is there to be seen.
    lcm.now.ring({ id: 'i-3', lcmKey: KEY, user: AGENT, ringMs: 1, talkMs: 8_000 });
    const { data } = await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
    expect(data).toMatchObject({ callid: 'i-2', AgentComments: 'あした' });
    await seeCall(app, 'i-3');
    await expect(comment).toHaveValue('');
    await expect.poll(() => appliedFor(lcm, 'i-3').length, { timeout: 20_000 }).toBe(1);
    expect(appliedFor(lcm, 'i-3')[0]?.data).toMatchObject({ AgentComments: '' });
  });
});
