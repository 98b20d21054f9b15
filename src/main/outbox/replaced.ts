import { isOwn } from '#main/base/viewer.ts';
import { readField, type Json, type JsonObject } from '#shared/lcm/json.ts';
import { KINDS } from '#shared/wrapup/submission-kind.ts';
import type { CorrectedField } from '#shared/wrapup/submission.ts';
import type { SubmissionRow } from './rows.ts';
import type { DeliveryStore } from './store.ts';

/**
 * Whether later submissions of the same call, kind and agent replace this one, by the rules of its kind.
 *
 * @param newest one that is about to be saved; null if there is none
 */
export function isReplaced(
  store: Pick<DeliveryStore, 'later' | 'bodyIfReadable'>,
  row: SubmissionRow,
  newest: { readonly agent: string; readonly data: JsonObject } | null = null,
): boolean {
  const { replaces } = KINDS[row.kind];
  if (replaces === 'nothing') return false;
  const isMine = ({ agent }: { readonly agent: string }): boolean => isOwn(row.agent, agent);
  const isNewestMine = newest !== null && isMine(newest);
  if (replaces === 'all') return isNewestMine || store.later(row).some(isMine);
  const corrected = store
    .later(row)
    .filter(isMine)
    .map((later) => store.bodyIfReadable(later)?.data ?? {});
  if (isNewestMine) corrected.push(newest.data);
  const names = new Set(corrected.flatMap(correctedFields).map(({ name }) => name));
  const body = corrected.length === 0 ? null : store.bodyIfReadable(row);
  return body !== null && correctedFields(body.data).every(({ name }) => names.has(name));
}

/**
 * Whether a later submission of anybody may say something else of what this one says, so that this one must not be sent
 * after it.
 */
export function isOverwritten(
  store: Pick<DeliveryStore, 'later' | 'bodyIfReadable'>,
  row: SubmissionRow,
): boolean {
  if (KINDS[row.kind].replaces === 'nothing') return store.later(row).length > 0;
  const namesOf = (one: Pick<SubmissionRow, 'id' | 'body_sealed'>): string[] =>
    correctedFields(store.bodyIfReadable(one)?.data ?? {}).map(({ name }) => name);
  const names = new Set(namesOf(row));
  return names.size > 0 && store.later(row).some((later) => namesOf(later).some((name) => names.has(name)));
}

/** The fields that a field edit corrects, from its `data` (`encodeFieldEdit`); none for other submissions. */
export function correctedFields(data: JsonObject): CorrectedField[] {
  const fields = data['businessField'];
  if (!Array.isArray(fields)) return [];
  const text = (field: Json, name: string): string => {
    const value = readField(field, name);
    return typeof value === 'string' ? value : '';
  };
  return fields.map((field) => ({ name: text(field, 'FieldName'), value: text(field, 'Value') }));
}
