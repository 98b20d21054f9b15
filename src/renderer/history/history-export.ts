import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import { machineZone, wallTimeAt } from '#shared/callback/wall-clock.ts';
import type { ContractError } from '#shared/contract/index.ts';
import {
  historyFileName,
  type ExportCursor,
  type ExportForm,
  type ExportFormat,
} from '#shared/contract/history-file.ts';
import type { Find } from '#shared/contract/requests/history.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';

/** The state of the export. Counts are entries of the history; `entries` are in the file. */
export type ExportState =
  | { readonly step: 'none' }
  | { readonly step: 'running'; readonly done: number; readonly total: number }
  | { readonly step: 'ready'; readonly name: string; readonly file: Blob; readonly entries: number }
  | { readonly step: 'failed'; readonly error: ContractError };

/** Makes a file of the pieces as they come. `row`: how many rows were before the piece. */
interface FileMaker {
  add(row: number, text: string): void;
  end(): Blob;
}

function textFile(type: string): FileMaker {
  const pieces: string[] = [];
  return {
    add: (_row, text) => pieces.push(text),
    end: () => new Blob(pieces, { type }),
  };
}

/** How each format's file is made; it has at most so many rows. What makes a workbook is loaded when it is wanted. */
const MAKERS: Readonly<Record<ExportFormat, (rows: number) => FileMaker | Promise<FileMaker>>> = {
  xlsx: async (rows) => (await import('./workbook.ts')).createWorkbook(rows),
  csv: () => textFile('text/csv;charset=utf-8'),
  json: () => textFile('application/json'),
};

/** Makes a file of the history, piece by piece, while the agent keeps working. */
export const useHistoryExport = defineStore('historyExport', () => {
  const { api } = useCore();
  const app = useApp();
  const state = shallowRef<ExportState>({ step: 'none' });
  let run = 0;

  /** Cancels a running export and drops a finished file. */
  function clear(): void {
    run += 1;
    state.value = { step: 'none' };
  }

  /**
   * Resolves when the file is ready or the export failed.
   *
   * @param find only what is found; null for all
   */
  async function start(format: ExportFormat, form: ExportForm, find: Find | null): Promise<void> {
    clear();
    const own = run;
    try {
      await make({ format, form, ...(find !== null && { find }) }, own);
    } catch (error) {
      if (own !== run) return;
      const what = error instanceof Error ? error.name : typeof error;
      const detail = { code: 'unforeseen', params: { what } };
      state.value = { step: 'failed', error: { code: 'failed', detail, problems: [] } };
    }
  }

  /** @throws if the page cannot make the file, or not load what makes it, as after an update under the open page */
  async function make(
    what: { readonly format: ExportFormat; readonly form: ExportForm; readonly find?: Find },
    own: number,
  ): Promise<void> {
    const { format } = what;
    state.value = { step: 'running', done: 0, total: 0 };
    let file: FileMaker | null = null;
    let entries = 0;
    let cursor: ExportCursor | null = null;
    do {
      const answer = await api.exportHistory({ ...what, cursor });
      if (own !== run) return;
      if (!answer.ok) {
        state.value = { step: 'failed', error: answer.error };
        return;
      }
      const { text, done, rows, total, next } = answer.value;
      file ??= await MAKERS[format](total);
      if (own !== run) return;
      file.add(entries, text);
      entries = rows;
      cursor = next;
      state.value = { step: 'running', done, total };
    } while (cursor !== null);
    const name = historyFileName(wallTimeAt(Date.now(), machineZone()).date, format);
    state.value = { step: 'ready', name, file: file.end(), entries };
  }

  // Each agent may read only their own comments, so another agent needs another file.
  watch(() => app.state?.agent, clear);

  return { state, start, clear };
});
