import type { Node } from 'jsonc-parser';
import type {
  SettingsFaultView,
  SettingsReport,
  SiteSettingsView,
} from '#shared/contract/settings-report.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { SITE_KINDS } from './layers.ts';
import type { SettingsFault } from './merge-settings.ts';
import { allSources, findAll, loadSettings, usersFile, type LoadedSettings } from './settings-file.ts';
import { decodeText, placeOf, treeOf } from './settings-text.ts';
import { valueAt } from './settings-tree.ts';
import { isSecret, shownSetting } from './shown-setting.ts';

/** The text of a place, and its tree; '' and undefined if it is no file. */
interface Text {
  readonly text: string;
  readonly root: Node | undefined;
}

/** What is wrong with the settings as they are now, and what the site sets. Secrets are left out. It changes nothing. */
export function settingsReport(
  dataDir: string,
  site: readonly SettingsSource[],
): Omit<SettingsReport, 'desktop' | 'waits'> {
  const texts = textsOf(allSources(dataDir, site));
  const loaded = loadSettings(dataDir, site, false);
  return {
    file: usersFile(dataDir, site).path,
    faults: loaded.faults.map((fault) => toView(fault, texts, loaded.settings)),
    site: siteViews(loaded),
  };
}

/** The texts of the files among the places, by name. */
export function textsOf(sources: readonly SettingsSource[]): ReadonlyMap<string, Text> {
  return new Map(
    findAll(sources).flatMap(({ source, found }) => {
      if (!('bytes' in found)) return [];
      const text = decodeText(found.bytes);
      return [[source.name, { text, root: treeOf(text) }] as const];
    }),
  );
}

/** What each place of the site locks. */
function siteViews({ origins }: LoadedSettings): SiteSettingsView[] {
  const locked = new Map<string, string[]>();
  for (const [path, { source, name, section }] of origins) {
    if (SITE_KINDS.has(source) && section === 'locked') locked.set(name, [...(locked.get(name) ?? []), path]);
  }
  return [...locked].map(([place, paths]) => ({ place, locked: paths.sort() }));
}

export function toView(
  { path, reason, origin }: SettingsFault,
  texts: ReadonlyMap<string, Text>,
  settings: object,
): SettingsFaultView {
  const { text, root } = texts.get(origin.name) ?? { text: '', root: undefined };
  const written = [origin.section, path].filter((each) => each !== null && each !== '').join('.');
  const node = path === '' ? undefined : nodeAt(root, written);
  // The value of an unknown name may be a secret in the wrong place.
  const isHidden =
    isSecret(path) || ['notASetting', 'notThisSetting', 'needsSection', 'isThereTwice'].includes(reason.code);
  const instead = isHidden ? undefined : valueAt(settings, path.split('.'));
  return {
    place: origin.name,
    path: written,
    line: node === undefined ? null : placeOf(text.slice(0, node.offset)).line,
    written: isHidden || node === undefined ? null : shownSetting(node.value),
    // The file's own address is not used if it is not safe.
    instead: instead === node?.value ? null : shownSetting(instead),
    reason,
  };
}

/** The value at a path, whose names may have points in them; of a value that is missing, the group that lacks it. */
function nodeAt(node: Node | undefined, path: string): Node | undefined {
  const entries: [string, Node | undefined][] =
    node?.type === 'array'
      ? (node.children ?? []).map((each, at) => [String(at), each])
      : (node?.children ?? []).map(({ children: [name, value] = [] }) => [String(name?.value), value]);
  // Of a name that is there twice, the last counts.
  for (const [name, value] of entries.reverse()) {
    if (name === path) return value;
    if (path.startsWith(`${name}.`)) return nodeAt(value, path.slice(name.length + 1));
  }
  return node;
}
