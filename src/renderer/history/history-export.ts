import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import { historyFileName, type ExportCursor, type ExportFormat } from '#shared/contract/history-file.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';

/** The state of the export. Counts are history entries. */
export type ExportState =
  | { readonly step: 'none' }
  | { readonly step: 'running'; readonly done: number; readonly total: number }
  | { readonly step: 'ready'; readonly name: string; readonly file: Blob; readonly entries: number }
  | { readonly step: 'failed'; readonly error: ContractError };

const MEDIA_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
};

/** How long the browser may take to begin reading the file, in milliseconds. */
const KEPT_MS = 60_000;

/** Makes a file of the whole history, piece by piece, while the agent keeps working. */
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

  /** Resolves when the file is ready or the export failed. */
  async function start(format: ExportFormat): Promise<void> {
    clear();
    const own = run;
    state.value = { step: 'running', done: 0, total: 0 };
    const pieces: string[] = [];
    let entries = 0;
    let cursor: ExportCursor | null = null;
    do {
      const answer = await api.exportHistory({ format, cursor });
      if (own !== run) return;
      if (!answer.ok) {
        state.value = { step: 'failed', error: answer.error };
        return;
      }
      const { text, done, total, next } = answer.value;
      pieces.push(text);
      entries = done;
      cursor = next;
      state.value = { step: 'running', done, total };
    } while (cursor !== null);
    const file = new Blob(pieces, { type: MEDIA_TYPES[format] });
    state.value = { step: 'ready', name: historyFileName(today(), format), file, entries };
  }

  // Each agent may read only their own comments, so another agent needs another file.
  watch(() => app.state?.agent, clear);

  return { state, start, clear };
});

/** Today in this machine's zone, as `YYYY-MM-DD`. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

/** Gives a file to the browser or to Electron, which asks where to save it. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, KEPT_MS);
}
