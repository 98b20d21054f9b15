import { expect, expectAccessible, test } from './browser-test.ts';
import { AGENT, appliedFor, ring } from './lcm.ts';
import { openView, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('a new call never takes a key meant for the current one, and each call keeps its own text', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'a-1', KEY);
  await seeCall(app, 'a-1');
  const comment = app.getByLabel('Comment');
  const calls = app.getByRole('complementary', { name: 'Calls' }).getByRole('button', { name: /Contact a-/ });
  await comment.focus();
  const typed = 'Every key of this sentence is for the first call, whoever rings meanwhile.';
  for (let at = 0; at < typed.length; at += 1) {
    const key = typed.charAt(at);
    if (at > 0 && at % 20 === 0) {
      ring(lcm, `a-${at / 20 + 1}`, KEY);
      // Keep typing while the call appears and after that.
      await app.keyboard.type(key);
      await expect(calls).toHaveCount(at / 20 + 1);
    } else await app.keyboard.type(key);
  }
  await expect(comment).toHaveValue(typed);
  await expect(comment).toBeFocused();
  await seeCall(app, 'a-1');
  await expect(calls.first()).toHaveText(/After call \d:\d\d/);

  // The first call that came is the first in the list. Switching works from inside the field.
  await app.keyboard.press('Control+4');
  await seeCall(app, 'a-4');
  await expect(comment).toHaveValue('');
  await comment.pressSequentially('Another text');
  await app.keyboard.press('Control+1');
  await seeCall(app, 'a-1');
  await expect(comment).toHaveValue(typed);
  await app.keyboard.press('Control+4');
  await expect(comment).toHaveValue('Another text');
  await picture(app, '13-several-calls');
});

test('a call that is not on any more after an outage has ended, and says that its end was missed', async ({
  app,
  lcm,
}) => {
  const talk = { ringMs: 1, talkMs: 600_000 };
  lcm.now.ring({ id: 'm-1', lcmKey: KEY, user: AGENT, contactName: 'Contact m-1', ...talk });
  await seeCall(app, 'm-1');
  const form = app.getByRole('region', { name: 'Wrap-up' });
  await expect(form.getByText('Talking')).toBeVisible();
  await expect(form.getByText('Its end may have been missed', { exact: false })).toBeHidden();
  await lcm.stop();
  await lcm.start();
  await expect(app.locator('[data-status=connected]')).toBeAttached({ timeout: 20_000 });
  await expect(form.getByText('It ended without LCM telling it', { exact: false })).toBeVisible();
  await expect(form.getByText(/After call \d:\d\d/)).toBeVisible();
  await expectAccessible(app);
});

test.describe('with a limit', () => {
  test.use({
    settings: {
      afterCall: {
        default: { limitSeconds: 12, warnSeconds: 9, show: 'down', atEnd: 'submit', telephonyOutcomeId: '8' },
      },
    },
  });

  test('after-call time counts down, warns, and submits with the comment, marked as automatic', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 'l-1', KEY);
    await seeCall(app, 'l-1');
    await app.getByLabel('Comment').fill('Rang out');
    const form = app.getByRole('region', { name: 'Wrap-up' });
    await expect(form.getByText(/Only 0:0\d left/)).toBeVisible();
    const spoken = /Contact l-1: \d seconds of after-call time left\. Then it is submitted by itself\./;
    await expect(app.getByRole('status').filter({ hasText: spoken })).toHaveCount(1);
    await expectAccessible(app);
    await picture(app, '13-after-call-warning');

    const entry = await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
    expect(entry.subtopic).toBe('SetCallOutcomeWithComments');
    expect(entry.data).toMatchObject({ callid: 'l-1', OutcomeId: 8, AgentComments: 'Rang out' });
    await expect(app.getByText('Submitted by the after-call limit:', { exact: true })).toBeVisible();
    await expect(app.getByRole('button', { name: 'Correct the wrap-up of call Contact l-1' })).toBeVisible();
    await expectAccessible(app);
    await picture(app, '13-after-call-submitted');
    expect(appliedFor(lcm, 'l-1')).toHaveLength(1);
    await openView(app, 'History');
    await app.locator('.history .unfold').click();
    await expect(app.getByText('Submitted by the after-call limit', { exact: true })).toBeVisible();
  });
});

