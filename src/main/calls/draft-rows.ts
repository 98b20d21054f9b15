import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';

/** A row of `drafts` as it lies in the database. */
export interface DraftRow {
  readonly call_id: string;
  /** Who wrote it; '' where nobody was signed in. */
  readonly agent: string;
  readonly draft_sealed: Uint8Array;
}

/** The SQL of the table `drafts`: each agent has one for a call, and reads and writes none but that. */
export interface DraftRows {
  /** The draft that the viewer goes on with, or null. */
  own(callId: string): DraftRow | null;
  /** Another agent who has a draft of this call, or null. */
  otherAuthor(callId: string): string | null;
  /** Keeps the viewer's draft in place of any they had; an empty one is none. */
  save(callId: string, draft: Draft): void;
  /** Removes the viewer's draft; those of other agents stay. */
  remove(callId: string): void;
}

/** Names the cell of a draft for the cipher. */
export function draftCell(callId: string, agent: string): string {
  return agent === '' ? `call:${callId}:draft` : `call:${callId}:draft:${agent}`;
}

export function createDraftRows(database: Database, cipher: Cipher, viewer: Viewer): DraftRows {
  const ofCall = (callId: string): DraftRow[] =>
    database
      // What was written while nobody was signed in comes last: a draft of one's own goes before.
      .prepare("SELECT * FROM drafts WHERE call_id = ? ORDER BY agent = '', seq DESC")
      .all(callId) as DraftRow[];

  function remove(callId: string): void {
    const authors = database.prepare('SELECT agent FROM drafts WHERE call_id = ?').all(callId);
    for (const { agent } of authors as Pick<DraftRow, 'agent'>[]) {
      if (!viewer.mayRead(agent)) continue;
      database.prepare('DELETE FROM drafts WHERE call_id = ? AND agent = ?').run(callId, agent);
    }
  }

  return {
    own: (callId) => ofCall(callId).find(({ agent }) => viewer.mayRead(agent)) ?? null,
    otherAuthor: (callId) => ofCall(callId).find(({ agent }) => !viewer.mayRead(agent))?.agent ?? null,
    save(callId, draft) {
      remove(callId);
      if (isEmpty(draft)) return;
      const agent = viewer.agent();
      const sealed = cipher.seal(JSON.stringify(draft), draftCell(callId, agent));
      database
        .prepare('INSERT INTO drafts (call_id, agent, draft_sealed) VALUES (?, ?, ?)')
        .run(callId, agent, sealed);
    },
    remove,
  };
}

function isEmpty(draft: Draft): boolean {
  return (Object.keys(EMPTY_DRAFT) as (keyof Draft)[]).every((field) => draft[field] === EMPTY_DRAFT[field]);
}
