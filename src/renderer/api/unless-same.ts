/** The list of before if the new one holds the same, so that nothing is drawn again for it. */
export function unlessSame<T>(
  before: readonly T[] | undefined,
  now: readonly T[],
  isSame = (one: T, other: T | undefined): boolean => one === other,
): readonly T[] {
  return before?.length === now.length && now.every((each, at) => isSame(each, before[at])) ? before : now;
}