test.describe('with snippets and mandatory fields', () => {
  const snippets = [
    { abbreviation: 'cb', text: 'Call {contact} back at {callback.time}.' },
    { abbreviation: 'na', text: 'No answer, tried on {today}.' },
  ];
  test.use({ settings: { form: { snippets, mandatory: { default: ['comment', 'targetAmount'] } } } });

  test('an abbreviation becomes its text, one undo reverts it, and the menu lists all snippets', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 's-1', KEY);
    await seeCall(app, 's-1');
    const comment = app.getByRole('textbox', { name: 'Comment' });
    await comment.pressSequentially('So: cb');
    await expect(app.getByText('Tab puts in: Call {contact} back')).toBeVisible();
    await comment.press('Tab');
    await expect(comment).toHaveValue('So: Call Contact s-1 back at {callback.time}.');
    // A placeholder without a value is selected, so that the agent types over it.
    await app.keyboard.type('noon');
    await expect(comment).toHaveValue('So: Call Contact s-1 back at noon.');
    for (const before of ['So: Call Contact s-1 back at {callback.time}.', 'So: cb']) {
      await expect(async () => {
        await comment.press('Control+z');
        await expect(comment).toHaveValue(before, { timeout: 50 });
      }).toPass();
    }
    await comment.press('End');
    await app.keyboard.type(' ');
    await comment.press('Alt+s');
    const menu = app.getByRole('dialog', { name: 'Snippets' });
    await expect(menu.getByRole('option')).toHaveCount(2);
    await app.keyboard.type('tried');
    await expect(menu.getByRole('option')).toHaveCount(1);
    await expectAccessible(app);
    await picture(app, '13-snippets');
    await app.keyboard.press('Enter');
    await expect(comment).toHaveValue(/^So: cb No answer, tried on .+\.$/);
    await expect(comment).toBeFocused();

    // Without an abbreviation before the caret, Tab moves the focus as usual.
    await comment.press('Tab');
    await expect(comment).not.toBeFocused();
  });

  test('pasted text loses its invisible characters, and the screen says so', async ({ app, lcm }) => {
    ring(lcm, 's-2', KEY);
    await seeCall(app, 's-2');
    const comment = app.getByRole('textbox', { name: 'Comment' });
    await comment.fill('Paid: ');
    await comment.evaluate((box) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '\u202e001\u202c \u0007Euro');
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(comment).toHaveValue('Paid: 001 Euro');
    await expect(app.getByText('3 invisible characters were left out of the text put in.')).toBeVisible();
  });

  test('thousands of pasted lines go in at once, as many as a comment can hold', async ({ app, lcm }) => {
    ring(lcm, 's-4', KEY);
    await seeCall(app, 's-4');
    const comment = app.getByRole('textbox', { name: 'Comment' });
    await comment.fill('From the log: ');
    const typed = await comment.evaluate((box) => {
      let typed = 0;
      box.addEventListener('input', ({ isTrusted }) => (typed += Number(isTrusted)));
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '\u0007A line\r\n'.repeat(10_000));
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      return typed;
    });
    // What the browser itself types takes it longer with each line.
    expect(typed).toBe(0);
    await expect(comment).toHaveValue(`From the log: ${'A line\n'.repeat(2_856)}`.slice(0, 20_000));
    await expect(app.getByText('what was beyond is cut off', { exact: false })).toBeVisible();
  });

  test('mandatory fields are marked, and a missing one is named', async ({ app, lcm }) => {
    ring(lcm, 's-3', KEY);
    await seeCall(app, 's-3');
    await expect(app.getByText('Fields marked * have to be filled in.')).toBeVisible();
    await app.getByRole('button', { name: /^Telephony outcome/ }).click();
    await app.getByRole('radio', { name: 'Busy' }).click();
    await app.keyboard.press('Control+Enter');
    await expect(app.getByRole('textbox', { name: 'Comment' })).toBeFocused();
    await expect(app.getByRole('button', { name: 'Fill in: Target amount' })).toBeVisible();
    await expectAccessible(app);
    await picture(app, '13-mandatory');
    await app.setViewportSize({ width: 360, height: 780 });
    await picture(app, '13-mandatory-narrow');
  });
});
