import type { Reason } from '#shared/reasons/reason.ts';

/** One thing that is wrong with the settings. */
export interface SettingsFaultView {
  /** Where that stands: the path of a file, or a key of the registry. */
  readonly place: string;
  /** The setting, such as `lcm.url`, in a place of the site below its section; '' for the whole file. */
  readonly path: string;
  /** Its line in the file, from 1; null if it has none of its own. */
  readonly line: number | null;
  /** What is there, as JSON; null if it may be secret, or is no single value. */
  readonly written: string | null;
  /** What Afterword uses in its place, as JSON; null for nothing. */
  readonly instead: string | null;
  /** What would be right. */
  readonly reason: Reason;
}

/** What one place of the site locks on this computer. */
export interface SiteSettingsView {
  readonly place: string;
  /** The paths of the settings, such as `lcm.url`. */
  readonly locked: readonly string[];
}

/** The settings as they are now: what is wrong with them, and what the site has locked. */
export interface SettingsReport {
  /** The path of the user's own file on this computer. */
  readonly file: string;
  readonly faults: readonly SettingsFaultView[];
  readonly site: readonly SiteSettingsView[];
  /** Whether a sound change waits for the next start. */
  readonly waits: boolean;
  /** Whether Afterword can open the file's folder and start itself again. A browser host can do neither. */
  readonly desktop: boolean;
}
