import { z } from 'zod';
import { headersSchema, proxySchema, siteUrlSchema } from '#main/lcm/link/options.ts';

/** What the site wants to be told of this desktop: the `metrics` part of the settings file. Off without an address. */
export const metricsSchema = z.strictObject({
  /** Where the site's collector takes metrics (OTLP/HTTP), such as https://collector.example.com/v1/metrics; '' tells none. */
  url: siteUrlSchema.default(''),
  /** How often, in seconds. */
  everySeconds: z.number().int().min(10).max(3_600).default(60),
  /**
   * The name by which the site finds this machine; `{hostname}` in it stands for the machine's own name. If it is '', a
   * random id that is kept in the data folder.
   */
  machine: z.string().trim().max(200).default(''),
  /** Extra headers of every request, such as a token of the collector. */
  headers: headersSchema.default({}),
  /** As `lcm.proxy`, which is used if this is ''. */
  proxy: proxySchema.default(''),
});
export type MetricsSettings = z.output<typeof metricsSchema>;
