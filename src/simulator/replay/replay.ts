import type { Connection } from '../bus/bus.ts';
import type { RecordedMessage } from './recording.ts';

/** Plays a recorded bus to each client from its start. */
export interface Replay {
  playTo(connection: Connection): void;
  /** Ends every playback. */
  stop(): void;
}

/** @param speed how many times faster than it was recorded */
export function createReplay(recording: readonly RecordedMessage[], speed: number): Replay {
  const timers = new Set<NodeJS.Timeout>();

  return {
    playTo(connection) {
      let timer: NodeJS.Timeout | undefined;
      let next = 0;
      const began = performance.now();

      function stop(): void {
        clearTimeout(timer);
        if (timer !== undefined) timers.delete(timer);
      }

      function play(): void {
        stop();
        const end = next + TURN;
        for (let entry = recording[next]; entry !== undefined; entry = recording[next]) {
          const wait = entry.at / speed - (performance.now() - began);
          if (wait > 0 || next === end) {
            timer = setTimeout(play, Math.min(Math.max(wait, 0), LONGEST_WAIT));
            timers.add(timer);
            return;
          }
          connection.tell(entry.message);
          next += 1;
        }
      }

      connection.onEnd(stop);
      play();
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** How many messages are sent in one turn, so that requests are still answered. */
const TURN = 1_000;

/** In milliseconds. Longer timers would fire at once. */
const LONGEST_WAIT = 2_147_483_647;
