import { sameAgent } from '#shared/text/agent.ts';

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

/** One viewer for everything, where agents are not told apart. */
export const everybody: Viewer = { agent: () => '', mayRead: () => true };

export function createViewer(agent: () => string | null): Viewer {
  return {
    agent: () => agent() ?? '',
    mayRead: (author) => author === '' || sameAgent(author, agent() ?? ''),
  };
}
