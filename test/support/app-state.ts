import type { AppState } from '#shared/contract/app-state.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';

/** The state of a core that is linked to LCM and at rest, with what differs. */
export function appState(change: Partial<AppState> = {}): AppState {
  return {
    version: 1,
    agent: 'testagent',
    agentOfSettings: '',
    signIn: null,
    secrets: [],
    demo: false,
    connect: 'closed',
    lcmHost: 'lcm.example',
    link: { status: 'connected', since: 0, reason: null, nextTryAt: null },
    lcmAheadMs: 0,
    outbox: { waiting: 0, sending: 0, refused: 0, held: 0, elsewhere: 0, oldestAt: null },
    callbacks: { due: [], missed: 0 },
    calls: [],
    offers: [],
    softphoneAgent: null,
    currentCallId: null,
    notices: [],
    form: formSettingsSchema.parse({}),
    quickWrapUpKeys: '',
    region: null,
    mayStartAtLogin: true,
    settingsFaults: 0,
    settingsWait: false,
    heldSettings: [],
    mayClear: false,
    clearing: null,
    update: null,
    measures: false,
    preferences: DEFAULT_PREFERENCES,
    ...change,
  };
}
