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
    mayRead: (author) => author === '' || sameAgent(author, agent() ?? ''),
  };
}

/** Whether two `UserID`s name the same agent. They are entered by hand, so case and surrounding blanks do not count. */
export function sameAgent(left: string, right: string): boolean {
  return agentKey(left) === agentKey(right);
}

/** One text for all spellings of a `UserID`, for lookups. */
export function agentKey(userId: string): string {
  return userId.trim().toLowerCase();
}
