import { isDeepStrictEqual } from 'node:util';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { SCHEMA_FILE } from '#main/settings/settings-json-schema.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { withoutPassword } from './address.ts';
import { mappingSetting, typesSetting, type NamedMeaning } from './event-mapping.ts';

/** A settings file as text, and the settings that hold secrets, which are not in it. */
export interface DraftedSettings {
  readonly text: string;
  readonly leftOut: readonly string[];
}

/** Members of `lcm` that Connect asks for and that hold no secret. */
const SHOWN = [
  'url',
  'path',
  'namespace',
  'eventName',
  'caFile',
] as const satisfies readonly (keyof LcmOptions)[];

/**
 * The smallest settings file for that address and these events: only what differs from the defaults, and no secret. Secrets
 * do not belong into a file that is copied, mailed and kept in a ticket.
 *
 * @throws ZodError if the settings schema refuses it, which only a fault of Afterword could cause
 */
export function draftSettings(options: LcmOptions, said: readonly NamedMeaning[]): DraftedSettings {
  const proxy = withoutPassword(options.proxy);
  const lcm = Object.fromEntries(SHOWN.map((name) => [name, options[name]]));
  const settings = {
    lcm: { ...lcm, proxy },
    calls: { types: typesSetting(said) },
    busEvents: said.map(mappingSetting),
  };
  settingsSchema.parse(settings);
  const shortest = differing(settings, settingsSchema.parse({}));
  const leftOut = [
    ...Object.keys(options.auth).map((name) => `lcm.auth.${name}`),
    ...Object.keys(options.headers).map((name) => `lcm.headers.${name}`),
    ...(proxy === options.proxy ? [] : ['lcm.proxy']),
  ];
  const text = `${JSON.stringify({ $schema: `./${SCHEMA_FILE}`, ...shortest }, null, 2)}\n`;
  return { text: text.replace(UNSEEN, escaped), leftOut };
}

/** What an editor does not show, or shows elsewhere. Names off the bus may hold it. */
const UNSEEN = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/** As JSON writes them: each UTF-16 unit by its number. */
function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** What of the settings is not their default, group by group. */
function differing(settings: object, defaults: object): Record<string, unknown> {
  const known = defaults as Readonly<Record<string, unknown>>;
  const kept = Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
    const standard = known[name];
    if (isDeepStrictEqual(value, standard)) return [];
    if (!isJsonObject(value) || !isJsonObject(standard)) return [[name, value] as const];
    const within = differing(value, standard);
    return Object.keys(within).length > 0 ? [[name, within] as const] : [];
  });
  return Object.fromEntries(kept);
}
