import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** The examples for a site's own monitoring. */
export const FLEET = resolve(import.meta.dirname, '../../../docs/fleet');

/** The dashboard for Grafana. */
export const dashboard = z
  .object({
    title: z.string(),
    uid: z.string(),
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string().min(1),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ refId: z.string(), expr: z.string().min(1) })).min(1),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(FLEET, 'dashboard.json'), 'utf8')));

/** What its panels ask Prometheus. */
export const EXPRESSIONS = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** The names of Afterword's metrics in rules or expressions. */
export const namesIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:afterword|process)_[a-z_]+(?=[{[\s),])/g) ?? []),
];
