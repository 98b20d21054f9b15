/**
 * Who looks at the screen. What an agent writes about people is shown to that agent only. It is delivered whoever is
 * signed in.
 */
export interface Viewer {
  /** The `UserID` of the signed-in agent; '' if nobody is signed in. */
  agent(): string;
  /** Whether what `author` wrote may be shown. The author is '' if nobody was signed in at the time. */
  mayRead(author: string): boolean;
}

export function createViewer(agent: () => string | null): Viewer {
  return {
    agent: () => agent() ?? '',
    mayRead: (author) => isOwn(author, agent() ?? ''),
  };
}

/** Whether what `author` wrote belongs to `agent`. What was written while nobody was signed in belongs to everyone. */
export function isOwn(author: string, agent: string): boolean {
  return author === '' || sameAgent(author, agent);
}

/** The same in SQL: whether the row `one` belongs to the agent of the row `other`. Only ASCII letters ignore case. */
export function isOwnSql(one: string, other: string): string {
  return `(${one}.agent = '' OR lower(trim(${one}.agent)) = lower(trim(${other}.agent)))`;
}

/** Whether two `UserID`s name the same agent. They are entered by hand, so case and surrounding blanks do not count. */
export function sameAgent(left: string, right: string): boolean {
  return agentKey(left) === agentKey(right);
}

/** One text for all spellings of a `UserID`, for lookups. */
export function agentKey(userId: string): string {
  return userId.trim().toLowerCase();
}
