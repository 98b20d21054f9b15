import { expect, type Page } from '@playwright/test';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';

/** What a test puts into the page of a browser host: what a link says, and what LCM told. */
export interface HostEvents {
  /** From now on, every call that the host sends has a link that contradicts it. */
  contradict(): void;
  /** From now on, this is what LCM has told of every call. The core still has what it was told itself. */
  tell(facts: CallFacts, callId: string): void;
  /** A link opened this call. */
  arrive(callId: string): void;
}

/**
 * Loads the page again, with a way to put in what its host never sends. Over the WebSocket, Socket.IO's "40" joins, "42"
 * is an event and "43" the answer to it, with its number (https://github.com/socketio/socket.io-protocol).
 */
export async function withHostEvents(page: Page): Promise<HostEvents> {
  let says = 'null';
  let told = NO_FACTS;
  const asked = new Set<string>();
  let send: ((message: string) => void) | null = null;
  await page.routeWebSocket(/.*/, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      host.send(message);
      const [, number] = /^42(\d+)\["request","getCallFacts"/.exec(String(message)) ?? [];
      if (number !== undefined) asked.add(`43${number}`);
      if (String(message).startsWith('40')) send = (text) => socket.send(text);
    });
    host.onMessage((message) => {
      const text = String(message);
      const number = /^43\d+/.exec(text)?.[0] ?? '';
      if (asked.delete(number)) socket.send(`${number}${JSON.stringify([{ ok: true, value: told }])}`);
      else socket.send(text.replaceAll('"linkSays":null', `"linkSays":${says}`));
    });
  });
  await page.reload();
  await expect.poll(() => send !== null).toBe(true);
  return {
    contradict() {
      says = '{"lcmKey":"5|3|1|0|0|45|1","type":"INBOUND"}';
    },
    tell(facts, callId) {
      told = facts;
      send?.(`42${JSON.stringify(['event', 'callFacts', { callId }])}`);
    },
    arrive(callId) {
      send?.(`42${JSON.stringify(['event', 'callArrived', { callId }])}`);
    },
  };
}
