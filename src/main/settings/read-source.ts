import { isJsonObject } from '#shared/lcm/json.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { Found, SettingsSource } from '#main/site/source.ts';
import { SECTIONS, SITE_KINDS, type Origin } from './layers.ts';
import type { Layer, SettingsFault } from './merge-settings.ts';
import { decodeText, isTooDeep, jsonWithComments, namedTwice, notJson, treeOf } from './settings-text.ts';
import { nameLike, typedSettings } from './typed-settings.ts';

/** What one place says, before all places come together. */
export interface ReadSource {
  readonly layers: readonly Layer[];
  readonly faults: readonly SettingsFault[];
  /** Whether it cannot be told what it locks. */
  readonly unsure: boolean;
  /** Settings that no longer have an effect, such as `lcm.transports`. */
  readonly retired: readonly string[];
}

/** Settings without an effect. A file that still has one stays valid. */
const RETIRED: readonly (readonly [section: string, name: string])[] = [['lcm', 'transports']];

export function readSource({ kind, name }: Pick<SettingsSource, 'kind' | 'name'>, found: Found): ReadSource {
  const origin = { source: kind, name, section: null };
  const isSite = SITE_KINDS.has(kind);
  const { value, why, twice } = valueOf(found);
  const faults = [
    ...(why === null ? [] : [{ path: '', reason: why, origin }]),
    ...twice.map((path) => ({ path, reason: reason('isThereTwice'), origin })),
  ];
  if (value === undefined) return { layers: [], faults, unsure: isSite, retired: [] };
  const asText = 'asText' in found && found.asText;
  const read = isSite ? sectionsOf(value, origin, asText) : { layers: [{ ...origin, value }], faults: [] };
  const layers = read.layers.map((layer) => ({ layer, ...withoutRetired(layer.value) }));
  return {
    layers: layers.map(({ layer, value: rest }) => ({
      ...layer,
      value: asText ? typedSettings(rest) : rest,
    })),
    faults: [...faults, ...read.faults],
    unsure: read.faults.length > 0 || (isSite && twice.length > 0),
    retired: layers.flatMap(({ retired }) => retired),
  };
}

/** The value, undefined if there is none; why it is faulty as a whole; and what is in it twice. */
function valueOf(found: Found): {
  readonly value: unknown;
  readonly why: Reason | null;
  readonly twice: readonly string[];
} {
  if ('problem' in found) return { value: undefined, why: found.problem, twice: [] };
  if ('value' in found) return { value: found.value, why: null, twice: [] };
  const text = decodeText(found.bytes);
  if (isTooDeep(text)) return { value: undefined, why: notJson(text), twice: [] };
  const twice = namedTwice(treeOf(text));
  try {
    return { value: JSON.parse(text) as unknown, why: null, twice };
  } catch {
    return { value: jsonWithComments(text) ?? undefined, why: notJson(text), twice };
  }
}

/** The two sections of a place of the site. A name that is none of them may be a lock that was meant. */
function sectionsOf(
  value: unknown,
  origin: Origin,
  asText: boolean,
): { readonly layers: Layer[]; readonly faults: SettingsFault[] } {
  if (!isJsonObject(value))
    return { layers: [], faults: [{ path: '', reason: reason('needsGroup'), origin }] };
  const layers: Layer[] = [];
  const faults: SettingsFault[] = [];
  for (const [written, below] of Object.entries(value)) {
    const section = asText ? nameLike(SECTIONS, written) : written;
    if (section === 'defaults' || section === 'locked') layers.push({ ...origin, section, value: below });
    else if (written !== '$schema') faults.push({ path: written, reason: reason('needsSection'), origin });
  }
  return { layers, faults };
}

function withoutRetired(written: unknown): { value: unknown; retired: string[] } {
  let value = written;
  const retired: string[] = [];
  for (const [section, name] of RETIRED) {
    const found = isJsonObject(value) ? value[section] : undefined;
    if (!isJsonObject(value) || !isJsonObject(found) || !Object.hasOwn(found, name)) continue;
    const others = Object.entries(found).filter(([each]) => each !== name);
    value = { ...value, [section]: Object.fromEntries(others) };
    retired.push(`${section}.${name}`);
  }
  return { value, retired };
}
