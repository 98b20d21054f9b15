import type { SourceKind } from '#main/site/source.ts';

/**
 * Where a setting can come from, the weakest first: each beats those above it. What a site locks beats everything. Among the
 * site's own places, a policy beats the file, and the machine beats the user, as with Chromium's policies.
 */
export const LAYERS = [
  { source: 'machineFile', section: 'defaults' },
  { source: 'userPolicy', section: 'defaults' },
  { source: 'machinePolicy', section: 'defaults' },
  { source: 'userFile', section: null },
  { source: 'environment', section: null },
  { source: 'machineFile', section: 'locked' },
  { source: 'userPolicy', section: 'locked' },
  { source: 'machinePolicy', section: 'locked' },
] as const satisfies readonly { readonly source: SourceKind; readonly section: Section | null }[];

/** The two halves of a place of the site: what holds unless the user says otherwise, and what holds. */
export const SECTIONS = ['defaults', 'locked'] as const;
export type Section = (typeof SECTIONS)[number];

/** The kinds of places that belong to the site: they have sections, and with one of them a machine is managed. */
export const SITE_KINDS: ReadonlySet<SourceKind> = new Set(
  LAYERS.filter(({ section }) => section !== null).map(({ source }) => source),
);

/** How strong a layer is; a higher number wins. */
export function rankOf(source: SourceKind, section: Section | null): number {
  return LAYERS.findIndex((layer) => layer.source === source && layer.section === section);
}

/** Where the value of a setting comes from. */
export interface Origin {
  readonly source: SourceKind;
  /** What an administrator knows the place by. */
  readonly name: string;
  readonly section: Section | null;
}
