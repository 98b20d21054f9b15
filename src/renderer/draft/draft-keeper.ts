import type { Draft } from '#shared/draft/draft.ts';

/** `kept` by the core, to be tried `again`, or `gone`: the call is no longer there to keep a draft for. */
export type SaveResult = 'kept' | 'again' | 'gone';

/**
 * Brings what the agent types to the core: a pause after the last key, at once when asked, one save of a call at a
 * time, the newest text last. A save that fails is tried again.
 */
export interface DraftKeeper {
  /** Notes the newest draft of a call; it is saved after the pause. */
  readonly edit: (callId: string, draft: Draft) => void;
  /** Saves all that waits, now. Resolves when the core has answered. */
  readonly flush: () => Promise<void>;
  /** Forgets what waits for a call and resolves once no save of it is under way, so that none can follow. */
  readonly settle: (callId: string) => Promise<void>;
  /** Whether the core has everything that was typed for the call. */
  readonly isClean: (callId: string) => boolean;
}

interface Entry {
  unsaved: Draft | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  running: Promise<void> | null;
}

/** @param pauseMs time after the last key before a draft is saved, in milliseconds */
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
      if ((await save(callId, draft)) !== 'again') continue;
      entry.unsaved ??= draft;
      return;
    }
  }

  return {
    edit(callId, draft) {
      const entry = entries.get(callId) ?? { unsaved: null, timer: undefined, running: null };
      entries.set(callId, entry);
      entry.unsaved = draft;
      schedule(callId, entry, pauseMs);
    },
    async flush() {
      const waiting = [...entries].filter(([, entry]) => entry.unsaved !== null || entry.running !== null);
      await Promise.all(waiting.map(([callId, entry]) => run(callId, entry)));
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
