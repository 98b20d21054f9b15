import type { Origin } from '#main/settings/layers.ts';
import { allSources, isLocked, loadSettings } from '#main/settings/settings-file.ts';
import { SETTINGS, valueAt } from '#main/settings/settings-tree.ts';
import { isSecret, withoutSecrets } from '#main/settings/shown-setting.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { faultLines } from './fault-lines.ts';

/** A setting as it is printed. */
interface Printed {
  readonly path: string;
  /** Null for a secret. */
  readonly value: unknown;
  readonly secret: boolean;
  /** The place and its section; null for Afterword's own default. */
  readonly from: Pick<Origin, 'source' | 'name' | 'section'> | null;
  readonly locked: boolean;
}

/** Every setting with its value and where that comes from, and the faults. Secrets are left out. */
export function printSettings(
  dataDir: string,
  site: readonly SettingsSource[],
  asJson: boolean,
): { readonly text: string; readonly sound: boolean } {
  const loaded = loadSettings(dataDir, site, false);
  const settings = [...SETTINGS.keys()].map((path): Printed => {
    const value = valueAt(loaded.settings, path.split('.'));
    const secret = isSecret(path) && !isEmpty(value);
    const from = loaded.origins.get(path) ?? null;
    return {
      path,
      value: secret ? null : withoutSecrets(value),
      secret,
      from,
      locked: isLocked(loaded, path),
    };
  });
  const faults = faultLines(loaded.faults, allSources(dataDir, site), loaded.settings);
  const sound = faults.length === 0;
  const text = asJson
    ? JSON.stringify({ managed: loaded.managed, settings, faults: loaded.faults }, null, 2)
    : [...settings.map(asLine), ...faults].join('\n');
  return { text: `${text}\n`, sound };
}

function asLine({ path, value, secret, from, locked }: Printed): string {
  const origin =
    from === null ? 'default' : [from.section, from.name].filter((each) => each !== null).join(' in ');
  // Where nobody can tell what is locked, a default stands that nobody chose.
  const withheld = locked && from?.section !== 'locked' ? ', withheld: its lock cannot be read' : '';
  return `${path} = ${secret ? '(secret)' : JSON.stringify(value)}  [${origin}${withheld}]`;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
