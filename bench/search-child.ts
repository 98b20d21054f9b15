/** Fills the index of the history, searches in it, and scans the bare texts in turns with that. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { foldTerms } from '#shared/text/search-text.ts';
import { commentOf, referenceOf } from '#test/support/wrap-ups.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';
import { openOutbox } from './outbox-process.ts';
import type { Answer } from './screen/pressing.ts';

export interface SearchOrders {
  readonly folder: string;
  readonly rounds: number;
}

export interface SearchReport {
  readonly searches: readonly { readonly what: string; readonly ours: Answer[]; readonly bare: Answer[] }[];
  /** Processor time of the filling. */
  readonly fillMs: number;
  readonly heapMB: number;
  readonly loop: LoopDelay;
}

const { folder, rounds } = readOrders() as SearchOrders;
const TIMES = {
  locale: 'en-GB',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
};
const QUERIES = {
  'a word that nothing has': 'nothinglikeit',
  'words of which one is rare': 'ana martin comment 4711',
  'words that everything has': 'ana martin',
  'a time': '10:24',
};

// Nobody listens there.
const parts = openOutbox(folder, { url: 'http://127.0.0.1:9' });
const { history } = parts.outbox;
const seqs = parts.database.prepare('SELECT count(*) AS n FROM submissions').get() as { n: number };
const texts = Array.from({ length: seqs.n }, (_, n) => {
  const { callId, lcmKey } = referenceOf(`call-${n}`);
  return [' ana martin ', callId, lcmKey, commentOf(n)].join('\n').toLowerCase();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const stopWatching = await watchEventLoop();
const used = process.cpuUsage();
history.shown(TIMES);
await history.count({ query: 'x', shown: { codes: {}, times: TIMES } });
const { user, system } = process.cpuUsage(used);
const loop = await stopWatching();
collectGarbage();
const heapMB = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;

const searches: SearchReport['searches'][number][] = [];
for (const [what, query] of Object.entries(QUERIES)) {
  const [ours, bare]: [Answer[], Answer[]] = [[], []];
  const terms = foldTerms(query);
  for (let round = 0; round < rounds; round += 1) {
    ours.push(
      await timed(() =>
        history.list({ query, shown: { codes: {}, times: TIMES }, before: null, limit: 100 }),
      ),
    );
    bare.push(await timed(() => scan(terms)));
  }
  searches.push({ what, ours, bare });
}
await parts.close();
say({ searches, fillMs: (user + system) / 1_000, heapMB, loop } satisfies SearchReport);

function scan(terms: readonly string[]): void {
  let found = 0;
  for (let n = texts.length - 1; n >= 0 && found < 100; n -= 1)
    if (terms.every((term) => texts[n]?.includes(term))) found += 1;
}

async function timed(run: () => unknown): Promise<Answer> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await run();
  const spent = process.cpuUsage(before);
  return { wall: performance.now() - began, cpu: (spent.user + spent.system) / 1_000 };
}
