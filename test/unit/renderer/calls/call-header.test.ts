import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { CallView } from '#shared/contract/app-state.ts';
import { NO_FACTS, type ModeInformation } from '#shared/lcm/call-facts.ts';
import CallHeader from '../../../../src/renderer/calls/CallHeader.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, ok } from '../scripted-core.ts';

const MODE: ModeInformation = {
  campaignId: '7',
  campaignCategory: null,
  modeName: 'Mobile',
  contactId: null,
  contactNumber: '+34 600 123 417',
  zone: null,
  dispositionRequired: null,
  doNotCall: null,
};

async function head(change: Partial<CallView> = {}, mode: Partial<ModeInformation> | null = {}) {
  const core = createScriptedCore();
  const value = mode === null ? null : { at: 0, value: { ...MODE, ...mode } };
  core.answer('getCallFacts', () => ok({ ...NO_FACTS, mode: value }));
  const shown = show(CallHeader, core, { call: makeCall('c-1', { contact: 'Ana Moreno', ...change }) });
  await waitFor(() => expect(core.inputsOf('getCallFacts')).toHaveLength(1));
  return { core, ...shown };
}
const facts = (): string =>
  document.querySelector('.facts')?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';

describe('the head of a call', () => {
  it('says who, the kind of call in words, the campaign and the number; no id', async () => {
    await head({}, { campaignCategory: 'Collections' });
    expect(screen.getByRole('heading', { level: 1 }).textContent.trim()).toBe('Ana Moreno');
    await waitFor(() => expect(facts()).toMatch(/^Campaign call ?Collections ?Mobile ?\+34 ••• ••• •17/));
    // One line is there to be copied.
    expect(screen.getAllByText(/c-1|5\|3/).map((each) => each.getAttribute('aria-hidden'))).toEqual(['true']);
  });

  it.each([
    [{ type: 'INBOUND' }, /^Inbound ?Campaign 7/],
    [{ type: 'MANUAL' }, /^Manual ?Campaign 7/],
    [{ type: 'PREVIEW 2' }, /^PREVIEW 2 ?Campaign 7/],
  ])(
    'has the campaign’s id if LCM tells no name, and a site’s own type as it is: %o',
    async (change, words) => {
      await head(change);
      await waitFor(() => expect(facts()).toMatch(words));
    },
  );

  it('has a masked number, else the call’s id, for who, if there is no name', async () => {
    const { unmount } = await head({ contact: '+34 911 100 101' }, null);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('+34 ••• ••• •01');
    unmount();
    await head({ contact: null }, null);
    expect(screen.getByRole('heading', { level: 1, name: 'Call c-1' })).toBeTruthy();
  });

  it('copies both ids in a line, and says so', async () => {
    const copied: string[] = [];
    const execCommand = (): boolean => {
      copied.push(getSelection()?.toString() ?? '');
      return true;
    };
    Object.defineProperty(document, 'execCommand', { value: execCommand, configurable: true });
    const { user } = await head();
    const button = screen.getByRole('button', { name: 'Copy ids' });
    expect(button.title).toBe('Call c-1, LCM key 5|3|1|0|0|44|c-1');
    await user.click(button);
    expect(await within(button).findByText('Copied')).toBeTruthy();
    expect(copied).toEqual([button.title]);
  });
});
