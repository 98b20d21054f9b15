import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { usageOf } from './process-tree.ts';

export interface Start {
  /** Milliseconds from the start of the process to the last large paint; `cpu` counts all its processes until then. */
  readonly wall: number;
  readonly cpu: number;
}

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl?: string;
}

const LONGEST_MS = 30_000;

/**
 * Starts an Electron app alone. Only afterwards asks its page when it had painted its contents, so that almost
 * nothing watches the start.
 *
 * @param page the end of the page's address
 * @param usable a selector of something the page shows once it can be used
 */
export async function coldStart(
  electron: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  page: string,
  usable: string,
): Promise<Start> {
  const began = Date.now();
  const child = spawn(electron, [...words, '--remote-debugging-port=0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = once(child, 'exit');
  try {
    const port = await portOf(child.stderr);
    const address = await addressOf(port, page);
    let painted: number | null = null;
    while (painted === null) {
      if (Date.now() - began > LONGEST_MS) throw new Error(`There is no ${usable} in ${page}.`);
      painted = await evaluate(address, lastPaint(usable));
    }
    return { wall: painted - began, cpu: usageOf(child.pid ?? 0).cpu };
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
}

/**
 * In the page: waits until it can be used. Returns when its largest part was painted, in milliseconds since the
 * epoch.
 */
const lastPaint = (usable: string): string => `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(${JSON.stringify(usable)}) === null) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => {
      new PerformanceObserver((list) => {
        resolve(performance.timeOrigin + list.getEntries().at(-1).startTime);
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    }));
  };
  look();
})`;

function portOf(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    // The pipe is read to its end: a full pipe would stop the app.
    stderr.on('data', (text: Buffer) => {
      said += text.toString();
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    });
    stderr.on('end', () => reject(new Error(`Electron ended before it could be asked anything: ${said}`)));
  });
}

async function addressOf(port: string, page: string): Promise<string> {
  for (const until = Date.now() + LONGEST_MS; Date.now() < until;) {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Target[];
    const address = targets.find(({ url }) => url.endsWith(page))?.webSocketDebuggerUrl;
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`There is no page ${page}.`);
}

/** Evaluates an expression in a page over the Chrome DevTools Protocol; null if the page was reloaded meanwhile. */
async function evaluate(address: string, expression: string): Promise<number | null> {
  const socket = new WebSocket(address);
  try {
    await once(socket, 'open');
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(LONGEST_MS) });
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    const [{ data }] = (await answered) as [MessageEvent<string>];
    const answer = JSON.parse(data) as {
      result?: { result: { value?: number } };
      error?: { code: number };
    };
    // Its document is being replaced. The protocol reports that as a server error.
    if (answer.error?.code === -32_000) return null;
    const value = answer.result?.result.value;
    if (value === undefined) throw new Error(`The page answered ${data}`);
    return value;
  } finally {
    socket.close();
  }
}
