import type { Draft } from '#shared/draft/draft.ts';

/** `kept`: the core saved it. `again`: try again. `gone`: the call no longer exists. */
export type SaveResult = 'kept' | 'again' | 'gone';

/**
 * Sends what the agent types to the core: after a pause in typing, or at once when asked. It saves a call's drafts one
 * at a time, the newest last, and retries a failed save.
 */
export interface DraftKeeper {
  /** Takes the newest draft of a call and saves it after the pause. */
  readonly edit: (callId: string, draft: Draft) => void;
  /** Saves all waiting drafts now. Resolves when the core has answered. */
  readonly flush: () => Promise<void>;
  /** The page ends: saves all drafts now that wait, or whose save has no answer yet and may not get out of the page. */
  readonly leave: () => void;
  /** Drops the waiting draft of a call. Resolves when no save of that call is running, so that none comes later. */
  readonly settle: (callId: string) => Promise<void>;
  /** Whether the core has everything that was typed for the call. */
  readonly isClean: (callId: string) => boolean;
}

interface Entry {
  unsaved: Draft | null;
  /** What a save that runs has; null if none runs. */
  saving: Draft | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  running: Promise<void> | null;
}

/** @param pauseMs time from the last key to the save, in milliseconds */
export function createDraftKeeper(
  save: (callId: string, draft: Draft) => Promise<SaveResult>,
  pauseMs = 250,
  retryMs = 3_000,
): DraftKeeper {
  const entries = new Map<string, Entry>();

  function schedule(callId: string, entry: Entry, delay: number): void {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      void run(callId, entry);
    }, delay);
  }

  async function run(callId: string, entry: Entry): Promise<void> {
    clearTimeout(entry.timer);
    entry.running ??= drain(callId, entry).finally(() => {
      entry.running = null;
      if (entry.unsaved !== null) schedule(callId, entry, retryMs);
    });
    await entry.running;
  }

  async function drain(callId: string, entry: Entry): Promise<void> {
    while (entry.unsaved !== null) {
      const draft: Draft = entry.unsaved;
      entry.unsaved = null;
      entry.saving = draft;
      const result = await save(callId, draft);
      entry.saving = null;
      if (result !== 'again') continue;
      entry.unsaved ??= draft;
      return;
    }
  }

  return {
    edit(callId, draft) {
      const entry = entries.get(callId) ?? { unsaved: null, saving: null, timer: undefined, running: null };
      entries.set(callId, entry);
      entry.unsaved = draft;
      schedule(callId, entry, pauseMs);
    },
    async flush() {
      const waiting = [...entries].filter(([, entry]) => entry.unsaved !== null || entry.running !== null);
      await Promise.all(waiting.map(([callId, entry]) => run(callId, entry)));
    },
    leave() {
      for (const [callId, entry] of entries) {
        const draft = entry.unsaved ?? entry.saving;
        if (draft !== null) void (entry.running === null ? run(callId, entry) : save(callId, draft));
      }
    },
    async settle(callId) {
      const entry = entries.get(callId);
      if (entry === undefined) return;
      clearTimeout(entry.timer);
      entry.unsaved = null;
      await entry.running;
      clearTimeout(entry.timer);
      entry.unsaved = null;
      entries.delete(callId);
    },
    isClean(callId) {
      const entry = entries.get(callId);
      return entry === undefined || (entry.unsaved === null && entry.running === null);
    },
  };
}
