import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';

/**
 * The submissions of a call that the core lists for that request, oldest first, as the outbox has them now. Call in a
 * component's setup.
 */
export function useSubmissions(
  list: 'listFieldEdits' | 'listDoNotCalls',
  callId: MaybeRefOrGetter<string>,
): {
  readonly submissions: ShallowRef<readonly SubmissionView[]>;
  readonly load: () => Promise<void>;
} {
  const { api } = useCore();
  const submissions = shallowRef<readonly SubmissionView[]>([]);

  async function load(): Promise<void> {
    const asked = toValue(callId);
    const answer = await api[list]({ callId: asked });
    if (asked === toValue(callId) && answer.ok) submissions.value = answer.value.items;
  }
  const follower = createFollower(load);
  onScopeDispose(follower.follow());
  useCoreEvent('outbox', follower.changed);
  watch(
    () => toValue(callId),
    () => {
      submissions.value = [];
      void load();
    },
  );
  return { submissions, load };
}
