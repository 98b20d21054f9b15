import type { UnwrappedCall } from '#shared/contract/app-state.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { asksForTime } from '#shared/wrapup/submission-actions.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useSelection, type FormPart } from '../draft/selection.ts';
import { useOutbox } from './outbox.ts';

/**
 * Brings a done call into the form. Call in a component's setup.
 *
 * @param after.shown called when the call is selected and its form should be shown
 * @param after.failed called when that failed; the outbox view shows why
 */
export function useCorrection(after: { readonly shown: () => void; readonly failed: () => void }): {
  /** Corrects a submission of the outbox. */
  readonly edit: (submission: Pick<SubmissionView, 'id'>) => Promise<void>;
  /** Corrects the latest wrap-up of a call; `part` is what is to be corrected. */
  readonly correct: (call: { readonly callId: string }, part?: FormPart) => Promise<void>;
  /** Opens a call that left the list without a wrap-up. */
  readonly reopen: (call: UnwrappedCall) => Promise<void>;
} {
  const { api } = useCore();
  const app = useApp();
  const outbox = useOutbox();
  const selection = useSelection();

  async function show(callId: string | null, part: FormPart = 'outcome'): Promise<void> {
    if (callId === null) {
      after.failed();
      return;
    }
    await app.refresh();
    after.shown();
    const submission = app.callOf(callId)?.submission ?? null;
    selection.select(callId, submission !== null && asksForTime(submission) ? 'callback' : part);
  }

  return {
    edit: async ({ id }) => show(await outbox.edit(id)),
    correct: async ({ callId }, part) => show(await outbox.correct(callId), part),
    async reopen({ callId, lcmKey, type, contact }) {
      const answer = await api.openCall({ callId, lcmKey, type, contact });
      if (answer.ok) await show(answer.value.callId);
    },
  };
}
