import { expect, type Page } from '@playwright/test';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/index.ts';

type Answers = { readonly [N in RequestName]?: (input: RequestInput<N>) => RequestOutput<N> };

/** Answers some requests of the page in place of the host, which cannot be brought to answer so. */
export interface ScriptedRequests {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
}

/**
 * Loads the page again. From then on, what `answers` has is answered by it, and all else by the host. Socket.IO's "40"
 * joins, "42" carries an event and "43" its acknowledgement (https://github.com/socketio/socket.io-protocol).
 */
export async function withScriptedRequests(page: Page, answers: Answers): Promise<ScriptedRequests> {
  let send: ((message: string) => void) | null = null;
  await page.routeWebSocket(/.*/, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      const [, ack = '', body = ''] = /^42(\d+)(\[[\s\S]*)$/.exec(String(message)) ?? [];
      const [event, name, input] = (body === '' ? [] : JSON.parse(body)) as [string?, RequestName?, unknown?];
      const answer =
        name === undefined ? undefined : (answers[name] as ((given: unknown) => unknown) | undefined);
      if (event === 'request' && answer !== undefined)
        socket.send(`43${ack}${JSON.stringify([{ ok: true, value: answer(input) }])}`);
      else host.send(message);
      if (String(message).startsWith('40')) send = (text) => socket.send(text);
    });
    host.onMessage((message) => socket.send(message));
  });
  await page.reload();
  await expect.poll(() => send !== null).toBe(true);
  return {
    emit(name, payload) {
      send?.(`42${JSON.stringify(['event', name, payload])}`);
    },
  };
}
