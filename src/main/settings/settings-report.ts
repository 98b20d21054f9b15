import { parseTree, type Node } from 'jsonc-parser';
import type { SettingsFaultView, SettingsReport } from '#shared/contract/settings-report.ts';
import { isSecret } from './secret-settings.ts';
import { bytesOf, loadSettings, settingsPath } from './settings-file.ts';
import { decodeText, placeOf } from './settings-text.ts';
import type { SettingsFault } from './sound-settings.ts';

/** A longer text is cut. */
const MOST_SHOWN = 80;

/** What is wrong with the settings file as it is now. Secrets are left out. It changes nothing in the data folder. */
export function settingsReport(dataDir: string): Omit<SettingsReport, 'desktop'> {
  const bytes = bytesOf(dataDir);
  const text = bytes instanceof Uint8Array ? decodeText(bytes) : '';
  const root = parseTree(text);
  const { settings, faults } = loadSettings(dataDir, false);
  return {
    file: settingsPath(dataDir),
    faults: faults.map((fault) => toView(fault, root, text, settings)),
  };
}

function toView(
  { path, reason }: SettingsFault,
  root: Node | undefined,
  text: string,
  settings: object,
): SettingsFaultView {
  const node = path === '' ? undefined : nodeAt(root, path);
  // The value of an unknown name may be a secret in the wrong place.
  const isHidden = isSecret(path) || reason.code === 'notASetting' || reason.code === 'notThisSetting';
  const instead = isHidden ? undefined : valueAt(settings, path);
  return {
    path,
    line: node === undefined ? null : placeOf(text.slice(0, node.offset)).line,
    written: isHidden || node === undefined ? null : shown(node.value),
    // The file's own address is not used if it is not safe.
    instead: instead === node?.value ? null : shown(instead),
    reason,
  };
}

/** The value at a path, whose names may have points in them; of a value that is missing, the group that lacks it. */
function nodeAt(node: Node | undefined, path: string): Node | undefined {
  const entries: [string, Node | undefined][] =
    node?.type === 'array'
      ? (node.children ?? []).map((each, at) => [String(at), each])
      : (node?.children ?? []).map(({ children: [name, value] = [] }) => [String(name?.value), value]);
  for (const [name, value] of entries) {
    if (name === path) return value;
    if (path.startsWith(`${name}.`)) return nodeAt(value, path.slice(name.length + 1));
  }
  return node;
}

function valueAt(settings: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
      settings,
    );
}

/** A single value as JSON, without what may be a password or a token in an address; null for any other, and for ''. */
function shown(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value === '' || value.includes('@')) return null;
  const safe = value.replace(/[?#].*$/su, '…');
  return JSON.stringify(safe.length > MOST_SHOWN ? `${safe.slice(0, MOST_SHOWN)}…` : safe);
}
