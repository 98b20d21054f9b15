import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { difference, type Display, type Picture } from './display.ts';
import { usageOf, type Usage } from './process-tree.ts';

/** A start of a packed app, which no debugger can ask: what is seen on the display, and in /proc. */
export interface SeenStart {
  /** Milliseconds from the start of the process until the display shows what the app shows once it can be used. */
  readonly usable: number;
  /** Processor time of all its processes until then, in milliseconds. */
  readonly cpu: number;
  /** What it uses once it is at rest. */
  readonly settled: Usage;
}

/** A packed app. */
export interface PackedApp {
  readonly program: string;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How much of the picture may differ: a time of day, a mark that blinks. */
const SAME = 0.002;
const LONGEST_MS = 60_000;
const AT_REST_MS = 3_000;

/** Starts the app for the first time. Returns what it shows in the end. */
export async function seeFirst(app: PackedApp, display: Display): Promise<Picture> {
  return await running(app, display, async (_pid, blank) => {
    let last = blank;
    let changed = performance.now();
    while (last.equals(blank) || performance.now() - changed < AT_REST_MS) {
      await wait(20);
      const now = display.look();
      // A caret or a second hand is no change.
      if (difference(now, last) > SAME) changed = performance.now();
      last = now;
    }
    return last;
  });
}

/**
 * Starts the app again, and watches from when on it shows that picture and no other any more: a window may show its contents once, then
 * something else, and then them again.
 */
export async function seeStart(app: PackedApp, display: Display, usable: Picture): Promise<SeenStart> {
  const began = performance.now();
  return await running(app, display, async (pid) => {
    let shown: Pick<SeenStart, 'usable' | 'cpu'> | null = null;
    const now = display.look();
    for (;;) {
      const at = performance.now() - began;
      if (difference(display.look(now), usable) > SAME) shown = null;
      else shown ??= { usable: at, cpu: usageOf(pid).cpu };
      if (shown !== null && at - shown.usable > AT_REST_MS) return { ...shown, settled: usageOf(pid) };
      if (at > LONGEST_MS) throw new Error(`${app.program} never shows the same.`);
      await wait(2);
    }
  });
}

async function running<T>(
  { program, words, env }: PackedApp,
  display: Display,
  watch: (pid: number, blank: Picture) => Promise<T>,
): Promise<T> {
  const blank = display.look();
  const child = spawn(program, words, { env: { ...env, DISPLAY: display.name }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    return await watch(child.pid ?? 0, blank);
  } finally {
    child.kill('SIGTERM');
    await ended;
    while (!display.look().equals(blank)) await wait(20);
  }
}
