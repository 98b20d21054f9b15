/** Whether two `UserID`s name one agent: they are typed by hand, so case and surrounding blanks do not count. */
export function sameAgent(left: string, right: string): boolean {
  return agentKey(left) === agentKey(right);
}

/** One text for all spellings of a `UserID`, to look it up by. */
export function agentKey(userId: string): string {
  return userId.trim().toLowerCase();
}
