import { screen, waitFor, within } from '@testing-library/vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CampaignChoice } from '#shared/contract/requests/wrap-up.ts';
import { problem } from '#shared/draft/problems.ts';
import type { OutcomeRule } from '#shared/wrapup/rule-settings.ts';
import type { CallFacts, DoNotCallPeriod } from '#shared/lcm/call-facts.ts';
import { modeInformation, told } from '#test/support/fact-fixtures.ts';
import { submission } from '#test/support/submissions.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const RENEWAL = '7|2|1|0|0|44|1';
const SURVEY = '7|3|1|0|0|44|1';

const campaign = (lcmKey: string, name: string, more: Partial<CampaignChoice> = {}): CampaignChoice => ({
  ...{ lcmKey, name, contactId: '550', because: null, submission: null },
  ...more,
});

const CHOOSES: DoNotCallPeriod = {
  kind: 'agentChooses',
  days: null,
  untilEndOfDay: true,
  inContactZone: null,
};
const factsOf = (keys: readonly string[]): CallFacts =>
  told({
    mode: modeInformation({ contactNumber: '+34600123456', doNotCall: CHOOSES }),
    campaigns: keys.map((lcmKey) => ({
      ...{ campaignId: lcmKey.slice(2, 3), name: null, lcmKey, contactId: '550', number: null },
    })),
  });

let core: ScriptedCore;
let items: CampaignChoice[];
let facts: CallFacts;
const rules: OutcomeRule[] = [
  { when: { businessOutcomeId: '2' }, doNotCall: { scope: 'number' }, note: 'They will pay' },
];
beforeEach(() => {
  core = createScriptedCore(makeState({ calls: [makeCall('A', { contact: 'Priya' })] }, { rules }));
  items = [
    campaign(RENEWAL, 'Contract renewal'),
    campaign(SURVEY, 'Survey', {
      because: problem('campaigns', 'campaignLacksOutcome', { outcome: 'Promise to pay' }),
    }),
  ];
  facts = factsOf([RENEWAL, SURVEY]);
  core.answer('getCallFacts', () => ok(facts));
  core.answer('otherCampaigns', () => ok({ items }));
});

const group = () => screen.findByRole('group', { name: /Also for these campaigns/ }, { timeout: 10_000 });
const tick = async (name: RegExp) => within(await group()).getByRole<HTMLInputElement>('checkbox', { name });

describe('the other campaigns of the contact', () => {
  it('are not there where LCM has named only that of the call', async () => {
    facts = factsOf([makeCall('A').lcmKey]);
    show(MainWindow, core);
    await screen.findByRole('tree');
    await waitFor(() => expect(core.inputsOf('getCallFacts')).not.toEqual([]));
    expect(screen.queryByRole('group', { name: /Also for these campaigns/ })).toBeNull();
    expect(core.inputsOf('otherCampaigns')).toEqual([]);
  });

  it('are ticked by keys alone and go with the submit', async () => {
    const { user } = show(MainWindow, core);
    const renewal = await tick(/Contract renewal/);
    await user.keyboard('{Alt>}g{/Alt}');
    expect(document.activeElement).toBe(renewal);
    await user.keyboard(' ');
    expect(renewal.checked).toBe(true);
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'card{Enter}');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toMatchObject([{ draft: { campaigns: [RENEWAL] } }]);
    });
  });

  it('say why one cannot get the outcome, and let it not be ticked', async () => {
    const { user } = show(MainWindow, core);
    const survey = await tick(/Survey/);
    expect(survey.getAttribute('aria-disabled')).toBe('true');
    const about = document.getElementById(survey.getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).toContain('It has no outcome “Promise to pay”.');
    await user.click(survey);
    expect(survey.checked).toBe(false);
    expect(core.inputsOf('saveDraft')).toEqual([]);
  });

  it('say what was submitted there, and that it stays without a tick', async () => {
    items = [campaign(RENEWAL, 'Contract renewal', { submission: submission('1', { state: 'delivered' }) })];
    show(MainWindow, core);
    const renewal = await tick(/Contract renewal/);
    const about = document.getElementById(renewal.getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).toMatch(/Submitted there: Delivered\.\s+Without a tick it keeps that\./);
  });

  it('are told apart by the contact where two have one name, and are asked anew when the draft changes', async () => {
    items = [
      campaign(RENEWAL, 'Contract renewal'),
      campaign(SURVEY, 'Contract renewal', { contactId: '551' }),
    ];
    const { user } = show(MainWindow, core);
    expect((await group()).textContent).toContain('contact 551');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'card{Enter}');
    await waitFor(() => {
      expect(core.inputsOf('otherCampaigns').at(-1)?.draft.businessOutcomeId).not.toBeNull();
    });
  });
});

describe('an outcome that marks do not call', () => {
  it('says whom in one sentence, takes one key, and is not submitted before', async () => {
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await group();
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'promise{Enter}');
    const box = await screen.findByRole<HTMLInputElement>('checkbox', {
      name: /Nobody will call .* again\./,
    });
    expect(document.activeElement).toBe(box);
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    expect(screen.getAllByText('“Promise to pay” marks do not call. Confirm it.')).toHaveLength(2);
    box.focus();
    await user.keyboard('{Enter}{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toMatchObject([
        { draft: { doNotCall: { scope: 'number', field: null, period: { kind: 'permanent' } } } },
      ]);
    });
  });

  it('says that nothing is marked where that is not offered', async () => {
    facts = told({ campaigns: [] });
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'promise{Enter}');
    expect(await screen.findByText(/Nothing is marked\./, {}, { timeout: 10_000 })).toBeTruthy();
  });
});

describe('the note on what an outcome means', () => {
  it('stands in the list if the agent wants it there', async () => {
    const state = makeState({ calls: [makeCall('A')] }, { rules });
    core = createScriptedCore({ ...state, preferences: { ...state.preferences, outcomeNotes: 'list' } });
    show(MainWindow, core);
    const tree = await screen.findByRole('tree');
    expect(await within(tree).findByText('They will pay', {}, { timeout: 10_000 })).toBeTruthy();
  });

  it('else only beside the chosen outcome', async () => {
    const { user } = show(MainWindow, core);
    const tree = await screen.findByRole('tree');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'promise{Enter}');
    expect(await screen.findByText('They will pay')).toBeTruthy();
    expect(within(tree).queryByText('They will pay')).toBeNull();
  });
});
