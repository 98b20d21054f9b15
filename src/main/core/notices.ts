import { createSignal, type Signal } from '#main/base/signal.ts';
import type { Clock } from '#main/base/clock.ts';
import type { DismissedNotices } from '#main/settings/dismissed-notices.ts';
import type { Notice } from '#shared/contract/app-state.ts';

export type NoticeLevel = Notice['level'];
export type NoticeParams = Notice['params'];

/** Messages for the agent that belong to no single field. Each stays until it is dismissed or no longer true. */
export interface Notices {
  /**
   * Shows a notice. The same code with the same parameters is shown once; a repeat updates its time. An `info` that
   * was ever dismissed is not shown again; warnings, errors and lasting facts are.
   *
   * @returns its id, to withdraw it when it is no longer true
   */
  add(level: NoticeLevel, code: string, params?: NoticeParams): string;
  /** The agent has read it. A lasting fact stays. */
  dismiss(id: string): void;
  /** It is no longer true. */
  withdraw(id: string): void;
  /** Oldest first. */
  list(): Notice[];
  readonly changed: Signal<undefined>;
}

/** Facts about this desktop that no agent can change. All other notices are news. */
const LASTING: ReadonlySet<string> = new Set([
  'keyNotProtected',
  'sandboxOff',
  'settingsFault',
  'shortcutNotGiven',
  'lcmClockDiffers',
  'lcmClockRefused',
]);

/** If there are more notices than this, the oldest news are dropped. */
const MOST = 20;

/** @param dismissed the notices that were dismissed in earlier runs; new ones are added to it */
export function createNotices(clock: Clock, dismissed: DismissedNotices): Notices {
  const changed = createSignal<undefined>();
  const shown = new Map<string, Notice>();
  return {
    changed,
    add(level, code, params = {}) {
      const id = `${code}:${JSON.stringify(params)}`.slice(0, 256);
      const lasting = LASTING.has(code);
      if (level === 'info' && !lasting && dismissed.has(id)) return id;
      shown.delete(id);
      shown.set(id, { id, level, lasting, code, params, at: clock.now() });
      for (const oldest of shown.values()) {
        if (shown.size <= MOST) break;
        if (!oldest.lasting) shown.delete(oldest.id);
      }
      changed.emit(undefined);
      return id;
    },
    dismiss(id) {
      const notice = shown.get(id);
      if (notice === undefined || notice.lasting) return;
      if (notice.level === 'info') dismissed.add(id);
      shown.delete(id);
      changed.emit(undefined);
    },
    withdraw(id) {
      if (shown.delete(id)) changed.emit(undefined);
    },
    list: () => [...shown.values()],
  };
}
