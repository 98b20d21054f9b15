import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { Viewer } from '#main/base/viewer.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { isEmptyDraft, type Draft } from '#shared/draft/draft.ts';

interface DraftRow {
  readonly seq: number;
  readonly call_id: string;
  /** The author, '' if nobody was signed in; of a draft kept aside, followed by a line break and its `seq`. */
  readonly agent: string;
  readonly draft_sealed: Uint8Array;
  readonly corrects: string | null;
  /** When LCM acknowledged what it corrects; null before. */
  readonly sent_at: number | null;
}

/** A draft that the viewer continues. `correcting` is null if it is a first wrap-up. */
export interface OwnDraft {
  readonly text: string;
  readonly correcting: CallView['correcting'];
}

/** The name of a draft's cell, for the cipher. */
function draftCell(callId: string, agent: string): string {
  return agent === '' ? `call:${callId}:draft` : `call:${callId}:draft:${agent}`;
}

/**
 * The SQL of the table `drafts`. Each agent has one draft for a call, and reads and writes only that one. A draft that no
 * key at hand opens counts as absent. It is kept aside when another is written, and is there again once its key is.
 */
export function createDraftRows(database: Database, cipher: Cipher, viewer: Viewer) {
  const { all, insert, run, set } = statementsOf(database);
  // The agent's own draft comes before one written while nobody was signed in, and that before those kept aside.
  const ofCall = (callId: string): DraftRow[] =>
    all(
      `SELECT d.*, CASE WHEN s.state = 'delivered' THEN s.updated_at END AS sent_at
         FROM drafts AS d LEFT JOIN submissions AS s ON s.id = d.corrects
         WHERE d.call_id = ? ORDER BY instr(d.agent, char(10)) > 0, d.agent = '', d.seq DESC`,
      callId,
    );
  const isOwn = (row: DraftRow): boolean => viewer.mayRead(authorOf(row));
  const ownOf = (callId: string): DraftRow[] => ofCall(callId).filter(isOwn);

  function textOf(row: DraftRow): string | null {
    return cipher.openIfReadable(row.draft_sealed, draftCell(row.call_id, authorOf(row)));
  }

  function remove(rows: readonly DraftRow[]): void {
    for (const { seq } of rows) run('DELETE FROM drafts WHERE seq = ?', seq);
  }

  function firstReadable(rows: readonly DraftRow[]): OwnDraft | null {
    for (const row of rows) {
      const text = textOf(row);
      const { corrects, sent_at: sentAt } = row;
      if (text !== null)
        return { text, correcting: corrects === null ? null : { submissionId: corrects, sentAt } };
    }
    return null;
  }

  const own = (callId: string): OwnDraft | null => firstReadable(ownOf(callId));

  const sealed = (callId: string, draft: Draft): Uint8Array =>
    cipher.seal(JSON.stringify(draft), draftCell(callId, viewer.agent()));

  /** Keeps aside what the viewer has in this place, and adds a draft. */
  function add(callId: string, draft: Draft, corrects: string | null): void {
    const agent = viewer.agent();
    run(`UPDATE drafts SET agent = agent || char(10) || seq WHERE call_id = ? AND agent = ?`, callId, agent);
    insert('drafts', { call_id: callId, agent, draft_sealed: sealed(callId, draft), corrects });
  }

  return {
    own,
    /** The viewer's draft, and another agent with a draft of this call, or null. */
    ofCall(callId: string) {
      const rows = ofCall(callId);
      const other = rows.find((row) => !isOwn(row));
      return {
        own: firstReadable(rows.filter(isOwn)),
        otherAuthor: other === undefined ? null : authorOf(other),
      };
    },
    /**
     * Replaces the viewer's draft. An empty draft is removed, unless it is a correction: only the agent ends that.
     *
     * @returns the draft that `own` tells from now on
     */
    save(callId: string, draft: Draft) {
      const readable = ownOf(callId).filter((row) => textOf(row) !== null);
      const correction = readable.find(({ corrects }) => corrects !== null);
      const replaced = correction === undefined ? readable : [correction];
      const isKept = correction !== undefined || !isEmptyDraft(draft);
      // Nearly always there is one, and it is written over: what is deleted and added again changes more pages of the file.
      const same = isKept ? replaced.find(({ agent }) => agent === viewer.agent()) : undefined;
      remove(replaced.filter((row) => row !== same));
      if (same !== undefined) set('drafts', { draft_sealed: sealed(callId, draft) }, 'seq = ?', same.seq);
      else if (isKept) add(callId, draft, correction?.corrects ?? null);
      return isKept ? draft : null;
    },
    /**
     * Begins to correct a submission. A draft that the viewer already has is kept aside until the correction ends. A
     * correction that they have begun goes on.
     */
    beginCorrection(callId: string, submissionId: string, draft: Draft) {
      if ((own(callId)?.correcting ?? null) === null) add(callId, draft, submissionId);
    },
    /** Ends the viewer's correction. @returns whether there was one */
    cancelCorrection(callId: string) {
      const corrections = ownOf(callId).filter((row) => row.corrects !== null && textOf(row) !== null);
      remove(corrections);
      return corrections.length > 0;
    },
    /** Whether any agent is correcting a submission of the call. */
    isCorrected: (callId: string) =>
      all('SELECT 1 FROM drafts WHERE call_id = ? AND corrects IS NOT NULL', callId).length > 0,
    /** Removes the viewer's draft. Drafts of other agents stay. */
    remove: (callId: string) => remove(ownOf(callId)),
  };
}

function authorOf({ agent }: Pick<DraftRow, 'agent'>): string {
  return agent.split('\n')[0] ?? '';
}

/** Whether a draft of this call, whoever wrote it, holds text. A draft that cannot be read may hold some. */
export function draftsHoldWords(database: Database, cipher: Cipher, callId: string): boolean {
  const rows = statementsOf(database).all<DraftRow>('SELECT * FROM drafts WHERE call_id = ?', callId);
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
