/**
 * Gives the page `window.afterword`: one function for each request of the contract, and `on` for its events. It runs
 * sandboxed and knows only the names; the main process checks every input.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { events } from '#shared/contract/events.ts';
import type { Answer, RequestName } from '#shared/contract/index.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from './channels.ts';
import { freeInPauses } from './free-in-pause.ts';

type Listener = (payload: unknown) => void;

const listeners = new Map(Object.keys(events).map((name) => [name, new Set<Listener>()]));

const atWork = freeInPauses();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  atWork();
  for (const listener of listeners.get(name) ?? []) {
    try {
      listener(payload);
    } catch (error) {
      console.error(error);
    }
  }
});

/** Never throws: an input that cannot be cloned, or an IPC failure, becomes an error value. */
async function request(name: RequestName, input: unknown): Promise<Answer<unknown>> {
  try {
    return (await ipcRenderer.invoke(REQUEST_CHANNEL, name, input)) as Answer<unknown>;
  } catch (error) {
    const what = `IPC, ${name}: ${error instanceof Error ? error.name : typeof error}`;
    return {
      ok: false,
      error: { code: 'failed', detail: { code: 'unforeseen', params: { what } }, problems: [] },
    };
  }
}

function on(name: string, listener: Listener): () => void {
  const known = listeners.get(name);
  if (known === undefined || typeof listener !== 'function')
    throw new TypeError('no such event, or no listener');
  const entry: Listener = (payload) => listener(payload);
  known.add(entry);
  return () => known.delete(entry);
}

const requests = __REQUEST_NAMES__.map((name) => [name, (input?: unknown) => request(name, input)] as const);

contextBridge.exposeInMainWorld('afterword', { ...Object.fromEntries(requests), on });
