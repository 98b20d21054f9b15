import { z } from 'zod';
import { siteUrlSchema } from '#main/lcm/link/options.ts';

/** Where newer versions come from: the `updates` part of the settings file. Off without an address. */
export const updatesSchema = z.strictObject({
  /**
   * The folder on the site's own server with `latest.yml` (Windows), `latest-mac.yml` and `latest-linux.yml` of a release, and the
   * installers beside them, such as https://files.example.com/afterword; '' asks nobody.
   */
  url: siteUrlSchema.default(''),
  /**
   * `off` asks nobody. `notify` says that there is a newer version; where Afterword can replace itself, the agent has it loaded
   * and restarts. `quiet` does both there by itself, once nobody would notice.
   */
  mode: z.enum(['off', 'notify', 'quiet']).default('notify'),
});
export type UpdatesSettings = z.output<typeof updatesSchema>;
