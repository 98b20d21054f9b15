/**
 * The smallest value that `share` (0 to 1) of the values do not exceed. Source: NIST/SEMATECH handbook, nearest rank.
 *
 * @throws RangeError if there are no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('There is nothing to take a quantile of');
  return value;
}

/** The middle value. For an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const lower = quantile(values, 0.5);
  const upper = -quantile(
    values.map((value) => -value),
    0.5,
  );
  return (lower + upper) / 2;
}
