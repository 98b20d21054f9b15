import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { AfterwordApi, ContractError } from '#shared/contract/index.ts';
import type { ListedSubmission, SubmissionState } from '#shared/wrapup/submission.ts';

/** The screen never draws more items than this, however many wait. */
export const PAGE_SIZE = 50;

/** One page of the submissions in some states, newest first. */
export interface OutboxPage {
  readonly items: ShallowRef<readonly ListedSubmission[]>;
  /** The number of items on all pages. */
  readonly total: Ref<number>;
  /** The place of the first item shown, from 0. */
  readonly offset: Ref<number>;
  /** Reloads the page, or the last page if this one no longer exists. Null if that worked. */
  readonly load: () => Promise<ContractError | null>;
  readonly turnTo: (offset: number) => Promise<ContractError | null>;
}

export function createOutboxPage(api: AfterwordApi, states: SubmissionState[]): OutboxPage {
  const items = shallowRef<readonly ListedSubmission[]>([]);
  const total = ref(0);
  const offset = ref(0);
  let latest = 0;

  async function load(): Promise<ContractError | null> {
    const asked = (latest += 1);
    const answer = await api.listOutbox({ states, offset: offset.value, limit: PAGE_SIZE });
    // The agent asked for another page meanwhile.
    if (asked !== latest) return null;
    if (!answer.ok) return answer.error;
    total.value = answer.value.total;
    const last = Math.max(0, Math.ceil(answer.value.total / PAGE_SIZE) - 1) * PAGE_SIZE;
    if (offset.value > last) return turnTo(last);
    items.value = answer.value.items;
    return null;
  }

  function turnTo(to: number): Promise<ContractError | null> {
    offset.value = to;
    return load();
  }

  return { items, total, offset, load, turnTo };
}
