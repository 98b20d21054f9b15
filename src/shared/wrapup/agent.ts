/** Whether two `UserID`s name one agent: they are typed by hand, so case and surrounding blanks do not count. */
export function sameAgent(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}
