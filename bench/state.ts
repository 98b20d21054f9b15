import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { runChild } from './child.ts';
import { compare, type Round } from './figures.ts';
import { draftCallId, fillStore } from './seeded-store.ts';
import type { StateOrders, StateReport } from './state-child.ts';
import type { PageReport } from './state-page-child.ts';
import { median, quantile } from './statistics.ts';

/**
 * What one change of one call costs the core and the built main window (in Chromium) while many calls are open, compared
 * with the same while one is open.
 */
export const stateBench: Bench = async ({ folder, quick, figures, progress }) => {
  const rounds = quick ? 1 : 3;
  const measure = async <Report>(calls: number, name: string, script = 'state-child.ts'): Promise<Report> => {
    const data = join(folder, name);
    cpSync(join(folder, `${calls}`), data, { recursive: true });
    // Nobody listens there, so that only the changed call is at work.
    const settings = { lcm: { url: 'http://127.0.0.1:9', proxy: 'none' }, agent: { userId: 'ana' } };
    writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
    const orders: StateOrders = { folder: data, callId: draftCallId(calls >> 1), changes: quick ? 5 : 40 };
    return runChild<Report>(script, orders);
  };
  for (const calls of [1, ...(quick ? [100] : [100, 2_000, 5_000])]) {
    progress(`${calls.toLocaleString('en')} open calls`);
    fillStore(join(folder, `${calls}`), { delivered: 0, extraHistory: 0, waiting: 0, drafts: calls });
    if (calls === 1) continue;
    const reports: { many: StateReport; one: StateReport }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const many = await measure<StateReport>(calls, `${calls}-${round}`);
      reports.push({ many, one: await measure<StateReport>(1, `${calls}-${round}-one`) });
    }
    progress(`${calls.toLocaleString('en')} open calls on screen`);
    const pages: { many: PageReport; one: PageReport }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const many = await measure<PageReport>(calls, `${calls}-${round}-page`, 'state-page-child.ts');
      pages.push({
        many,
        one: await measure<PageReport>(1, `${calls}-${round}-page-one`, 'state-page-child.ts'),
      });
    }
    const pair = (of: (report: StateReport) => number): Round[] =>
      reports.map(({ many, one }) => ({ ours: of(many), reference: of(one) }));
    const what = `one change, ${calls.toLocaleString('en')} open calls`;
    figures.comparisons.push(
      compare(
        'state',
        `p50, ${what}`,
        'ms',
        pair(({ ms }) => median(ms)),
        null,
      ),
      compare(
        'state',
        `p95, ${what}`,
        'ms',
        pair(({ ms }) => quantile(ms, 0.95)),
        null,
      ),
      compare(
        'state',
        `processor time, ${what}`,
        'ms',
        pair(({ cpuMs }) => cpuMs),
        null,
      ),
      compare(
        'state',
        `sent for ${what}`,
        'KB',
        pair(({ bytes }) => Math.min(...bytes) / 1_000),
        { atMost: 1.1 },
      ),
      compare(
        'state',
        `the page’s processor time, ${what}`,
        'ms',
        pages.map(({ many, one }) => ({ ours: many.changeMs, reference: one.changeMs })),
        null,
      ),
      compare(
        'state',
        `the page’s processor time in a second without a change, ${calls.toLocaleString('en')} open calls`,
        'ms',
        pages.map(({ many, one }) => ({ ours: many.idleMs, reference: one.idleMs })),
        null,
      ),
    );
  }
};
