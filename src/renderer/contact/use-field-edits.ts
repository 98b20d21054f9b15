import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';

/** The field edits of a call, oldest first, as the outbox has them now. Call in a component's setup. */
export function useFieldEdits(callId: MaybeRefOrGetter<string>): {
  readonly edits: ShallowRef<readonly SubmissionView[]>;
  readonly load: () => Promise<void>;
} {
  const { api } = useCore();
  const edits = shallowRef<readonly SubmissionView[]>([]);

  async function load(): Promise<void> {
    const asked = toValue(callId);
    const answer = await api.listFieldEdits({ callId: asked });
    if (asked === toValue(callId) && answer.ok) edits.value = answer.value.items;
  }
  const follower = createFollower(load);
  onScopeDispose(follower.follow());
  useCoreEvent('outbox', follower.changed);
  watch(
    () => toValue(callId),
    () => {
      edits.value = [];
      void load();
    },
  );
  return { edits, load };
}
