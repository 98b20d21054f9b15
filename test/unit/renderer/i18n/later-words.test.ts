import { describe, expect, it } from 'vitest';
import first from '../../../../src/renderer/i18n/locales/en.json';
import later from '../../../../src/renderer/i18n/locales/en-later.json';
import firstReasons from '../../../../src/shared/reasons/locales/en.json';
import laterReasons from '../../../../src/shared/reasons/locales/en-later.json';

const RENDERER = '../../../../src/renderer';
const sources = new Map(
  Object.entries(
    import.meta.glob<string>('../../../../src/renderer/**/*.{ts,vue}', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).map(([path, text]) => [path.slice(RENDERER.length + 1), text] as const),
);

function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}
const LATER = new Set([...keysOf(later), ...keysOf(laterReasons)]);
const FIRST = [...keysOf(first), ...keysOf(firstReasons)];

/** The file that an import of another file leads to. */
function target(from: string, path: string): string {
  return new URL(path, `file:///${from}`).pathname.slice(1);
}

/** What a page loads before it shows anything: all that is imported, but neither what is loaded on demand nor types. */
function loadedWith(page: string): string[] {
  const found = new Set([page]);
  for (const file of found) {
    const text = sources.get(file) ?? '';
    for (const [, type, path = ''] of text.matchAll(
      /^\s*(?:import|export)\b(\s+type\b)?[^'"()]*?['"](\.[^'"]+)['"]/gm,
    ))
      if (type === undefined && /\.(ts|vue)$/.test(path)) found.add(target(file, path));
  }
  return [...found];
}

describe.each(['main.ts', 'shell/quick.ts'])('what %s loads first', (page) => {
  const files = loadedWith(page);

  it('is all there', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !sources.has(file))).toEqual([]);
  });

  it('does not load the words of later screens, and uses none of them', () => {
    expect(files).not.toContain('i18n/later-words.ts');
    const used = files.flatMap((file) =>
      [...(sources.get(file) ?? '').matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/g)]
        .map(([, key = '']) => key)
        .filter((key) => LATER.has(key))
        .map((key) => `${file}: ${key}`),
    );
    expect(used).toEqual([]);
  });

  it('makes up none of them from a beginning that only later words have', () => {
    const made = files.flatMap((file) =>
      [...(sources.get(file) ?? '').matchAll(/\bt\(`([a-z]\w*(?:\.\w+)*\.)\$\{/g)]
        .map(([, start = '']) => start)
        .filter((start) => !FIRST.some((key) => key.startsWith(start)))
        .map((start) => `${file}: ${start}`),
    );
    expect(made).toEqual([]);
  });
});
