/**
 * Who looks at the screen. What agents write about people is theirs: it is delivered whoever is signed in, and shown
 * to its author alone.
 */
export interface Viewer {
  /** The `UserID` of the agent who is signed in, '' where nobody is. */
  agent(): string;
  /** Whether what `author` wrote may be shown. What was written while nobody was signed in has the author ''. */
  mayRead(author: string): boolean;
}

export function createViewer(agent: () => string | null): Viewer {
  return {
    agent: () => agent() ?? '',
    mayRead: (author) => author === '' || sameAgent(author, agent() ?? ''),
  };
}

/** Whether two `UserID`s name one agent: they are typed by hand, so case and surrounding blanks do not count. */
export function sameAgent(left: string, right: string): boolean {
  return agentKey(left) === agentKey(right);
}

/** One text for all spellings of a `UserID`, to look it up by. */
export function agentKey(userId: string): string {
  return userId.trim().toLowerCase();
}
