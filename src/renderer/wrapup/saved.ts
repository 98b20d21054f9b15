import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useApp } from '../api/app.ts';
import { callName } from '../calls/call-name.ts';

/** The last submitted wrap-up. */
export interface SavedWrapUp {
  readonly callId: string;
  readonly submissionId: string;
  readonly name: string;
  readonly summary: string;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit: boolean;
}

/** The last wrap-up submitted in this window or by the after-call limit. */
export const useSaved = defineStore('saved', () => {
  const app = useApp();
  const last = shallowRef<SavedWrapUp | null>(null);

  function note(call: CallView, submissionId: string, summary: string, byLimit: boolean): void {
    last.value = { callId: call.callId, submissionId, name: callName(call), summary, byLimit };
  }

  // The after-call limit submitted a call that the agent had not wrapped up.
  watch(
    () => app.changes,
    (changes) => {
      for (const { before, now } of changes) {
        if (before?.wrappedAt !== null || now === undefined || now.wrappedAt === null) continue;
        const { submission } = now;
        if (submission?.byLimit === true) note(now, submission.id, submission.summary, true);
      }
    },
    { flush: 'sync' },
  );

  return { last, note };
});
