import type { Core } from '#main/core/core.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { followState } from '../follow-state.ts';

/** Starts the app without showing its window. */
export const HIDDEN_SWITCH = 'hidden';

/**
 * Whether a start at login shows its window all the same: nobody is signed in, the settings are faulty, or there is an error
 * that the tray's icon does not tell, such as a damaged database.
 */
export function needsPerson({
  agent,
  settingsFaults,
  notices,
}: Pick<AppState, 'agent' | 'settingsFaults' | 'notices'>): boolean {
  return agent === null || settingsFaults > 0 || notices.some(({ level }) => level === 'error');
}

/** The system's list of what it starts when the user logs in. */
export interface LoginItem {
  /** Enters the app or removes it. Does nothing if that is so already. */
  set(on: boolean): void;
}

/**
 * Keeps the app among what the system starts at login, so that what waits is delivered after the machine was restarted.
 * The administrator and the agent can each decide against it. The demo has nothing to deliver and is never entered.
 */
export function keepStartAtLogin(core: Pick<Core, 'state' | 'events'>, item: LoginItem, log: Log): void {
  let wanted: boolean | null = null;
  followState(core, ({ demo, mayStartAtLogin, preferences }) => {
    const wish = !demo && mayStartAtLogin && preferences.atLogin === 'start';
    if (wish === wanted) return;
    wanted = wish;
    try {
      item.set(wish);
    } catch (error) {
      log.warn('the start at login cannot be set', { reason: errorWords(error) });
    }
  });
}
