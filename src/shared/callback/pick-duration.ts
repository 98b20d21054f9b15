/** How long `45 min`, `2 h` or `1 h 30 min` is, in minutes; null for anything else. */
export function readPickDuration(text: string): number | null {
  const match = /^(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?min)?$/.exec(text.trim());
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return minutes > 0 ? minutes : null;
}
