import { screen, waitFor, within } from '@testing-library/vue';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { openView, show } from '../screen.ts';
import {
  listOutboxOf,
  createScriptedCore,
  makeCall,
  makeState,
  ok,
  type ScriptedCore,
} from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const PATIENT = { timeout: 10_000 };
const ASKS = /Corrections of the contact are not saved/;

const field = (name: string, value: string) => ({
  ...{ name, value, dataType: 'String', format: '', editable: true },
});

let core: ScriptedCore;
beforeEach(() => {
  core = createScriptedCore(makeState({ calls: [makeCall('A')] }));
  core.answer('getCallFacts', () =>
    ok({ ...NO_FACTS, fields: { at: 0, value: [field('FName', 'Test'), field('LName', 'Berry')] } }),
  );
  core.answer('listFieldEdits', () => ok({ items: [] }));
  core.answer('correctContactFields', () => ok({ submissionId: 's' }));
});

async function panelOf(user: UserEvent): Promise<HTMLElement> {
  const panel = await screen.findByRole('region', { name: 'Contact' }, PATIENT);
  const toggle = within(panel).getByRole('button', { name: /^Contact/ });
  if (toggle.getAttribute('aria-expanded') === 'false') await user.click(toggle);
  return panel;
}

/** Shows the call with an outcome chosen, and opens the input of FName. */
async function begin(): Promise<{ user: UserEvent; input: HTMLInputElement }> {
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree', {}, PATIENT);
  await user.click(screen.getByText('Not interested'));
  const panel = await panelOf(user);
  await user.click(within(panel).getByRole('button', { name: 'Correct FName' }));
  return { user, input: await within(panel).findByRole('textbox', { name: 'FName' }) };
}

async function submitWith(user: UserEvent, comment: string): Promise<void> {
  await user.type(screen.getByRole('textbox', { name: 'Comment' }), comment);
  await user.keyboard('{Control>}{Enter}{/Control}');
}
const submitted = (): unknown[] => core.inputsOf('submitWrapUp');

it('are asked about at a submit, which then goes without them', async () => {
  const { user, input } = await begin();
  await user.type(input, '!');
  await submitWith(user, 'a');
  expect(await screen.findByText(ASKS)).toBeTruthy();
  // A bounce of the key is no answer.
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(submitted()).toEqual([]);
  await submitWith(user, 'b');
  await waitFor(() => expect(submitted()).toHaveLength(1));
  expect(core.inputsOf('correctContactFields')).toEqual([]);
});

it('are no longer asked about once they are saved', async () => {
  const { user, input } = await begin();
  await user.type(input, '!');
  await submitWith(user, 'a');
  await screen.findByText(ASKS);
  await user.type(input, '{Enter}');
  await waitFor(() => expect(screen.queryByText(ASKS)).toBeNull());
  await submitWith(user, 'b');
  await waitFor(() => expect(submitted()).toHaveLength(1));
  expect(core.inputsOf('correctContactFields')).toHaveLength(1);
});

it('of a field that was opened and not changed are none', async () => {
  const { user } = await begin();
  await submitWith(user, 'a');
  await waitFor(() => expect(submitted()).toHaveLength(1));
});

it.each(['saved', 'cancelled'])(
  'stay while a correction of another field is %s in the outbox',
  async (end) => {
    const refused = { kind: 'fieldEdit', call: 'SetContactBusinessFields', state: 'refused' } as const;
    listOutboxOf(core, [
      submission('one', {
        ...{ ...refused, summary: 'LName', callId: 'A', reason: 'No.' },
        fields: [{ name: 'LName', value: 'Barry' }],
      }),
    ]);
    const { user, input } = await begin();
    await user.type(input, '!');
    await openView(user, 'Outbox');
    const item = await screen.findByRole('article', { name: /LName/ }, PATIENT);
    await user.click(within(item).getByRole('button', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog', {}, PATIENT);
    const other = await within(dialog).findByRole('textbox', { name: 'LName' }, PATIENT);
    expect(within(dialog).queryByRole('textbox', { name: 'FName' })).toBeNull();
    await user.type(other, end === 'saved' ? '{Enter}' : '{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const sent = [{ callId: 'A', fields: [{ name: 'LName', value: 'Barry' }] }];
    expect(core.inputsOf('correctContactFields')).toEqual(end === 'saved' ? sent : []);

    await user.click(screen.getByRole('button', { name: /^Wrap-up/ }));
    const again = within(await panelOf(user)).getByRole<HTMLInputElement>('textbox', { name: 'FName' });
    expect(again.value).toBe('Test!');
    expect(within(await panelOf(user)).queryByRole('textbox', { name: 'LName' })).toBeNull();
  },
);
