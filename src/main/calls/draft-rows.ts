import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';

/** A row of `drafts` in the database. */
interface DraftRow {
  readonly seq: number;
  readonly call_id: string;
  /** The author, '' if nobody was signed in; of a draft kept aside, followed by a line break and its `seq`. */
  readonly agent: string;
  readonly draft_sealed: Uint8Array;
}

/**
 * The SQL of the table `drafts`. Each agent has one draft for a call, and reads and writes only that one. A draft that no
 * key at hand opens counts as absent. It is kept aside when another is written, and is there again once its key is.
 */
export interface DraftRows {
  /** The text of the draft that the viewer continues, or null. */
  own(callId: string): string | null;
  /** Another agent with a draft of this call, or null. */
  otherAuthor(callId: string): string | null;
  /** Replaces the viewer's draft. An empty draft is removed. */
  save(callId: string, draft: Draft): void;
  /** Removes the viewer's draft. Drafts of other agents stay. */
  remove(callId: string): void;
}

/** The name of a draft's cell, for the cipher. */
function draftCell(callId: string, agent: string): string {
  return agent === '' ? `call:${callId}:draft` : `call:${callId}:draft:${agent}`;
}

export function createDraftRows(database: Database, cipher: Cipher, viewer: Viewer): DraftRows {
  const ofCall = (callId: string): DraftRow[] =>
    database
      // The agent's own draft comes before one written while nobody was signed in, and that before those kept aside.
      .prepare(
        `SELECT * FROM drafts WHERE call_id = ? ORDER BY instr(agent, char(10)) > 0, agent = '', seq DESC`,
      )
      .all(callId) as DraftRow[];
  const ownOf = (callId: string): DraftRow[] => ofCall(callId).filter((row) => viewer.mayRead(authorOf(row)));

  function textOf(row: DraftRow): string | null {
    return cipher.openIfReadable(row.draft_sealed, draftCell(row.call_id, authorOf(row)));
  }

  function remove(rows: readonly DraftRow[]): void {
    for (const { seq } of rows) database.prepare('DELETE FROM drafts WHERE seq = ?').run(seq);
  }

  return {
    own(callId) {
      for (const row of ownOf(callId)) {
        const text = textOf(row);
        if (text !== null) return text;
      }
      return null;
    },
    otherAuthor: (callId) =>
      ofCall(callId)
        .map(authorOf)
        .find((agent) => !viewer.mayRead(agent)) ?? null,
    save(callId, draft) {
      const own = ownOf(callId);
      remove(own.filter((row) => textOf(row) !== null));
      if (isEmpty(draft)) return;
      database
        .prepare(`UPDATE drafts SET agent = agent || char(10) || seq WHERE call_id = ? AND agent = ?`)
        .run(callId, viewer.agent());
      const agent = viewer.agent();
      const sealed = cipher.seal(JSON.stringify(draft), draftCell(callId, agent));
      database
        .prepare('INSERT INTO drafts (call_id, agent, draft_sealed) VALUES (?, ?, ?)')
        .run(callId, agent, sealed);
    },
    remove(callId) {
      remove(ownOf(callId));
    },
  };
}

function authorOf({ agent }: Pick<DraftRow, 'agent'>): string {
  return agent.split('\n')[0] ?? '';
}

/** Whether a draft of this call, whoever wrote it, holds text. A draft that cannot be read may hold some. */
export function draftsHoldWords(database: Database, cipher: Cipher, callId: string): boolean {
  const rows = database.prepare('SELECT * FROM drafts WHERE call_id = ?').all(callId) as DraftRow[];
  return rows.some((row) => {
    try {
      const text = cipher.open(row.draft_sealed, draftCell(callId, authorOf(row)));
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
