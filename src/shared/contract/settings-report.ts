import type { Reason } from '#shared/reasons/reason.ts';

/** One thing that is wrong with the settings file. */
export interface SettingsFaultView {
  /** The setting, such as `lcm.url`; '' for the whole file. */
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

/** What is wrong with the settings file as it is now. Afterword itself goes by what it read at its start. */
export interface SettingsReport {
  /** The file's path on this computer. */
  readonly file: string;
  readonly faults: readonly SettingsFaultView[];
  /** Whether Afterword can open the file's folder and start itself again. A browser host can do neither. */
  readonly desktop: boolean;
}
