import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Every document of the project, by its path from the root. */
const DOCUMENTS = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

const textOf = (path: string): string => readFileSync(path, 'utf8').replace(/```[^]*?```/g, '');

/** The anchors that GitHub makes of headings. Source: github.com/Flet/github-slugger. */
function anchorsOf(path: string): Set<string> {
  return new Set(
    [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** What is wrong with a link of a document; null if it leads somewhere. */
function faultOf(document: string, link: string): string | null {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path);
  if (!existsSync(target)) return `${document}: ${link}`;
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)
    ? null
    : `${document}: ${link}: no such heading`;
}

test('every relative link of a document leads to a file or a heading that is there', () => {
  const links = DOCUMENTS.flatMap((document) =>
    [...textOf(join(ROOT, document)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => [document, link] as const),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.map(([document, link]) => faultOf(document, link)).filter((fault) => fault !== null)).toEqual(
    [],
  );
});
