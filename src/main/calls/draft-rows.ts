import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';

/** A row of `drafts` in the database. */
export interface DraftRow {
  readonly call_id: string;
  /** The author; '' if nobody was signed in. */
  readonly agent: string;
  readonly draft_sealed: Uint8Array;
}

/** The SQL of the table `drafts`. Each agent has one draft for a call, and reads and writes only that one. */
export interface DraftRows {
  /** The draft that the viewer continues, or null. */
  own(callId: string): DraftRow | null;
  /** Another agent with a draft of this call, or null. */
  otherAuthor(callId: string): string | null;
  /** Replaces the viewer's draft. An empty draft is removed. */
  save(callId: string, draft: Draft): void;
  /** Removes the viewer's draft. Drafts of other agents stay. */
  remove(callId: string): void;
}

/** The name of a draft's cell, for the cipher. */
export function draftCell(callId: string, agent: string): string {
  return agent === '' ? `call:${callId}:draft` : `call:${callId}:draft:${agent}`;
}

export function createDraftRows(database: Database, cipher: Cipher, viewer: Viewer): DraftRows {
  const ofCall = (callId: string): DraftRow[] =>
    database
      // The agent's own draft comes before one written while nobody was signed in.
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

/** Whether a draft of this call, whoever wrote it, holds text. A draft that cannot be read may hold some. */
export function draftsHoldWords(database: Database, cipher: Cipher, callId: string): boolean {
  const rows = database.prepare('SELECT * FROM drafts WHERE call_id = ?').all(callId) as DraftRow[];
  return rows.some((row) => {
    try {
      const text = cipher.open(row.draft_sealed, draftCell(callId, row.agent));
      const { comment, callback } = draftSchema.parse(JSON.parse(text));
      return comment.trim() !== '' || (callback?.when ?? '').trim() !== '';
    } catch {
      return true;
    }
  });
}

function isEmpty(draft: Draft): boolean {
  return (Object.keys(EMPTY_DRAFT) as (keyof Draft)[]).every((field) => draft[field] === EMPTY_DRAFT[field]);
}
