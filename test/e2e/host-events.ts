import { expect, type Page } from '@playwright/test';

/** What reaches the page of a browser host on the desktop only: what a link says. */
export interface HostEvents {
  /** From now on, every call that the host sends has a link that contradicts it. */
  contradict(): void;
  /** A link opened this call. */
  arrive(callId: string): void;
}

/**
 * Loads the page again, with a way to put in what its host never sends. Socket.IO's "40" joins over the WebSocket
 * (https://github.com/socketio/socket.io-protocol).
 */
export async function withHostEvents(page: Page): Promise<HostEvents> {
  let says = 'null';
  let send: ((message: string) => void) | null = null;
  await page.routeWebSocket(/.*/, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      host.send(message);
      if (String(message).startsWith('40'))
        send = (text) => {
          socket.send(text);
        };
    });
    host.onMessage((message) => {
      socket.send(String(message).replaceAll('"linkSays":null', `"linkSays":${says}`));
    });
  });
  await page.reload();
  await expect.poll(() => send !== null).toBe(true);
  return {
    contradict() {
      says = '{"lcmKey":"5|3|1|0|0|45|1","type":"INBOUND"}';
    },
    arrive(callId) {
      send?.(`42${JSON.stringify(['event', 'callArrived', { callId }])}`);
    },
  };
}
