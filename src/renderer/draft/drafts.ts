import { useEventListener } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref, shallowReactive, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { createDraftKeeper, type SaveResult } from './draft-keeper.ts';

/**
 * The draft of each call. Until the core has saved everything typed here, this window's draft counts; after that, the
 * core's draft does, so that the main and the quick window show the same. Drafts are never changed in place.
 */
export const useDrafts = defineStore('drafts', () => {
  const { api } = useCore();
  const app = useApp();
  const drafts = shallowReactive(new Map<string, Draft>());
  /** The core did not save a draft. The text is still here, and the save is retried. */
  const failing = ref(false);
  const keeper = createDraftKeeper(save);

  async function save(callId: string, draft: Draft): Promise<SaveResult> {
    const answer = await api.saveDraft({ callId, draft });
    const lost = !answer.ok && answer.error.code === 'notFound';
    failing.value = !answer.ok && !lost;
    if (answer.ok) return 'kept';
    return lost ? 'gone' : 'again';
  }

  /** Takes the core's draft of a call, unless the core does not have everything that was typed here. */
  function take({ callId, draft }: CallView): void {
    if (!keeper.isClean(callId)) return;
    const kept = draft ?? EMPTY_DRAFT;
    if (JSON.stringify(of(callId)) !== JSON.stringify(kept)) drafts.set(callId, kept);
  }

  app.state?.calls.forEach(take);
  watch(
    () => app.changes,
    (changes) => {
      for (const { before, now } of changes) {
        if (now !== undefined) take(now);
        else if (before !== undefined) drafts.delete(before.callId);
      }
    },
    { flush: 'sync' },
  );

  function of(callId: string): Draft {
    return drafts.get(callId) ?? EMPTY_DRAFT;
  }

  function update(callId: string, change: Partial<Draft>): void {
    const draft = { ...of(callId), ...change };
    drafts.set(callId, draft);
    keeper.edit(callId, draft);
  }

  /** After a failed submit, keeps the draft and saves it. */
  function keep(callId: string): void {
    keeper.edit(callId, of(callId));
  }

  function forget(callId: string): void {
    drafts.delete(callId);
  }

  /** Saves all drafts now. Resolves when the core has answered. */
  const flush = (): Promise<void> => keeper.flush();
  useEventListener('blur', flush);
  useEventListener('pagehide', keeper.leave);
  useCoreEvent('saveDrafts', () => void flush());
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flush();
  });

  return { failing, of, update, keep, forget, flush, settle: keeper.settle };
});
